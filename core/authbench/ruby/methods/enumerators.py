"""Enumerator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from math import comb, perm
from typing import Any, Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.generators import Chain, Generator, Producer
from authbench.ruby.methods.iteration import each_item
from authbench.ruby.methods.stepwise import packed, values_stepwise
from authbench.ruby.values import RArray, REnumerator, RHash, RProc, RRange, RSet, RString, Value

ENUMERATOR: Final = MethodTable("Enumerator", "Enumerable")
CHAIN: Final = MethodTable("Enumerator::Chain", "Enumerator")
CHAIN_CLASS: Final = MethodTable("Enumerator::Chain.", "Class")


@ENUMERATOR.define("each", args="0..")
def each(call: Call, self: REnumerator) -> Value:
    args = (*self.args, *call.args)
    if call.block is None:
        return REnumerator(self.receiver, self.method, args, self.kwargs) if call.args else self
    return call.send(self.receiver, self.method, *args, kwargs=self.kwargs, block=call.block)


@ENUMERATOR.define("with_index", "each_with_index", args="0..1")
def with_index(call: Call, self: REnumerator) -> Value:
    if call.block is None:
        return REnumerator(self, call.name, tuple(call.args))
    block = call.block
    index = call.long(call.args[0]) if call.args and call.args[0] is not None else 0

    def body(interp: Any, values: list[Value], kwargs: dict[str, Value]) -> Value:
        nonlocal index
        index += 1
        return interp.call_block(block, (packed(values), index - 1))

    return call.send(self.receiver, self.method, *self.args, kwargs=self.kwargs, block=RProc.of(body))


@ENUMERATOR.define("with_object", args="1", stores_arguments=True)
def with_object(call: Call, self: REnumerator) -> Value:
    if call.block is None:
        return REnumerator(self, call.name, tuple(call.args))
    block, memo = call.block, call.args[0]

    def body(interp: Any, values: list[Value], kwargs: dict[str, Value]) -> Value:
        return interp.call_block(block, (packed(values), memo))

    call.send(self.receiver, self.method, *self.args, kwargs=self.kwargs, block=RProc.of(body))
    return memo


@ENUMERATOR.define("size")
def size(call: Call, self: REnumerator) -> Value:
    receiver, method = self.receiver, self.method
    if isinstance(receiver, Generator):
        known = receiver.size
        return call.send(known, "call") if isinstance(known, RProc) else known
    if method == "loop" or isinstance(receiver, Producer):
        return float("inf")
    if method in _UNKNOWN:
        return None
    if method in _OF_NUMBERS and type(receiver) is int:
        return _steps_of_number(call, receiver, method, self.args)
    if isinstance(receiver, RString):
        return len(receiver.text) if method == "each_char" else None
    count = _elements(call, receiver)
    if count is None or method not in _COUNTED:
        return count
    return _COUNTED[method](count, [value for value in self.args if value is not None])


_UNKNOWN: Final = frozenset(
    ["find", "detect", "find_index", "index", "rindex", "take_while", "drop_while", "chunk_while", "bsearch",
     "bsearch_index"]
)  # fmt: skip
_OF_NUMBERS: Final = frozenset(["times", "upto", "downto"])


def _steps_of_number(call: Call, number: int, method: str, args: tuple[Value, ...]) -> int | None:
    if method == "times":
        return max(0, number)
    if not args or not isinstance(args[0], int | float):
        return None
    distance = args[0] - number if method == "upto" else number - args[0]
    return max(0, int(distance // 1) + 1)


def _power(count: int, args: list[Value]) -> int:
    return int(count ** (args[0] if args else count))


_COUNTED: Final[dict[str, Callable[[int, list[Value]], Value]]] = {
    "each_slice": lambda count, args: -(-count // args[0]),
    "each_cons": lambda count, args: max(0, count - args[0] + 1),
    "cycle": lambda count, args: 0 if not count else max(0, count * args[0]) if args else float("inf"),
    "combination": lambda count, args: comb(count, args[0]) if args[0] >= 0 else 0,
    "permutation": lambda count, args: perm(count, args[0] if args else count),
    "repeated_permutation": _power,
    "repeated_combination": lambda count, args: comb(count + args[0] - 1, args[0]) if count else 0,
}


def _elements(call: Call, receiver: Value) -> Value:
    if isinstance(receiver, RArray | RHash | RSet):
        return len(receiver)
    if isinstance(receiver, RRange):
        return call.send(receiver, "size")
    return call.send(receiver, "size") if isinstance(receiver, REnumerator) else None


@ENUMERATOR.define("+", args="1")
def plus(call: Call, self: REnumerator) -> Value:
    return Chain([self, call.args[0]])


class _Position:
    """Where `next` is in an enumerator: what comes, what was looked at already, the result at the end."""

    __slots__ = ("ahead", "items", "result")

    def __init__(self, items: Iterator[list[Value]], result: Value) -> None:
        self.items = items
        self.ahead: list[list[Value]] = []
        self.result = result


def _steps(call: Call, self: REnumerator) -> Iterator[list[Value]]:
    if isinstance(self.receiver, Generator):
        return values_stepwise(call, lambda block: call.send(self.receiver, "each", *self.args, block=block))
    return ([item] for item in each_item(call, self))


def _peek(call: Call, self: REnumerator) -> _Position:
    """The position with its next values looked at. Raises StopIteration at the end."""
    position: _Position = self.position or _Position(_steps(call, self), self.receiver)
    self.position = position
    if not position.ahead:
        try:
            position.ahead.append(next(position.items))
        except StopIteration as end:
            if isinstance(self.receiver, Generator) and end.value is not None:
                position.result = end.value
            raise call.error("StopIteration", "iteration reached an end", result=position.result) from None
    return position


@ENUMERATOR.define("next")
def next_(call: Call, self: REnumerator) -> Value:
    return packed(_peek(call, self).ahead.pop())


@ENUMERATOR.define("peek")
def peek(call: Call, self: REnumerator) -> Value:
    return packed(_peek(call, self).ahead[0])


@ENUMERATOR.define("next_values")
def next_values(call: Call, self: REnumerator) -> Value:
    return RArray(_peek(call, self).ahead.pop())


@ENUMERATOR.define("peek_values")
def peek_values(call: Call, self: REnumerator) -> Value:
    return RArray(_peek(call, self).ahead[0])


@ENUMERATOR.define("rewind")
def rewind(call: Call, self: REnumerator) -> Value:
    self.position = None
    return self


@ENUMERATOR.define("dup", "clone")
def dup(call: Call, self: REnumerator) -> Value:
    if self.position is not None:
        raise call.error("TypeError", "can't copy execution context")
    return copy(self)


@CHAIN.define("each")
def each_of_chain(call: Call, self: Chain) -> Value:
    if call.block is not None:
        for item in each_item(call, self):
            call.yield_(item)
    return self


@CHAIN.define("size")
def size_of_chain(call: Call, self: Chain) -> Value:
    total: Value = 0
    for part in self.receiver.items:
        count = call.send(part, "size") if call.interp.responds_to(part, "size") else None
        if count is None:
            return None
        total += count
    return total


@CHAIN.define("rewind")
def rewind_chain(call: Call, self: Chain) -> Value:
    return self


@CHAIN_CLASS.define("new", args="0..")
def new_chain(call: Call, self: Value) -> Value:
    return Chain(list(call.args))
