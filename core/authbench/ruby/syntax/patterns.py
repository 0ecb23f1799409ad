"""Pattern matching: `case … in`, `value => pattern`, `value in pattern`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.ruby.syntax.base import Node, Place, Target, truthy
from authbench.ruby.values import Raised, RArray, RHash, Symbol, Value
from authbench.ruby.values.structs import RStruct

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.scopes import Frame


class Pattern(Node):
    """A pattern; matching may set variables."""

    __slots__ = ()

    def matches(self, frame: Frame, value: Value) -> bool:
        """Whether `value` fits."""
        raise NotImplementedError


class ValuePattern(Pattern):
    """A value, a range, a class, a pinned variable: fits by `===`."""

    __slots__ = ("value",)

    def __init__(self, place: Place, value: Node) -> None:
        super().__init__(place)
        self.value = value

    def matches(self, frame: Frame, value: Value) -> bool:
        pattern = self.value.evaluate(frame)
        if frame.interp.case_equal(pattern, value, frame):
            return True
        inspect = frame.interp.inspect
        frame.interp.mismatch = lambda: f"{inspect(pattern)} === {inspect(value)} does not return true"
        return False


class BindPattern(Pattern):
    """A bare name: always fits, and names the value; without a target it only fits."""

    __slots__ = ("target",)

    def __init__(self, place: Place, target: Target | None) -> None:
        super().__init__(place)
        self.target = target

    def matches(self, frame: Frame, value: Value) -> bool:
        if self.target is not None:
            self.target.assign(frame, value)
        return True


class AsPattern(Pattern):
    """`pattern => name`."""

    __slots__ = ("pattern", "target")

    def __init__(self, place: Place, pattern: Pattern, target: Target) -> None:
        super().__init__(place)
        self.pattern = pattern
        self.target = target

    def matches(self, frame: Frame, value: Value) -> bool:
        if not self.pattern.matches(frame, value):
            return False
        self.target.assign(frame, value)
        return True


class AlternativePattern(Pattern):
    """`a | b`."""

    __slots__ = ("choices",)

    def __init__(self, place: Place, choices: Sequence[Pattern]) -> None:
        super().__init__(place)
        self.choices = choices

    def matches(self, frame: Frame, value: Value) -> bool:
        return any(choice.matches(frame, value) for choice in self.choices)


class RestPattern(Pattern):
    """`*rest` inside an array pattern, and `**rest` inside a hash pattern."""

    __slots__ = ("target",)

    def __init__(self, place: Place, target: Target | None) -> None:
        super().__init__(place)
        self.target = target

    def matches(self, frame: Frame, value: Value) -> bool:
        if self.target is not None:
            self.target.assign(frame, value)
        return True


class ArrayPattern(Pattern):
    """`[a, *rest, b]`, also with a class before it."""

    __slots__ = ("items", "of", "rest")

    def __init__(self, place: Place, of: Node | None, items: Sequence[Pattern]) -> None:
        super().__init__(place)
        self.of = of
        self.items = items
        self.rest = next((i for i, item in enumerate(items) if isinstance(item, RestPattern)), None)

    def matches(self, frame: Frame, value: Value) -> bool:
        interp = frame.interp
        if self.of is not None and not interp.case_equal(self.of.evaluate(frame), value, frame):
            return False
        value = interp.force(value)
        if isinstance(value, RStruct):
            value = RArray(list(value.values))
        if not isinstance(value, RArray):
            interp.mismatch = lambda: f"{interp.inspect(value)} does not respond to #deconstruct"
            return False
        interp.charge(len(self.items))
        values = value.items
        least = len(self.items) - (self.rest is not None)
        if len(values) < least or (self.rest is None and len(values) > least):
            expected = f"{least}{'+' if self.rest is not None else ''}"
            shown = f"length mismatch (given {len(values)}, expected {expected})"
            interp.mismatch = lambda: f"{interp.inspect(value)} {shown}"
            return False
        if self.rest is None:
            return all(item.matches(frame, each) for item, each in zip(self.items, values, strict=True))
        after = least - self.rest
        end = len(values) - after
        parts = [*values[: self.rest], RArray(values[self.rest : end]), *values[end:]]
        return all(item.matches(frame, each) for item, each in zip(self.items, parts, strict=True))


class FindPattern(Pattern):
    """`[*, a, b, *]`."""

    __slots__ = ("after", "before", "items", "of")

    def __init__(
        self, place: Place, of: Node | None, before: RestPattern, items: Sequence[Pattern], after: RestPattern
    ) -> None:
        super().__init__(place)
        self.of = of
        self.before = before
        self.items = items
        self.after = after

    def matches(self, frame: Frame, value: Value) -> bool:
        interp = frame.interp
        if self.of is not None and not interp.case_equal(self.of.evaluate(frame), value, frame):
            return False
        value = interp.force(value)
        if not isinstance(value, RArray):
            interp.mismatch = lambda: f"{interp.inspect(value)} does not respond to #deconstruct"
            return False
        size = len(self.items)
        for start in range(len(value.items) - size + 1):
            interp.charge(size)
            window = value.items[start : start + size]
            if all(item.matches(frame, each) for item, each in zip(self.items, window, strict=True)):
                self.before.matches(frame, RArray(value.items[:start]))
                self.after.matches(frame, RArray(value.items[start + size :]))
                return True
        interp.mismatch = lambda: f"{interp.inspect(value)} does not match to find pattern"
        return False


class MissingKey:
    """Why a hash did not fit: it lacks a key."""

    def __init__(self, interp: Interpreter, key: Value, matchee: Value) -> None:
        self._interp = interp
        self.key = key
        self.matchee = matchee

    def __call__(self) -> str:
        return f"key not found: {self._interp.inspect(self.key)}"


class HashPattern(Pattern):
    """`{ name: pattern, **rest }`; `exact` is `**nil`. `{}` fits only an empty hash."""

    __slots__ = ("entries", "exact", "of", "rest")

    def __init__(
        self,
        place: Place,
        of: Node | None,
        entries: Sequence[tuple[str, Pattern]],
        rest: RestPattern | None,
        exact: bool,
    ) -> None:
        super().__init__(place)
        self.of = of
        self.entries = entries
        self.rest = rest
        self.exact = exact

    def matches(self, frame: Frame, value: Value) -> bool:
        interp = frame.interp
        if self.of is not None and not interp.case_equal(self.of.evaluate(frame), value, frame):
            return False
        value = interp.force(value)
        if isinstance(value, RStruct):
            value = interp.send(value, "to_h")
        if not isinstance(value, RHash):
            interp.mismatch = lambda: f"{interp.inspect(value)} does not respond to #deconstruct_keys"
            return False
        interp.charge(len(self.entries))
        if not self.entries and self.rest is None:
            if self.of is None and len(value):
                interp.mismatch = lambda: f"{interp.inspect(value)} is not empty"
                return False
            return True
        for name, _ in self.entries:
            # Ruby looks for all keys before it looks at the first value.
            key = Symbol(name)
            if not value.has(key):
                interp.mismatch = MissingKey(interp, key, value)
                return False
        for name, pattern in self.entries:
            if not pattern.matches(frame, value.lookup(Symbol(name))):
                return False
        rest = value.copy()
        for name, _ in self.entries:
            rest.delete(Symbol(name))
        if self.exact and len(rest):
            interp.mismatch = lambda: f"rest of {interp.inspect(rest)} is not empty"
            return False
        if self.rest is not None:
            self.rest.matches(frame, rest)
        return True


class In(Node):
    """One `in pattern if guard` of a `case`."""

    __slots__ = ("body", "guard", "guard_is_unless", "pattern")

    def __init__(
        self, place: Place, pattern: Pattern, guard: Node | None, guard_is_unless: bool, body: Node | None
    ) -> None:
        super().__init__(place)
        self.pattern = pattern
        self.guard = guard
        self.guard_is_unless = guard_is_unless
        self.body = body

    def matches(self, frame: Frame, value: Value) -> bool:
        """Whether the pattern fits and the guard holds."""
        if not self.pattern.matches(frame, value):
            return False
        return self.guard is None or truthy(self.guard.evaluate(frame), frame) is not self.guard_is_unless


class CaseIn(Node):
    """`case … in … else … end`."""

    __slots__ = ("clauses", "has_else", "otherwise", "value")

    def __init__(
        self, place: Place, value: Node, clauses: Sequence[In], has_else: bool, otherwise: Node | None
    ) -> None:
        super().__init__(place)
        self.value = value
        self.clauses = clauses
        self.has_else = has_else
        self.otherwise = otherwise

    def evaluate(self, frame: Frame) -> Value:
        value = frame.interp.force(self.value.evaluate(frame))
        frame.interp.mismatch = None
        for clause in self.clauses:
            if clause.matches(frame, value):
                return None if clause.body is None else clause.body.evaluate(frame)
        if not self.has_else:
            raise no_match(frame, value, self, several=len(self.clauses) > 1)
        return None if self.otherwise is None else self.otherwise.evaluate(frame)


class MatchPattern(Node):
    """`value => pattern` (raises when it does not fit) and `value in pattern` (a boolean)."""

    __slots__ = ("pattern", "raises", "value")

    def __init__(self, place: Place, value: Node, pattern: Pattern, raises: bool) -> None:
        super().__init__(place)
        self.value = value
        self.pattern = pattern
        self.raises = raises

    def evaluate(self, frame: Frame) -> Value:
        value = frame.interp.force(self.value.evaluate(frame))
        frame.interp.mismatch = None
        fits = self.pattern.matches(frame, value)
        if not self.raises:
            return fits
        if not fits:
            raise no_match(frame, value, self)
        return None


def no_match(frame: Frame, value: Value, node: Node, several: bool = False) -> Raised:
    """NoMatchingPatternError at the place of `node`. Where one pattern was tried the message shows the value
    and the reason; where several were, Ruby makes the value itself the message, which nil is not."""
    interp = frame.interp
    name = "NoMatchingPatternError"
    fields: dict[str, Value] = {}
    if several:
        message = name if value is None else interp.to_s(value)
    else:
        message = interp.inspect(value)
    if interp.mismatch is not None and not several:
        message = f"{message}: {interp.mismatch()}"
        if isinstance(interp.mismatch, MissingKey):
            name = "NoMatchingPatternKeyError"
            fields = {"key": interp.mismatch.key, "matchee": interp.mismatch.matchee}
    raised = Raised.of(name, message, **fields)
    raised.exception.location = node.location()
    return raised
