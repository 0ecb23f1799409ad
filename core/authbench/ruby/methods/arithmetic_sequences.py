"""Enumerator::ArithmeticSequence: `(1..10).step(3)`, `1.step(10, 3)`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.arithmetic import as_float, float_steps
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RArray, REnumerator, RRange, Value

SEQUENCE: Final = MethodTable("Enumerator::ArithmeticSequence", "Enumerator")


class ArithmeticSequence(REnumerator):
    """Numbers from `first` to `last` by `by`; `receiver`, `method` and `args` say how it was written."""

    __slots__ = ("by", "exclusive", "first", "last")

    def __init__(
        self, source: Value, method: str, args: tuple[Value, ...], kwargs: dict[str, Value], by: Value
    ) -> None:
        super().__init__(source, method, args, kwargs)
        in_range = isinstance(source, RRange)
        self.first = source.first if in_range else source
        self.last = source.last if in_range else kwargs.get("to", args[0] if args else None)
        self.exclusive = in_range and source.exclusive
        self.by = by

    def ruby_token(self) -> tuple[Value, ...]:
        """The key that stands for this sequence in a Hash."""
        return ("sequence", repr(self.first), repr(self.last), repr(self.by), self.exclusive)

    def length(self) -> int | None:
        """How many numbers there are; None for an endless sequence."""
        if self.last is None or self.by == 0:
            return None
        if any(type(value) is float for value in (self.first, self.last, self.by)):
            start, stop, width = as_float(self.first), as_float(self.last), as_float(self.by)
            return max(0, float_steps(start, stop, width, exclusive=self.exclusive))
        steps = (self.last - self.first) // self.by
        if steps < 0:
            return 0
        ends_on_last = self.first + steps * self.by == self.last
        return int(steps) + (0 if self.exclusive and ends_on_last else 1)

    def numbers(self, call: Call) -> Iterator[Value]:
        """The numbers, each made when it is asked for."""
        length, index = self.length(), 0
        inexact = any(type(value) is float for value in (self.first, self.last, self.by))
        while length is None or index < length:
            call.charge(1)
            yield (
                as_float(self.first) + index * as_float(self.by) if inexact else self.first + index * self.by
            )
            index += 1


register_type(ArithmeticSequence, "Enumerator::ArithmeticSequence")
register_class(ArithmeticSequence, CLASSES["Enumerator::ArithmeticSequence"])


@SEQUENCE.define("begin")
def begin(call: Call, self: ArithmeticSequence) -> Value:
    return self.first


@SEQUENCE.define("end")
def end(call: Call, self: ArithmeticSequence) -> Value:
    return self.last


@SEQUENCE.define("step")
def step(call: Call, self: ArithmeticSequence) -> Value:
    return self.by


@SEQUENCE.define("exclude_end?")
def is_exclusive(call: Call, self: ArithmeticSequence) -> Value:
    return self.exclusive


@SEQUENCE.define("size")
def size(call: Call, self: ArithmeticSequence) -> Value:
    length = self.length()
    return float("inf") if length is None else length


@SEQUENCE.define("last", args="0..1")
def last(call: Call, self: ArithmeticSequence) -> Value:
    length = self.length()
    if length is None:
        raise call.error("RangeError", "cannot get the last element of endless arithmetic sequence")
    call.check_size(length, "array")
    return call.send(RArray(list(self.numbers(call))), "last", *call.args)


@SEQUENCE.define("==", "===", "eql?", args="1")
def equals(call: Call, self: ArithmeticSequence) -> Value:
    other = call.args[0]
    return isinstance(other, ArithmeticSequence) and other.ruby_token() == self.ruby_token()
