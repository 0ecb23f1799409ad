"""Methods of the file's own: `def`, and what only stands inside of one or repeats a body."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from authbench.ruby.scopes import BreakSignal, RedoSignal
from authbench.ruby.syntax.base import Node, Place
from authbench.ruby.values import Raised, RProc, Symbol, Value

if TYPE_CHECKING:
    from authbench.ruby.scopes import Frame
    from authbench.ruby.syntax.calls import Arguments
    from authbench.ruby.syntax.procs import ProcCode, ProcLiteral


class FunctionDefinition(Node):
    """`def name … end`. At the file's own level it is there for every lambda; within a lambda for the rest
    of the run. Its body sees no local variable but its own."""

    __slots__ = ("convert", "name")

    def __init__(self, place: Place, name: str, convert: Callable[[], ProcCode]) -> None:
        super().__init__(place)
        self.name = name
        self.convert = convert

    def evaluate(self, frame: Frame) -> Value:
        body = RProc(convert=self.convert, scope=frame.root, is_lambda=True, location=self.location())
        frame.interp.define_function(self.name, body, for_all=frame.parent is None)
        return Symbol(self.name)


class Yield(Node):
    """`yield`: calls the block given to the surrounding `def`, whose frame is `hops` up."""

    __slots__ = ("arguments", "hops")

    def __init__(self, place: Place, arguments: Arguments, hops: int) -> None:
        super().__init__(place)
        self.arguments = arguments
        self.hops = hops

    def evaluate(self, frame: Frame) -> Value:
        args = self.arguments.values(frame)
        kwargs = self.arguments.keyword_values(frame, args, whole=True)
        block = function_frame(frame, self.hops).block
        interp = frame.interp
        interp.charge(1)
        try:
            if block is None:
                raise Raised.of("LocalJumpError", "no block given (yield)")
            return interp.call_block(block, args, kwargs)
        except Raised as raised:
            interp.trace(raised.exception, self)
            raise

    def defined(self, frame: Frame) -> str | None:
        return None if function_frame(frame, self.hops).block is None else "yield"


class BlockGiven(Node):
    """`block_given?` in a `def` or in a block of it."""

    __slots__ = ("hops",)

    def __init__(self, place: Place, hops: int) -> None:
        super().__init__(place)
        self.hops = hops

    def evaluate(self, frame: Frame) -> Value:
        return function_frame(frame, self.hops).block is not None

    def defined(self, frame: Frame) -> str | None:
        return "method"


def function_frame(frame: Frame, hops: int) -> Frame:
    """The frame of the `def` that surrounds a place `hops` scopes below it."""
    for _ in range(hops):
        assert frame.parent is not None
        frame = frame.parent
    return frame


class Absent(Node):
    """What is never defined, as operand of `defined?`: a class variable, `super`."""

    __slots__ = ()

    def defined(self, frame: Frame) -> str | None:
        return None


class Repeatable(Node):
    """A body that holds a `redo`: runs once more from its start, with its variables as they are."""

    __slots__ = ("body",)

    def __init__(self, place: Place, body: Node) -> None:
        super().__init__(place)
        self.body = body

    def evaluate(self, frame: Frame) -> Value:
        while True:
            frame.interp.charge(1)
            try:
                return self.body.evaluate(frame)
            except RedoSignal:
                continue


class BlockIndex(Node):
    """`receiver[arguments] { block }` and `receiver[&block]`."""

    __slots__ = ("arguments", "block", "receiver")

    def __init__(self, place: Place, receiver: Node, arguments: Arguments, block: ProcLiteral | None) -> None:
        super().__init__(place)
        self.receiver = receiver
        self.arguments = arguments
        self.block = block

    def evaluate(self, frame: Frame) -> Value:
        interp = frame.interp
        receiver = self.receiver.evaluate(frame)
        args = self.arguments.values(frame)
        kwargs = self.arguments.keyword_values(frame, args)
        block = self.arguments.block_value(frame) if self.block is None else self.block.evaluate(frame)
        try:
            return interp.dispatch(receiver, "[]", args, kwargs, block, frame, self)
        except BreakSignal as signal:
            if self.block is not None and signal.proc is block:
                return signal.value
            raise
        except Raised as raised:
            interp.trace(raised.exception, self)
            raise
