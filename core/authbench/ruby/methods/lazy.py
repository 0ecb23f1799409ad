"""Enumerator::Lazy: steps are applied element by element when values are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.methods.iteration import each_item
from authbench.ruby.methods.stepwise import packed
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RArray, REnumerator, RProc, RString, Value

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter

LAZY: Final = MethodTable("Enumerator::Lazy", ENUMERABLE)
LAZY_CLASS: Final = MethodTable("Enumerator::Lazy.", "Class")

Stage = Callable[[Call, Iterator[Value]], Iterator[Value]]


class LazyEnumerator:
    """A source and the steps to apply to each of its elements."""

    __slots__ = ("label", "parent", "position", "source", "stages")
    frozen = False

    def __init__(
        self,
        source: Value,
        stages: tuple[Stage, ...] = (),
        parent: LazyEnumerator | None = None,
        label: str = "",
    ) -> None:
        self.source = source
        self.stages = stages
        self.parent = parent
        self.label = label
        """The step that made this one from `parent`, as it was written."""
        self.position: list[Value] | None = None
        """Where `next` is: the values to come, and one that was looked at."""

    def values(self, call: Call) -> Iterator[Value]:
        """The elements, made as they are asked for."""
        items = each_item(call, self.source)
        for stage in self.stages:
            items = stage(call, items)
        return items


register_type(LazyEnumerator, "Enumerator::Lazy")
register_class(LazyEnumerator, CLASSES["Enumerator::Lazy"])


def _with(call: Call, self: LazyEnumerator, stage: Stage) -> LazyEnumerator:
    given = f"({', '.join(map(call.inspect, call.args))})" if call.args else ""
    return LazyEnumerator(self.source, (*self.stages, stage), self, f"{call.name}{given}")


_FIRST_NAMES: Final = {
    "collect": "map", "collect_concat": "flat_map", "filter": "select", "find_all": "select",
}  # fmt: skip


def _block(call: Call) -> Callable[[Call, Value], Value]:
    if call.block is None:
        name = _FIRST_NAMES.get(call.name, call.name)
        raise call.error("ArgumentError", f"tried to call lazy {name} without a block")
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
    return REnumerator(self, "each")


@LAZY.define("each", block="enumerator")
def each(call: Call, self: LazyEnumerator) -> Value:
    for item in self.values(call):
        call.yield_(item)
    return self.source if self.parent is None else None


@LAZY.define("lazy")
def lazy(call: Call, self: LazyEnumerator) -> Value:
    return self


_KEEP_COUNT: Final = frozenset(
    ["map", "collect", "with_index", "each_with_index", "zip", "with_object", "each_with_object"]
)


@LAZY.define("size")
def size(call: Call, self: LazyEnumerator) -> Value:
    if self.parent is not None:
        kept = self.label.partition("(")[0] in _KEEP_COUNT
        return size(call, self.parent) if kept else None
    return call.send(self.source, "size") if call.interp.responds_to(self.source, "size") else None


@LAZY.define("inspect")
def inspect(call: Call, self: LazyEnumerator) -> Value:
    if self.parent is None:
        return RString(f"#<Enumerator::Lazy: {call.inspect(self.source)}>")
    return RString(f"#<Enumerator::Lazy: {call.to_s(inspect(call, self.parent))}:{self.label}>")


@LAZY.define("next", "peek")
def next_(call: Call, self: LazyEnumerator) -> Value:
    if self.position is None:
        self.position = [self.values(call)]
    if len(self.position) == 1:
        for item in self.position[0]:
            self.position.append(item)
            break
        else:
            raise call.error("StopIteration", "iteration reached an end", result=self.source)
    return self.position.pop() if call.name == "next" else self.position[1]


@LAZY.define("rewind")
def rewind(call: Call, self: LazyEnumerator) -> Value:
    self.position = None
    return self


@LAZY.define("with_object", "each_with_object", args="1", stores_arguments=True)
def with_object(call: Call, self: LazyEnumerator) -> Value:
    memo, block = call.args[0], call.block
    if block is None:
        return _with(call, self, lambda running, items: (RArray([item, memo]) for item in items))
    for item in self.values(call):
        call.interp.call_block(block, (item, memo))
    return memo


_GROUPING: Final = (
    "chunk",
    "chunk_while",
    "slice_when",
    "slice_before",
    "slice_after",
    "each_slice",
    "each_cons",
)


@LAZY.define(*_GROUPING, args="0..1")
def grouped(call: Call, self: LazyEnumerator) -> Value:
    method = ENUMERABLE.find(call.name)
    if method is None:
        raise call.unsupported(call.name)
    made = call.interp.invoke(method, self, call.name, call.args, call.kwargs, call.block, None, call.node)
    return LazyEnumerator(made) if isinstance(made, REnumerator) else made


@LAZY_CLASS.define("new", args="1..2")
def new(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.generators import Yielder

    block = call.block
    if block is None:
        raise call.error("ArgumentError", "tried to call lazy new without a block")

    def stage(running: Call, items: Iterator[Value]) -> Iterator[Value]:
        made: list[Value] = []

        def give(_interp: Interpreter, values: list[Value], _keywords: dict[str, Value]) -> Value:
            made.append(packed(values))
            return None

        for item in items:
            running.interp.call_block(block, (Yielder(RProc.of(give)), item))
            yield from made
            made.clear()

    return LazyEnumerator(call.args[0], (stage,))
