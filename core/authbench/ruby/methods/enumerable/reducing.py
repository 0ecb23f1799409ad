"""One value out of many: inject, sum, count."""

from __future__ import annotations

import math
from collections.abc import Iterable

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.methods.iteration import each_item
from authbench.ruby.values import RArray, RBigDecimal, RString, Value

_MISSING = object()


@ENUMERABLE.define("inject", "reduce", args="0..2", stores_arguments=True)
def inject(call: Call, self: Value) -> Value:
    args = list(call.args)
    operator: str | None = None
    if len(args) == 2 or (args and call.block is None):
        operator = call.name_of(args.pop())
    value = args[0] if args else _MISSING
    for item in each_item(call, self):
        if value is _MISSING:
            value = item
        elif operator is not None:
            value = call.send(value, operator, item)
        else:
            value = call.yield_(value, item)
    return None if value is _MISSING else value


@ENUMERABLE.define("sum", args="0..1")
def sum_(call: Call, self: Value) -> Value:
    items: Iterable[Value] = each_item(call, self)
    if call.block is not None and isinstance(self, RArray) and not call.args and self.items[:1]:
        numbers = _is_number(self.items[0])
        items = [call.yield_(item) for item in items]
        if numbers:
            # ActiveSupport 6.1: an Array that begins with a number is summed from 0.
            return total(call, items, 0)
    elif call.block is not None:
        items = [call.yield_(item) for item in items]
    else:
        items = list(items)
    if call.args and call.args[0] is not None:
        return total(call, items, call.args[0])
    if items and not _is_number(items[0]):
        # ActiveSupport 6.1: without a start value, what is no number is added to its first element.
        added = total(call, items[1:], items[0])
        return 0 if added is None or added is False else added
    return total(call, items, 0)


def _is_number(value: Value) -> bool:
    return type(value) in (int, float) or isinstance(value, RBigDecimal)


def total(call: Call, items: Iterable[Value], start: Value) -> Value:
    """`start` plus all items; floats are added with Kahan and Babuska's compensation, as Ruby does."""
    result = start
    compensation = 0.0
    compensated = False
    for item in items:
        if type(result) is float and type(item) in (int, float):
            number = float(item)
            if not (math.isfinite(number) and math.isfinite(result)):
                result += number
                continue
            compensated = True
            added = result + number
            if abs(result) >= abs(number):
                compensation += (result - added) + number
            else:
                compensation += (number - added) + result
            result = added
        elif type(result) is int and type(item) is int:
            result += item
        elif type(result) is int and type(item) is float:
            result = float(result) + 0.0
            added = result + item
            if math.isfinite(item):
                compensated = True
                compensation += (
                    (result - added) + item if abs(result) >= abs(item) else (item - added) + result
                )
            result = added
        else:
            if compensated:
                result, compensation, compensated = result + compensation, 0.0, False
            if isinstance(result, RString) and isinstance(item, RString):
                call.check_size(len(result) + len(item))
            result = call.send(result, "+", item)
    return result + compensation if compensated else result


@ENUMERABLE.define("count", args="0..1")
def count(call: Call, self: Value) -> Value:
    items = each_item(call, self)
    if call.args:
        return sum(1 for item in items if call.equal(item, call.args[0]))
    if call.block is not None:
        return sum(1 for item in items if call.truthy(call.yield_(item)))
    return sum(1 for _ in items)
