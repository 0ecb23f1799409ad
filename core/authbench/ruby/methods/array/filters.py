"""The SDK's list filters: `where` and `not` (SDK reference 7.4)."""

from __future__ import annotations

import re
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.array.table import ARRAY
from authbench.ruby.values import RArray, RHash, RRange, RRegexp, RString, Symbol, Value

_OPERATOR: Final = re.compile(r" *([><=!]=?) *\Z")
_INTEGER: Final = re.compile(r"\d+\Z", re.ASCII)


@ARRAY.define("where", args="0..1", looks_inside=True)
def where(call: Call, self: RArray) -> Value:
    return _filtered(call, self, wanted=True)


@ARRAY.define("not", args="0..1", looks_inside=True)
def not_(call: Call, self: RArray) -> Value:
    return _filtered(call, self, wanted=False)


def _filtered(call: Call, self: RArray, *, wanted: bool) -> RArray:
    conditions = RHash((Symbol(name), value) for name, value in call.kwargs.items())
    if call.args and call.args[0] is not None:
        conditions = call.hash(call.args[0])
    items = self.items if self.items and isinstance(self.items[0], RHash) else []
    if not len(conditions):
        return RArray(list(items))
    call.charge(len(items) * len(conditions))
    return RArray([item for item in items if _matches(call, item, conditions) is wanted])


def _matches(call: Call, item: Value, conditions: RHash) -> bool:
    return all(_holds(call, item, key, value) for key, value in conditions.pairs())


def _holds(call: Call, item: Value, key: Value, value: Value) -> bool:
    text = call.to_s(key)
    found = _OPERATOR.search(text)
    operator = found.group(1) if found else ""
    path = [part.strip() for part in (text[: found.start()] if found else text).split(".") if part.strip()]
    actual = item
    for part in path:
        if actual is not None:
            actual = call.send(actual, "[]", Symbol(part) if isinstance(key, Symbol) else RString(part))
    if not operator:
        if isinstance(value, RArray | RRange):
            return call.truthy(call.send(value, "include?", _same_kind(call, actual, _sample(value))))
        operator = "match?" if isinstance(value, RRegexp) else "=="
    name = ".".join(path)
    if operator[0] in "<>" or operator == "match?":
        if actual is None:
            raise call.error("RuntimeError", f"The '{name}' is nil")
        if value is None:
            raise call.error("RuntimeError", f"Can't compare '{name}' with nil")
    if operator == "match?":
        return call.truthy(call.send(actual, "match?", value))
    actual, value = _same_kind(call, actual, value), _same_kind(call, value, actual)
    if operator in ("==", "="):
        return call.equal(actual, value)
    if operator == "!=":
        return not call.equal(actual, value)
    return call.truthy(call.send(actual, operator, value))


def _sample(value: RArray | RRange) -> Value:
    return None if isinstance(value, RArray) else value.first


def _same_kind(call: Call, value: Value, other: Value) -> Value:
    """Numeric text becomes a number when it is compared with one."""
    if not isinstance(value, RString) or type(other) not in (int, float):
        return value
    if _INTEGER.match(value.text):
        return int(value.text)
    if call.truthy(call.send(value, "is_number?")):
        return call.send(value, "to_f")
    return value
