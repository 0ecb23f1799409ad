"""Adding, setting and taking elements of an Array."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.array.table import ARRAY, appended
from authbench.ruby.methods.growth import check_growth
from authbench.ruby.methods.places import count_argument, range_span, range_text, span_of
from authbench.ruby.values import RArray, RRange, Value


@ARRAY.define("push", "append", args="0..", stores_arguments=True, kwargs_as_hash=True)
def push(call: Call, self: RArray) -> Value:
    return appended(call, self, call.args)


@ARRAY.define("<<", args="1", stores_arguments=True, kwargs_as_hash=True)
def shovel(call: Call, self: RArray) -> Value:
    return appended(call, self, call.args)


@ARRAY.define("concat", args="0..")
def concat(call: Call, self: RArray) -> Value:
    return appended(call, self, [item for other in call.args for item in call.array(other)])


@ARRAY.define("unshift", "prepend", args="0..", stores_arguments=True, kwargs_as_hash=True)
def unshift(call: Call, self: RArray) -> Value:
    self.check_frozen()
    check_growth(call, len(self.items), len(self.items) + len(call.args), "array")
    self.items[:0] = call.args
    return self


@ARRAY.define("insert", args="1..", stores_arguments=True, kwargs_as_hash=True)
def insert(call: Call, self: RArray) -> Value:
    self.check_frozen()
    index = call.long(call.args[0])
    if index < 0:
        index += len(self.items) + 1
        if index < 0:
            low = -len(self.items) - 1
            raise call.error("IndexError", f"index {index + low} too small for array; minimum: {low}")
    _pad(call, self, index)
    check_growth(call, len(self.items), len(self.items) + len(call.args), "array")
    self.items[index:index] = call.args[1:]
    return self


def _pad(call: Call, self: RArray, length: int) -> None:
    if length > len(self.items):
        call.check_size(length, "array")
        self.items.extend([None] * (length - len(self.items)))


@ARRAY.define("[]=", args="2..3", stores_arguments=True)
def store(call: Call, self: RArray) -> Value:
    self.check_frozen()
    where, value = call.args[0], call.args[-1]
    length = len(self.items)
    if len(call.args) == 3 or isinstance(where, RRange):
        begin, end = _target(call, where, length)
        _pad(call, self, begin)
        new = value.items if isinstance(value, RArray) else [value]
        check_growth(call, length, length + len(new), "array")
        self.items[begin:end] = list(new)
        return value
    index = call.long(where)
    if index < -length:
        raise call.error("IndexError", f"index {index} too small for array; minimum: {-length}")
    if index < 0:
        index += length
    _pad(call, self, index + 1)
    self.items[index] = value
    return value


def _target(call: Call, where: Value, length: int) -> tuple[int, int]:
    if isinstance(where, RRange):
        start = 0 if where.first is None else call.long(where.first)
        if start < -length:
            raise call.error("RangeError", f"{range_text(call, where)} out of range")
        start += length if start < 0 else 0
        stop = length if where.last is None else call.long(where.last)
        stop += length if stop < 0 else 0
        stop += 0 if where.exclusive or where.last is None else 1
        return start, max(start, stop)
    start, count = call.long(where), call.long(call.args[1])
    if count < 0:
        raise call.error("IndexError", f"negative length ({count})")
    if start < -length:
        raise call.error("IndexError", f"index {start} too small for array; minimum: {-length}")
    start += length if start < 0 else 0
    return start, start + count


@ARRAY.define("pop", args="0..1")
def pop(call: Call, self: RArray) -> Value:
    self.check_frozen()
    if not call.args:
        return self.items.pop() if self.items else None
    start = max(0, len(self.items) - count_argument(call, what="negative array size"))
    taken = self.items[start:]
    del self.items[start:]
    return RArray(taken)


@ARRAY.define("shift", args="0..1")
def shift(call: Call, self: RArray) -> Value:
    self.check_frozen()
    if not call.args:
        return self.items.pop(0) if self.items else None
    count = count_argument(call, what="negative array size")
    taken = self.items[:count]
    del self.items[:count]
    return RArray(taken)


@ARRAY.define("delete", args="1")
def delete(call: Call, self: RArray) -> Value:
    found: Value = None
    kept: list[Value] = []
    call.charge(len(self.items))
    for item in self.items:
        if call.equal(item, call.args[0]):
            found = item
        else:
            kept.append(item)
    if len(kept) == len(self.items):
        return call.yield_(call.args[0]) if call.block is not None else None
    self.check_frozen()
    self.items[:] = kept
    return found


@ARRAY.define("delete_at", args="1")
def delete_at(call: Call, self: RArray) -> Value:
    self.check_frozen()
    index = call.long(call.args[0])
    return self.items.pop(index) if -len(self.items) <= index < len(self.items) else None


@ARRAY.define("slice!", args="1..2")
def slice_out(call: Call, self: RArray) -> Value:
    self.check_frozen()
    where = call.args[0]
    if len(call.args) == 2:
        span = span_of(call.long(where), call.long(call.args[1]), len(self.items))
    elif isinstance(where, RRange):
        span = range_span(call, where, len(self.items))
    else:
        return delete_at(call, self)
    if span is None:
        return None
    taken = self.items[span[0] : span[1]]
    del self.items[span[0] : span[1]]
    return RArray(taken)


@ARRAY.define("clear")
def clear(call: Call, self: RArray) -> Value:
    self.check_frozen()
    self.items.clear()
    return self


@ARRAY.define("replace", args="1")
def replace(call: Call, self: RArray) -> Value:
    self.check_frozen()
    self.items[:] = list(call.array(call.args[0]))
    return self


@ARRAY.define("fill", args="0..3")
def fill(call: Call, self: RArray) -> Value:
    self.check_frozen()
    args = list(call.args)
    if call.block is None and not args:
        raise call.error("ArgumentError", "wrong number of arguments (given 0, expected 1..3)")
    value = None if call.block is not None else args.pop(0)
    length = len(self.items)
    begin, end = 0, length
    if args and isinstance(args[0], RRange):
        begin, end = _target(call, args[0], length)
    elif args and args[0] is not None:
        begin = call.long(args[0])
        begin += length if begin < 0 else 0
        end = begin + call.long(args[1]) if len(args) > 1 and args[1] is not None else length
    _pad(call, self, end)
    for index in range(max(begin, 0), end):
        call.charge(1)
        self.items[index] = call.yield_(index) if call.block is not None else value
    return self
