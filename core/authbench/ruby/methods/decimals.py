"""BigDecimal."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from authbench.encoding import decimal_text
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.numerics import DECIMALS, NUMERIC, as_decimal
from authbench.ruby.methods.rounding import CEILING, DOWN, EXACT, FLOOR, half_mode
from authbench.ruby.values import RBigDecimal, RString, Value

DECIMAL: Final = MethodTable("BigDecimal", NUMERIC)


@DECIMAL.define("to_s", args="0..1")
def to_s(call: Call, self: RBigDecimal) -> Value:
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
        raise call.error("FloatDomainError", decimal_text(value))
    call.interp.check_number(max(0, value.adjusted()) * 4)
    return int(value.to_integral_value(rounding=mode))


@DECIMAL.define("to_f")
def to_f(call: Call, self: RBigDecimal) -> Value:
    return float(self.value)


@DECIMAL.define("to_d")
def to_d(call: Call, self: RBigDecimal) -> Value:
    return self


def _rounded(call: Call, self: RBigDecimal, mode: str) -> Value:
    if not call.args or call.args[0] is None:
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
    return _rounded(call, self, half_mode(call))


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
    try:
        return RBigDecimal(DECIMALS.power(self.value, as_decimal(call.args[0])))
    except (InvalidOperation, ArithmeticError):
        raise call.error("FloatDomainError", "Computation results in 'Infinity'") from None


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
