"""Calls: with and without a receiver, operators, indexes, and assignments through them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.errors import AuthbenchError
from authbench.ruby.keywords import OtherKey, keyword_hash
from authbench.ruby.scopes import BreakSignal
from authbench.ruby.syntax.base import Node, Place, Target, method_defined
from authbench.ruby.syntax.literals import DoubleSplat, HashLiteral, Splat
from authbench.ruby.syntax.procs import ProcLiteral
from authbench.ruby.syntax.variables import combine
from authbench.ruby.values import LazyObject, Raised, RHash, RProc, Symbol, Value

if TYPE_CHECKING:
    from authbench.ruby.scopes import Frame


class Arguments:
    """What stands between a call's parentheses: positional arguments, keywords, a block argument."""

    __slots__ = ("block", "keywords", "plain", "positional")

    def __init__(
        self,
        positional: Sequence[Node] = (),
        keywords: HashLiteral | None = None,
        block: Node | None = None,
    ) -> None:
        self.positional = positional
        self.keywords = keywords
        self.block = block
        self.plain = not any(isinstance(node, Splat) for node in positional)

    def values(self, frame: Frame) -> list[Value]:
        """The positional arguments' values."""
        values: list[Value] = []
        for node in self.positional:
            if isinstance(node, Splat):
                values.extend(node.items(frame))
            else:
                values.append(node.evaluate(frame))
        return values

    def keyword_values(self, frame: Frame, args: list[Value], *, whole: bool = False) -> dict[str, Value]:
        """The keywords; where a key is no symbol they all become a trailing Hash in `args` instead. With
        `whole`, for code of the file's own, other keys are kept as `OtherKey`."""
        if self.keywords is None:
            return {}
        entries = self.keywords.entries
        values: dict[str, Value] = {}
        pairs: list[tuple[Value, Value]] = []
        only_symbols = True
        for entry in entries:
            if isinstance(entry, DoubleSplat):
                made = entry.pairs(frame)
            else:
                made = [(entry[0].evaluate(frame), entry[1].evaluate(frame))]
            for key, value in made:
                pairs.append((key, value))
                if type(key) is Symbol:
                    values[key.name] = value
                elif whole:
                    values[OtherKey(key, frame.interp.inspect(key))] = value
                else:
                    only_symbols = False
        if only_symbols:
            return values
        args.append(RHash(pairs))
        return {}

    def block_value(self, frame: Frame) -> RProc | None:
        """The proc given with `&`."""
        return None if self.block is None else frame.interp.to_proc(self.block.evaluate(frame))


NO_ARGUMENTS = Arguments()


class Call(Node):
    """`receiver.name(arguments) { block }`; `receiver` is None for a call without one."""

    __slots__ = ("arguments", "block", "name", "receiver", "safe", "vcall")

    def __init__(
        self,
        place: Place,
        receiver: Node | None,
        name: str,
        arguments: Arguments = NO_ARGUMENTS,
        block: ProcLiteral | None = None,
        *,
        safe: bool = False,
        vcall: bool = False,
    ) -> None:
        super().__init__(place)
        self.receiver = receiver
        self.name = name
        self.arguments = arguments
        self.block = block
        self.safe = safe
        self.vcall = vcall

    def evaluate(self, frame: Frame) -> Value:
        # All in one function: a definition's nesting costs one Python frame a level.
        interp = frame.interp
        meter = interp.meter
        meter.fuel -= 1
        if meter.fuel < 0:
            meter.tick()
        block: RProc | None = None
        try:
            receiver = None
            if self.receiver is not None:
                receiver = self.receiver.evaluate(frame)
                if self.safe:
                    if isinstance(receiver, LazyObject) and not receiver.responds_to(self.name):
                        receiver = interp.force(receiver)
                    if receiver is None:
                        return None
            arguments = self.arguments
            args: list[Value] = []
            if arguments.plain:
                for node in arguments.positional:
                    args.append(node.evaluate(frame))
            else:
                args = arguments.values(frame)
            kwargs: dict[str, Value] = {}
            if arguments.keywords is not None:
                own = interp.functions if self.receiver is None else None
                whole = type(receiver) is RProc or (own is not None and self.name in own)
                kwargs = arguments.keyword_values(frame, args, whole=whole)
            if self.block is not None:
                block = self.block.evaluate(frame)
            elif arguments.block is not None:
                block = arguments.block_value(frame)
            if self.receiver is None:
                return interp.call_function(self.name, args, kwargs, block, frame, self)
            return interp.dispatch(receiver, self.name, args, kwargs, block, frame, self)
        except BreakSignal as signal:
            if self.block is not None and signal.proc is block:
                return signal.value
            raise
        except (Raised, AuthbenchError) as error:
            interp.passed(error, self)
            raise

    def defined(self, frame: Frame) -> str | None:
        if self.block is not None:
            return "expression"
        arguments = self.arguments.positional
        if self.receiver is not None:
            return method_defined(frame, self.receiver, self.name, arguments)
        if any(node.defined(frame) is None for node in arguments):
            return None
        return "method" if frame.interp.has_function(self.name, frame) else None


