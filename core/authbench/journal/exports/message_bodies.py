"""Bodies for export: read as text where they are text, and redacted by what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from authbench.events import Header, HttpExchange
from authbench.events.charsets import codec_for
from authbench.journal.chips import Redacted
from authbench.journal.json_text import looks_like_json
from authbench.journal.redaction import Redactor
from authbench.journal.sides import Side

ContentOf = Callable[[HttpExchange, Side], bytes]
"""Gives all bytes of a body, also of one that the journal has put away."""

_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._:-]+)", re.IGNORECASE)
_BOUNDARY = re.compile(r"boundary\s*=\s*(?:\"([^\"]{1,200})\"|([^\s;,\"]{1,200}))", re.IGNORECASE)
_DISPOSITION = re.compile(r"(?im)^content-disposition\s*:(.*)$")
_LONGEST_HEAD = 10_000
_PARAMETER = re.compile(r";\s*([a-z*]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;]*))", re.IGNORECASE)


def kept_content(exchange: HttpExchange, side: Side) -> bytes:
    """What the exchange itself holds of a body: all of it, unless it was put away."""
    return (exchange.request_body if side is Side.REQUEST else exchange.response_body).content


def header_value(headers: Iterable[Header], name: str) -> str | None:
    """The first value of the header called `name`."""
    return next((value for each, value in headers if each.lower() == name), None)


def text_of(content: bytes, content_type: str) -> str | None:
    """The text of a body as its type declares it, else as UTF-8; None where it is not text or the bytes
    could not be had back from it."""
    charset = _CHARSET.search(content_type)
    declared = codec_for(charset[1]) if charset else None
    for codec in (declared, "utf-8"):
        if codec is None:
            continue
        try:
            text = content.decode(codec)
            if text.encode(codec) == content and "\0" not in text[:4096]:
                return text
        except UnicodeError:
            continue
    return None


def bytes_of(text: str, content_type: str) -> bytes:
    """What `text_of` made a text from."""
    charset = _CHARSET.search(content_type)
    try:
        return text.encode((codec_for(charset[1]) if charset else None) or "utf-8")
    except UnicodeError:
        return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class ShownBody:
    """A redacted body; `codec` gives its bytes. With `binary` each character of it is one byte."""

    text: Redacted
    codec: str
    binary: bool


def shown_body(content: bytes, content_type: str, redactor: Redactor) -> ShownBody:
    """All of a body, redacted; as text only where it is UTF-8, which is what commands are written in."""
    try:
        return ShownBody(redacted_text(content.decode("utf-8"), content_type, redactor), "utf-8", False)
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    boundary = boundary_of(content_type)
    if boundary is not None:
        return ShownBody(together(_redacted_parts(text, boundary, redactor)), "latin-1", True)
    return ShownBody(redactor.redact(text), "latin-1", True)


def redacted_text(text: str, content_type: str, redactor: Redactor) -> Redacted:
    """The text of a body with its secrets replaced, by value and by the names in it."""
    kind = content_type.lower()
    if "x-www-form-urlencoded" in kind:
        return redactor.form(text)
    boundary = boundary_of(content_type)
    if boundary is not None:
        return together(_redacted_parts(text, boundary, redactor))
    if "json" in kind or looks_like_json(text):
        return redactor.json(text)
    if "xml" in kind or "html" in kind or text[:64].lstrip().startswith("<?xml"):
        return redactor.xml(text)
    return redactor.redact(text)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body (RFC 7578): where its content is in the text, and what it is called."""

    start: int
    end: int
    name: str
    file_name: str | None
    content_type: str | None


def boundary_of(content_type: str) -> str | None:
    """The boundary that a multipart type names."""
    found = _BOUNDARY.search(content_type)
    if found is None or not content_type.lower().lstrip().startswith("multipart/"):
        return None
    return found[1] or found[2]


def parts_of(text: str, boundary: str) -> Iterator[Part]:
    """The parts of a multipart body, in order; nothing where it is not built as it says."""
    mark = f"--{boundary}"
    at = text.find(mark)
    while at >= 0:
        begin = at + len(mark)
        end = text.find(mark, begin)
        if end < 0:
            return
        head_end, skip = _end_of_head(text, begin, end)
        if head_end >= 0:
            head = text[begin : min(head_end, begin + _LONGEST_HEAD)].replace("\r", "")
            disposition = _DISPOSITION.search(head)
            named = {
                found[1].lower(): found[2] if found[2] is not None else found[3]
                for found in _PARAMETER.finditer(disposition[1] if disposition else "")
            }
            kind = re.search(r"(?im)^content-type\s*:\s*(.*)$", head)
            last = end - 2 if text[end - 2 : end] == "\r\n" else end - 1
            yield Part(
                head_end + skip,
                max(head_end + skip, last),
                named.get("name", ""),
                named.get("filename"),
                kind[1].strip() if kind else None,
            )
        at = end


def together(parts: Iterable[Redacted]) -> Redacted:
    """Redacted texts one after the other."""
    texts: list[str] = []
    chips = []
    length = 0
    for part in parts:
        texts.append(part.text)
        chips += [replace(chip, start=chip.start + length, end=chip.end + length) for chip in part.chips]
        length += len(part.text)
    return Redacted("".join(texts), tuple(chips))


def _end_of_head(text: str, begin: int, end: int) -> tuple[int, int]:
    for blank in ("\r\n\r\n", "\n\n"):
        at = text.find(blank, begin, end)
        if at >= 0:
            return at, len(blank)
    return -1, 0


def _redacted_parts(text: str, boundary: str, redactor: Redactor) -> Iterator[Redacted]:
    done = 0
    for part in parts_of(text, boundary):
        yield redactor.redact(text[done : part.start])
        content = text[part.start : part.end]
        if part.content_type and "json" in part.content_type.lower():
            yield redactor.json(content)
        else:
            yield redactor.named(part.name, content)
        done = part.end
    yield redactor.redact(text[done:])
