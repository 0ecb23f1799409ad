"""Arithmetic of all kinds of numbers as Ruby does it: floored division, and errors of its own."""

from __future__ import annotations

import math
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.decimal_division import divided
from authbench.ruby.values import RBigDecimal, RDuration, Symbol, Value
from authbench.ruby.values.rationals import RRational

DECIMALS: Final = Context(
    prec=60, Emax=9_999, Emin=-9_999, traps=[DivisionByZero, InvalidOperation, Overflow]
)


def is_number(value: Value) -> bool:
    """Whether `value` is an Integer or Float."""
    return type(value) is int or type(value) is float


def as_float(number: float) -> float:
    """An Integer or Float as float; what is too big is infinite."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def as_decimal(value: Value) -> Decimal:
    """An Integer, Float or BigDecimal as Decimal."""
    if isinstance(value, RBigDecimal):
        return value.value
    return Decimal(repr(value)) if type(value) is float else Decimal(value)


def not_coercible(call: Call, value: Value, self: Value) -> Exception:
    """What arithmetic with a value that is no number raises."""
    plain = value is None or isinstance(value, bool | Symbol)
    shown = call.inspect(value) if plain else call.class_of(value).name
    return call.error("TypeError", f"{shown} can't be coerced into {call.class_of(self).name}")


def arithmetic(call: Call, self: Value) -> Value:
    """`self operator argument` for + - * / % of any two numbers."""
    other, operator = call.args[0], call.name
    if type(self) is int and type(other) is int:
        return integer_arithmetic(call, self, operator, other)
    if is_number(self) and is_number(other):
        if operator == "%" and other == 0:
            raise call.error("ZeroDivisionError", "divided by 0")
        return float_arithmetic(as_float(self), operator, as_float(other))
    if isinstance(other, RBigDecimal) or (isinstance(self, RBigDecimal) and is_number(other)):
        return decimal_arithmetic(call, as_decimal(self), operator, as_decimal(other))
    if isinstance(other, RRational):
        from authbench.ruby.methods.rationals import fraction_arithmetic

        return fraction_arithmetic(call, self, operator, other)
    if isinstance(other, RDuration):
        from authbench.ruby.methods.durations import scaled_by_number

        return scaled_by_number(call, self, operator, other)
    raise not_coercible(call, other, self)


def integer_arithmetic(call: Call, a: int, operator: str, b: int) -> int:
    """Integers stay integers; `/` and `%` round down. Raises ZeroDivisionError."""
    if operator == "+":
        return a + b
    if operator == "-":
        return a - b
    if operator == "*":
        call.interp.check_number(a.bit_length() + b.bit_length())
        return a * b
    if b == 0:
        raise call.error("ZeroDivisionError", "divided by 0")
    return a // b if operator == "/" else a % b


def float_arithmetic(a: float, operator: str, b: float) -> float:
    """IEEE arithmetic: dividing by zero gives an infinity or NaN."""
    if operator == "+":
        return a + b
    if operator == "-":
        return a - b
    if operator == "*":
        return a * b
    if operator == "/":
        if b == 0:
            if a == 0 or a != a:
                return math.nan
            return math.copysign(math.inf, a) * math.copysign(1.0, b)
        return a / b
    if b == 0 or not math.isfinite(a) or b != b:
        return math.nan
    rest = a if math.isinf(b) else math.fmod(a, b)
    return rest + b if b * rest < 0 else rest


def decimal_arithmetic(call: Call, a: Decimal, operator: str, b: Decimal) -> RBigDecimal:
    """BigDecimal arithmetic with sixty digits. Raises ZeroDivisionError."""
    try:
        if operator == "+":
            return RBigDecimal(DECIMALS.add(a, b))
        if operator == "-":
            return RBigDecimal(DECIMALS.subtract(a, b))
        if operator == "*":
            return RBigDecimal(DECIMALS.multiply(a, b))
        if operator == "/":
            return RBigDecimal(divided(a, b))
        if b == 0:
            raise call.error("ZeroDivisionError", "divided by 0")
        rest = DECIMALS.remainder(a, b)
        return RBigDecimal(rest + b if rest and (rest < 0) != (b < 0) else rest)
    except (InvalidOperation, Overflow, DivisionByZero):
        raise call.error("FloatDomainError", "Computation results in 'NaN' (Not a Number)") from None


def float_steps(start: float, stop: float, width: float, *, exclusive: bool) -> int:
    """How many values a float step has, with Ruby's allowance for rounding."""
    if math.isinf(width):
        return 1 if (width > 0) == (start <= stop) else 0
    count = (stop - start) / width
    slack = (abs(start) + abs(stop) + abs(stop - start)) / abs(width) * 2.220446049250313e-16
    slack = min(slack, 0.5)
    if exclusive:
        if count <= 0:
            return 0
        whole = 0 if count < 1 else math.floor(count - slack)
        return int(whole) + (1 if whole * width + start < stop else 0)
    if count < 0:
        return 0
    return math.floor(count + slack) + 1
