"""How the bytes of a body become text, told by its header and where it begins."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from authbench.events.charsets import codec_for
from authbench.journal.json_text import looks_like_json

_CHARSET = re.compile(r"charset\s*=\s*\"?([A-Za-z0-9._:-]+)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TEXT_TYPES = ("text/", "application/javascript", "application/graphql", "multipart/")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LITTLE_ENDIAN = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_SINGLE_BYTES = re.compile(r"ascii|latin-1|iso8859-\d+|koi8-[ru]|mac-roman|cp(?:125\d|437|85[0-9]|866|874)")
_WIDTHS = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}


@dataclass(frozen=True, slots=True)
class Encoding:
    """A body's `kind` (`form`, `json`, `xml`, `text`, `binary` or `empty`), the `codec` of its text, how it
    is `redacted_as`, and how many bytes are `skipped` at its beginning, which only mark the encoding."""

    kind: str
    codec: str = "latin-1"
    redacted_as: str = "text"
    skipped: int = 0

    def decoder(self, *, reversible: bool = False) -> codecs.IncrementalDecoder:
        """A new decoder. What cannot be decoded becomes U+FFFD, or if it has to be `reversible` something
        that `length` counts rightly."""
        errors = self._reversible if reversible else "replace"
        return codecs.getincrementaldecoder(self.codec)(errors)

    def roughly(self, content: bytes) -> str:
        """Text in which all whole characters of `content` are; something else may stand at its ends."""
        return content.decode(self.codec, self._reversible)

    def length(self, text: str) -> int:
        """How many bytes `text`, decoded reversibly, is made of."""
        return len(text.encode(self.codec, self._reversible))

    def first_border(self, content: bytes, offset: int) -> int:
        """Where the first whole character begins in `content`, which is what follows `offset`."""
        if offset <= self.skipped:
            return 0
        if self.codec == "utf-8":
            return next((at for at in range(min(4, len(content))) if content[at] & 0xC0 != 0x80), 0)
        if self.codec in _WIDTHS:
            return -(offset - self.skipped) % _WIDTHS[self.codec]
        if _SINGLE_BYTES.fullmatch(self.codec):
            return 0
        # In encodings with states or trail bytes, a line begins anew.
        return content.find(b"\n") + 1

    @property
    def _reversible(self) -> str:
        # There, what cannot be decoded is as long as U+FFFD.
        return "replace" if self.codec in _WIDTHS else "surrogateescape"


def encoding_of(head: bytes, content_type: str, *, whole: bool) -> Encoding:
    """How to read a body that begins with `head`, which may be all of it."""
    if not head:
        return Encoding("empty")
    content_type = content_type.lower()
    codec, skipped = _codec_of(head, content_type, whole=whole)
    if codec is None:
        return Encoding("binary")
    text = codecs.getincrementaldecoder(codec)("replace").decode(head[skipped:])
    start = text[:4096]
    if len(_CONTROL.findall(start)) > len(start) // 50:
        return Encoding("binary")
    if "x-www-form-urlencoded" in content_type:
        return Encoding("form", codec, "form", skipped)
    if "json" in content_type or (looks_like_json(text) if whole else text[:64].lstrip()[:1] in ("{", "[")):
        return Encoding("json", codec, "json", skipped)
    if "html" in content_type:
        return Encoding("text", codec, "xml", skipped)
    if "xml" in content_type or text[:64].lstrip().startswith("<?xml"):
        return Encoding("xml", codec, "xml", skipped)
    return Encoding("text", codec, "text", skipped)


def _codec_of(head: bytes, content_type: str, *, whole: bool) -> tuple[str | None, int]:
    """The codec of a text, None for what is none, and how many bytes mark it."""
    charset = _CHARSET.search(content_type)
    declared = codec_for(charset[1]) if charset else None
    declared = "utf-8" if declared == "utf-8-sig" else declared
    for mark, marked in _MARKS:
        if head.startswith(mark) and (declared is None or declared.startswith(marked[:6])):
            return marked, len(mark)
    if declared is not None:
        declared = _LITTLE_ENDIAN.get(declared, declared)
        if _decodes(head, declared, whole=whole):
            return declared, 0
    wrong = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    if wrong.count("\ufffd") <= max(1, len(wrong) // 50):
        return "utf-8", 0
    return ("latin-1" if content_type.startswith(_TEXT_TYPES) else None), 0


def _decodes(head: bytes, codec: str, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(codec)().decode(head, whole)
    except UnicodeError:
        return False
    return True
