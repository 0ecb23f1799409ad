"""Grouping, slicing and counting by value."""

from __future__ import annotations

from collections.abc import Callable

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.methods.iteration import each_item
from authbench.ruby.values import RArray, REnumerator, RHash, RString, Symbol, Value


@ENUMERABLE.define("group_by", block="enumerator")
def group_by(call: Call, self: Value) -> Value:
    result = RHash()
    for item in each_item(call, self):
        key = call.yield_(item)
        group = result.lookup(key)
        if group is None:
            result.store(key, RArray([item]))
        else:
            group.items.append(item)
    return result


@ENUMERABLE.define("tally", args="0..1", looks_inside=True)
def tally(call: Call, self: Value) -> Value:
    result = call.hash(call.args[0]) if call.args else RHash()
    result.check_frozen()
    for item in each_item(call, self):
        count = result.lookup(item, 0) + 1
        token = result.token(item)
        if token in result.entries or not isinstance(item, RString):
            result.store(item, count)
        else:
            # As in Ruby, which counts past Hash#[]=: the text itself is the key, not a frozen copy.
            result.entries[token] = (item, count)
    return result


def _size(call: Call, what: str) -> int:
    size = call.long(call.args[0])
    if size <= 0:
        raise call.error("ArgumentError", f"invalid {what} size")
    return size


@ENUMERABLE.define("each_slice", args="1")
def each_slice(call: Call, self: Value) -> Value:
    size = _size(call, "slice")
    if call.block is None:
        return REnumerator(self, call.name, tuple(call.args))
    group: list[Value] = []
    for item in each_item(call, self):
        group.append(item)
        if len(group) == size:
            call.yield_(RArray(group))
            group = []
    if group:
        call.yield_(RArray(group))
    return self


@ENUMERABLE.define("each_cons", args="1")
def each_cons(call: Call, self: Value) -> Value:
    size = call.long(call.args[0])
    if size <= 0:
        raise call.error("ArgumentError", "invalid size")
    if call.block is None:
        return REnumerator(self, call.name, tuple(call.args))
    window: list[Value] = []
    for item in each_item(call, self):
        window.append(item)
        if len(window) > size:
            del window[0]
        if len(window) == size:
            call.charge(size)
            call.yield_(RArray(list(window)))
    return self


def _split_between(call: Call, self: Value, cuts: Callable[[Value, Value], bool]) -> Value:
    groups: list[Value] = []
    previous: Value = None
    for index, item in enumerate(each_item(call, self)):
        if index == 0 or cuts(previous, item):
            groups.append(RArray())
        groups[-1].items.append(item)
        previous = item
    return REnumerator(RArray(groups), "each")


@ENUMERABLE.define("slice_when", block="required")
def slice_when(call: Call, self: Value) -> Value:
    return _split_between(call, self, lambda a, b: call.truthy(call.yield_(a, b)))


@ENUMERABLE.define("chunk_while", block="required")
def chunk_while(call: Call, self: Value) -> Value:
    return _split_between(call, self, lambda a, b: not call.truthy(call.yield_(a, b)))


def _hits(call: Call, item: Value) -> bool:
    return call.case_equal(call.args[0], item) if call.args else call.truthy(call.yield_(item))


@ENUMERABLE.define("slice_before", args="0..1")
def slice_before(call: Call, self: Value) -> Value:
    return _split_between(call, self, lambda _, item: _hits(call, item))


@ENUMERABLE.define("slice_after", args="0..1")
def slice_after(call: Call, self: Value) -> Value:
    return _split_between(call, self, lambda previous, _: _hits(call, previous))


@ENUMERABLE.define("chunk", block="enumerator")
def chunk(call: Call, self: Value) -> Value:
    groups: list[Value] = []
    fresh = True
    for item in each_item(call, self):
        key = call.yield_(item)
        if key is None or key is Symbol("_separator"):
            fresh = True
            continue
        if isinstance(key, Symbol) and key.name.startswith("_") and key.name != "_alone":
            raise call.error("RuntimeError", "symbols beginning with an underscore are reserved")
        if fresh or key is Symbol("_alone") or not call.equal(groups[-1].items[0], key):
            groups.append(RArray([key, RArray()]))
        groups[-1].items[1].items.append(item)
        fresh = key is Symbol("_alone")
    return REnumerator(RArray(groups), "each")
