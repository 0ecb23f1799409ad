"""What stands behind `Enumerator.new`, `Enumerator.produce` and `chain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.stepwise import packed
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, Raised, RArray, REnumerator, RProc, RRange, Value

GENERATOR: Final = MethodTable("Enumerator::Generator", "Enumerable")
PRODUCER: Final = MethodTable("Enumerator::Producer", "Enumerable")
YIELDER: Final = MethodTable("Enumerator::Yielder", "Object")
ENUMERATOR_CLASS: Final = MethodTable("Enumerator.", "Class")


class Generator:
    """The block of `Enumerator.new`, and the size that was said to come."""

    __slots__ = ("block", "size")
    frozen = False

    def __init__(self, block: RProc, size: Value) -> None:
        self.block = block
        self.size = size


class Producer:
    """The block of `Enumerator.produce` and what it begins with (nothing: its first answer)."""

    __slots__ = ("block", "first")
    frozen = False

    def __init__(self, block: RProc, first: list[Value]) -> None:
        self.block = block
        self.first = first

    def values(self, call: Call) -> Iterator[Value]:
        """Each value is made from the one before, until the block raises StopIteration."""
        try:
            value = self.first[0] if self.first else call.interp.call_block(self.block, ())
            while True:
                call.charge(1)
                yield value
                value = call.interp.call_block(self.block, (value,))
        except Raised as raised:
            if raised.exception.ruby_class.name != "StopIteration":
                raise


class Yielder:
    """What the block of `Enumerator.new` gives its values to."""

    __slots__ = ("block",)
    frozen = False

    def __init__(self, block: RProc) -> None:
        self.block = block


class Chain(REnumerator):
    """`a.chain(b)`, `enumerator + other`: one after the other."""

    __slots__ = ()

    def __init__(self, parts: list[Value]) -> None:
        super().__init__(RArray(parts), "chain")


for _type, _name in (
    (Generator, "Enumerator::Generator"),
    (Producer, "Enumerator::Producer"),
    (Yielder, "Enumerator::Yielder"),
):
    register_type(_type, _name)
    register_class(_type, CLASSES[_name])
register_type(Chain, "Enumerator::Chain")
register_class(Chain, CLASSES["Enumerator::Chain"])


def endless(source: Value) -> bool:
    """Whether a source must be walked step by step, since it may not end."""
    if isinstance(source, Chain):
        return any(endless(part) for part in source.receiver.items)
    if isinstance(source, REnumerator):
        return endless(source.receiver)
    if isinstance(source, RRange):
        return source.last is None or source.last == float("inf")
    return isinstance(source, Generator | Producer)


@ENUMERATOR_CLASS.define("new", args="0..1")
def new(call: Call, self: Value) -> Value:
    if getattr(self, "name", "") != "Enumerator":
        shown = call.inspect(self)
        raise call.error("NoMethodError", f"undefined method `new' for {shown}:Class", receiver=self)
    if call.block is None:
        raise call.error("ArgumentError", "tried to create Proc object without a block")
    return REnumerator(Generator(call.block, call.arg(0)), "each")


@ENUMERATOR_CLASS.define("produce", args="0..1", stores_arguments=True)
def produce(call: Call, self: Value) -> Value:
    if call.block is None:
        raise call.error("ArgumentError", "no block given")
    return REnumerator(Producer(call.block, call.args), "each")


@GENERATOR.define("each", args="0..")
def each_generated(call: Call, self: Generator) -> Value:
    if call.block is None:
        return self
    return call.interp.call_block(self.block, (Yielder(call.block), *call.args))


@PRODUCER.define("each")
def each_produced(call: Call, self: Producer) -> Value:
    for value in self.values(call):
        call.yield_(value)
    return None


@YIELDER.define("<<", args="1")
def give(call: Call, self: Yielder) -> Value:
    call.interp.call_block(self.block, (call.args[0],))
    return self


@YIELDER.define("yield", args="0..")
def give_several(call: Call, self: Yielder) -> Value:
    return call.interp.call_block(self.block, tuple(call.args))


@YIELDER.define("to_proc")
def to_proc(call: Call, self: Yielder) -> Value:
    def body(interp: Any, values: list[Value], _keywords: dict[str, Value]) -> Value:
        return interp.call_block(self.block, (packed(values),))

    return RProc.of(body)
