"""Ruby's `inspect` and `to_s` of the core values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from authbench.ruby.limits import Meter, running
from authbench.ruby.values import (
    HostObject,
    RArray,
    RClass,
    REnumerator,
    RException,
    RHash,
    RMatch,
    RProc,
    RRange,
    RRegexp,
    RSet,
    RString,
    Symbol,
    Value,
)

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter

_PLAIN_SYMBOL = re.compile(
    r"(?:\$|@{1,2})?[^\W\d]\w*\Z|[^\W\d]\w*[?!=]\Z"
    r"|(?:\[\]=?|\*\*|[+\-]@|<=>|===?|=~|![=~]?|<<|>>|<=|>=|[+\-*/%&|^<>~]|\$[1-9~&!])\Z"
)
_ESCAPED = re.compile(r"[\"\\\x00-\x1f\x7f-\x9f\ud800-\udfff\u200b-\u200f\u2028-\u202e\ufeff]|#(?=[{$@])")
_BYTES_ESCAPED = re.compile(r"[\"\\\x00-\x1f\x7f-\xff]|#(?=[{$@])")
_LONG = 100_000
_NAMED = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\f": "\\f",
    "\v": "\\v",
    "\b": "\\b",
    "\a": "\\a",
    "\x1b": "\\e",
    "#": "\\#",
}


def inspect_text(value: str | bytes) -> str:
    """String#inspect."""
    if isinstance(value, bytes):
        return f'"{_escaped(value.decode("latin-1"), _BYTES_ESCAPED, _escape_byte)}"'
    return f'"{_escaped(value, _ESCAPED, _escape)}"'


def _ascii_form(char: str) -> str:
    if char.isascii():
        return char
    code = ord(char)
    return f"\\u{{{code:X}}}" if code > 0xFFFF else f"\\u{code:04X}"


def inspect_string(value: RString) -> str:
    """String#inspect by the string's encoding: UTF-8 as it is, other Unicode with its characters escaped,
    all else byte by byte."""
    if value.encoding == "UTF-8":
        return inspect_text(value.value)
    if value.encoding.startswith(("UTF-16", "UTF-32")):
        shown = inspect_text(value.data.decode(value.encoding, "replace"))
        return "".join(map(_ascii_form, shown))
    return inspect_text(value.data)


def _escaped(text: str, what: re.Pattern[str], escape: Callable[[re.Match[str]], str]) -> str:
    """`text` with escapes; long text piece by piece, as each escape takes many times its size meanwhile."""
    if len(text) <= _LONG:
        return what.sub(escape, text)
    meter, size, start, pieces = running.get(), 0, 0, []
    while start < len(text):
        end = start + _LONG
        while text[end - 1 : end] == "#":
            # Whether it is escaped depends on what follows.
            end += 1
        pieces.append(what.sub(escape, text[start:end]))
        size, start = size + len(pieces[-1]), end
        if meter is not None:
            meter.charge(_LONG // 100)
            if size > meter.limits.string_size:
                meter.check_size(size, "string")
    return "".join(pieces)


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    named = _NAMED.get(character)
    if named is not None:
        return named
    code = ord(character)
    # A lone surrogate stands for a byte that is not UTF-8.
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02X}"
    return f"\\u{code:04X}"


def _escape_byte(match: re.Match[str]) -> str:
    character = match.group()
    return _NAMED.get(character) or _byte(character)


def _byte(character: str) -> str:
    return f"\\x{ord(character):02X}"


def inspect_symbol(name: str) -> str:
    """Symbol#inspect: `:a`, `:"a b"`."""
    return f":{name}" if _PLAIN_SYMBOL.match(name) else f":{inspect_text(name)}"


def inspect_regexp(regexp: RRegexp) -> str:
    """Regexp#inspect: `/source/mix`."""
    flags = "".join(flag for flag, bit in (("m", 4), ("i", 1), ("x", 2)) if regexp.options & bit)
    source = re.sub(r"(\\.)|/", lambda m: m.group(1) or r"\/", regexp.source, flags=re.DOTALL)
    return f"/{source}/{flags}"


def regexp_text(regexp: RRegexp) -> str:
    """Regexp#to_s: `(?i-mx:source)`."""
    on = "".join(flag for flag, bit in (("m", 4), ("i", 1), ("x", 2)) if regexp.options & bit)
    off = "".join(flag for flag, bit in (("m", 4), ("i", 1), ("x", 2)) if not regexp.options & bit)
    return f"(?{on}{'-' if off else ''}{off}:{regexp.source})"


