"""Range."""

from __future__ import annotations

import struct
from typing import Final

from authbench.ruby import operations
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.arithmetic import as_float, float_steps, is_number
from authbench.ruby.methods.arithmetic_sequences import ArithmeticSequence
from authbench.ruby.methods.bisection import bisected, verdict
from authbench.ruby.methods.enumerable.reducing import sum_
from authbench.ruby.methods.iteration import each_item, item_list, range_length
from authbench.ruby.values import RArray, RDate, RDateTime, REnumerator, RRange, RString, RTime, Symbol, Value

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


def range_within(call: Call, outer: RRange, inner: RRange) -> bool:
    """ActiveSupport 6.1's `outer === inner`, `include?` and `cover?`. Raises RangeError for an inner range
    without ends, since ActiveSupport asks for them."""
    first, last = inner.first, inner.last
    if first is not None and last is not None and not _has_steps(call, inner):
        return False
    if last is None:
        raise call.error("RangeError", "cannot get the last element of endless range")
    if first is None:
        raise call.error("RangeError", "cannot get the first element of beginless range")
    if not operations.covers(call.interp, outer, first):
        return False
    if outer.last is None:
        return True
    if inner.exclusive and not outer.exclusive:
        last = call.send(inner, "max")
    order = call.compare(last, outer.last)
    return order < 0 or (order == 0 and not (outer.exclusive and not inner.exclusive))


def _has_steps(call: Call, span: RRange) -> bool:
    order = call.compare(span.first, span.last)
    return order < 0 or (order == 0 and not span.exclusive)


@RANGE.define("include?", "member?", "cover?", "===", args="1")
def include(call: Call, self: RRange) -> Value:
    value = call.args[0]
    if isinstance(value, RRange):
        return call.name != "member?" and range_within(call, self, value)
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
        if isinstance(self.first, RTime) and self.first.with_zone:
            raise call.error("TypeError", "can't iterate from ActiveSupport::TimeWithZone")
        if not is_number(self.first) or not (self.last is None or is_number(self.last)):
            return REnumerator(self, call.name, tuple(call.args))
        if not is_number(by):
            by = call.integer(by)
        if by == 0:
            raise call.error("ArgumentError", "step can't be 0")
        return ArithmeticSequence(self, call.name, tuple(call.args), {}, by)
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


@RANGE.define("to_s", "to_formatted_s", "to_fs", args="0..1")
def to_s(call: Call, self: RRange) -> Value:
    if call.args and call.args[0] is Symbol("db"):
        low, high = (_in_a_query(call, end) for end in (self.first, self.last))
        return RString(f"BETWEEN '{low}' AND '{high}'")
    joint = "..." if self.exclusive else ".."
    return RString(f"{call.to_s(self.first)}{joint}{call.to_s(self.last)}")


def _in_a_query(call: Call, end: Value) -> str:
    style = [Symbol("db")] if isinstance(end, RDate | RDateTime | RTime) else []
    return call.to_s(call.send(end, "to_s", *style))


@RANGE.define("to_default_s")
def to_default_s(call: Call, self: RRange) -> Value:
    return to_s(call, self)


@RANGE.define("bsearch", block="enumerator")
def bsearch(call: Call, self: RRange) -> Value:
    first, last = self.first, self.last
    if type(first) is float or type(last) is float:
        return _between_floats(call, as_float(first), as_float(last), exclusive=self.exclusive)
    if type(first) is not int or not (last is None or type(last) is int):
        odd = last if type(first) is int else first
        raise call.error("TypeError", f"can't do binary search for {call.class_of(odd).name}")
    if last is None:
        # Twice as far each time until the block accepts a place.
        width = 1
        while verdict(call, first + width) == 1:
            call.charge(1)
            width *= 2
        last = first + width
    end = last + (0 if self.exclusive else 1)
    return bisected(call, first, end, lambda number: number)


def _between_floats(call: Call, low: float, high: float, *, exclusive: bool) -> float | None:
    """Binary search over all the floats from `low` to `high`, in the order of their bits."""
    end = _bits(high) + (0 if exclusive else 1)
    place = bisected(call, _bits(low), end, _float_at)
    return None if place is None else _float_at(place)


def _bits(number: float) -> int:
    bits: int = struct.unpack("<q", struct.pack("<d", number + 0.0))[0]
    return bits if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)


def _float_at(place: int) -> float:
    number: float = struct.unpack("<d", struct.pack("<q", abs(place)))[0]
    return number if place >= 0 else -number


@RANGE.define("overlaps?", args="1")
def overlaps(call: Call, self: RRange) -> Value:
    other = call.args[0]
    if not isinstance(other, RRange):
        raise call.error("TypeError", f"wrong argument type {call.class_of(other).name} (expected Range)")
    return operations.covers(call.interp, self, other.first) or operations.covers(
        call.interp, other, self.first
    )
