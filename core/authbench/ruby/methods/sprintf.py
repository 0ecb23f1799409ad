"""Ruby's `format`: written out here, so that a definition's text never reaches Python's own formatting."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, NoReturn, Protocol

_FLAGS: Final = " #+-0"


class Arguments(Protocol):
    """Where values and conversions come from; the evaluator's side of `format`."""

    def next(self) -> object:
        """The next positional value."""

    def at(self, index: int) -> object:
        """The value of `%1$s`, counted from 1."""

    def named(self, name: str, shown: str) -> object:
        """The value of `%<name>s` and `%{name}`; `shown` is the name with its brackets."""

    def text(self, value: object) -> str:
        """`value.to_s`."""

    def inspect(self, value: object) -> str:
        """`value.inspect`."""

    def integer(self, value: object) -> int:
        """What Integer(value) gives, floats cut."""

    def width(self, value: object) -> int:
        """A width or precision that is given as argument."""

    def floating(self, value: object) -> float:
        """What Float(value) gives."""

    def character(self, value: object) -> str:
        """One character from a codepoint or a text."""

    def fail(self, message: str) -> NoReturn:
        """Raise Ruby's ArgumentError."""

    def charge(self, steps: int) -> None:
        """Count what filling in takes against the run's limits."""

    def check_size(self, length: int) -> None:
        """Raise when a result of `length` characters is over the limit."""


class _Directive:
    """One `%…` while it is read."""

    def __init__(self) -> None:
        self.flags = ""
        self.width: int | None = None
        self.precision: int | None = None
        self.value: object = None
        self.has_value = False


_NUMBERED: Final = re.compile(r"([0-9]{1,9})\$")
_PIECE: Final = re.compile(r"[^%]+")


def sprintf(template: str, arguments: Arguments) -> str:
    """`template` filled in. Width and precision are checked before anything that long is made."""
    result: list[str] = []
    length = 0
    position = 0
    while position < len(template):
        plain = _PIECE.match(template, position)
        if plain:
            text, position = plain.group(), plain.end()
        else:
            arguments.charge(1)
            text, position = _directive(template, position + 1, arguments)
        length += len(text)
        if len(text) > 1024 or length.bit_length() != (length - len(text)).bit_length():
            arguments.check_size(length)
        result.append(text)
    return "".join(result)


def _directive(template: str, position: int, arguments: Arguments) -> tuple[str, int]:
    directive = _Directive()
    while position < len(template):
        char = template[position]
        position += 1
        if char in _FLAGS:
            directive.flags += char
        elif char.isascii() and char.isdigit():
            number, position = _number(template, position - 1, arguments)
            if template[position : position + 1] == "$":
                directive.value, directive.has_value = arguments.at(number), True
                position += 1
            else:
                directive.width = number
        elif char == "*":
            numbered = _NUMBERED.match(template, position)
            if numbered:
                position = numbered.end()
                width = arguments.width(arguments.at(int(numbered[1])))
            else:
                width = arguments.width(arguments.next())
            if width < 0:
                directive.flags += "-"
            directive.width = abs(width)
        elif char == ".":
            if template[position : position + 1] == "*":
                precision = arguments.width(arguments.next())
                directive.precision = precision if precision >= 0 else None
                position += 1
            else:
                directive.precision, position = _number(template, position, arguments)
        elif char in "<{":
            close = template.find(">" if char == "<" else "}", position)
            if close < 0:
                arguments.fail("malformed name - unmatched parenthesis")
            directive.value, directive.has_value = (
                arguments.named(template[position:close], template[position - 1 : close + 1]),
                True,
            )
            position = close + 1
            if char == "{":
                return _pad(arguments.text(directive.value), directive, arguments), position
        elif char == "%":
            if directive.flags or directive.width is not None:
                arguments.fail("invalid format character - %")
            return "%", position
        elif char in "\n\0":
            return "%" + char, position
        else:
            return _convert(char, directive, arguments), position
    arguments.fail("incomplete format specifier; use %% (double %) instead")


def _number(template: str, position: int, arguments: Arguments) -> tuple[int, int]:
    start = position
    while template[position : position + 1].isdigit() and template[position].isascii():
        position += 1
    if position - start > 9:
        arguments.fail("width too big")
    return int(template[start:position] or "0"), position


def _convert(char: str, directive: _Directive, arguments: Arguments) -> str:
    if char not in "diuxXobBeEfgGaAspc":
        arguments.fail("malformed format string - %" + char)
    if directive.precision:
        arguments.check_size(directive.precision)
    if directive.width:
        arguments.check_size(directive.width)
    value = directive.value if directive.has_value else arguments.next()
    if char in "sp":
        text = arguments.text(value) if char == "s" else arguments.inspect(value)
        if directive.precision is not None:
            text = text[: directive.precision]
        return _pad(text, directive, arguments)
    if char == "c":
        return _pad(arguments.character(value), directive, arguments)
    if char in "diu":
        number = arguments.integer(value)
        return _signed(str(abs(number)), number < 0, "", directive, arguments)
    if char in "xXobB":
        return _radix(char, arguments.integer(value), directive, arguments)
    if char == "f" and type(value) is int:
        # Integers are written exactly, however long.
        places = 6 if directive.precision is None else directive.precision
        exact = str(abs(value)) + ("." + "0" * places if places else "")
        unlimited = _Directive()
        unlimited.flags, unlimited.width = directive.flags, directive.width
        return _signed(exact, value < 0, "", unlimited, arguments)
    return _float(char, arguments.floating(value), directive, arguments)


