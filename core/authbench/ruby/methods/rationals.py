"""Rational: exact fractions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.arithmetic import (
    DECIMALS,
    as_decimal,
    as_float,
    decimal_arithmetic,
    float_arithmetic,
    not_coercible,
)
from authbench.ruby.methods.numerics import NUMERIC
from authbench.ruby.methods.rounding import CEILING, DOWN, FLOOR, HALF_UP, define_rounding
from authbench.ruby.values import RArray, RBigDecimal, RString, Value
from authbench.ruby.values.rationals import RRational

RATIONAL: Final = MethodTable("Rational", NUMERIC)

_TEXT: Final = re.compile(
    r"\s*([+-]?\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d{1,4})?)(?:/(\d+(?:_\d+)*(?:\.\d+)?(?:[eE][+-]?\d{1,4})?))?",
    re.ASCII,
)
_LONGEST: Final = 3_000


def made(call: Call, value: Fraction) -> RRational:
    """A Rational, its size checked."""
    call.interp.check_number(max(value.numerator.bit_length(), value.denominator.bit_length()))
    return RRational(value)


def fraction_of(call: Call, value: Value) -> Fraction:
    """An exact number as fraction. Raises FloatDomainError for one that is not finite."""
    if isinstance(value, RRational):
        return value.value
    number = value.value if isinstance(value, RBigDecimal) else value
    if number != number or number in (math.inf, -math.inf):
        raise call.error("FloatDomainError", call.to_s(value))
    if isinstance(number, Decimal):
        call.interp.check_number(4 * abs(number.adjusted()))
    return Fraction(number)


def leading_fraction(call: Call, text: str) -> tuple[Fraction, bool]:
    """The fraction that `text` begins with, 0 if none, and whether it is all of it."""
    if len(text) > _LONGEST:
        call.interp.check_number(len(text) * 4)
    match = _TEXT.match(text)
    if match is None:
        return Fraction(0), False
    above = Fraction(match[1].replace("_", ""))
    below = Fraction((match[2] or "1").replace("_", ""))
    if below == 0:
        raise call.error("ZeroDivisionError", "divided by 0")
    return above / below, not text[match.end() :].strip()


def rational_from(call: Call, values: list[Value]) -> Value:
    """What Rational(a) or Rational(a, b) gives. Raises TypeError, ArgumentError, ZeroDivisionError."""
    parts: list[Fraction] = []
    for value in values:
        if isinstance(value, RString):
            fraction, whole = leading_fraction(call, value.text)
            if not whole:
                raise call.error("ArgumentError", f"invalid value for convert(): {call.inspect(value)}")
            parts.append(fraction)
        elif is_exact(value) or type(value) is float or isinstance(value, RBigDecimal):
            parts.append(fraction_of(call, value))
        elif value is None:
            raise call.error("TypeError", "can't convert nil into Rational")
        else:
            raise call.error("TypeError", f"can't convert {call.describe(value)} into Rational")
    if len(parts) == 2 and parts[1] == 0:
        raise call.error("ZeroDivisionError", "divided by 0")
    return made(call, parts[0] / parts[1] if len(parts) == 2 else parts[0])


def is_exact(value: Value) -> bool:
    """Whether arithmetic of a Rational with `value` stays exact."""
    return type(value) is int or isinstance(value, RRational)


def fraction_arithmetic(call: Call, a: Value, operator: str, b: Value) -> Value:
    """`a operator b` where at least one is a Rational."""
    if is_exact(a) and is_exact(b):
        left, right = fraction_of(call, a), fraction_of(call, b)
        if operator in ("/", "%") and right == 0:
            raise call.error("ZeroDivisionError", "divided by 0")
        return made(call, _EXACT[operator](left, right))
    if isinstance(a, RBigDecimal) or isinstance(b, RBigDecimal):
        return decimal_arithmetic(call, _decimal(a), operator, _decimal(b))
    if operator == "%" and _float(b) == 0:
        raise call.error("ZeroDivisionError", "divided by 0")
    return float_arithmetic(_float(a), operator, _float(b))


_EXACT: Final[dict[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "%": lambda a, b: a % b,
}


def _float(value: Value) -> float:
    return float(value.value) if isinstance(value, RRational) else as_float(value)


def _decimal(value: Value) -> Decimal:
    if isinstance(value, RRational):
        return DECIMALS.divide(Decimal(value.value.numerator), Decimal(value.value.denominator))
    return as_decimal(value)


@RATIONAL.define("numerator")
def numerator(call: Call, self: RRational) -> Value:
    return self.value.numerator


@RATIONAL.define("denominator")
def denominator(call: Call, self: RRational) -> Value:
    return self.value.denominator


@RATIONAL.define("to_s")
def to_s(call: Call, self: RRational) -> Value:
    return RString(f"{self.value.numerator}/{self.value.denominator}")


@RATIONAL.define("inspect")
def inspect(call: Call, self: RRational) -> Value:
    return RString(f"({self.value.numerator}/{self.value.denominator})")


@RATIONAL.define("to_i")
def to_i(call: Call, self: RRational) -> Value:
    return math.trunc(self.value)


@RATIONAL.define("to_f")
def to_f(call: Call, self: RRational) -> Value:
    try:
        return float(self.value)
    except OverflowError:
        return math.inf if self.value > 0 else -math.inf


@RATIONAL.define("to_r")
def to_r(call: Call, self: RRational) -> Value:
    return self


@RATIONAL.define("to_d", args="1")
def to_d(call: Call, self: RRational) -> Value:
    from decimal import Context

    digits = call.integer(call.args[0])
    if digits < 0:
        raise call.error("ArgumentError", "negative precision")
    call.check_size(digits)
    divided = Context(prec=max(digits, 1)).divide(
        Decimal(self.value.numerator), Decimal(self.value.denominator)
    )
    return RBigDecimal(divided)


@RATIONAL.define("-@")
def negated(call: Call, self: RRational) -> Value:
    return RRational(-self.value)


@RATIONAL.define("abs", "magnitude")
def absolute(call: Call, self: RRational) -> Value:
    return RRational(abs(self.value))


@RATIONAL.define("+", "-", "*", "/", "quo", "%", "modulo", args="1")
def operate(call: Call, self: RRational) -> Value:
    other = call.args[0]
    if not (is_exact(other) or type(other) is float or isinstance(other, RBigDecimal)):
        raise not_coercible(call, other, self)
    return fraction_arithmetic(call, self, {"quo": "/", "modulo": "%"}.get(call.name, call.name), other)


@RATIONAL.define("**", args="1")
def power(call: Call, self: RRational) -> Value:
    exponent = call.args[0]
    if isinstance(exponent, RRational) and exponent.value.denominator == 1:
        exponent = exponent.value.numerator
    if type(exponent) is int:
        if self.value == 0 and exponent < 0:
            raise call.error("ZeroDivisionError", "divided by 0")
        bits = max(self.value.numerator.bit_length(), self.value.denominator.bit_length())
        if abs(self.value) != 1:
            call.interp.check_number(bits * abs(exponent))
        return RRational(self.value**exponent)
    if type(exponent) is float or isinstance(exponent, RRational):
        return call.send(float(self.value), "**", _float(exponent))
    raise not_coercible(call, exponent, self)


@RATIONAL.define("fdiv", args="1")
def fdiv(call: Call, self: RRational) -> Value:
    return call.send(float(self.value), "/", call.args[0])


@RATIONAL.define("coerce", args="1")
def coerce(call: Call, self: RRational) -> Value:
    other = call.args[0]
    if is_exact(other):
        return RArray([RRational(fraction_of(call, other)), self])
    if type(other) is float:
        return RArray([other, float(self.value)])
    raise call.error("TypeError", f"{call.class_of(other).name} can't be coerced into Rational")


def _whole(value: Fraction, mode: str) -> int:
    if mode == FLOOR:
        return math.floor(value)
    if mode == CEILING:
        return math.ceil(value)
    whole = math.floor(abs(value))
    rest = abs(value) - whole
    half = Fraction(1, 2)
    up = mode != DOWN and (
        rest > half or (rest == half and (mode == HALF_UP or (mode == "ROUND_HALF_EVEN" and whole % 2 == 1)))
    )
    return (whole + up) * (-1 if value < 0 else 1)


def _rounded(call: Call, self: RRational, mode: str) -> Value:
    if not call.args:
        return _whole(self.value, mode)
    if type(call.args[0]) is not int:
        raise call.error("TypeError", "not an integer")
    places = call.args[0]
    if abs(places) > _LONGEST:
        call.interp.check_number(abs(places) * 4)
    scale = Fraction(10) ** places
    result = Fraction(_whole(self.value * scale, mode)) / scale
    return made(call, result) if places > 0 else int(result)


define_rounding(RATIONAL, _rounded, "0..2")


@RATIONAL.define("rationalize", args="0..1")
def rationalize(call: Call, self: RRational) -> Value:
    if not call.args:
        return self
    return RRational(simplest(self.value, abs(fraction_of(call, call.args[0]))))


def simplest(value: Fraction, width: Fraction) -> Fraction:
    """The fraction with the smallest denominator within `width` of `value` (Stern-Brocot)."""
    low, high = value - width, value + width
    if low == high:
        return low
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -_between(-high, -low)
    return _between(low, high)


def _between(low: Fraction, high: Fraction) -> Fraction:
    parts: list[int] = []
    while True:
        whole = math.ceil(low)
        if whole <= high:
            parts.append(whole)
            break
        parts.append(whole - 1)
        low, high = 1 / (high - (whole - 1)), 1 / (low - (whole - 1))
    result = Fraction(parts.pop())
    while parts:
        result = parts.pop() + 1 / result
    return result


def float_rational(number: float) -> Fraction:
    """Float#rationalize: the simplest fraction that is this double."""
    if number == 0:
        return Fraction(0)
    mantissa, exponent = math.frexp(abs(number))
    scaled, shift = int(mantissa * 2**53), exponent - 53
    if shift >= 0:
        return Fraction(number)
    unit: Any = Fraction(1, 2 ** (1 - shift))
    found = simplest(Fraction(2 * scaled) * unit, unit)
    return found if number > 0 else -found
