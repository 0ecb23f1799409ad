"""Enumerator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.iteration import each_item, item_list, range_length
from authbench.ruby.values import RArray, REnumerator, RHash, RProc, RRange, Value

ENUMERATOR: Final = MethodTable("Enumerator", "Enumerable")


def _packed(values: list[Value]) -> Value:
    return values[0] if len(values) == 1 else RArray(values)


@ENUMERATOR.define("each", args="0..")
def each(call: Call, self: REnumerator) -> Value:
    if call.block is None:
        return self
    return call.send(self.receiver, self.method, *self.args, kwargs=self.kwargs, block=call.block)


@ENUMERATOR.define("with_index", "each_with_index", args="0..1")
def with_index(call: Call, self: REnumerator) -> Value:
    if call.block is None:
        return REnumerator(self, call.name, tuple(call.args))
    block = call.block
    index = call.integer(call.args[0]) if call.args and call.args[0] is not None else 0

    def body(interp: Any, values: list[Value], kwargs: dict[str, Value]) -> Value:
        nonlocal index
        index += 1
        return interp.call_block(block, (_packed(values), index - 1))

    return call.send(self.receiver, self.method, *self.args, kwargs=self.kwargs, block=RProc.of(body))


@ENUMERATOR.define("with_object", args="1", stores_arguments=True)
def with_object(call: Call, self: REnumerator) -> Value:
    if call.block is None:
        return REnumerator(self, call.name, tuple(call.args))
    block, memo = call.block, call.args[0]

    def body(interp: Any, values: list[Value], kwargs: dict[str, Value]) -> Value:
        return interp.call_block(block, (_packed(values), memo))

    call.send(self.receiver, self.method, *self.args, kwargs=self.kwargs, block=RProc.of(body))
    return memo


@ENUMERATOR.define("size")
def size(call: Call, self: REnumerator) -> Value:
    receiver = self.receiver
    if self.method == "loop" or (self.method == "cycle" and not self.args):
        return float("inf")
    if self.method == "each_slice" and isinstance(receiver, RArray):
        return -(-len(receiver) // call.integer(self.args[0]))
    if self.method == "each_cons" and isinstance(receiver, RArray):
        return max(0, len(receiver) - call.integer(self.args[0]) + 1)
    if self.method == "times" and type(receiver) is int:
        return max(0, receiver)
    if isinstance(receiver, RArray | RHash):
        return len(receiver)
    if isinstance(receiver, RRange):
        return range_length(receiver)
    if isinstance(receiver, REnumerator):
        return size(call, receiver)
    return None


@ENUMERATOR.define("+", args="1")
def plus(call: Call, self: REnumerator) -> Value:
    return REnumerator(RArray(item_list(call, self) + item_list(call, call.args[0])), "each")


class _Position:
    """Where `next` is in an enumerator: what comes, and what was looked at already."""

    __slots__ = ("ahead", "items")

    def __init__(self, items: Iterator[Value]) -> None:
        self.items = items
        self.ahead: list[Value] = []


def _peek(call: Call, self: REnumerator) -> _Position:
    """The position with its next value looked at. Raises StopIteration at the end."""
    position: _Position = self.position or _Position(iter(each_item(call, self)))
    self.position = position
    if not position.ahead:
        for item in position.items:
            position.ahead.append(item)
            break
        else:
            raise call.error("StopIteration", "iteration reached an end", result=self.receiver)
    return position


@ENUMERATOR.define("next")
def next_(call: Call, self: REnumerator) -> Value:
    return _peek(call, self).ahead.pop()


@ENUMERATOR.define("peek")
def peek(call: Call, self: REnumerator) -> Value:
    return _peek(call, self).ahead[0]


@ENUMERATOR.define("rewind")
def rewind(call: Call, self: REnumerator) -> Value:
    self.position = None
    return self
