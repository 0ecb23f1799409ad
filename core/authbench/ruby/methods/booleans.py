"""TrueClass and FalseClass."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RString, Value

BOOLEAN: Final = MethodTable("Boolean", "Object")


@BOOLEAN.define("to_s", "inspect")
def to_s(call: Call, self: bool) -> Value:
    return RString("true" if self else "false", frozen=True)


@BOOLEAN.define("&", args="1")
def conjunction(call: Call, self: bool) -> Value:
    return self and call.truthy(call.args[0])


@BOOLEAN.define("|", args="1")
def disjunction(call: Call, self: bool) -> Value:
    return self or call.truthy(call.args[0])


@BOOLEAN.define("^", args="1")
def exclusive(call: Call, self: bool) -> Value:
    return self != call.truthy(call.args[0])
