"""A message's body as a reader sees it: as fields, laid-out JSON, text, or a look at the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from authbench.events import Body, Header
from authbench.events.charsets import codec_for
from authbench.journal.chips import Redacted, Span
from authbench.journal.formatting import size_text
from authbench.journal.json_text import NotJson, looks_like_json, pretty
from authbench.journal.redaction import Redactor
from authbench.journal.urls import form_pairs

# Taken beyond the limit before redacting, so that a secret that is cut in two is still recognised.
_MARGIN = 16_384
_DUMP_BYTES = 256
_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._:-]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TEXT_TYPES = ("text/", "application/javascript", "application/graphql", "multipart/")


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a form body, decoded."""

    name: str
    value: Redacted


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body for display. `kind` is `form`, `json`, `xml`, `text`, `binary` or `empty`; `fields` are
    a form's; `content` is the text, laid out where it is JSON, and `raw` the same as it came;
    `truncated` says that more exists."""

    kind: str
    fields: tuple[FieldView, ...]
    content: Redacted
    size: str
    truncated: bool = False
    raw: Redacted | None = None


def body_view(
    body: Body,
    headers: Iterable[Header],
    redactor: Redactor,
    *,
    limit: int | None,
    cut_on_wire: bool = False,
) -> BodyView:
    """`body` redacted, at most about `limit` characters of it (None: all). `cut_on_wire`: only part
    of it was kept."""
    content = body.content
    size = size_text(body.wire_size or len(content))
    if not content:
        return BodyView("empty", (), Redacted(""), size, cut_on_wire)
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "").lower()
    wanted = len(content) if limit is None else min(len(content), limit + _MARGIN)
    text = _decoded(content[: wanted * 4], content_type)
    if text is None:
        return BodyView("binary", (), _dump(content, redactor), size, len(content) > _DUMP_BYTES)
    truncated = cut_on_wire or len(content) > wanted * 4
    if "x-www-form-urlencoded" in content_type:
        shown = text if limit is None else text[: limit + _MARGIN]
        pairs = tuple(
            FieldView(redactor.text(name), redactor.named(name, value)) for name, value in form_pairs(shown)
        )
        return _limited("form", pairs, redactor.form(shown), size, limit, truncated or len(shown) < len(text))
    if "json" in content_type or looks_like_json(text):
        try:
            laid_out, cut = pretty(text, None if limit is None else limit + _MARGIN)
        except NotJson:
            laid_out, cut = text if limit is None else text[: limit + _MARGIN], False
        seen = _limited("json", (), redactor.json(laid_out), size, limit, truncated or cut)
        raw = redactor.json(text if limit is None else text[: limit + _MARGIN])
        return replace(seen, raw=raw if limit is None else _cut(raw, limit))
    shown = text if limit is None else text[: limit + _MARGIN]
    truncated = truncated or len(shown) < len(text)
    if "xml" in content_type or "html" in content_type or text[:64].lstrip().startswith("<?xml"):
        return _limited(
            "text" if "html" in content_type else "xml", (), redactor.xml(shown), size, limit, truncated
        )
    return _limited("text", (), redactor.redact(shown), size, limit, truncated)


def body_text(body: Body, headers: Iterable[Header]) -> str | None:
    """The raw text of a body, None where it is binary."""
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "").lower()
    return _decoded(body.content, content_type)


def _limited(
    kind: str,
    fields: tuple[FieldView, ...],
    content: Redacted,
    size: str,
    limit: int | None,
    truncated: bool,
) -> BodyView:
    if limit is not None and len(content.text) > limit:
        content = _cut(content, limit)
        truncated = True
    return BodyView(kind, fields, content, size, truncated)


def _cut(content: Redacted, limit: int) -> Redacted:
    """The first `limit` characters; a chip at the border stays whole."""
    chips: list[Span] = []
    for chip in content.chips:
        if chip.start >= limit:
            break
        chips.append(chip)
        limit = max(limit, chip.end)
    return Redacted(content.text[:limit], tuple(chips))


def _decoded(content: bytes, content_type: str) -> str | None:
    charset = _CHARSET.search(content_type)
    declared = codec_for(charset[1]) if charset else None
    if declared is None and content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        declared = "utf-16"
    try:
        text = content.decode(declared or "utf-8")
    except UnicodeError:
        # A body that was cut may end inside a character.
        text = content.decode("utf-8", "replace")
        if text.count("�") > max(1, len(text) // 50):
            if not content_type.startswith(_TEXT_TYPES):
                return None
            text = content.decode("latin-1")
    if len(_CONTROL.findall(text[:4096])) > len(text[:4096]) // 50:
        return None
    return text


def _dump(content: bytes, redactor: Redactor) -> Redacted:
    """The first bytes in hexadecimal, unless a secret is near."""
    if redactor.contains(content[:4096]):
        return Redacted(f"binary, {size_text(len(content))}; not shown, because it holds a secret")
    lines = []
    for start in range(0, min(len(content), _DUMP_BYTES), 16):
        row = content[start : start + 16]
        printable = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{start:08x}  {row.hex(' '):<47}  {printable}")
    return Redacted("\n".join(lines))
