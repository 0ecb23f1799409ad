"""What Integer, Float and BigDecimal share."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.arithmetic import (
    arithmetic,
    as_decimal,
    as_float,
    float_arithmetic,
    float_steps,
    is_number,
    not_coercible,
)
from authbench.ruby.operations import comparison_failed
from authbench.ruby.values import RArray, RBigDecimal, RDuration, RString, Value
from authbench.ruby.values.rationals import RRational

NUMERIC: Final = MethodTable("Numeric", "Comparable")

_SECONDS: Final = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "fortnight": 1209600,
    "month": 2629746,
    "year": 31556952,
}
_BYTES: Final = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte", "exabyte")


@NUMERIC.define("+", "-", "*", "/", "%", "modulo", args="1")
def operate(call: Call, self: Value) -> Value:
    if call.name == "modulo":
        call.name = "%"
    return arithmetic(call, self)


@NUMERIC.define("-@")
def negated(call: Call, self: Value) -> Value:
    return RBigDecimal(-self.value) if isinstance(self, RBigDecimal) else -self


@NUMERIC.define("+@")
def positive_sign(call: Call, self: Value) -> Value:
    return self


@NUMERIC.define("div", args="1")
def div(call: Call, self: Value) -> Value:
    if is_number(call.args[0]) and call.args[0] == 0:
        raise call.error("ZeroDivisionError", "divided by 0")
    return call.send(call.send(self, "/", call.args[0]), "floor")


@NUMERIC.define("fdiv", args="1")
def fdiv(call: Call, self: Value) -> Value:
    other = call.args[0]
    if not is_number(other) and not isinstance(other, RBigDecimal | RRational):
        raise not_coercible(call, other, 0.0 if isinstance(self, RBigDecimal) else self)
    if type(self) is int and type(other) is int and other != 0:
        return self / other
    return float_arithmetic(as_float(call.send(self, "to_f")), "/", as_float(call.send(other, "to_f")))


@NUMERIC.define("divmod", args="1")
def divmod_(call: Call, self: Value) -> Value:
    other = call.args[0]
    if is_number(other) and other == 0:
        raise call.error("ZeroDivisionError", "divided by 0")
    if is_number(self) and is_number(other) and not (type(self) is int and type(other) is int):
        return RArray(list(_float_divmod(call, as_float(self), as_float(other))))
    if isinstance(other, RBigDecimal | RRational) and other.value == 0:
        raise call.error("ZeroDivisionError", "divided by 0")
    quotient = call.send(call.send(self, "/", other), "floor")
    if isinstance(self, RBigDecimal) or isinstance(other, RBigDecimal):
        quotient = RBigDecimal(Decimal(quotient))
    return RArray([quotient, call.send(self, "%", other)])


def _float_divmod(call: Call, a: float, b: float) -> tuple[int, float]:
    """Quotient and rest that fit together: the quotient comes from the rest, not from dividing."""
    if not math.isfinite(a) or b != b:
        raise call.error("FloatDomainError", "Infinity" if math.isinf(a) else "NaN")
    rest = a if math.isinf(b) else math.fmod(a, b)
    quotient = 0.0 if math.isinf(b) else (a - rest) / b
    if b * rest < 0:
        rest += b
        quotient -= 1.0
    if math.isinf(quotient):
        raise call.error("FloatDomainError", "Infinity" if quotient > 0 else "-Infinity")
    return round(quotient), rest


@NUMERIC.define("remainder", args="1")
def remainder(call: Call, self: Value) -> Value:
    other = call.args[0]
    if isinstance(self, RBigDecimal) and _plain(other) == 0:
        return RBigDecimal(Decimal("NaN"))
    rest = call.send(self, "%", other)
    different = call.truthy(call.send(self, "negative?")) != call.truthy(call.send(other, "negative?"))
    return call.send(rest, "-", other) if rest != 0 and different else rest


@NUMERIC.define("<=>", args="1")
def compare(call: Call, self: Value) -> Value:
    other = call.args[0]
    if isinstance(other, RDuration | RBigDecimal | RRational):
        other = other.value
    mine = self.value if isinstance(self, RBigDecimal | RRational) else self
    if isinstance(mine, Fraction) and isinstance(other, Decimal):
        other = Fraction(other) if other.is_finite() else float(other)
    if isinstance(other, Fraction) and isinstance(mine, Decimal):
        mine = Fraction(mine) if mine.is_finite() else float(mine)
    if (
        not isinstance(other, int | float | Decimal | Fraction)
        or isinstance(other, bool)
        or mine != mine
        or other != other
    ):
        return None
    return (mine > other) - (mine < other)


@NUMERIC.define("coerce", args="1")
def coerce(call: Call, self: Value) -> Value:
    other = call.args[0]
    if type(self) is int and type(other) is int:
        return RArray([other, self])
    if isinstance(self, RBigDecimal):
        if not is_number(other) and not isinstance(other, RBigDecimal):
            raise not_coercible(call, other, self)
        return RArray([RBigDecimal(as_decimal(other)), self])
    if isinstance(other, RString):
        from authbench.ruby.methods.kernel import float_from

        return RArray([float_from(call, other), as_float(self)])
    if not is_number(other):
        raise call.error("TypeError", f"can't convert {call.describe(other)} into Float")
    return RArray([as_float(other), as_float(self)])


@NUMERIC.define("abs", "magnitude")
def abs_(call: Call, self: Value) -> Value:
    return RBigDecimal(abs(self.value)) if isinstance(self, RBigDecimal) else abs(self)


def _plain(self: Value) -> Value:
    return self.value if isinstance(self, RBigDecimal | RRational) else self


@NUMERIC.define("zero?")
def is_zero(call: Call, self: Value) -> Value:
    return bool(_plain(self) == 0)


@NUMERIC.define("nonzero?")
def is_nonzero(call: Call, self: Value) -> Value:
    return None if _plain(self) == 0 else self


@NUMERIC.define("positive?")
def is_positive(call: Call, self: Value) -> Value:
    return bool(_plain(self) > 0)


@NUMERIC.define("negative?")
def is_negative(call: Call, self: Value) -> Value:
    return bool(_plain(self) < 0)


@NUMERIC.define("integer?")
def is_integer(call: Call, self: Value) -> Value:
    return type(self) is int


@NUMERIC.define("real?")
def is_real(call: Call, self: Value) -> Value:
    return True


@NUMERIC.define("finite?")
def is_finite(call: Call, self: Value) -> Value:
    return math.isfinite(_plain(self))


@NUMERIC.define("infinite?")
def is_infinite(call: Call, self: Value) -> Value:
    value = _plain(self)
    return (1 if value > 0 else -1) if value in (math.inf, -math.inf) else None


@NUMERIC.define("step", args="0..2")
def step(call: Call, self: Value) -> Value:
    if call.block is None:
        from authbench.ruby.methods.arithmetic_sequences import ArithmeticSequence

        width = call.kwargs.get("by", call.args[1] if len(call.args) > 1 else 1)
        return ArithmeticSequence(self, "step", tuple(call.args), call.kwargs, width)
    limit: Value = call.kwargs.get("to", call.args[0] if call.args else None)
    by: Value = call.kwargs.get("by", call.args[1] if len(call.args) > 1 else 1)
    if not all(value is None or is_number(value) for value in (self, by, limit)):
        return _exact_steps(call, self, limit, by)
    if not is_number(by) or (limit is not None and not is_number(limit)):
        raise call.error("ArgumentError", "comparison of Integer with String failed")
    if by == 0:
        raise call.error("ArgumentError", "step can't be 0")
    count = 0
    inexact = any(type(value) is float for value in (self, limit, by))
    if inexact:
        start, width = as_float(self), as_float(by)
        total = None if limit is None else float_steps(start, as_float(limit), width, exclusive=False)
        while total is None or count < total:
            call.charge(1)
            call.yield_(start + count * width)
            count += 1
        return self
    value = self
    while limit is None or (value <= limit if by > 0 else value >= limit):
        call.charge(1)
        call.yield_(value)
        value += by
    return self


def _exact_steps(call: Call, self: Value, limit: Value, by: Value) -> Value:
    """Steps of BigDecimal and Rational. Raises ArgumentError for what is no number."""
    for value in (by, limit):
        if value is not None and not is_number(value) and not isinstance(value, RBigDecimal | RRational):
            raise call.error("ArgumentError", comparison_failed(call.interp, self, value))
    down = call.compare(by, 0) < 0
    value = self
    while limit is None or (call.compare(value, limit) >= 0 if down else call.compare(value, limit) <= 0):
        call.charge(1)
        call.yield_(value)
        value = call.send(value, "+", by)
    return self


_WHOLE_ONLY: Final = ("month", "year")
"""What ActiveSupport has for Integers alone."""
_ANY_NUMBER: Final = [name for name in _SECONDS if name not in _WHOLE_ONLY]


@NUMERIC.define(*_ANY_NUMBER, *(f"{name}s" for name in _ANY_NUMBER))
def duration(call: Call, self: Value) -> Value:
    unit = call.name.removesuffix("s")
    amount = _plain(self)
    if unit == "fortnight":
        return RDuration(amount * _SECONDS[unit], {"weeks": amount * 2})
    return RDuration(amount * _SECONDS[unit], {f"{unit}s": amount})


@NUMERIC.define(*_BYTES, *(f"{name}s" for name in _BYTES))
def byte_size(call: Call, self: Value) -> Value:
    return call.send(self, "*", 1024 ** _BYTES.index(call.name.removesuffix("s")))


@NUMERIC.define("in_milliseconds")
def in_milliseconds(call: Call, self: Value) -> Value:
    return call.send(self, "*", 1000)


@NUMERIC.define("to_d", args="0..1")
def to_d(call: Call, self: Value) -> Value:
    return RBigDecimal(as_decimal(self))


@NUMERIC.define("to_currency", args="0..1")
def to_currency(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.string.lookups import currency

    return RString(currency(call, self))


@NUMERIC.define("to_phone", args="0..1")
def to_phone(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.string.lookups import phone

    return RString(phone(call, self))


def formatted(call: Call, self: Value, style: str) -> RString:
    """`number.to_s(:delimited)` and the like."""
    from authbench.ruby.methods.rounding import fixed_text
    from authbench.ruby.methods.string import lookups

    if style == "currency":
        return RString(lookups.currency(call, self))
    if style == "phone":
        return RString(lookups.phone(call, self))
    options = call.options("delimiter", "separator", "precision", "format", "locale")
    separator = call.to_s(options.get("separator", RString(".")))
    if style == "delimited":
        whole, _, fraction = call.to_s(self).partition(".")
        shown = lookups.grouped(whole, call.to_s(options.get("delimiter", RString(","))))
        return RString(shown + (separator + fraction if fraction else ""))
    if style in ("rounded", "percentage"):
        precision = call.integer(options["precision"]) if options.get("precision") is not None else 3
        text = fixed_text(call, self, precision) or call.to_s(self)
        return RString(text.replace(".", separator) + ("%" if style == "percentage" else ""))
    raise call.unsupported(f"to_s(:{style})")


@NUMERIC.define("abs2")
def abs2(call: Call, self: Value) -> Value:
    return call.send(self, "*", self)


@NUMERIC.define("real", "conj", "conjugate")
def real(call: Call, self: Value) -> Value:
    return self


@NUMERIC.define("imag", "imaginary")
def imaginary(call: Call, self: Value) -> Value:
    return 0


@NUMERIC.define("rect", "rectangular")
def rectangular(call: Call, self: Value) -> Value:
    return RArray([self, 0])


@NUMERIC.define("arg", "angle", "phase")
def argument(call: Call, self: Value) -> Value:
    number = _plain(self)
    if number != number:
        return self
    if type(self) is float:
        return math.pi if math.copysign(1.0, self) < 0 else 0
    return math.pi if number < 0 else 0


@NUMERIC.define("polar")
def polar(call: Call, self: Value) -> Value:
    return RArray([call.send(self, "abs"), argument(call, self)])


@NUMERIC.define("to_r")
def to_r(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.rationals import fraction_of, made

    return made(call, fraction_of(call, self))


@NUMERIC.define("numerator", "denominator")
def fraction_part(call: Call, self: Value) -> Value:
    if type(self) is float and not math.isfinite(self):
        return self if call.name == "numerator" else 1
    fraction = to_r(call, self).value
    return fraction.numerator if call.name == "numerator" else fraction.denominator


@NUMERIC.define("rationalize", args="0..1")
def rationalize(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.rationals import float_rational, fraction_of, made, simplest

    if type(self) is int:
        return RRational(Fraction(self))
    if not call.args:
        if type(self) is float and math.isfinite(self):
            return made(call, float_rational(self))
        return to_r(call, self)
    width = abs(fraction_of(call, call.args[0]))
    return made(call, simplest(fraction_of(call, self), width))


@NUMERIC.define("quo", args="1")
def quotient(call: Call, self: Value) -> Value:
    other = call.args[0]
    if type(self) is int and type(other) is int:
        if other == 0:
            raise call.error("ZeroDivisionError", "divided by 0")
        return RRational(Fraction(self, other))
    if type(self) is int and not is_number(other) and not isinstance(other, RBigDecimal | RRational):
        raise not_coercible(call, other, RRational(Fraction(self)))
    return call.send(self, "/", other)
