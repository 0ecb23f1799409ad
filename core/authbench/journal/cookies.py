"""The cookies of a message, each with its attributes (RFC 6265)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from authbench.journal.chips import Redacted
from authbench.journal.redacted_text import sliced


@dataclass(frozen=True, slots=True)
class CookieView:
    """A cookie; `attributes` as the server set them (`Path`, `/`), with an empty value for those without
    one (`Secure`)."""

    name: str
    value: Redacted
    attributes: tuple[tuple[str, str], ...] = ()


def sent_cookies(headers: Iterable[tuple[str, Redacted]]) -> tuple[CookieView, ...]:
    """The cookies in a request's redacted headers (RFC 6265, 4.2)."""
    found: list[CookieView] = []
    for name, value in headers:
        if name.lower() == "cookie":
            found += (_cookie(part) for part in _parts(value))
    return tuple(found)


def set_cookies(headers: Iterable[tuple[str, Redacted]]) -> tuple[CookieView, ...]:
    """The cookies that a response's redacted headers set (RFC 6265, 4.1)."""
    found: list[CookieView] = []
    for name, value in headers:
        if name.lower() == "set-cookie":
            first, *rest = list(_parts(value)) or [Redacted("")]
            attributes = (part.text.partition("=") for part in rest)
            found.append(
                replace(
                    _cookie(first),
                    attributes=tuple((key.strip(), said.strip()) for key, _, said in attributes),
                )
            )
    return tuple(found)


def _cookie(part: Redacted) -> CookieView:
    at = part.text.find("=")
    if at < 0:
        return CookieView("", part)
    return CookieView(part.text[:at].strip(), sliced(part, at + 1, len(part.text)))


def _parts(value: Redacted) -> Iterator[Redacted]:
    start = 0
    while start <= len(value.text):
        end = value.text.find(";", start)
        end = len(value.text) if end < 0 else end
        if value.text[start:end].strip():
            yield sliced(value, start, end)
        start = end + 1
