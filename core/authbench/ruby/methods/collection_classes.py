"""`Array.new`, `Hash.new`, `Set.new`, `Range.new`, `Array.wrap` and the like."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.sets import members
from authbench.ruby.values import RArray, RClass, RHash, RRange, RSet, Value

ARRAY_CLASS: Final = MethodTable("Array.", "Class")
HASH_CLASS: Final = MethodTable("Hash.", "Class")
SET_CLASS: Final = MethodTable("Set.", "Class")
RANGE_CLASS: Final = MethodTable("Range.", "Class")


@ARRAY_CLASS.define("new", args="0..2", stores_arguments=True, kwargs_as_hash=True)
def new_array(call: Call, self: RClass) -> Value:
    if not call.args:
        return RArray()
    first = call.force(call.args[0])
    if isinstance(first, RArray):
        return RArray(list(first.items))
    count = call.long(first)
    if count < 0:
        raise call.error("ArgumentError", "negative array size")
    call.check_size(count, "array")
    call.charge(count // 16)
    if call.block is None:
        return RArray([call.arg(1)] * count)
    return RArray([call.yield_(index) for index in range(count)])


@ARRAY_CLASS.define("wrap", args="1", kwargs_as_hash=True)
def wrap(call: Call, self: RClass) -> Value:
    value = call.args[0]
    if value is None:
        return RArray()
    return value if isinstance(value, RArray) else RArray([value])


@ARRAY_CLASS.define("[]", args="0..", stores_arguments=True, kwargs_as_hash=True)
def array_of(call: Call, self: RClass) -> Value:
    return RArray(list(call.args))


@ARRAY_CLASS.define("try_convert", args="1")
def array_or_nil(call: Call, self: RClass) -> Value:
    return call.args[0] if isinstance(call.args[0], RArray) else None


@HASH_CLASS.define("new", args="0..1", stores_arguments=True, kwargs_as_hash=True)
def new_hash(call: Call, self: RClass) -> Value:
    indifferent = self.name == "ActiveSupport::HashWithIndifferentAccess"
    result = RHash(indifferent=indifferent)
    first = call.force(call.arg(0))
    if indifferent and isinstance(first, RHash):
        for key, value in first.pairs():
            result.store(key, value)
    elif call.args and call.block is not None:
        raise call.error("ArgumentError", "wrong number of arguments (given 1, expected 0)")
    else:
        result.default, result.default_proc = call.arg(0), call.block
    return result


@HASH_CLASS.define("[]", args="0..", kwargs_as_hash=True)
def hash_of(call: Call, self: RClass) -> Value:
    args = call.args
    if len(args) == 1 and isinstance(args[0], RHash):
        return RHash(args[0].pairs())
    if len(args) == 1 and isinstance(args[0], RArray):
        result = RHash()
        for index, pair in enumerate(args[0].items):
            if not isinstance(pair, RArray):
                found = call.class_of(pair).name
                raise call.error("ArgumentError", f"wrong element type {found} at {index} (expected array)")
            if len(pair) not in (1, 2):
                raise call.error("ArgumentError", f"invalid number of elements ({len(pair)} for 1..2)")
            result.store(pair.items[0], pair.items[1] if len(pair) == 2 else None)
        return result
    if len(args) % 2:
        raise call.error("ArgumentError", "odd number of arguments for Hash")
    return RHash(zip(args[::2], args[1::2], strict=True))


@HASH_CLASS.define("try_convert", args="1")
def hash_or_nil(call: Call, self: RClass) -> Value:
    return call.args[0] if isinstance(call.args[0], RHash) else None


@SET_CLASS.define("new", args="0..1")
def new_set(call: Call, self: RClass) -> Value:
    items = [] if call.arg(0) is None else members(call, call.args[0])
    return RSet([call.yield_(item) for item in items] if call.block is not None else items)


@SET_CLASS.define("[]", args="0..")
def set_of(call: Call, self: RClass) -> Value:
    return RSet(call.args)


@RANGE_CLASS.define("new", args="2..3")
def new_range(call: Call, self: RClass) -> Value:
    first, last = call.args[0], call.args[1]
    if first is not None and last is not None:
        from authbench.ruby.operations import order

        if order(call.interp, first, last) is None:
            raise call.error("ArgumentError", "bad value for range")
    return RRange(first, last, exclusive=call.truthy(call.arg(2)))
