"""A request and its response as they went over the wire, and as text for a ticket."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from authbench.events import HttpExchange
from authbench.journal.exports.message_bodies import header_value, shown_body
from authbench.journal.exports.outgoing import wire_text
from authbench.journal.exports.pieces import Pieces, Variables, as_text, joined
from authbench.journal.redaction import Redactor

_AFTER_ORIGIN = re.compile(r"(?s)[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
_CUT_AT = 20_000


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message in pieces: its head as Latin-1, without the blank line, and its body. `codec` gives the
    body's bytes; `binary`: it is no text."""

    head: tuple[Pieces, ...]
    body: Pieces
    codec: str
    binary: bool


def raw_request(
    exchange: HttpExchange, content: bytes, redactor: Redactor, variables: Variables
) -> RawMessage:
    """The request as it was sent."""
    redacted = redactor.url(exchange.url.partition("#")[0])
    origin = _AFTER_ORIGIN.match(redacted.text)
    hidden = origin is None or any(chip.start < origin.end() for chip in redacted.chips)
    address = variables.pieces(redacted, "URL")
    if origin is not None and not hidden:
        address = joined((str(address[0])[origin.end() :],), address[1:])
        if not address or not str(address[0]).startswith("/"):
            address = joined(("/",), address)
    method = variables.pieces(redactor.redact(exchange.method), "method")
    line = joined(method, (" ",), address, (f" {exchange.http_version}",))
    return _message(line, exchange.request_headers, content, redactor, variables)


def raw_response(
    exchange: HttpExchange, content: bytes, redactor: Redactor, variables: Variables
) -> RawMessage:
    """The response, its body decoded and cut where it is long."""
    line = f"{exchange.http_version} {exchange.status} {exchange.reason}".rstrip()
    first = variables.pieces(redactor.redact(line), "status line")
    return _message(first, exchange.response_headers, content, redactor, variables)


def wire_bytes(message: RawMessage) -> bytes:
    """The message to the byte, with `$NAME` for variables."""
    head = "\r\n".join(map(as_text, message.head)) + "\r\n\r\n"
    return _head_bytes(head) + as_text(message.body).encode(message.codec)


def wire_as_text(message: RawMessage) -> str:
    """The message for the clipboard: bytes that are no text are shown as `\\xNN`."""
    return wire_bytes(message).decode("utf-8", "backslashreplace")


def fenced(message: RawMessage, *, cut: bool) -> str:
    """The message in a fence that nothing in it can close, and apart, in base64, a body that is no text."""
    head = "\n".join(as_text(wire_text(line)[0]) for line in message.head)
    body = as_text(message.body)
    if not body:
        return _fence("http", head + "\n")
    if message.binary or _UNREADABLE.search(body):
        content = body.encode(message.codec)
        shown = base64.b64encode(content[:_CUT_AT] if cut else content).decode()
        note = (
            f"\n\nCut: the first {_CUT_AT:,} of {len(content):,} bytes."
            if cut and len(content) > _CUT_AT
            else ""
        )
        return f"{_fence('http', head + chr(10))}\n\nBody, in base64:\n\n{_fence('base64', shown)}{note}"
    if cut and len(body) > _CUT_AT:
        note = f"\n\nCut: the first {_CUT_AT:,} of {len(body):,} characters."
        return _fence("http", f"{head}\n\n{body[:_CUT_AT]}") + note
    return _fence("http", f"{head}\n\n{body}")


def _fence(kind: str, text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    mark = "`" * max(3, longest + 1)
    return f"{mark}{kind}\n{text}\n{mark}"


def _message(
    line: Pieces,
    headers: tuple[tuple[str, str], ...],
    content: bytes,
    redactor: Redactor,
    variables: Variables,
) -> RawMessage:
    head = [line]
    for name, value in headers:
        shown = variables.pieces(redactor.header(name, value), f"header {name}")
        head.append(joined((redactor.text(name) + ": ",), shown))
    body = shown_body(content, header_value(headers, "content-type") or "", redactor)
    return RawMessage(tuple(head), variables.pieces(body.text, "body"), body.codec, body.binary)


def _head_bytes(head: str) -> bytes:
    try:
        return head.encode("latin-1")
    except UnicodeEncodeError:
        # The label of a variable, or what a redactor withheld, is not from the wire.
        return head.encode("utf-8", "surrogatepass")
