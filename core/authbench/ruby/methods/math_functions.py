"""Math."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.arithmetic import as_float, is_number
from authbench.ruby.values import RArray, RBigDecimal, Value
from authbench.ruby.values.rationals import RRational

MATH: Final = MethodTable("Math.", "Class")


def _cube_root(number: float) -> float:
    root = math.cbrt(number)
    # One more Newton step, as Ruby takes it, makes the roots of cubes exact.
    return (2.0 * root + number / root / root) / 3.0 if number and math.isfinite(root) else root


_FUNCTIONS: Final[dict[str, Callable[[float], float]]] = {
    "sqrt": math.sqrt,
    "cbrt": _cube_root,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "exp": math.exp,
    "log2": math.log2,
    "log10": math.log10,
    "erf": math.erf,
    "erfc": math.erfc,
    "gamma": math.gamma,
}
_AT_ZERO: Final = {"gamma": math.inf, "log2": -math.inf, "log10": -math.inf, "log": -math.inf}


def _number(call: Call, value: Value) -> float:
    if is_number(value):
        return as_float(value)
    if isinstance(value, RBigDecimal | RRational):
        return float(value.value)
    raise call.error("TypeError", f"can't convert {call.describe(value)} into Float")


def _outside(call: Call, name: str) -> Exception:
    return call.error("Math::DomainError", f"Numerical argument is out of domain - {name}")


@MATH.define(*_FUNCTIONS, args="1")
def function(call: Call, self: Value) -> Value:
    number = _number(call, call.args[0])
    if number == 0 and call.name in _AT_ZERO:
        # The gamma function alone looks at the sign of zero.
        return math.copysign(math.inf, number) if call.name == "gamma" else _AT_ZERO[call.name]
    if call.name == "atanh" and abs(number) == 1:
        return math.copysign(math.inf, number)
    try:
        return _FUNCTIONS[call.name](number)
    except OverflowError:
        return math.inf
    except ValueError:
        raise _outside(call, call.name) from None


@MATH.define("log", args="1..2")
def log(call: Call, self: Value) -> Value:
    value = call.args[0]
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        result = math.log(value)
    else:
        number = _number(call, value)
        if number < 0:
            raise _outside(call, "log")
        result = -math.inf if number == 0 else math.log(number)
    if len(call.args) == 1:
        return result
    base = _number(call, call.args[1])
    if base <= 0:
        raise _outside(call, "log")
    return result / math.log(base) if base != 1 else math.copysign(math.inf, result)


@MATH.define("atan2", "hypot", args="2")
def of_two(call: Call, self: Value) -> Value:
    a, b = (_number(call, value) for value in call.args)
    return math.atan2(a, b) if call.name == "atan2" else math.hypot(a, b)


@MATH.define("frexp", args="1")
def frexp(call: Call, self: Value) -> Value:
    return RArray(list(math.frexp(_number(call, call.args[0]))))


@MATH.define("ldexp", args="2")
def ldexp(call: Call, self: Value) -> Value:
    try:
        return math.ldexp(_number(call, call.args[0]), call.integer(call.args[1]))
    except OverflowError:
        return math.copysign(math.inf, _number(call, call.args[0]))
