"""Iterating without a result of its own."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.methods.iteration import each_item, item_list
from authbench.ruby.values import Value


@ENUMERABLE.define("each_entry", block="enumerator")
def each_entry(call: Call, self: Value) -> Value:
    for item in each_item(call, self):
        call.yield_(item)
    return self


@ENUMERABLE.define("each_with_index", block="enumerator")
def each_with_index(call: Call, self: Value) -> Value:
    for index, item in enumerate(each_item(call, self)):
        call.yield_(item, index)
    return self


@ENUMERABLE.define("reverse_each", block="enumerator")
def reverse_each(call: Call, self: Value) -> Value:
    for item in reversed(item_list(call, self)):
        call.yield_(item)
    return self


@ENUMERABLE.define("cycle", args="0..1", block="enumerator")
def cycle(call: Call, self: Value) -> Value:
    items = item_list(call, self)
    rounds = None if not call.args or call.args[0] is None else call.long(call.args[0])
    while items and (rounds is None or rounds > 0):
        for item in items:
            call.charge(1)
            call.yield_(item)
        rounds = None if rounds is None else rounds - 1
    return None


@ENUMERABLE.define("lazy")
def lazy(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.lazy import LazyEnumerator

    return LazyEnumerator(self)


@ENUMERABLE.define("chain", args="0..")
def chain(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.generators import Chain

    return Chain([self, *call.args])
