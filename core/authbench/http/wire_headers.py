"""The header section exactly as it goes out, from the headers that the definition gave."""

from __future__ import annotations

import base64
import re

from authbench import __version__
from authbench.events import Header
from authbench.http.address import Address
from authbench.http.errors import InvalidRequestData

ACCEPT_ENCODING = "gzip;q=1.0,deflate;q=0.6,identity;q=0.3"
USER_AGENT = f"authbench/{__version__}"

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_METHODS_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_FRAMING = frozenset({"content-length", "transfer-encoding"})


def check_method(method: str) -> None:
    """Raise `InvalidRequestData` unless `method` is a token (RFC 9110, 9.1)."""
    if _TOKEN.match(method) is None:
        raise InvalidRequestData(f"The request method {method!r} has characters that no method has.")


def wire_headers(
    headers: tuple[Header, ...],
    address: Address,
    method: str,
    body: bytes,
    cookie: str | None,
    *,
    complete: bool = False,
) -> tuple[list[tuple[bytes, bytes]], tuple[str, ...]]:
    """The headers as bytes in wire order, and notes on what was changed.

    `Host` comes first (RFC 9110, 7.2); names keep their spelling and the rest its order. The framing
    headers follow the body that is really sent. `cookie` joins a `Cookie` header of the definition.
    `complete`: a person has seen them all, so no header is added that one can do without.
    Raises `InvalidRequestData` naming the header that cannot be sent.
    """
    host = address.host_header
    host_name = b"Host"
    notes: list[str] = []
    rest: list[tuple[bytes, bytes]] = []
    seen: set[str] = set()
    length_at: int | None = None
    length_name = b"Content-Length"
    for name, value in headers:
        lower = name.lower()
        encoded = _checked_name(name), _checked_value(name, value)
        if lower == "host":
            host_name, host = encoded[0], encoded[1].decode("latin-1")
            continue
        if lower in _FRAMING:
            if lower == "content-length":
                length_at, length_name = len(rest), encoded[0]
                if encoded[1] != b"%d" % len(body):
                    notes.append(f"{name} was set to the true length of the body, {len(body)}.")
            else:
                notes.append(f"{name} was left out: the body is sent with its length.")
            continue
        if lower == "cookie" and cookie:
            encoded = (
                encoded[0],
                encoded[1] + b"; " + cookie.encode("latin-1") if encoded[1] else cookie.encode(),
            )
            cookie = None
        seen.add(lower)
        rest.append(encoded)
    if cookie:
        rest.append((b"Cookie", cookie.encode("latin-1")))
    if address.credentials is not None and "authorization" not in seen:
        rest.append((b"Authorization", basic_credentials(*address.credentials)))
    if "accept-encoding" not in seen and not complete:
        rest.append((b"Accept-Encoding", ACCEPT_ENCODING.encode("ascii")))
    if "user-agent" not in seen and not complete:
        rest.append((b"User-Agent", USER_AGENT.encode("ascii")))
    if body or length_at is not None or method.upper() in _METHODS_WITH_BODY:
        at = len(rest) if length_at is None else length_at
        rest.insert(at, (length_name, b"%d" % len(body)))
    return [(host_name, host.encode("latin-1")), *rest], tuple(notes)


def basic_credentials(user: bytes, password: bytes) -> bytes:
    """The value of an `Authorization` header of the Basic scheme (RFC 7617, 2)."""
    return b"Basic " + base64.b64encode(user + b":" + password)


def _checked_name(name: str) -> bytes:
    if _TOKEN.match(name) is None:
        raise InvalidRequestData(
            f"The header name {name!r} has characters that no header name has.",
            hint="Header names are made of letters, digits and hyphens.",
        )
    return name.encode("ascii")


def _checked_value(name: str, value: str) -> bytes:
    bad = _FORBIDDEN.search(value.strip(" \t"))
    if bad is not None:
        raise InvalidRequestData(
            f"The value of header {name} has a control character (0x{ord(bad.group()):02x}), "
            "which would break the request apart.",
            hint="Often a line break at the end of a pasted key or token: remove it from the field.",
        )
    stripped = value.strip(" \t")
    try:
        return stripped.encode("latin-1")
    except UnicodeEncodeError:
        return stripped.encode("utf-8", "surrogatepass")
