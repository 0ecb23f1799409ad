"""Lambdas, blocks and their parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from authbench.ruby.keywords import OtherKey, keyword_hash
from authbench.ruby.syntax.base import Node, Place
from authbench.ruby.values import Raised, RArray, RProc, Value

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.scopes import Frame
    from authbench.ruby.syntax.variables import Destructuring


class Parameters:
    """The parameters of a lambda or block, in Ruby's order: required, optional, rest, required again,
    keywords, further keywords, block."""

    __slots__ = (
        "after",
        "before",
        "block",
        "excess_comma",
        "keyword_rest",
        "keywords",
        "optional",
        "refuses_keywords",
        "rest",
        "simple",
    )

    def __init__(
        self,
        before: Sequence[str | Destructuring] = (),
        optional: Sequence[tuple[str, Node]] = (),
        rest: str | None = None,
        after: Sequence[str | Destructuring] = (),
        keywords: Sequence[tuple[str, Node | None]] = (),
        keyword_rest: str | None = None,
        block: str | None = None,
        excess_comma: bool = False,
        refuses_keywords: bool = False,
    ) -> None:
        self.before = before
        self.optional = optional
        self.rest = rest
        self.after = after
        self.keywords = keywords
        self.keyword_rest = keyword_rest
        self.block = block
        self.excess_comma = excess_comma
        self.refuses_keywords = refuses_keywords
        """Whether `**nil` is declared."""
        plain = all(isinstance(parameter, str) for parameter in before)
        other = optional or rest is not None or after or keywords or keyword_rest is not None
        self.simple: tuple[str, ...] | None = (
            tuple(name for name in before if isinstance(name, str))
            if plain and not other and block is None
            else None
        )

    @property
    def required(self) -> int:
        """How many positional parameters must be given."""
        return len(self.before) + len(self.after)

    @property
    def positional(self) -> int | None:
        """How many positional arguments fit; None for any number."""
        return None if self.rest is not None else self.required + len(self.optional)

    @property
    def count(self) -> int:
        """How many parameters are declared, of any kind."""
        extra = (self.rest is not None) + (self.keyword_rest is not None) + (self.block is not None)
        return self.required + len(self.optional) + len(self.keywords) + extra

    @property
    def takes_keywords(self) -> bool:
        """Whether keyword parameters are declared."""
        return bool(self.keywords) or self.keyword_rest is not None

    def arity(self, is_lambda: bool) -> int:
        """Proc#arity."""
        least = self.required + any(default is None for _, default in self.keywords)
        most = self.required + len(self.optional) + self.takes_keywords
        fits = self.rest is None and (least == most or not is_lambda)
        return least if fits else -least - 1

    def splats(self) -> bool:
        """Whether a block with these parameters takes a single array argument apart."""
        named = len(self.before) + len(self.optional) + len(self.after)
        other = self.rest is not None or self.takes_keywords
        return named > 1 or self.excess_comma or (other and named > 0)

    def bind(self, frame: Frame, args: list[Value], kwargs: dict[str, Value] | None, strict: bool) -> None:
        """Set the parameters in `frame`. With `strict` (lambdas) the number of arguments must fit."""
        kwargs = self._take_keywords(frame.interp, args, kwargs)
        if strict:
            self._check_count(len(args))
        frame_vars = frame.vars
        given = len(args)
        before, after = self.before, self.after
        for index, parameter in enumerate(before):
            _set(frame, parameter, args[index] if index < given else None)
        position = len(before)
        spare = given - position - len(after)
        for name, default in self.optional:
            if spare > 0:
                frame_vars[name] = args[position]
                position += 1
                spare -= 1
            else:
                frame_vars[name] = default.evaluate(frame)
        if self.rest is not None:
            end = max(position, given - len(after))
            frame_vars[self.rest] = RArray(args[position:end])
            position = end
        for parameter in after:
            _set(frame, parameter, args[position] if position < given else None)
            position += 1
        if self.takes_keywords:
            self._bind_keywords(frame, kwargs)

    def _take_keywords(
        self, interp: Interpreter, args: list[Value], kwargs: dict[str, Value] | None
    ) -> dict[str, Value]:
        if not kwargs:
            return {}
        if self.takes_keywords:
            return kwargs
        if self.refuses_keywords:
            refused = Raised.of("ArgumentError", "no keywords accepted")
            # Ruby names the call's place here, not the parameters'.
            refused.exception.location = interp.location
            raise refused
        args.append(keyword_hash(kwargs))
        return {}

    def _check_count(self, given: int) -> None:
        most = self.positional
        if given < self.required or (most is not None and given > most):
            raise Raised.of("ArgumentError", self.count_message(given))

    def count_message(self, given: int) -> str:
        """Ruby's message for a wrong number of arguments."""
        most = self.positional
        if most is None:
            expected = f"{self.required}+"
        elif most == self.required:
            expected = str(most)
        else:
            expected = f"{self.required}..{most}"
        missing = [name for name, default in self.keywords if default is None]
        if missing:
            plural = "s" if len(missing) > 1 else ""
            expected += f"; required keyword{plural}: {', '.join(missing)}"
        return f"wrong number of arguments (given {given}, expected {expected})"

    def _bind_keywords(self, frame: Frame, kwargs: dict[str, Value]) -> None:
        missing = [name for name, default in self.keywords if default is None and name not in kwargs]
        if missing:
            plural = "s" if len(missing) > 1 else ""
            listed = ", ".join(f":{name}" for name in missing)
            raise Raised.of("ArgumentError", f"missing keyword{plural}: {listed}")
        known = {name for name, _ in self.keywords}
        others = {name: value for name, value in kwargs.items() if name not in known}
        if others and self.keyword_rest is None:
            plural = "s" if len(others) > 1 else ""
            listed = ", ".join(name if isinstance(name, OtherKey) else f":{name}" for name in others)
            raise Raised.of("ArgumentError", f"unknown keyword{plural}: {listed}")
        for name, default in self.keywords:
            if name in kwargs:
                frame.vars[name] = kwargs[name]
            elif default is not None:
                frame.vars[name] = default.evaluate(frame)
        if self.keyword_rest is not None:
            frame.vars[self.keyword_rest] = keyword_hash(others)


def _set(frame: Frame, parameter: str | Destructuring, value: Value) -> None:
    if isinstance(parameter, str):
        frame.vars[parameter] = value
    else:
        parameter.assign(frame, value)


class ProcCode:
    """The parsed form of a lambda or block.

    `frames` is how many Python frames running the body may take at most, without what it calls.
    """

    __slots__ = ("body", "frames", "parameters", "place")

    def __init__(self, place: Place, parameters: Parameters, body: Node, frames: int) -> None:
        self.place = place
        self.parameters = parameters
        self.body = body
        self.frames = frames


class ProcLiteral(Node):
    """`lambda { }`, `-> { }`, `proc { }`, or a block after a call.

    A definition's own lambdas carry `convert` instead of `code`: they are converted when first called.
    """

    __slots__ = ("code", "convert", "is_lambda")

    def __init__(
        self,
        place: Place,
        code: ProcCode | None,
        is_lambda: bool,
        convert: Callable[[], ProcCode] | None = None,
    ) -> None:
        super().__init__(place)
        self.code = code
        self.convert = convert
        self.is_lambda = is_lambda

    def evaluate(self, frame: Frame) -> RProc:
        return RProc(
            code=self.code,
            convert=self.convert,
            scope=frame,
            self_object=frame.self_object,
            is_lambda=self.is_lambda,
            location=self.location() if self.is_lambda else None,
        )
