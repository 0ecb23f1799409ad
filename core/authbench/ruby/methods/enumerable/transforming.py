"""Making something new of each element."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.methods.growth import check_growth
from authbench.ruby.methods.iteration import each_item, item_list
from authbench.ruby.values import RArray, REnumerator, RHash, RSet, Value

_SEVERAL = frozenset({"each_with_index", "with_index", "each_with_object", "with_object"})
"""Enumerators of these yield two values at once."""


@ENUMERABLE.define("map", "collect", block="enumerator")
def map_(call: Call, self: Value) -> Value:
    return RArray([_yielded(call, self, item) for item in each_item(call, self)])


def _yielded(call: Call, self: Value, item: Value) -> Value:
    """The block's value; a lambda gets as many arguments as the enumerator yields at once."""
    if isinstance(self, RHash):
        return _taken_apart(call, item)
    several = isinstance(self, REnumerator) and self.method in _SEVERAL
    if several and isinstance(item, RArray) and call.block is not None and call.block.is_lambda:
        return call.yield_(*item.items)
    return call.yield_(item)


def _taken_apart(call: Call, item: Value) -> Value:
    """The block's value; a lambda with two parameters gets the two of a pair."""
    block = call.block
    if block is not None and block.is_lambda and block.required_count == 2 and isinstance(item, RArray):
        return call.yield_(*item.items)
    return call.yield_(item)


@ENUMERABLE.define("flat_map", "collect_concat", block="enumerator")
def flat_map(call: Call, self: Value) -> Value:
    result: list[Value] = []
    for item in each_item(call, self):
        value = call.force(call.yield_(item))
        if isinstance(value, RArray):
            check_growth(call, len(result), len(result) + len(value.items), "array")
            result.extend(value.items)
        else:
            result.append(value)
    return RArray(result)


@ENUMERABLE.define("filter_map", block="enumerator")
def filter_map(call: Call, self: Value) -> Value:
    values = (call.yield_(item) for item in each_item(call, self))
    return RArray([value for value in values if call.truthy(value)])


@ENUMERABLE.define("to_a", "entries")
def to_a(call: Call, self: Value) -> Value:
    return RArray(item_list(call, self))


@ENUMERABLE.define("to_set", looks_inside=True)
def to_set(call: Call, self: Value) -> Value:
    items = each_item(call, self)
    return RSet([call.yield_(item) for item in items] if call.block is not None else items)


@ENUMERABLE.define("to_h", looks_inside=True)
def to_h(call: Call, self: Value) -> Value:
    result = RHash()
    for index, item in enumerate(each_item(call, self)):
        pair = item
        if call.block is not None:
            both = call.block.is_lambda and isinstance(self, RHash) and isinstance(item, RArray)
            pair = call.force(call.yield_(*item.items) if both else _taken_apart(call, item))
        place = f" at {index}" if isinstance(self, RArray) else ""
        if not isinstance(pair, RArray):
            raise call.error(
                "TypeError", f"wrong element type {call.class_of(pair).name}{place} (expected array)"
            )
        if len(pair) != 2:
            what = "wrong array length" if place else "element has wrong array length"
            raise call.error("ArgumentError", f"{what}{place} (expected 2, was {len(pair)})")
        result.store(pair.items[0], pair.items[1])
    return result


@ENUMERABLE.define("each_with_object", args="1", block="enumerator", stores_arguments=True)
def each_with_object(call: Call, self: Value) -> Value:
    memo = call.args[0]
    for item in each_item(call, self):
        call.yield_(item, memo)
    return memo


@ENUMERABLE.define("zip", args="0..")
def zip_(call: Call, self: Value) -> Value:
    wanted = [] if isinstance(self, RArray) and not self.items else call.args
    for other in wanted:
        if not call.interp.responds_to(other, "each"):
            said = f"wrong argument type {call.class_of(other).name} (must respond to :each)"
            raise call.error("TypeError", said)
    others = [each_item(call, other) for other in wanted]
    rows: list[Value] = [
        RArray([item, *(next(other, None) for other in others)]) for item in each_item(call, self)
    ]
    if call.block is None:
        return RArray(rows)
    for made in rows:
        call.yield_(made)
    return None


@ENUMERABLE.define("index_by", block="enumerator")
def index_by(call: Call, self: Value) -> Value:
    return RHash((call.yield_(item), item) for item in each_item(call, self))


@ENUMERABLE.define("index_with", args="0..1")
def index_with(call: Call, self: Value) -> Value:
    if call.block is not None:
        return RHash((item, call.yield_(item)) for item in each_item(call, self))
    if not call.args:
        return REnumerator(self, "index_with")
    return RHash((item, call.args[0]) for item in each_item(call, self))


@ENUMERABLE.define("pluck", "pick", args="1..")
def pluck(call: Call, self: Value) -> Value:
    rows: list[Value] = []
    for item in each_item(call, self):
        values = [_plucked(call, item, key) for key in call.args]
        rows.append(values[0] if len(values) == 1 else RArray(values))
        if call.name == "pick":
            return rows[0]
    return None if call.name == "pick" else RArray(rows)


def _plucked(call: Call, item: Value, key: Value) -> Value:
    """`item[key]`, or for a list of keys the value at the end of that path (SDK reference 7.4)."""
    path = key.items if isinstance(key, RArray) else [key]
    if item is not None and call.interp.responds_to(item, "dig"):
        return call.send(item, "dig", *path)
    return call.send(item, "[]", *path)
