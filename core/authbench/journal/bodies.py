"""A message's body as a reader sees it: as fields or parts, laid out, as text, or as bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from authbench.events import Body, Header
from authbench.events.charsets import codec_for
from authbench.journal.chips import Redacted, Span
from authbench.journal.formatting import sizes_text
from authbench.journal.images import ImageFacts, image_facts
from authbench.journal.json_text import NotJson, looks_like_json, pretty
from authbench.journal.multipart import Part, boundary, parts
from authbench.journal.octets import hex_rows
from authbench.journal.redacted_text import joined
from authbench.journal.redaction import Redactor
from authbench.journal.urls import form_pairs
from authbench.journal.xml_text import NotXml, pretty_xml

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
class PartView:
    """One part of a multipart body: the name of its field, that of its file, its content type, and what
    is in it as a body of its own."""

    name: str
    file_name: str
    content_type: str
    body: BodyView


@dataclass(frozen=True, slots=True)
class BodyView:
    """A body for display. `kind` is `form`, `multipart`, `json`, `xml`, `text`, `image`, `binary` or
    `empty`; `fields` are a form's, `parts` a multipart body's; `content` is the text, laid out where it
    is JSON or XML, and `raw` the same as it came; `size` says how many bytes travelled, and how many
    they are after decoding, `octets` is the latter as a number; `truncated` says that more exists."""

    kind: str
    fields: tuple[FieldView, ...]
    content: Redacted
    size: str
    truncated: bool = False
    raw: Redacted | None = None
    parts: tuple[PartView, ...] = ()
    image: ImageFacts | None = None
    octets: int = 0


def body_view(
    body: Body,
    headers: Iterable[Header],
    redactor: Redactor,
    *,
    limit: int | None,
    cut_on_wire: bool = False,
) -> BodyView:
    """`body` redacted, at most about `limit` characters of it (None: all that is at hand). `cut_on_wire`:
    only part of it was kept."""
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "")
    return _Viewing(body, content_type, redactor, limit, cut_on_wire).view()


class _Viewing:
    """Looks at one body."""

    def __init__(
        self, body: Body, content_type: str, redactor: Redactor, limit: int | None, cut_on_wire: bool
    ) -> None:
        self._body = body
        self._type = content_type.lower()
        self._declared = content_type
        self._redactor = redactor
        self._limit = limit
        # Only where it begins is at hand.
        self._partial = cut_on_wire or body.size > len(body.content)

    def view(self) -> BodyView:
        content = self._body.content
        if not content:
            return self._made("empty", Redacted(""), self._partial)
        image = image_facts(content)
        if image is not None:
            return self._made("image", Redacted(str(image)), self._partial, image=image)
        mark = boundary(self._declared)
        if mark is not None:
            seen = self._multipart(mark)
            if seen is not None:
                return seen
        most = len(content) if self._limit is None else self._limit + _MARGIN
        text = _decoded(content[: most * 4], self._type)
        if text is None:
            dump = hex_rows(content, self._redactor, 0, _DUMP_BYTES)
            return self._made("binary", dump, self._body.size > _DUMP_BYTES)
        self._partial = self._partial or len(content) > most * 4
        return self._text(text, text[:most])

    def _text(self, text: str, near: str) -> BodyView:
        """A text, of which `near` is as much as is looked at."""
        redactor, kind = self._redactor, self._type
        more = self._partial or len(near) < len(text)
        if "x-www-form-urlencoded" in kind:
            fields = tuple(
                FieldView(redactor.text(name), redactor.named(name, value))
                for name, value in form_pairs(near)
            )
            return self._limited("form", redactor.form(near), more, fields=fields)
        if "json" in kind or looks_like_json(text):
            return self._laid_out("json", text, near, pretty, redactor.json)
        if "html" in kind:
            return self._limited("text", redactor.xml(near), more)
        if "xml" in kind or text[:64].lstrip().startswith("<?xml"):
            return self._laid_out("xml", text, near, pretty_xml, redactor.xml)
        return self._limited("text", redactor.redact(near), more)

    def _laid_out(
        self,
        kind: str,
        text: str,
        near: str,
        lay_out: Callable[[str, int | None], tuple[str, bool]],
        redact: Callable[[str], Redacted],
    ) -> BodyView:
        raw = redact(near)
        try:
            laid_out, cut = lay_out(text, None if self._limit is None else self._limit + _MARGIN)
        except (NotJson, NotXml):
            return self._limited(kind, raw, self._partial or len(near) < len(text), raw=raw)
        return self._limited(kind, redact(laid_out), self._partial or cut, raw=raw)

    def _multipart(self, mark: bytes) -> BodyView | None:
        seen: list[PartView] = []
        raw: list[Redacted | str] = []
        line = f"--{self._redactor.text(mark.decode('latin-1'))}"
        for part in parts(self._body.content, mark):
            seen.append(self._part(part))
            heads = (f"{name}: {value}\n" for name, value in self._redactor.headers(part.headers))
            shown = seen[-1].body
            inner = shown.content if shown.kind not in ("binary", "image") else f"⟨{shown.size}⟩"
            raw += (line, "\n", *heads, "\n", inner, "\n")
        if not seen:
            return None
        raw.append(f"{line}--" if not self._partial else "")
        return self._limited("multipart", joined(raw), self._partial, parts=tuple(seen))

    def _part(self, part: Part) -> PartView:
        content_type = part.header("content-type")
        seen = _Viewing(Body(part.content), content_type, self._redactor, self._limit, False).view()
        if seen.kind == "text":
            # A field of a form: what it is called may say that it is secret.
            told = self._redactor.named(part.name, _decoded(part.content, content_type) or "")
            content = told if self._limit is None else _cut(told, self._limit)
            seen = BodyView("text", (), content, seen.size, seen.truncated, octets=seen.octets)
        text = self._redactor.text
        return PartView(text(part.name), text(part.file_name), text(content_type), seen)

    def _limited(
        self,
        kind: str,
        content: Redacted,
        truncated: bool,
        *,
        raw: Redacted | None = None,
        fields: tuple[FieldView, ...] = (),
        parts: tuple[PartView, ...] = (),
    ) -> BodyView:
        if self._limit is not None:
            truncated = truncated or len(content.text) > self._limit
            content = _cut(content, self._limit)
            raw = None if raw is None else _cut(raw, self._limit)
        return self._made(kind, content, truncated, raw=raw, fields=fields, parts=parts)

    def _made(
        self,
        kind: str,
        content: Redacted,
        truncated: bool,
        *,
        raw: Redacted | None = None,
        fields: tuple[FieldView, ...] = (),
        parts: tuple[PartView, ...] = (),
        image: ImageFacts | None = None,
    ) -> BodyView:
        size = sizes_text(self._body.wire_size, self._body.size)
        return BodyView(kind, fields, content, size, truncated, raw, parts, image, self._body.size)


def body_text(body: Body, headers: Iterable[Header]) -> str | None:
    """The raw text of a body, None where it is binary."""
    content_type = next((value for name, value in headers if name.lower() == "content-type"), "").lower()
    return _decoded(body.content, content_type)


def _cut(content: Redacted, limit: int) -> Redacted:
    """The first `limit` characters; a chip at the border stays whole."""
    if len(content.text) <= limit:
        return content
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
