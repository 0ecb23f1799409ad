"""`Integer.sqrt`, `Integer.try_convert`."""

from __future__ import annotations

import math
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RClass, Value

INTEGER_CLASS: Final = MethodTable("Integer.", "Class")
FLOAT_CLASS: Final = MethodTable("Float.", "Class")


@INTEGER_CLASS.define("sqrt", args="1")
def sqrt(call: Call, self: RClass) -> Value:
    number = call.integer(call.args[0])
    if number < 0:
        raise call.error("Math::DomainError", 'Numerical argument is out of domain - "isqrt"')
    return math.isqrt(number)


@INTEGER_CLASS.define("try_convert", args="1")
def integer_or_nil(call: Call, self: RClass) -> Value:
    return call.args[0] if type(call.args[0]) is int else None