class Index(Target):
    """`receiver[arguments]`."""

    __slots__ = ("arguments", "receiver")

    def __init__(self, place: Place, receiver: Node, arguments: Arguments) -> None:
        super().__init__(place)
        self.receiver = receiver
        self.arguments = arguments

    def evaluate(self, frame: Frame) -> Value:
        receiver = self.receiver.evaluate(frame)
        if self.arguments.keywords is not None and isinstance(receiver, RProc):
            args = self.arguments.values(frame)
            return self.fetch(frame, receiver, args, self.arguments.keyword_values(frame, args, whole=True))
        return self.fetch(frame, receiver, self.values(frame))

    def values(self, frame: Frame) -> list[Value]:
        """The index arguments; keywords become a trailing Hash."""
        args = self.arguments.values(frame)
        kwargs = self.arguments.keyword_values(frame, args)
        if kwargs:
            args.append(keyword_hash(kwargs))
        return args

    def fetch(
        self, frame: Frame, receiver: Value, args: list[Value], kwargs: dict[str, Value] | None = None
    ) -> Value:
        """`receiver[*args]`; `kwargs` are those of a lambda called by its brackets."""
        interp = frame.interp
        meter = interp.meter
        meter.fuel -= 1
        if meter.fuel < 0:
            meter.tick()
        try:
            if type(receiver) is RHash and len(args) == 1 and not isinstance(args[0], LazyObject):
                entry = receiver.entries.get(receiver.token(args[0]))
                if entry is not None:
                    return entry[1]
                if receiver.default_proc is None:
                    return receiver.default
            return interp.dispatch(receiver, "[]", args, kwargs or {}, None, frame, self)
        except (Raised, AuthbenchError) as error:
            interp.passed(error, self)
            raise

    def reach(self, frame: Frame) -> tuple[Value, list[Value]]:
        """The receiver and the index, evaluated once for reading and writing."""
        return self.receiver.evaluate(frame), self.values(frame)

    def assign(self, frame: Frame, value: Value) -> None:
        self.store(frame, *self.reach(frame), value)

    def store(self, frame: Frame, receiver: Value, args: list[Value], value: Value) -> None:
        """`receiver[*args] = value`."""
        interp = frame.interp
        meter = interp.meter
        meter.fuel -= 1
        if meter.fuel < 0:
            meter.tick()
        try:
            interp.dispatch(receiver, "[]=", [*args, value], {}, None, frame, self)
        except (Raised, AuthbenchError) as error:
            interp.passed(error, self)
            raise

    def defined(self, frame: Frame) -> str | None:
        return method_defined(frame, self.receiver, "[]", self.arguments.positional)


class Attribute(Target):
    """`receiver.name` on the left of `=`."""

    __slots__ = ("name", "receiver", "safe")

    def __init__(self, place: Place, receiver: Node, name: str, safe: bool) -> None:
        super().__init__(place)
        self.receiver = receiver
        self.name = name
        self.safe = safe

    def evaluate(self, frame: Frame) -> Value:
        return self.fetch(frame, self.receiver.evaluate(frame), [])

    def reach(self, frame: Frame) -> tuple[Value, list[Value]] | None:
        """The receiver and no arguments; None where `&.` stops at nil."""
        receiver = self.receiver.evaluate(frame)
        return None if self.safe and receiver is None else (receiver, [])

    def fetch(self, frame: Frame, receiver: Value, args: list[Value]) -> Value:
        """`receiver.name`."""
        return frame.interp.dispatch(receiver, self.name, args, {}, None, frame, self)

    def assign(self, frame: Frame, value: Value) -> None:
        reached = self.reach(frame)
        if reached is not None:
            self.store(frame, *reached, value)

    def store(self, frame: Frame, receiver: Value, args: list[Value], value: Value) -> None:
        """`receiver.name = value`."""
        try:
            frame.interp.dispatch(receiver, f"{self.name}=", [*args, value], {}, None, frame, self)
        except (Raised, AuthbenchError) as error:
            frame.interp.passed(error, self)
            raise


class CallAssignment(Node):
    """`receiver[index] = value` and `receiver.name = value`: the receiver and the index are evaluated
    first; of `receiver&.name = value` nothing else is where the receiver is nil."""

    __slots__ = ("target", "value")

    def __init__(self, place: Place, target: Index | Attribute, value: Node) -> None:
        super().__init__(place)
        self.target = target
        self.value = value

    def evaluate(self, frame: Frame) -> Value:
        reached = self.target.reach(frame)
        if reached is None:
            return None
        value = self.value.evaluate(frame)
        self.target.store(frame, *reached, value)
        return value

    def defined(self, frame: Frame) -> str | None:
        return "assignment"


class CallOperatorAssignment(CallAssignment):
    """`receiver[index] += value` and `receiver.name ||= value`: what they name is evaluated once."""

    __slots__ = ("operator",)

    def __init__(self, place: Place, target: Index | Attribute, operator: str, value: Node) -> None:
        super().__init__(place, target, value)
        self.operator = operator

    def evaluate(self, frame: Frame) -> Value:
        reached = self.target.reach(frame)
        if reached is None:
            return None
        receiver, args = reached
        current = self.target.fetch(frame, receiver, list(args))
        value, changed = combine(frame, current, self.operator, self.value, self)
        if changed:
            self.target.store(frame, receiver, args, value)
        return value
