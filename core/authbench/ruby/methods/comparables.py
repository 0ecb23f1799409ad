"""Comparable."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RRange, Value

COMPARABLE: Final = MethodTable("Comparable", "Object")


@COMPARABLE.define("<", args="1")
def less(call: Call, self: Value) -> Value:
    return call.compare(self, call.args[0]) < 0


@COMPARABLE.define("<=", args="1")
def at_most(call: Call, self: Value) -> Value:
    return call.compare(self, call.args[0]) <= 0


@COMPARABLE.define(">", args="1")
def greater(call: Call, self: Value) -> Value:
    return call.compare(self, call.args[0]) > 0


@COMPARABLE.define(">=", args="1")
def at_least(call: Call, self: Value) -> Value:
    return call.compare(self, call.args[0]) >= 0


@COMPARABLE.define("between?", args="2")
def between(call: Call, self: Value) -> Value:
    low, high = call.args
    return call.compare(self, low) >= 0 and call.compare(self, high) <= 0


@COMPARABLE.define("clamp", args="1..2")
def clamp(call: Call, self: Value) -> Value:
    if len(call.args) == 2:
        low, high = call.args
    else:
        span = call.args[0]
        if not isinstance(span, RRange):
            raise call.error("TypeError", f"wrong argument type {call.describe(span)} (expected Range)")
        if span.exclusive and span.last is not None:
            raise call.error("ArgumentError", "cannot clamp with an exclusive range")
        low, high = span.first, span.last
    if low is not None and high is not None and call.compare(low, high) > 0:
        raise call.error("ArgumentError", "min argument must be smaller than max argument")
    if low is not None and call.compare(self, low) < 0:
        return low
    if high is not None and call.compare(self, high) > 0:
        return high
    return self