def _pad(text: str, directive: _Directive, arguments: Arguments) -> str:
    width = directive.width or 0
    if width > len(text):
        arguments.check_size(width)
    return text.ljust(width) if "-" in directive.flags else text.rjust(width)


def _signed(
    digits: str,
    negative: bool,
    prefix: str,
    directive: _Directive,
    arguments: Arguments,
    octal_mark: bool = False,
) -> str:
    sign = "-" if negative else "+" if "+" in directive.flags else " " if " " in directive.flags else ""
    if directive.precision is not None:
        shown = digits != "0" or directive.precision or octal_mark
        digits = digits.rjust(directive.precision, "0") if shown else ""
    elif "0" in directive.flags and "-" not in directive.flags:
        digits = digits.rjust((directive.width or 0) - len(sign) - len(prefix), "0")
    return _pad(sign + prefix + digits, directive, arguments)


def _radix(char: str, number: int, directive: _Directive, arguments: Arguments) -> str:
    base = {"x": 16, "o": 8, "b": 2}[char.lower()]
    arguments.check_size(number.bit_length())
    prefix = {"x": "0x", "X": "0X", "o": "0", "b": "0b", "B": "0B"}[char] if "#" in directive.flags else ""
    if number == 0:
        prefix = ""
    negative = number < 0
    if negative and "+" not in directive.flags and " " not in directive.flags:
        prefix = "" if char == "o" else prefix
        digits = _complement(number, base)
        fill = {16: "f", 8: "7", 2: "1"}[base]
        if directive.precision is not None:
            digits = digits.rjust(directive.precision - 2, fill)
        elif "0" in directive.flags and "-" not in directive.flags:
            digits = digits.rjust((directive.width or 0) - len(prefix) - 2, fill)
        digits = ".." + digits
        text = prefix + (digits.upper() if char == "X" else digits)
        return _pad(text, directive, arguments)
    digits = {16: f"{abs(number):x}", 8: f"{abs(number):o}", 2: f"{abs(number):b}"}[base]
    mark = char == "o" and "#" in directive.flags
    if mark:
        digits, prefix = "0" + digits if number else digits, ""
    return _signed(digits.upper() if char == "X" else digits, negative, prefix, directive, arguments, mark)


def _complement(number: int, base: int) -> str:
    """The digits of a negative number as an endless two's complement, cut to one leading top digit."""
    bits = {16: 4, 8: 3, 2: 1}[base]
    places = number.bit_length() // bits + 1
    digits = {16: "x", 8: "o", 2: "b"}[base]
    text = format((1 << (places * bits)) + number, digits).rjust(places, "0")
    top = {16: "f", 8: "7", 2: "1"}[base]
    return top + text.lstrip(top)


_QUICK_DIGITS: Final = 14


def _settled(number: float, style: str, precision: int) -> float:
    """`number` rounded as Ruby rounds it when few digits are asked for: from its first fifteen digits, ties
    to the even one (so that 2.675 with two decimals is 2.68)."""
    if number == 0:
        return number
    exact = Decimal(number)
    digits = {"f": exact.adjusted() + 1 + precision, "e": precision + 1, "g": max(precision, 1)}[style]
    if not 1 <= digits <= _QUICK_DIGITS:
        return number
    fifteen = Context(prec=15, rounding=ROUND_HALF_EVEN).create_decimal(exact)
    return float(Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(fifteen))


def _float(char: str, number: float, directive: _Directive, arguments: Arguments) -> str:
    if not math.isfinite(number):
        unpadded = _Directive()
        unpadded.flags = directive.flags.replace("0", "")
        unpadded.width = directive.width
        text = "NaN" if math.isnan(number) else "Inf"
        return _signed(text, number < 0, "", unpadded, arguments)
    negative = math.copysign(1.0, number) < 0
    precision = 6 if directive.precision is None else directive.precision
    magnitude = abs(number)
    alternate = "#" in directive.flags
    if char in "aA":
        digits = magnitude.hex()
        digits = re.sub(r"\.?0*p", "p", digits)
    else:
        magnitude = _settled(magnitude, char.lower(), precision)
        digits = format(magnitude, ("#" if alternate else "") + "." + str(precision) + char.lower())
    if char.isupper():
        digits = digits.upper()
    unlimited = _Directive()
    unlimited.flags, unlimited.width = directive.flags, directive.width
    return _signed(digits, negative, "", unlimited, arguments)
