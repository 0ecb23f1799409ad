"""Control flow: sequences, conditions, loops, case, and the ways out of a body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.ruby.scopes import (
    BreakSignal,
    LoopBreak,
    LoopNext,
    NextSignal,
    RedoSignal,
    RetrySignal,
    ReturnSignal,
)
from authbench.ruby.syntax.base import Node, Place, Target, truthy
from authbench.ruby.syntax.literals import Splat
from authbench.ruby.values import Raised, RProc, Value

if TYPE_CHECKING:
    from authbench.ruby.scopes import Frame


class Statements(Node):
    """Statements one after the other; the value is the last one's."""

    __slots__ = ("first", "last")

    def __init__(self, place: Place, statements: Sequence[Node]) -> None:
        super().__init__(place)
        self.first = statements[:-1]
        self.last = statements[-1]

    def evaluate(self, frame: Frame) -> Value:
        frame.interp.meter.fuel -= len(self.first)
        for statement in self.first:
            statement.evaluate(frame)
        return self.last.evaluate(frame)

    def defined(self, frame: Frame) -> str | None:
        return "expression" if self.first else self.last.defined(frame)


class If(Node):
    """`if`, `unless` (with its branches swapped), the ternary, and both as modifiers."""

    __slots__ = ("condition", "otherwise", "then")

    def __init__(self, place: Place, condition: Node, then: Node | None, otherwise: Node | None) -> None:
        super().__init__(place)
        self.condition = condition
        self.then = then
        self.otherwise = otherwise

    def evaluate(self, frame: Frame) -> Value:
        branch = self.then if truthy(self.condition.evaluate(frame), frame) else self.otherwise
        return None if branch is None else branch.evaluate(frame)


class Loop(Node):
    """`while` and `until`; with `body_first`, `begin … end while`."""

    __slots__ = ("body", "body_first", "condition", "until")

    def __init__(self, place: Place, condition: Node, body: Node, until: bool, body_first: bool) -> None:
        super().__init__(place)
        self.condition = condition
        self.body = body
        self.until = until
        self.body_first = body_first

    def evaluate(self, frame: Frame) -> Value:
        meter = frame.interp.meter
        skip = self.body_first
        try:
            while skip or truthy(self.condition.evaluate(frame), frame) is not self.until:
                skip = False
                meter.fuel -= 1
                if meter.fuel < 0:
                    meter.tick()
                try:
                    self.body.evaluate(frame)
                except LoopNext:
                    continue
        except LoopBreak as signal:
            return signal.value
        return None


class For(Node):
    """`for x in list`: the variable belongs to the surrounding body."""

    __slots__ = ("body", "target", "values")

    def __init__(self, place: Place, target: Target, values: Node, body: Node) -> None:
        super().__init__(place)
        self.target = target
        self.values = values
        self.body = body

    def evaluate(self, frame: Frame) -> Value:
        values = self.values.evaluate(frame)

        def turn(_interp: object, args: list[Value], _kwargs: dict[str, Value]) -> Value:
            self.target.assign(frame, args[0] if len(args) == 1 else frame.interp.array_of(args))
            try:
                self.body.evaluate(frame)
            except LoopNext:
                return None
            return None

        try:
            frame.interp.dispatch(values, "each", [], {}, RProc.of(turn), frame, self)
        except LoopBreak as signal:
            return signal.value
        return values


class When(Node):
    """One `when` of a `case`."""

    __slots__ = ("body", "patterns")

    def __init__(self, place: Place, patterns: Sequence[Node], body: Node | None) -> None:
        super().__init__(place)
        self.patterns = patterns
        self.body = body

    def matches(self, frame: Frame, value: Value) -> bool:
        """Whether one of the patterns is `=== value`."""
        interp = frame.interp
        for pattern in self.patterns:
            interp.charge(1)
            choices = pattern.items(frame) if isinstance(pattern, Splat) else (pattern.evaluate(frame),)
            for choice in choices:
                try:
                    if interp.case_equal(choice, value, frame):
                        return True
                except Raised as raised:
                    interp.trace(raised.exception, pattern)
                    raise
        return False

    def holds(self, frame: Frame) -> bool:
        """Whether one of the patterns is true, for a `case` without a value."""
        for pattern in self.patterns:
            if isinstance(pattern, Splat):
                if any(truthy(item, frame) for item in pattern.items(frame)):
                    return True
            elif truthy(pattern.evaluate(frame), frame):
                return True
        return False


class Case(Node):
    """`case … when … else … end`."""

    __slots__ = ("otherwise", "value", "whens")

    def __init__(
        self, place: Place, value: Node | None, whens: Sequence[When], otherwise: Node | None
    ) -> None:
        super().__init__(place)
        self.value = value
        self.whens = whens
        self.otherwise = otherwise

    def evaluate(self, frame: Frame) -> Value:
        if self.value is None:
            chosen = next((when for when in self.whens if when.holds(frame)), None)
        else:
            value = frame.interp.force(self.value.evaluate(frame))
            chosen = next((when for when in self.whens if when.matches(frame, value)), None)
        body = self.otherwise if chosen is None else chosen.body
        return None if body is None else body.evaluate(frame)


class Leave(Node):
    """`break`, `next`, `return`, `retry`, `redo`: `kind` says which, and of what."""

    __slots__ = ("kind", "value")

    def __init__(self, place: Place, kind: str, value: Node | None) -> None:
        super().__init__(place)
        self.kind = kind
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        value = None if self.value is None else self.value.evaluate(frame)
        match self.kind:
            case "next":
                raise NextSignal(value)
            case "return":
                if not frame.home.active:
                    raise self._too_late("unexpected return")
                raise ReturnSignal(frame.home, value)
            case "orphan break":
                raise self._too_late("break from proc-closure")
            case "break":
                raise BreakSignal(frame.proc, value)
            case "loop break":
                raise LoopBreak(value)
            case "loop next":
                raise LoopNext
            case "redo":
                raise RedoSignal
            case _:
                raise RetrySignal

    def _too_late(self, message: str) -> Raised:
        """What this is left from has ended already, or never was."""
        raised = Raised.of("LocalJumpError", message)
        raised.exception.location = self.location()
        return raised


class Unsupported(Node):
    """A form of Ruby that is not there; raises when it is reached."""

    __slots__ = ("what",)

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(place)
        self.what = what

    def evaluate(self, frame: Frame) -> Value:
        raise frame.interp.unsupported_syntax(self.what, self.location())

    def defined(self, frame: Frame) -> str | None:
        raise frame.interp.unsupported_syntax(self.what, self.location())
