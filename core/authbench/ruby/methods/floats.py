"""Float."""

from __future__ import annotations

import math
from typing import Final

from authbench.encoding import float_text
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.arithmetic import as_decimal, as_float, is_number, not_coercible
from authbench.ruby.methods.integers import float_power
from authbench.ruby.methods.numerics import NUMERIC, formatted
from authbench.ruby.methods.rounding import (
    CEILING,
    DOWN,
    FLOOR,
    define_rounding,
    float_to_integer,
    round_float,
    round_integer,
)
from authbench.ruby.values import RBigDecimal, RString, Symbol, Value
from authbench.ruby.values.rationals import RRational

FLOAT: Final = MethodTable("Float", NUMERIC)


@FLOAT.define("to_s", "inspect", args="0..2")
def to_s(call: Call, self: float) -> Value:
    if call.args and isinstance(call.args[0], Symbol):
        return formatted(call, self, call.args.pop(0).name)
    if call.args and call.args[0] is not None:
        raise call.error("ArgumentError", "wrong number of arguments (given 1, expected 0)")
    return RString(float_text(self))


@FLOAT.define("to_f")
def to_f(call: Call, self: float) -> Value:
    return self


def _whole(call: Call, self: float, mode: str) -> int:
    if not math.isfinite(self):
        raise call.error("FloatDomainError", float_text(self))
    return float_to_integer(self, mode)


def _rounded(call: Call, self: float, mode: str) -> Value:
    places = call.long(call.args[0]) if call.args else 0
    if mode == DOWN and places > 0:
        mode = FLOOR if self > 0 else CEILING
    if places > 0:
        return round_float(self, places, mode)
    if places == 0:
        return _whole(call, self, mode)
    if mode == DOWN or mode in (CEILING, FLOOR):
        return round_integer(_whole(call, self, mode), places, mode)
    return round_integer(_whole(call, self, DOWN), places, mode)


define_rounding(FLOAT, _rounded)


@FLOAT.define("to_i", "to_int")
def to_i(call: Call, self: float) -> Value:
    return _whole(call, self, DOWN)


@FLOAT.define("nan?")
def is_nan(call: Call, self: float) -> Value:
    return math.isnan(self)


@FLOAT.define("**", args="1")
def power(call: Call, self: float) -> Value:
    exponent = call.args[0]
    if isinstance(exponent, RBigDecimal):
        return call.send(RBigDecimal(as_decimal(self)), "**", exponent)
    if isinstance(exponent, RRational):
        exponent = float(exponent.value)
    if not is_number(exponent):
        raise not_coercible(call, exponent, self)
    return float_power(call, self, as_float(exponent))


@FLOAT.define("next_float")
def next_float(call: Call, self: float) -> Value:
    return math.nextafter(self, math.inf)


@FLOAT.define("prev_float")
def prev_float(call: Call, self: float) -> Value:
    return math.nextafter(self, -math.inf)
