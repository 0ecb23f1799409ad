"""A recorded request taken apart for a command that sends it again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from authbench.events import HttpExchange
from authbench.journal.exports.message_bodies import header_value, shown_body
from authbench.journal.exports.pieces import Pieces, Variables, joined, literal, mapped
from authbench.journal.redaction import Redactor

_URL = re.compile(r"(?s)([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^#]*)")
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_FRAMING = frozenset(("content-length", "transfer-encoding"))


@dataclass(frozen=True, slots=True)
class OutgoingHeader:
    """A header field; its value holds the bytes of the wire as Latin-1."""

    name: str
    value: Pieces


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The request as it went over the wire.

    `url` is the address that really answered, after routes. `target` is that of the request line, None
    where a secret covers the origin as well. `headers` are all but `Host`, which is there in `host`
    where it is not what `url` gives, and those of the framing: `length` is set where the request said
    how long it is. `body` holds text; with `binary` each character of it is one byte.
    """

    method: Pieces
    url: Pieces
    target: Pieces | None
    scheme: str
    host: OutgoingHeader | None
    headers: tuple[OutgoingHeader, ...]
    length: bool
    body: Pieces
    binary: bool
    codec: str
    routed_from: str | None

    def has(self, name: str) -> bool:
        """Whether a header of that name (lower case) is sent."""
        return any(header.name.lower() == name for header in self.headers)


def outgoing(exchange: HttpExchange, content: bytes, redactor: Redactor, variables: Variables) -> Outgoing:
    """Take the request of `exchange` apart, with `content` as all of its body."""
    url, target, origin = _address(exchange, redactor, variables)
    host, headers, length = _fields(exchange, origin, redactor, variables)
    content_type = header_value(exchange.request_headers, "content-type") or ""
    body = shown_body(content, content_type, redactor)
    return Outgoing(
        method=variables.pieces(redactor.redact(exchange.method), "method"),
        url=url,
        target=target,
        scheme=origin.partition(":")[0].lower(),
        host=host,
        headers=headers,
        length=length,
        body=variables.pieces(body.text, "body") if content else (),
        binary=body.binary,
        codec=body.codec,
        routed_from=None if exchange.sent_to is None else _origin(exchange.url),
    )


def wire_text(pieces: Pieces) -> tuple[Pieces, bool]:
    """Latin-1 pieces as the UTF-8 text that their bytes are; False with them where they are none."""
    try:
        return mapped(pieces, lambda text: text.encode("latin-1").decode("utf-8")), True
    except UnicodeDecodeError:
        return pieces, False
    except UnicodeEncodeError:
        return pieces, True


def _address(
    exchange: HttpExchange, redactor: Redactor, variables: Variables
) -> tuple[Pieces, Pieces | None, str]:
    found = _URL.match(exchange.url)
    raw = found.group() if found else exchange.url
    origin = _origin(raw)
    redacted = redactor.url(raw)
    pieces = variables.pieces(redacted, "URL")
    visible = redacted.text.startswith(origin) and not any(
        chip.start < len(origin) for chip in redacted.chips
    )
    if not visible:
        return pieces, None, origin
    target = _without(pieces, len(origin))
    if not target or not str(target[0]).startswith("/"):
        target = joined(("/",), target)
    sent_to = exchange.sent_to or origin
    return joined((sent_to,), target), target, sent_to


def _fields(
    exchange: HttpExchange, origin: str, redactor: Redactor, variables: Variables
) -> tuple[OutgoingHeader | None, tuple[OutgoingHeader, ...], bool]:
    host: OutgoingHeader | None = None
    kept: list[OutgoingHeader] = []
    length = False
    for name, value in exchange.request_headers:
        lowered = name.lower()
        if lowered in _FRAMING:
            length = length or lowered == "content-length"
            continue
        shown = OutgoingHeader(
            redactor.text(name), variables.pieces(redactor.header(name, value), f"header {name}")
        )
        if lowered != "host":
            kept.append(shown)
        elif (name, literal(shown.value)) != ("Host", expected_host(origin)):
            host = shown
    return host, tuple(kept), length


def expected_host(origin: str) -> str:
    """What clients send as `Host` for a URL of this origin: the port only where it is not the scheme's."""
    scheme, _, authority = origin.partition("://")
    authority = authority.rpartition("@")[2]
    return authority.removesuffix(_DEFAULT_PORTS.get(scheme.lower(), "\0"))


def _origin(url: str) -> str:
    found = _URL.match(url)
    return f"{found[1]}://{found[2]}" if found else url


def _without(pieces: Pieces, length: int) -> Pieces:
    first = pieces[0] if pieces else ""
    return joined((str(first)[length:],), pieces[1:])
