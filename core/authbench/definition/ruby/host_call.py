"""One call of a helper by the evaluator: its arguments, and Ruby's words where they do not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authbench.definition.ruby.host_values import resolved_argument
from authbench.ruby.values import RHash, RProc, Symbol, Value
from authbench.sdk import HelperArgumentError

if TYPE_CHECKING:
    from authbench.ruby import Interpreter


@dataclass(frozen=True, slots=True)
class HostCall:
    """What was passed."""

    interp: Interpreter
    name: str
    args: list[Value]
    kwargs: dict[str, Value]
    block: RProc | None

    @property
    def given(self) -> list[Value]:
        """The positional arguments, with trailing keywords as one more hash."""
        if not self.kwargs:
            return self.args
        return [*self.args, RHash((Symbol(name), value) for name, value in self.kwargs.items())]

    def between(self, minimum: int, maximum: int) -> list[Value]:
        """The arguments, that many of them. Raises HelperArgumentError."""
        given = self.given
        if not minimum <= len(given) <= maximum:
            expected = str(minimum) if minimum == maximum else f"{minimum}..{maximum}"
            raise self.wrong_number(len(given), expected)
        return given

    def single(self) -> Value:
        """The only argument. Raises HelperArgumentError."""
        return self.between(1, 1)[0]

    def keywords(self, skip: int = 0) -> dict[str, Any]:
        """Keywords as plain values, also where they came as a hash after `skip` arguments. Raises
        HelperArgumentError for other arguments."""
        named: dict[str, Any] = {}
        for value in self.args[skip:]:
            if not isinstance(value, RHash):
                raise self.wrong_number(len(self.args), str(skip))
            named.update(resolved_argument(value))
        named.update({name: resolved_argument(value) for name, value in self.kwargs.items()})
        return named

    def needed_block(self) -> RProc:
        """The block. Raises HelperArgumentError without one."""
        if self.block is None:
            raise HelperArgumentError(f"{self.name} needs a block")
        return self.block

    @staticmethod
    def wrong_number(given: int, expected: str) -> HelperArgumentError:
        """Ruby's complaint about a number of arguments."""
        return HelperArgumentError(f"wrong number of arguments (given {given}, expected {expected})")
