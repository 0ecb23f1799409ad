"""Reading elements of an Array."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.array.table import ARRAY
from authbench.ruby.methods.bisection import bisected
from authbench.ruby.methods.digging import dig_on
from authbench.ruby.methods.places import count_argument, range_span, span_of
from authbench.ruby.values import RArray, REnumerator, RRange, Value


def element(self: RArray, index: int) -> Value:
    """The element at `index`, counted from the end when negative; nil outside."""
    length = len(self.items)
    return self.items[index] if -length <= index < length else None


@ARRAY.define("[]", "slice", args="1..2")
def at_or_slice(call: Call, self: RArray) -> Value:
    where = call.args[0]
    if type(where) is int and len(call.args) == 1:
        return element(self, call.long(where))
    if len(call.args) == 2:
        span = span_of(call.long(where), call.long(call.args[1]), len(self.items))
    elif isinstance(where, RRange):
        span = range_span(call, where, len(self.items))
    else:
        return element(self, call.long(where))
    if span is None:
        return None
    call.charge(span[1] - span[0])
    return RArray(self.items[span[0] : span[1]])


@ARRAY.define("at", args="1")
def at(call: Call, self: RArray) -> Value:
    return element(self, call.long(call.args[0]))


@ARRAY.define("fetch", args="1..2")
def fetch(call: Call, self: RArray) -> Value:
    index = call.long(call.args[0])
    length = len(self.items)
    if -length <= index < length:
        return self.items[index]
    if call.block is not None:
        return call.yield_(call.args[0])
    if len(call.args) == 2:
        return call.args[1]
    raise call.error("IndexError", f"index {index} outside of array bounds: {-length}...{length}")


@ARRAY.define("dig", args="1..")
def dig(call: Call, self: RArray) -> Value:
    found = element(self, call.long(call.args[0]))
    return dig_on(call, found)


@ARRAY.define("values_at", args="0..")
def values_at(call: Call, self: RArray) -> Value:
    result: list[Value] = []
    for where in call.args:
        if isinstance(where, RRange):
            span = range_span(call, where, len(self.items))
            if span is not None:
                result.extend(self.items[span[0] : span[1]])
                result.extend([None] * _beyond(call, where, span[1]))
        else:
            result.append(element(self, call.long(where)))
    return RArray(result)


def _beyond(call: Call, where: RRange, end: int) -> int:
    """How far a range goes beyond the end of an array: `values_at` gives nil for each of these places."""
    if where.last is None:
        return 0
    last = call.integer(where.last) + (0 if where.exclusive else 1)
    missing = max(0, last - end) if call.integer(where.last) >= 0 else 0
    call.check_size(missing, "array")
    return missing


@ARRAY.define("last", args="0..1")
def last(call: Call, self: RArray) -> Value:
    if not call.args:
        return self.items[-1] if self.items else None
    count = count_argument(call, what="negative array size")
    return RArray(self.items[max(0, len(self.items) - count) :])


@ARRAY.define("first", args="0..1")
def first(call: Call, self: RArray) -> Value:
    if not call.args:
        return self.items[0] if self.items else None
    return RArray(self.items[: count_argument(call, what="negative array size")])


_ORDINALS = {
    "second": 1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "forty_two": 41,
    "second_to_last": -2,
    "third_to_last": -3,
}


@ARRAY.define(*_ORDINALS)
def by_ordinal(call: Call, self: RArray) -> Value:
    return element(self, _ORDINALS[call.name])


@ARRAY.define("length", "size")
def length_(call: Call, self: RArray) -> Value:
    return len(self.items)


@ARRAY.define("empty?")
def is_empty(call: Call, self: RArray) -> Value:
    return not self.items


@ARRAY.define("index", "find_index", args="0..1")
def index_(call: Call, self: RArray) -> Value:
    return _position(call, self, range(len(self.items)))


@ARRAY.define("rindex", args="0..1")
def rindex(call: Call, self: RArray) -> Value:
    return _position(call, self, range(len(self.items) - 1, -1, -1))


def _position(call: Call, self: RArray, places: range) -> Value:
    if not call.args and call.block is None:
        return REnumerator(self, call.name)
    call.charge(len(places))
    for place in places:
        if place >= len(self.items):
            continue
        item = self.items[place]
        if call.equal(item, call.args[0]) if call.args else call.truthy(call.yield_(item)):
            return place
    return None


@ARRAY.define("each", block="enumerator")
def each(call: Call, self: RArray) -> Value:
    call.charge(len(self.items))
    index = 0
    while index < len(self.items):
        call.yield_(self.items[index])
        index += 1
    return self


@ARRAY.define("each_index", block="enumerator")
def each_index(call: Call, self: RArray) -> Value:
    index = 0
    while index < len(self.items):
        call.charge(1)
        call.yield_(index)
        index += 1
    return self


@ARRAY.define("to_a", "to_ary", "entries")
def to_a(call: Call, self: RArray) -> Value:
    return self if call.name != "entries" else RArray(list(self.items))


@ARRAY.define("assoc", args="1", looks_inside=True)
def assoc(call: Call, self: RArray) -> Value:
    return _pair_where(call, self, 0)


@ARRAY.define("rassoc", args="1", looks_inside=True)
def rassoc(call: Call, self: RArray) -> Value:
    return _pair_where(call, self, 1)


def _pair_where(call: Call, self: RArray, place: int) -> Value:
    call.charge(len(self.items))
    for item in self.items:
        if isinstance(item, RArray) and len(item) > place and call.equal(item.items[place], call.args[0]):
            return item
    return None


@ARRAY.define("from", args="1")
def from_(call: Call, self: RArray) -> Value:
    span = span_of(call.long(call.args[0]), len(self.items), len(self.items))
    return RArray(self.items[span[0] :]) if span else RArray()


@ARRAY.define("to", args="1")
def to(call: Call, self: RArray) -> Value:
    position = call.long(call.args[0])
    return RArray(self.items[: position + 1] if position >= 0 else self.items[: position + 1 or None])


@ARRAY.define("sample", args="0..1")
def sample(call: Call, self: RArray) -> Value:
    import random

    chance = random.SystemRandom()
    if not call.args:
        return chance.choice(self.items) if self.items else None
    count = min(count_argument(call, what="negative sample number"), len(self.items))
    call.charge(count)
    return RArray(chance.sample(self.items, count))


@ARRAY.define("bsearch", "bsearch_index", block="enumerator")
def bsearch(call: Call, self: RArray) -> Value:
    place = bisected(call, 0, len(self.items), lambda index: self.items[index])
    if place is None:
        return None
    return place if call.name == "bsearch_index" else self.items[place]


@ARRAY.define("deconstruct")
def deconstruct(call: Call, self: RArray) -> Value:
    return self
