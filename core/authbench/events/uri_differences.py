"""Where two redirect URIs differ, to the byte, and what kind of difference that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Difference:
    """`place` counts bytes from 1; `sent` and `known` are what stands there, `the end` where a URI is over.
    `kind` is `slash`, `loopback`, `port`, `scheme`, `case`, `encoding`, `host`, `path` or `query`."""

    kind: str
    place: int
    sent: str
    known: str


def difference(sent: str, known: str) -> Difference | None:
    """The first difference of two URIs; None where they are equal to the byte (RFC 6749, 3.1.2.3)."""
    if sent == known:
        return None
    at = next(
        (index for index, (a, b) in enumerate(zip(sent, known, strict=False)) if a != b),
        min(len(sent), len(known)),
    )
    place = len(sent[:at].encode("utf-8", "replace")) + 1
    return Difference(_kind(sent, known), place, _there(sent, at), _there(known, at))


def nearest(sent: str, others: Iterable[str]) -> str | None:
    """That of `others` which shares the longest beginning with `sent`; a URI that is equal is none."""
    best, length = None, -1
    for other in others:
        shared = next(
            (n for n, (a, b) in enumerate(zip(sent, other, strict=False)) if a != b),
            len(min(sent, other, key=len)),
        )
        if other != sent and shared > length:
            best, length = other, shared
    return best


def _there(text: str, at: int) -> str:
    return f"`{text[at]}`" if at < len(text) else "the end"


def _kind(sent: str, known: str) -> str:
    if sent.rstrip("/") == known.rstrip("/"):
        return "slash"
    if sent.lower() == known.lower():
        return "case"
    if unquote(sent) == unquote(known):
        return "encoding"
    try:
        one, other = urlsplit(sent), urlsplit(known)
        ports = one.port != other.port
    except ValueError:
        return "path"
    if one.scheme != other.scheme:
        return "scheme"
    if one.hostname != other.hostname:
        return "loopback" if {one.hostname, other.hostname} <= _LOOPBACK else "host"
    if ports:
        return "port"
    return "path" if one.path != other.path else "query"
