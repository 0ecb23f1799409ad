"""BigDecimal."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final

from authbench.encoding import decimal_text
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.arithmetic import DECIMALS, as_decimal
from authbench.ruby.methods.decimal_division import divided
from authbench.ruby.methods.numerics import NUMERIC, formatted
from authbench.ruby.methods.rounding import CEILING, DOWN, EXACT, FLOOR, half_mode
from authbench.ruby.values import RArray, RBigDecimal, RString, Symbol, Value
from authbench.ruby.values.rationals import RRational

DECIMAL: Final = MethodTable("BigDecimal", NUMERIC)


@DECIMAL.define("to_s", args="0..2")
def to_s(call: Call, self: RBigDecimal) -> Value:
    if call.args and isinstance(call.args[0], Symbol):
        return formatted(call, self, call.args.pop(0).name)
    if call.args and call.to_s(call.args[0]).lower() == "e":
        return inspect(call, self)
    return RString(decimal_text(self.value))


@DECIMAL.define("inspect")
def inspect(call: Call, self: RBigDecimal) -> Value:
    if not self.value.is_finite():
        return RString(decimal_text(self.value))
    sign, digits, exponent = self.value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    point = len(text) + int(exponent)
    text = text.rstrip("0")
    return RString(("-" if sign else "") + (f"0.{text}e{point}" if text else "0.0"))


@DECIMAL.define("to_i", "to_int")
def to_i(call: Call, self: RBigDecimal) -> Value:
    return _whole(call, self.value, DOWN)


def _whole(call: Call, value: Decimal, mode: str) -> int:
    if not value.is_finite():
        shown = "'NaN' (Not a Number)" if value.is_nan() else f"'{decimal_text(value)}'"
        raise call.error("FloatDomainError", f"Computation results in {shown}")
    call.interp.check_number(max(0, value.adjusted()) * 4)
    return int(value.to_integral_value(rounding=mode))


@DECIMAL.define("to_f")
def to_f(call: Call, self: RBigDecimal) -> Value:
    return float(self.value)


@DECIMAL.define("to_d")
def to_d(call: Call, self: RBigDecimal) -> Value:
    return self


def _rounded(call: Call, self: RBigDecimal, mode: str) -> Value:
    if not call.args:
        return _whole(call, self.value, mode)
    places = call.integer(call.args[0])
    if abs(places) > 1000:
        return self if places > 0 else RBigDecimal(Decimal(0))
    try:
        return RBigDecimal(self.value.quantize(Decimal(1).scaleb(-places), rounding=mode, context=EXACT))
    except InvalidOperation:
        return self


@DECIMAL.define("round", args="0..2")
def round_(call: Call, self: RBigDecimal) -> Value:
    mode = half_mode(call)
    rounded = _rounded(call, self, mode)
    # To whole places or more it gives an Integer, unlike floor and ceil.
    if call.args and isinstance(rounded, RBigDecimal) and call.integer(call.args[0]) < 1:
        return _whole(call, rounded.value, mode)
    return rounded


@DECIMAL.define("floor", args="0..1")
def floor(call: Call, self: RBigDecimal) -> Value:
    return _rounded(call, self, FLOOR)


@DECIMAL.define("ceil", args="0..1")
def ceil(call: Call, self: RBigDecimal) -> Value:
    return _rounded(call, self, CEILING)


@DECIMAL.define("truncate", "fix", args="0..1")
def truncate(call: Call, self: RBigDecimal) -> Value:
    return _rounded(call, self, DOWN) if call.name == "truncate" else RBigDecimal(Decimal(int(self.value)))


@DECIMAL.define("nan?")
def is_nan(call: Call, self: RBigDecimal) -> Value:
    return self.value.is_nan()


@DECIMAL.define("**", "power", args="1")
def power(call: Call, self: RBigDecimal) -> Value:
    exponent = call.args[0]
    if not isinstance(exponent, int | float | RBigDecimal | RRational) or isinstance(exponent, bool):
        shown = call.class_of(exponent).name
        raise call.error("TypeError", f"wrong argument type {shown} (expected scalar Numeric)")
    if isinstance(exponent, RRational):
        exponent = float(exponent.value)
    try:
        if type(exponent) is int and exponent < 0 and self.value:
            return RBigDecimal(divided(Decimal(1), DECIMALS.power(self.value, -exponent)))
        return RBigDecimal(DECIMALS.power(self.value, as_decimal(exponent)))
    except (InvalidOperation, ArithmeticError):
        raise call.error("FloatDomainError", "Computation results in 'Infinity'") from None


@DECIMAL.define("div", args="1..2")
def div(call: Call, self: RBigDecimal) -> Value:
    if len(call.args) == 1:
        found = NUMERIC.find("div")
        assert found is not None
        return found.impl(call, self)
    digits = call.integer(call.args[1])
    result = call.send(self, "/", call.args[0])
    if digits <= 0 or not isinstance(result, RBigDecimal) or not result.value.is_finite():
        return result
    return RBigDecimal(Context(prec=digits, rounding=ROUND_HALF_UP).plus(result.value))


@DECIMAL.define("sqrt", args="0..1")
def sqrt(call: Call, self: RBigDecimal) -> Value:
    if self.value < 0:
        raise call.error("FloatDomainError", "sqrt of negative value")
    return RBigDecimal(DECIMALS.sqrt(self.value))


@DECIMAL.define("exponent")
def exponent(call: Call, self: RBigDecimal) -> Value:
    return self.value.adjusted() + 1 if self.value else 0


@DECIMAL.define("frac")
def frac(call: Call, self: RBigDecimal) -> Value:
    return RBigDecimal(self.value % 1)


def _digits(self: RBigDecimal) -> str:
    """The significant digits, without zeros at either end."""
    return "".join(map(str, self.value.as_tuple().digits)).strip("0") if self.value.is_finite() else ""


@DECIMAL.define("n_significant_digits")
def significant_digits(call: Call, self: RBigDecimal) -> Value:
    return len(_digits(self))


@DECIMAL.define("precision")
def precision(call: Call, self: RBigDecimal) -> Value:
    return precision_and_scale(self)[0]


@DECIMAL.define("scale")
def scale(call: Call, self: RBigDecimal) -> Value:
    return precision_and_scale(self)[1]


@DECIMAL.define("precision_scale")
def both(call: Call, self: RBigDecimal) -> Value:
    return RArray(list(precision_and_scale(self)))


def precision_and_scale(self: RBigDecimal) -> tuple[int, int]:
    """How many decimal digits there are in all, and behind the point."""
    if not self.value.is_finite() or self.value == 0:
        return 0, 0
    whole, _, fraction = format(abs(self.value), "f").partition(".")
    fraction = fraction.rstrip("0")
    whole = whole.lstrip("0")
    return len(whole) + len(fraction), len(fraction)


@DECIMAL.define("sign")
def sign(call: Call, self: RBigDecimal) -> Value:
    value = self.value
    if value.is_nan():
        return 0
    size = 3 if value.is_infinite() else 1 if value == 0 else 2
    return -size if value.is_signed() else size


@DECIMAL.define("split")
def split(call: Call, self: RBigDecimal) -> Value:
    value = self.value
    if not value.is_finite():
        shown = "NaN" if value.is_nan() else "Infinity"
        return RArray([0 if value.is_nan() else -1 if value < 0 else 1, RString(shown), 10, 0])
    return RArray([-1 if value.is_signed() else 1, RString(_digits(self) or "0"), 10, exponent(call, self)])


_OPERATORS: Final = {"add": "+", "sub": "-", "mult": "*"}


@DECIMAL.define("add", "sub", "mult", args="2")
def limited(call: Call, self: RBigDecimal) -> Value:
    digits = call.integer(call.args[1])
    if digits < 0:
        raise call.error("ArgumentError", "negative precision")
    result = call.send(self, _OPERATORS[call.name], call.args[0])
    if not digits or not isinstance(result, RBigDecimal) or not result.value.is_finite():
        return result
    return RBigDecimal(Context(prec=digits, rounding=ROUND_HALF_UP).plus(result.value))


@DECIMAL.define("to_digits")
def to_digits(call: Call, self: RBigDecimal) -> Value:
    return RString(decimal_text(self.value))
