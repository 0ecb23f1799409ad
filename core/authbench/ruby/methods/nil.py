"""NilClass."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RArray, RHash, RString, Value

NIL: Final = MethodTable("NilClass", "Object")


@NIL.define("to_s")
def to_s(call: Call, self: None) -> Value:
    return RString("", frozen=True)


@NIL.define("to_a")
def to_a(call: Call, self: None) -> Value:
    return RArray()


@NIL.define("to_h")
def to_h(call: Call, self: None) -> Value:
    return RHash()


@NIL.define("to_i")
def to_i(call: Call, self: None) -> Value:
    return 0


@NIL.define("to_f")
def to_f(call: Call, self: None) -> Value:
    return 0.0


@NIL.define("to_d")
def to_d(call: Call, self: None) -> Value:
    from decimal import Decimal

    from authbench.ruby.values import RBigDecimal

    return RBigDecimal(Decimal(0))


@NIL.define("&", args="1")
def conjunction(call: Call, self: None) -> Value:
    return False


@NIL.define("|", args="1")
def disjunction(call: Call, self: None) -> Value:
    return call.truthy(call.args[0])


@NIL.define("try", "try!", args="0..")
def try_(call: Call, self: None) -> Value:
    return None


@NIL.define("is_int?", "is_number?")
def is_number(call: Call, self: None) -> Value:
    return False


@NIL.define("^", args="1")
def exclusive(call: Call, self: None) -> Value:
    return call.truthy(call.args[0])


@NIL.define("to_r", "rationalize", args="0..1")
def to_r(call: Call, self: None) -> Value:
    from fractions import Fraction

    from authbench.ruby.values.rationals import RRational

    return RRational(Fraction(0))
