"""YAML as Ruby's library writes it (SDK reference 6.2: `workato.render_yaml`).

libyaml and PyYAML lay out the same events in the same way; what differs is which style a value asks for.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from authbench.encoding import to_text, utf8

_WORD_LIKE = re.compile(r"[^\d.:-]?[A-Za-z_\s!@#$%^&*(){}<>|/\\~;=]+", re.ASCII)
_RESERVED = re.compile(r"null|yes|true|on|no|false|off", re.IGNORECASE)
_STARTS_UNLIKE_WORD = re.compile(r"^\W[^\"]*$", re.MULTILINE)
_LINES = re.compile(r"\n(?!\n?\Z)")
_OTHER_KINDS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"-?\d{4}-\d{1,2}-\d{1,2}(?:T|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?(?:\s*(?:Z|[-+]\d{1,2}:?(?:\d\d)?))?",
        r"\d{4}-(?:1[012]|0\d|\d)-(?:[12]\d|3[01]|0\d|\d)",
        r"[-+]?\.inf|\.nan",
        r":.+",
        r"[-+]?\d[\d_]*(?::[0-5]?\d){1,2}(?:\.[\d_]*)?",
        r"(?!\A[-+]?\.\Z)[-+]?(?:\d[\d_,]*)?\.\d*(?:e[-+]\d+)?",
        r"[-+]?(?:0b[01_,]+|0[0-7_,]+|0|[1-9](?:\d|,\d|_\d)*|0x[\da-f_,]+)",
    )
)
_ALMOST_OCTAL = re.compile(r"0[0-7]*[89]")
_MAX_KEY = 128
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


_ESCAPES = {
    "\0": "0", "\x07": "a", "\b": "b", "\t": "t", "\n": "n", "\x0b": "v", "\x0c": "f", "\r": "r", "\x1b": "e",
    '"': '"', "\\": "\\", "\x85": "N", "\xa0": "_", "\u2028": "L", "\u2029": "P", "\ufeff": "uFEFF",
}  # fmt: skip


class SymbolText(str):
    """A text that was a symbol in Ruby: written with a colon in front."""

    __slots__ = ()


def render_yaml(value: Any) -> str:
    """A document that starts with `---`, keys in their order."""
    import yaml

    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=True),
        *_events(value),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    text: str = yaml.emit(events, Dumper=_dumper(), allow_unicode=True)
    return text.removesuffix("...\n")


def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Lays out what PyYAML and libyaml lay out differently, as libyaml does."""

        def check_simple_key(self) -> bool:
            """A text of one line stands in front of a colon up to 128 bytes, also an empty one."""
            short = bool(super().check_simple_key())
            if isinstance(self.event, yaml.ScalarEvent):
                lines = self.analysis is not None and self.analysis.multiline
                return len(utf8(self.event.value)) <= _MAX_KEY and not lines
            return short

        def write_double_quoted(self, text: str, split: bool = True) -> None:
            """Long lines are broken at blanks only."""
            self.write_indicator('"', True)
            for at, character in enumerate(text):
                if character == " " and split and 0 < at < len(text) - 1 and self.column > self.best_width:
                    before = text[at - 1]
                    if before != " ":
                        self.write_indent()
                        if text[at + 1] == " ":
                            self._put("\\")
                        continue
                self._put(_escaped(character))
            self.write_indicator('"', False)

        def _put(self, text: str) -> None:
            self.column += len(text)
            self.stream.write(text)

    return Dumper


def _escaped(character: str) -> str:
    """A character as it stands between double quotes."""
    if character in _ESCAPES:
        return "\\" + _ESCAPES[character]
    if " " <= character <= "~" or "\xa0" <= character <= "\ud7ff" or "\ue000" <= character <= "\ufffd":
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def _events(value: Any) -> Iterator[Any]:
    import yaml

    if isinstance(value, Mapping):
        yield yaml.MappingStartEvent(None, None, True, flow_style=not value)
        for key, item in value.items():
            yield from _events(key)
            yield from _events(item)
        yield yaml.MappingEndEvent()
    elif isinstance(value, list | tuple):
        yield yaml.SequenceStartEvent(None, None, True, flow_style=not value)
        for item in value:
            yield from _events(item)
        yield yaml.SequenceEndEvent()
    elif isinstance(value, bytes):
        encoded = base64.b64encode(value).decode("ascii")
        yield yaml.ScalarEvent(None, "!binary", (False, False), encoded, style="|")
    elif isinstance(value, SymbolText):
        yield yaml.ScalarEvent(None, None, (True, True), f":{value}")
    elif value == "<<":
        # Without its tag it would be read as YAML's merge key.
        yield yaml.ScalarEvent(None, "tag:yaml.org,2002:str", (False, False), value, style="'")
    elif isinstance(value, str):
        yield yaml.ScalarEvent(None, None, (True, True), value, style=_style(value))
    else:
        yield yaml.ScalarEvent(None, None, (True, True), _plain(value))


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if isinstance(value, datetime):
        moment = value.strftime("%Y-%m-%d %H:%M:%S.%f") + "000"
        return f"{moment} Z" if value.tzinfo in (None, UTC) else f"{moment} {_offset(value)}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else to_text(value)


def _offset(moment: datetime) -> str:
    text = moment.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def _style(text: str) -> str | None:
    """The style that Ruby asks for; the layout may still choose another where that one cannot hold the
    text."""
    if _BEYOND_BMP.search(text):
        # libyaml writes these as escapes, which only double quotes know.
        return '"'
    if _LINES.search(text):
        return "|"
    if text in ("y", "Y", "n", "N") or _STARTS_UNLIKE_WORD.search(text):
        return '"'
    return "'" if _reads_as_other(text) or _ALMOST_OCTAL.match(text) else None


def _reads_as_other(text: str) -> bool:
    """Whether Ruby would read the plain text as something else than a text."""
    if not text:
        return True
    if "\n" in text or _WORD_LIKE.match(text):
        return len(text) <= 5 and bool(_RESERVED.fullmatch(text))
    return any(kind.fullmatch(text) for kind in _OTHER_KINDS)
