"""What every class and module answers to."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RArray, RClass, RString, Symbol, Value

CLASS: Final = MethodTable("Class", "Object")


@CLASS.define("name", "to_s", "inspect")
def name(call: Call, self: RClass) -> Value:
    shown = RString(self.name)
    # The name of a class is one frozen string in Ruby; what `to_s` and `inspect` give is new.
    shown.frozen = call.name == "name"
    return shown


@CLASS.define("===", args="1")
def case_equal(call: Call, self: RClass) -> Value:
    return call.case_equal(self, call.args[0])


@CLASS.define("superclass")
def superclass(call: Call, self: RClass) -> Value:
    if self.is_module:
        said = f"undefined method `superclass' for {self.name}:Module"
        raise call.error("NoMethodError", said, name=Symbol("superclass"), receiver=self)
    return self.superclass


@CLASS.define("ancestors")
def ancestors(call: Call, self: RClass) -> Value:
    return RArray(list(self.ancestors()))


def _class(call: Call) -> RClass:
    other = call.args[0]
    if isinstance(other, RClass):
        return other
    raise call.error("TypeError", "compared with non class/module")


@CLASS.define("<=", args="1")
def is_below_or_same(call: Call, self: RClass) -> Value:
    other = _class(call)
    return True if self.descends_from(other) else False if other.descends_from(self) else None


@CLASS.define("<", args="1")
def is_below(call: Call, self: RClass) -> Value:
    return False if self is call.args[0] else is_below_or_same(call, self)


@CLASS.define(">=", args="1")
def is_above_or_same(call: Call, self: RClass) -> Value:
    other = _class(call)
    return True if other.descends_from(self) else False if self.descends_from(other) else None


@CLASS.define(">", args="1")
def is_above(call: Call, self: RClass) -> Value:
    return False if self is call.args[0] else is_above_or_same(call, self)


@CLASS.define("<=>", args="1")
def compare(call: Call, self: RClass) -> Value:
    other = call.args[0]
    if not isinstance(other, RClass):
        return None
    if self is other:
        return 0
    return -1 if self.descends_from(other) else 1 if other.descends_from(self) else None


@CLASS.define("include?", args="1")
def include(call: Call, self: RClass) -> Value:
    other = call.args[0]
    if not isinstance(other, RClass) or not other.is_module:
        raise call.error("TypeError", f"wrong argument type {call.class_of(other).name} (expected Module)")
    return self is not other and self.descends_from(other)
