"""Range."""

from __future__ import annotations

from typing import Final

from authbench.ruby import operations
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.enumerable.reducing import sum_
from authbench.ruby.methods.iteration import each_item, item_list, range_length
from authbench.ruby.methods.numerics import as_float, float_steps, is_number
from authbench.ruby.values import RArray, RDate, REnumerator, RRange, RString, Value

RANGE: Final = MethodTable("Range", "Enumerable")


@RANGE.define("begin")
def begin(call: Call, self: RRange) -> Value:
    return self.first


@RANGE.define("end")
def end(call: Call, self: RRange) -> Value:
    return self.last


@RANGE.define("first", args="0..1")
def first(call: Call, self: RRange) -> Value:
    if self.first is None:
        raise call.error("RangeError", "cannot get the first element of beginless range")
    if not call.args:
        return self.first
    count = call.integer(call.args[0])
    if count < 0:
        raise call.error("ArgumentError", "negative array size (or size too big)")
    result: list[Value] = []
    if count:
        for item in each_item(call, self):
            result.append(item)
            if len(result) == count:
                break
    return RArray(result)


@RANGE.define("last", args="0..1")
def last(call: Call, self: RRange) -> Value:
    if self.last is None:
        raise call.error("RangeError", "cannot get the last element of endless range")
    if not call.args:
        return self.last
    count = call.integer(call.args[0])
    if count < 0:
        raise call.error("ArgumentError", "negative array size (or size too big)")
    items = item_list(call, self)
    return RArray(items[max(0, len(items) - count) :])


def _extreme(call: Call, self: RRange) -> Value | None:
    """The end that `min` or `max` names without walking the range; NotImplemented where it must be walked."""
    if call.block is not None or call.args or not is_number(self.first):
        return NotImplemented
    order = operations.order(call.interp, self.first, self.last)
    if order is None or order > 0 or (order == 0 and self.exclusive):
        return None
    if call.name == "min":
        return self.first
    if self.exclusive:
        if type(self.last) is not int or type(self.first) is not int:
            raise call.error("TypeError", "cannot exclude non Integer end value")
        return self.last - 1
    return self.last


@RANGE.define("min", "max", args="0..1")
def extreme(call: Call, self: RRange) -> Value:
    if call.name == "max" and self.last is None:
        raise call.error("RangeError", "cannot get the maximum of endless range")
    if call.name == "min" and self.first is None:
        raise call.error("RangeError", "cannot get the minimum of beginless range")
    if self.last is None and call.block is None and not call.args:
        return self.first
    found = _extreme(call, self)
    if found is NotImplemented:
        listed = RArray(item_list(call, self))
        return call.interp.send(listed, call.name, call.args, None, call.block)
    return found


@RANGE.define("size", "count", args="0..1")
def size(call: Call, self: RRange) -> Value:
    if call.name == "count" and (call.args or call.block is not None):
        return call.interp.send(RArray(item_list(call, self)), "count", call.args, None, call.block)
    if type(self.first) is int and self.last is None:
        return float("inf")
    length = range_length(self)
    if length is not None and not (call.name == "size" and isinstance(self.first, RDate)):
        return length
    if call.name == "count":
        return len(item_list(call, self))
    return None


@RANGE.define("each", block="enumerator")
def each(call: Call, self: RRange) -> Value:
    for item in each_item(call, self):
        call.yield_(item)
    return self


@RANGE.define("include?", "member?", "cover?", "===", args="1")
def include(call: Call, self: RRange) -> Value:
    value = call.args[0]
    if isinstance(value, RRange):
        if call.name != "cover?":
            return False
        inside = operations.covers(call.interp, self, value.first)
        at_end = operations.covers(call.interp, self, value.last)
        return inside and (at_end or (value.exclusive and call.equal(self.last, value.last)))
    walked = call.name in ("include?", "member?") and isinstance(self.first, RString)
    if walked and isinstance(self.last, RString) and isinstance(value, RString):
        return any(item.text == value.text for item in each_item(call, self))
    return operations.covers(call.interp, self, value)


@RANGE.define("exclude_end?")
def is_exclusive(call: Call, self: RRange) -> Value:
    return self.exclusive


@RANGE.define("step", "%", args="0..1")
def step(call: Call, self: RRange) -> Value:
    by = call.args[0] if call.args else 1
    if call.block is None:
        return REnumerator(self, "step", tuple(call.args))
    if is_number(self.first) and is_number(by):
        return _number_steps(call, self, by)
    width = call.integer(by)
    if width <= 0:
        raise call.error("ArgumentError", "step can't be 0" if width == 0 else "step can't be negative")
    for index, item in enumerate(each_item(call, self)):
        if index % width == 0:
            call.yield_(item)
    return self


def _number_steps(call: Call, self: RRange, by: Value) -> RRange:
    if by == 0:
        raise call.error("ArgumentError", "step can't be 0")
    if by < 0:
        raise call.error("ArgumentError", "step can't be negative")
    if self.last is not None and any(type(value) is float for value in (self.first, self.last, by)):
        start, width = as_float(self.first), as_float(by)
        for index in range(float_steps(start, as_float(self.last), width, exclusive=self.exclusive)):
            call.charge(1)
            call.yield_(start + index * width)
        return self
    value = self.first
    while self.last is None or value < self.last or (value == self.last and not self.exclusive):
        call.charge(1)
        call.yield_(value)
        value += by
    return self


@RANGE.define("sum", args="0..1")
def total(call: Call, self: RRange) -> Value:
    length = range_length(self)
    if call.block is None and length is not None and type(self.first) is int:
        start = call.args[0] if call.args else 0
        return call.send(start, "+", length * (2 * self.first + length - 1) // 2)
    return sum_(call, self)


@RANGE.define("to_s")
def to_s(call: Call, self: RRange) -> Value:
    joint = "..." if self.exclusive else ".."
    return RString(f"{call.to_s(self.first)}{joint}{call.to_s(self.last)}")


@RANGE.define("overlaps?", args="1")
def overlaps(call: Call, self: RRange) -> Value:
    other = call.args[0]
    if not isinstance(other, RRange):
        raise call.error("TypeError", f"wrong argument type {call.class_of(other).name} (expected Range)")
    return operations.covers(call.interp, self, other.first) or operations.covers(
        call.interp, other, self.first
    )
