"""Variables, constants, and every form of assignment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.ruby.syntax.base import Node, Place, Target, truthy
from authbench.ruby.syntax.literals import Splat
from authbench.ruby.values import CLASSES, Raised, RArray, RClass, RMatch, RString, Value
from authbench.ruby.values.structs import StructClass

if TYPE_CHECKING:
    from authbench.ruby.scopes import Frame


class Local(Target):
    """A local variable, `hops` frames up."""

    __slots__ = ("hops", "name")

    def __init__(self, place: Place, name: str, hops: int) -> None:
        super().__init__(place)
        self.name = name
        self.hops = hops

    def evaluate(self, frame: Frame) -> Value:
        for _ in range(self.hops):
            frame = frame.parent  # type: ignore[assignment]
        return frame.vars.get(self.name)

    def assign(self, frame: Frame, value: Value) -> None:
        for _ in range(self.hops):
            frame = frame.parent  # type: ignore[assignment]
        frame.vars[self.name] = value

    def defined(self, frame: Frame) -> str | None:
        return "local-variable"


class InstanceVariable(Target):
    """`@name`: kept for the length of the run."""

    __slots__ = ("name",)

    def __init__(self, place: Place, name: str) -> None:
        super().__init__(place)
        self.name = name

    def evaluate(self, frame: Frame) -> Value:
        return frame.interp.instance_variables.get(self.name)

    def assign(self, frame: Frame, value: Value) -> None:
        frame.interp.instance_variables[self.name] = value

    def defined(self, frame: Frame) -> str | None:
        return "instance-variable" if self.name in frame.interp.instance_variables else None


class MatchVariable(Node):
    """`$~`, `$1` …, `$&`, and the text before and after the match."""

    __slots__ = ("name",)

    def __init__(self, place: Place, name: str) -> None:
        super().__init__(place)
        self.name = name

    def evaluate(self, frame: Frame) -> Value:
        match = frame.matches.last_match
        if match is None or self.name == "$~":
            return match
        part = self._part(match)
        return None if part is None else RString(part)

    def _part(self, match: RMatch) -> str | bytes | None:
        if self.name == "$&":
            return match.groups[0]
        if self.name == "$`":
            return match.pre
        if self.name == "$'":
            return match.post
        if self.name == "$+":
            return next((group for group in reversed(match.groups[1:]) if group is not None), None)
        number = int(self.name[1:])
        return match.groups[number] if number < len(match.groups) else None

    def defined(self, frame: Frame) -> str | None:
        return None if self.evaluate(frame) is None else "global-variable"


class ErrorVariable(Node):
    """`$!`: the exception being rescued."""

    __slots__ = ()

    def evaluate(self, frame: Frame) -> Value:
        here: Frame | None = frame
        while here is not None:
            if here.error is not None:
                return here.error
            here = here.parent
        return None


class ConstantName(Target):
    """`Name` or `Outer::Name`: a class, a module, a value below one, or what the file assigned."""

    __slots__ = ("name",)

    def __init__(self, place: Place, name: str) -> None:
        super().__init__(place)
        self.name = name

    def evaluate(self, frame: Frame) -> Value:
        own = frame.root.vars
        if self.name in own:
            return own[self.name]
        known = CLASSES.get(self.name)
        if known is not None:
            return known
        return frame.interp.constant(self.name, self.location())

    def assign(self, frame: Frame, value: Value) -> None:
        if isinstance(value, StructClass) and not value.name:
            value.name = self.name
        frame.root.vars[self.name] = value

    def defined(self, frame: Frame) -> str | None:
        if self.name in frame.root.vars or frame.interp.has_constant(self.name):
            return "constant"
        return None


class ScopedConstant(Node):
    """`value::Name`, where the scope is computed."""

    __slots__ = ("name", "scope")

    def __init__(self, place: Place, scope: Node, name: str) -> None:
        super().__init__(place)
        self.scope = scope
        self.name = name

    def evaluate(self, frame: Frame) -> Value:
        scope = frame.interp.force(self.scope.evaluate(frame))
        if isinstance(scope, RClass):
            return ConstantName(self.place, f"{scope.name}::{self.name}").evaluate(frame)
        raised = Raised.of("TypeError", f"{frame.interp.inspect(scope)} is not a class/module")
        raised.exception.location = self.location()
        raise raised


class Assignment(Node):
    """`target = value`."""

    __slots__ = ("target", "value")

    def __init__(self, place: Place, target: Target, value: Node) -> None:
        super().__init__(place)
        self.target = target
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        value = self.value.evaluate(frame)
        self.target.assign(frame, value)
        return value

    def defined(self, frame: Frame) -> str | None:
        return "assignment"


class SplatTarget(Target):
    """`*rest` among the targets of a multiple assignment; without a name it takes and forgets."""

    __slots__ = ("inner",)

    def __init__(self, place: Place, inner: Target | None) -> None:
        super().__init__(place)
        self.inner = inner

    def assign(self, frame: Frame, value: Value) -> None:
        if self.inner is not None:
            self.inner.assign(frame, value)


class Destructuring(Target):
    """`a, (b, *c), d`: the left side of a multiple assignment, or a parameter in parentheses."""

    __slots__ = ("splat", "targets")

    def __init__(self, place: Place, targets: Sequence[Target]) -> None:
        super().__init__(place)
        self.targets = targets
        self.splat = next((i for i, target in enumerate(targets) if isinstance(target, SplatTarget)), None)

    def assign(self, frame: Frame, value: Value) -> None:
        value = frame.interp.force(value)
        items = value.items if isinstance(value, RArray) else [value]
        count = len(self.targets)
        if self.splat is None:
            for index, target in enumerate(self.targets):
                target.assign(frame, items[index] if index < len(items) else None)
            return
        before, after = self.splat, count - self.splat - 1
        for index in range(before):
            self.targets[index].assign(frame, items[index] if index < len(items) else None)
        end = max(before, len(items) - after)
        self.targets[self.splat].assign(frame, RArray(items[before:end]))
        for index in range(after):
            place = end + index
            self.targets[before + 1 + index].assign(frame, items[place] if place < len(items) else None)


class MultipleAssignment(Node):
    """`a, b = value` and `a, b = x, *y`."""

    __slots__ = ("targets", "values")

    def __init__(self, place: Place, targets: Destructuring, values: Sequence[Node]) -> None:
        super().__init__(place)
        self.targets = targets
        self.values = values

    def evaluate(self, frame: Frame) -> Value:
        if len(self.values) == 1 and not isinstance(self.values[0], Splat):
            value = self.values[0].evaluate(frame)
        else:
            items: list[Value] = []
            for node in self.values:
                if isinstance(node, Splat):
                    items.extend(node.items(frame))
                else:
                    items.append(node.evaluate(frame))
            value = RArray(items)
        self.targets.assign(frame, value)
        return value

    def defined(self, frame: Frame) -> str | None:
        return "assignment"


class OperatorAssignment(Node):
    """`a += b`, `a ||= b`, `a &&= b`, for variables; calls and indexes have their own."""

    __slots__ = ("operator", "target", "value")

    def __init__(self, place: Place, target: Target, operator: str, value: Node) -> None:
        super().__init__(place)
        self.target = target
        self.operator = operator
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        if self.operator == "||" and self._undefined(frame):
            current: Value = None
        else:
            current = self.target.evaluate(frame)
        value, changed = combine(frame, current, self.operator, self.value, self)
        if changed:
            self.target.assign(frame, value)
        return value

    def _undefined(self, frame: Frame) -> bool:
        return isinstance(self.target, ConstantName) and self.target.defined(frame) is None

    def defined(self, frame: Frame) -> str | None:
        return "assignment"


def combine(frame: Frame, current: Value, operator: str, value: Node, node: Node) -> tuple[Value, bool]:
    """The value after `current operator= value`, and whether anything is to be assigned."""
    if operator == "||":
        return (current, False) if truthy(current, frame) else (value.evaluate(frame), True)
    if operator == "&&":
        return (value.evaluate(frame), True) if truthy(current, frame) else (current, False)
    operand = value.evaluate(frame)
    try:
        return frame.interp.operate(current, operator, operand, frame, node), True
    except Raised as raised:
        if raised.exception.location is None:
            raised.exception.location = node.location()
        raise