def inspect(value: Value, interp: Interpreter | None = None, meter: Meter | None = None) -> str:
    """What `inspect` gives. Without an interpreter, values that have a method table show their class only,
    and `meter`, else that of the call under way, counts what is looked at."""
    return _Inspector(interp, meter or (running.get() if interp is None else interp.meter)).show(value)


class _Inspector:
    def __init__(self, interp: Interpreter | None, meter: Meter | None) -> None:
        self.interp = interp
        self.meter = meter
        self.open: list[int] = []
        self.size = 0

    def show(self, value: Value) -> str:
        text = self._show(value)
        self.size += len(text)
        if self.meter is not None:
            self.meter.charge(1)
            if self.size > 100_000:
                self.meter.check_size(self.size, "string")
        return text

    def _show(self, value: Value) -> str:
        if value is None:
            return "nil"
        if value is True:
            return "true"
        if value is False:
            return "false"
        kind = type(value)
        if kind is int:
            return str(value)
        if kind is RString:
            return inspect_string(value)
        if kind is Symbol:
            return inspect_symbol(value.name)
        if kind is RArray:
            return self._nested(value, "[...]", lambda: f"[{', '.join(map(self.show, value.items))}]")
        if kind is RHash:
            return self._nested(value, "{...}", lambda: self._hash(value))
        if kind is RSet:
            return self._nested(
                value, "#<Set: {...}>", lambda: f"#<Set: {{{', '.join(map(self.show, value.items))}}}>"
            )
        return self._other(value)

    def _hash(self, value: RHash) -> str:
        pairs = ", ".join(f"{self.show(key)}=>{self.show(item)}" for key, item in value.pairs())
        return f"{{{pairs}}}"

    def _nested(self, value: Value, cyclic: str, shown: Callable[[], str]) -> str:
        if id(value) in self.open:
            return cyclic
        self.open.append(id(value))
        try:
            return shown()
        finally:
            self.open.pop()

    def _other(self, value: Value) -> str:
        if isinstance(value, float):
            from authbench.encoding import float_text

            return float_text(value)
        if isinstance(value, RRange):
            endless = value.first is None and value.last is None
            first = "" if value.first is None and not endless else self.show(value.first)
            last = "" if endless is False and value.last is None else self.show(value.last)
            return f"{first}{'...' if value.exclusive else '..'}{last}"
        if isinstance(value, RRegexp):
            return inspect_regexp(value)
        if isinstance(value, RClass):
            return value.name or f"#<Class:{_address(value)}>"
        if isinstance(value, RException):
            name = value.ruby_class.name
            return f"#<{name}: {value.message}>" if value.message else name
        if isinstance(value, RMatch):
            return self._match(value)
        if isinstance(value, RProc):
            return f"#<Proc:{_address(value)}{' (lambda)' if value.is_lambda else ''}>"
        if isinstance(value, REnumerator):
            return self._enumerator(value)
        if self.interp is not None:
            return self.interp.inspect_other(value)
        if isinstance(value, HostObject):
            return f"#<{value.ruby_class_name}>"
        from authbench.ruby.operations import class_of

        return f"#<{class_of(value).name}>"

    def _enumerator(self, value: REnumerator) -> str:
        given = [*map(self.show, value.args), *(f"{k}: {self.show(v)}" for k, v in value.kwargs.items())]
        shown, arguments = self.show(value.receiver), f"({', '.join(given)})" if given else ""
        kind = type(value).__name__
        if kind == "Chain":
            return f"#<Enumerator::Chain: {shown}>"
        if kind == "ArithmeticSequence":
            shown = f"({shown})" if isinstance(value.receiver, RRange) else shown
            return f"({shown}.{value.method}{arguments})"
        return f"#<Enumerator: {shown}:{value.method}{arguments}>"

    def _match(self, value: RMatch) -> str:
        names = {index: name for name, indexes in value.names.items() for index in indexes}
        parts = []
        for index, group in enumerate(value.groups):
            shown = "nil" if group is None else inspect_text(group)
            parts.append(shown if index == 0 else f"{names.get(index, index)}:{shown}")
        return f"#<MatchData {' '.join(parts)}>"


def _address(value: Value) -> str:
    place = f" {value.location}" if isinstance(value, RProc) and value.location is not None else ""
    return f"0x{id(value) & 0xFFFFFFFFFFFF:016x}{place}"
