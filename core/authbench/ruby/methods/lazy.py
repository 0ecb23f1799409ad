"""Enumerator::Lazy: steps are applied element by element when values are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.methods.iteration import each_item
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RArray, Value

LAZY: Final = MethodTable("Enumerator::Lazy", ENUMERABLE)

Stage = Callable[[Call, Iterator[Value]], Iterator[Value]]


class LazyEnumerator:
    """A source and the steps to apply to each of its elements."""

    __slots__ = ("source", "stages")
    frozen = False

    def __init__(self, source: Value, stages: tuple[Stage, ...] = ()) -> None:
        self.source = source
        self.stages = stages

    def values(self, call: Call) -> Iterator[Value]:
        """The elements, made as they are asked for."""
        items = each_item(call, self.source)
        for stage in self.stages:
            items = stage(call, items)
        return items


register_type(LazyEnumerator, "Enumerator::Lazy")
register_class(LazyEnumerator, CLASSES["Enumerator::Lazy"])


def _with(call: Call, self: LazyEnumerator, stage: Stage) -> LazyEnumerator:
    return LazyEnumerator(self.source, (*self.stages, stage))


def _block(call: Call) -> Callable[[Call, Value], Value]:
    if call.block is None:
        raise call.error("ArgumentError", f"tried to call lazy {call.name} without a block")
    block = call.block
    return lambda running, item: running.interp.call_block(block, (item,))


@LAZY.define("map", "collect")
def map_(call: Call, self: LazyEnumerator) -> Value:
    apply = _block(call)
    return _with(call, self, lambda running, items: (apply(running, item) for item in items))


@LAZY.define("select", "filter", "find_all")
def select(call: Call, self: LazyEnumerator) -> Value:
    apply = _block(call)
    return _with(
        call, self, lambda running, items: (item for item in items if running.truthy(apply(running, item)))
    )


@LAZY.define("reject")
def reject(call: Call, self: LazyEnumerator) -> Value:
    apply = _block(call)
    return _with(
        call,
        self,
        lambda running, items: (item for item in items if not running.truthy(apply(running, item))),
    )


@LAZY.define("filter_map")
def filter_map(call: Call, self: LazyEnumerator) -> Value:
    apply = _block(call)

    def stage(running: Call, items: Iterator[Value]) -> Iterator[Value]:
        made = (apply(running, item) for item in items)
        return (value for value in made if running.truthy(value))

    return _with(call, self, stage)


@LAZY.define("flat_map", "collect_concat")
def flat_map(call: Call, self: LazyEnumerator) -> Value:
    apply = _block(call)

    def stage(running: Call, items: Iterator[Value]) -> Iterator[Value]:
        for item in items:
            made = apply(running, item)
            if isinstance(made, RArray):
                yield from made.items
            else:
                yield made

    return _with(call, self, stage)


@LAZY.define("take_while")
def take_while(call: Call, self: LazyEnumerator) -> Value:
    apply = _block(call)

    def stage(running: Call, items: Iterator[Value]) -> Iterator[Value]:
        for item in items:
            if not running.truthy(apply(running, item)):
                return
            yield item

    return _with(call, self, stage)


@LAZY.define("drop_while")
def drop_while(call: Call, self: LazyEnumerator) -> Value:
    apply = _block(call)

    def stage(running: Call, items: Iterator[Value]) -> Iterator[Value]:
        dropping = True
        for item in items:
            dropping = dropping and running.truthy(apply(running, item))
            if not dropping:
                yield item

    return _with(call, self, stage)


@LAZY.define("take", args="1")
def take(call: Call, self: LazyEnumerator) -> Value:
    count = call.long(call.args[0])
    if count < 0:
        raise call.error("ArgumentError", "attempt to take negative size")

    def stage(running: Call, items: Iterator[Value]) -> Iterator[Value]:
        left = count
        while left:
            left -= 1
            try:
                yield next(items)
            except StopIteration:
                return

    return _with(call, self, stage)


@LAZY.define("drop", args="1")
def drop(call: Call, self: LazyEnumerator) -> Value:
    count = call.long(call.args[0])
    if count < 0:
        raise call.error("ArgumentError", "attempt to drop negative size")

    def stage(running: Call, items: Iterator[Value]) -> Iterator[Value]:
        for index, item in enumerate(items):
            if index >= count:
                yield item

    return _with(call, self, stage)


@LAZY.define("with_index", "each_with_index", args="0..1")
def with_index(call: Call, self: LazyEnumerator) -> Value:
    start = call.long(call.args[0]) if call.args and call.args[0] is not None else 0
    block = call.block

    def stage(running: Call, items: Iterator[Value]) -> Iterator[Value]:
        for index, item in enumerate(items, start=start):
            if block is None:
                yield RArray([item, index])
            else:
                running.interp.call_block(block, (item, index))
                yield item

    return _with(call, self, stage)


@LAZY.define("first", args="0..1")
def first(call: Call, self: LazyEnumerator) -> Value:
    items = self.values(call)
    if not call.args:
        return next(items, None)
    count = call.long(call.args[0])
    result: list[Value] = []
    while len(result) < count:
        try:
            result.append(next(items))
        except StopIteration:
            break
    return RArray(result)


@LAZY.define("find", "detect")
def find(call: Call, self: LazyEnumerator) -> Value:
    for item in self.values(call):
        if call.truthy(call.yield_(item)):
            return item
    return None


@LAZY.define("include?", "member?", args="1")
def include(call: Call, self: LazyEnumerator) -> Value:
    return any(call.equal(item, call.args[0]) for item in self.values(call))


@LAZY.define("force", "to_a", "each_entry")
def force(call: Call, self: LazyEnumerator) -> Value:
    result: list[Value] = []
    for item in self.values(call):
        call.charge(1)
        result.append(item)
        if len(result) & (len(result) - 1) == 0:
            call.check_size(len(result), "array")
    return RArray(result)


@LAZY.define("eager")
def eager(call: Call, self: LazyEnumerator) -> Value:
    return force(call, self)


@LAZY.define("each", block="enumerator")
def each(call: Call, self: LazyEnumerator) -> Value:
    for item in self.values(call):
        call.yield_(item)
    return self


@LAZY.define("lazy")
def lazy(call: Call, self: LazyEnumerator) -> Value:
    return self
