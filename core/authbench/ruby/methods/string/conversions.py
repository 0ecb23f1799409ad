"""A String as something else."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods import number_text
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.methods.string.table import STRING, chars
from authbench.ruby.values import RBigDecimal, RString, Symbol, Value

_DECIMAL: Final = re.compile(r"\s*([+-]?(?:\d+(?:_\d+)*)?(?:\.\d*)?(?:[eEdD][+-]?\d{1,4})?)", re.ASCII)


@STRING.define("to_s", "to_str")
def to_s(call: Call, self: RString) -> Value:
    return self


@STRING.define("to_sym", "intern")
def to_sym(call: Call, self: RString) -> Value:
    call.check_size(len(self))
    if not self.valid:
        raise call.error("EncodingError", f"invalid symbol in encoding UTF-8 :{call.inspect(self)}")
    return Symbol(self.text)


@STRING.define("to_i", args="0..1")
def to_i(call: Call, self: RString) -> Value:
    base = call.long(call.args[0]) if call.args else 10
    if base < 0 or base == 1 or base > 36:
        raise call.error("ArgumentError", f"invalid radix {base}")
    return integer_of(call, self, base or number_text.base_of(chars(self)))


def integer_of(call: Call, self: RString, base: int) -> int:
    """The leading integer in that base. Raises LimitExceeded for one that is too long."""
    try:
        return number_text.leading_integer(chars(self), base)
    except number_text.TooLong:
        call.interp.check_number(len(self) * 4)
        return 0


@STRING.define("to_f")
def to_f(call: Call, self: RString) -> Value:
    return number_text.leading_float(chars(self))


@STRING.define("to_d")
def to_d(call: Call, self: RString) -> Value:
    return RBigDecimal(decimal_of(self.text))


def decimal_of(text: str) -> Decimal:
    """The decimal that `text` begins with, 0 if none."""
    match = _DECIMAL.match(text)
    number = match.group(1).replace("_", "").replace("d", "e").replace("D", "e") if match else ""
    mantissa = re.split("[eE]", number)[0]
    if not any(char.isdigit() for char in mantissa) or len(number) > number_text.MAX_DIGITS:
        return Decimal(0)
    return Decimal(number)


@STRING.define("hex")
def hex_(call: Call, self: RString) -> Value:
    return integer_of(call, self, 16)


@STRING.define("oct")
def oct_(call: Call, self: RString) -> Value:
    text = chars(self).strip().lower().lstrip("+-")
    base = {"0x": 16, "0b": 2, "0d": 10}.get(text[:2], 8)
    return integer_of(call, self, base)


@STRING.define("is_int?")
def is_int(call: Call, self: RString) -> Value:
    return not is_blank(self) and re.search(r"[^0-9]", self.text) is None


@STRING.define("is_number?")
def is_number(call: Call, self: RString) -> Value:
    if is_blank(self):
        return False
    text = self.text
    if re.search(r"^[0-9]+$", text, re.MULTILINE):
        return True
    return number_text.strict_float(text) is not None


@STRING.define("dump")
def dump(call: Call, self: RString) -> Value:
    shown = call.inspect(self)
    escaped = "".join(
        char if char.isascii() else f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\u{{{ord(char):X}}}"
        for char in shown
    )
    return RString(escaped)


@STRING.define("to_r")
def to_r(call: Call, self: RString) -> Value:
    from authbench.ruby.methods.rationals import leading_fraction
    from authbench.ruby.values.rationals import RRational

    return RRational(leading_fraction(call, chars(self))[0])


_DUMPED: Final = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f ]+)\}|([0-7]{1,3})|(.))", re.DOTALL
)
_NOT_DUMPED: Final = 'invalid dumped string; not wrapped with \'"\' nor \'"...".force_encoding("...")\' form'
_NAMED_ESCAPES: Final = {"n": 10, "t": 9, "r": 13, "f": 12, "v": 11, "b": 8, "a": 7, "e": 27}


@STRING.define("undump")
def undump(call: Call, self: RString) -> Value:
    text = self.text
    if len(text) < 2 or not text.startswith('"') or not text.endswith('"'):
        if text.startswith('"'):
            raise call.error("RuntimeError", "unterminated dumped string")
        raise call.error("RuntimeError", _NOT_DUMPED)
    pieces: list[bytes] = []
    place = 0
    inner = text[1:-1]
    for match in _DUMPED.finditer(inner):
        pieces += [inner[place : match.start()].encode("utf-8"), _undumped(match)]
        place = match.end()
    pieces.append(inner[place:].encode("utf-8"))
    return RString(b"".join(pieces).decode("utf-8", "surrogateescape"))


def _undumped(match: re.Match[str]) -> bytes:
    byte, short, long, octal, other = match.groups()
    if byte is not None or octal is not None:
        return bytes([int(byte, 16) if byte is not None else int(octal, 8) & 255])
    if short is not None or long is not None:
        return "".join(chr(int(code, 16)) for code in (short or long).split()).encode("utf-8")
    return bytes([_NAMED_ESCAPES[other]]) if other in _NAMED_ESCAPES else other.encode("utf-8")


@STRING.define("acts_like_string?")
def acts_like_string(call: Call, self: RString) -> Value:
    return True


@STRING.define("is_utf8?")
def is_utf8(call: Call, self: RString) -> Value:
    return not self.binary and self.valid


@STRING.define("mb_chars")
def mb_chars(call: Call, self: RString) -> Value:
    return self
