"""Operators: those that are calls, the logical ones, and `defined?`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.errors import AuthbenchError
from authbench.ruby.syntax.base import Node, Place, Target, method_defined, truthy
from authbench.ruby.values import Raised, RString, Value

if TYPE_CHECKING:
    from authbench.ruby.scopes import Frame


class Operation(Node):
    """`left operator right` for the operators that are method calls."""

    __slots__ = ("left", "operator", "right")

    def __init__(self, place: Place, left: Node, operator: str, right: Node) -> None:
        super().__init__(place)
        self.left = left
        self.operator = operator
        self.right = right

    def evaluate(self, frame: Frame) -> Value:
        interp = frame.interp
        meter = interp.meter
        meter.fuel -= 1
        if meter.fuel < 0:
            meter.tick()
        left = self.left.evaluate(frame)
        right = self.right.evaluate(frame)
        try:
            return interp.operate(left, self.operator, right, frame, self)
        except (Raised, AuthbenchError) as error:
            interp.passed(error, self)
            raise

    def defined(self, frame: Frame) -> str | None:
        return method_defined(frame, self.left, self.operator, (self.right,))


class MatchOperation(Operation):
    """`/(?<name>…)/ =~ text`: named groups become local variables."""

    __slots__ = ("names",)

    def __init__(self, place: Place, left: Node, right: Node, names: Sequence[tuple[str, Target]]) -> None:
        super().__init__(place, left, "=~", right)
        self.names = names

    def evaluate(self, frame: Frame) -> Value:
        value = super().evaluate(frame)
        match = frame.matches.last_match
        for name, target in self.names:
            text = match.group_named(name) if match is not None and value is not None else None
            target.assign(frame, None if text is None else RString(text))
        return value


class UnaryMinus(Node):
    """`-value` and `+value` and `~value`."""

    __slots__ = ("name", "value")

    def __init__(self, place: Place, name: str, value: Node) -> None:
        super().__init__(place)
        self.name = name
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        value = self.value.evaluate(frame)
        if type(value) is int or type(value) is float:
            if self.name == "-@":
                return -value
            if self.name == "+@":
                return value
        try:
            return frame.interp.dispatch(value, self.name, [], {}, None, frame, self)
        except (Raised, AuthbenchError) as error:
            frame.interp.passed(error, self)
            raise

    def defined(self, frame: Frame) -> str | None:
        return method_defined(frame, self.value, self.name, ())


class Not(Node):
    """`!value` and `not value`."""

    __slots__ = ("value",)

    def __init__(self, place: Place, value: Node) -> None:
        super().__init__(place)
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        return not truthy(self.value.evaluate(frame), frame)

    def defined(self, frame: Frame) -> str | None:
        return "method" if self.value.defined(frame) is not None else None


class Logical(Node):
    """Two operands of which the second may not be looked at."""

    __slots__ = ("left", "right")

    def __init__(self, place: Place, left: Node, right: Node) -> None:
        super().__init__(place)
        self.left = left
        self.right = right


class And(Logical):
    """`a && b` and `a and b`."""

    __slots__ = ()

    def evaluate(self, frame: Frame) -> Value:
        left = self.left.evaluate(frame)
        return self.right.evaluate(frame) if truthy(left, frame) else left


class Or(Logical):
    """`a || b` and `a or b`."""

    __slots__ = ()

    def evaluate(self, frame: Frame) -> Value:
        left = self.left.evaluate(frame)
        return left if truthy(left, frame) else self.right.evaluate(frame)


class Defined(Node):
    """`defined?(value)`."""

    __slots__ = ("value",)

    def __init__(self, place: Place, value: Node) -> None:
        super().__init__(place)
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        word = self.value.defined(frame)
        return None if word is None else RString(word)
