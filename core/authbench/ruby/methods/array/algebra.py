"""Arrays as sets and sequences: + - * & | <=>, union and the like."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.array.joining import joined
from authbench.ruby.methods.array.table import ARRAY
from authbench.ruby.values import RArray, RString, Value, hash_token


@ARRAY.define("+", args="1")
def plus(call: Call, self: RArray) -> Value:
    other = call.array(call.args[0])
    call.check_size(len(self.items) + len(other), "array")
    return RArray(self.items + other)


@ARRAY.define("*", args="1", looks_inside=True)
def times(call: Call, self: RArray) -> Value:
    factor = call.args[0]
    if isinstance(factor, RString):
        return joined(call, self, factor)
    count = call.long(factor)
    if count < 0:
        raise call.error("ArgumentError", "negative argument")
    call.check_size(len(self.items) * count, "array")
    return RArray(self.items * count)


def _without(call: Call, self: RArray, others: list[list[Value]]) -> RArray:
    unwanted = {hash_token(item) for other in others for item in other}
    call.charge(len(self.items) + len(unwanted))
    return RArray([item for item in self.items if hash_token(item) not in unwanted])


@ARRAY.define("-", args="1", looks_inside=True)
def minus(call: Call, self: RArray) -> Value:
    return _without(call, self, [call.array(call.args[0])])


@ARRAY.define("difference", args="0..", looks_inside=True)
def difference(call: Call, self: RArray) -> Value:
    return _without(call, self, [call.array(other) for other in call.args])


def _distinct(call: Call, lists: list[list[Value]]) -> RArray:
    found: dict[object, Value] = {}
    for items in lists:
        call.charge(len(items))
        for item in items:
            found.setdefault(hash_token(item), item)
    return RArray(list(found.values()))


@ARRAY.define("|", args="1", looks_inside=True)
def either(call: Call, self: RArray) -> Value:
    return _distinct(call, [self.items, call.array(call.args[0])])


@ARRAY.define("union", args="0..", looks_inside=True)
def union(call: Call, self: RArray) -> Value:
    return _distinct(call, [self.items, *(call.array(other) for other in call.args)])


def _shared(call: Call, self: RArray, others: list[list[Value]]) -> RArray:
    result = _distinct(call, [self.items])
    for other in others:
        call.charge(len(other))
        tokens = {hash_token(item) for item in other}
        result = RArray([item for item in result.items if hash_token(item) in tokens])
    return result


@ARRAY.define("&", args="1", looks_inside=True)
def both(call: Call, self: RArray) -> Value:
    return _shared(call, self, [call.array(call.args[0])])


@ARRAY.define("intersection", args="0..", looks_inside=True)
def intersection(call: Call, self: RArray) -> Value:
    return _shared(call, self, [call.array(other) for other in call.args])


@ARRAY.define("intersect?", args="1", looks_inside=True)
def intersects(call: Call, self: RArray) -> Value:
    return bool(_shared(call, self, [call.array(call.args[0])]).items)


@ARRAY.define("<=>", args="1")
def compare(call: Call, self: RArray) -> Value:
    other = call.args[0]
    if not isinstance(other, RArray):
        return None
    for mine, theirs in zip(self.items, other.items, strict=False):
        call.charge(1)
        answer = call.send(mine, "<=>", theirs)
        if answer != 0:
            return answer
    return (len(self.items) > len(other.items)) - (len(self.items) < len(other.items))


@ARRAY.define("transpose")
def transpose(call: Call, self: RArray) -> Value:
    rows = [call.array(row) for row in self.items]
    width = len(rows[0]) if rows else 0
    for row in rows:
        if len(row) != width:
            raise call.error("IndexError", f"element size differs ({len(row)} should be {width})")
    call.charge(len(rows) * width)
    return RArray([RArray([row[index] for row in rows]) for index in range(width)])
