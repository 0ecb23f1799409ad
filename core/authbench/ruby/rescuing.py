"""Exceptions on their way up: which `rescue` catches one, where it passed, and what nobody may catch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench.errors import AuthbenchError, Location
from authbench.ruby.errors import LimitExceeded, RubyError, UnsupportedMethod, UnsupportedSyntax
from authbench.ruby.values import CLASSES, Raised, RClass, RException, Value
from authbench.ruby.values.failures import completed

if TYPE_CHECKING:
    from authbench.ruby.environment import Environment
    from authbench.ruby.syntax.base import Node

_SDK = "Workato::Connector::Sdk::"
# In the SDK these names mean its own classes; each name catches both (SDK reference 5.10).
_TWINS = {
    CLASSES[name]: CLASSES[_SDK + name] for name in ("RuntimeError", "ArgumentError", "NotImplementedError")
}
_TWINS.update({own: ruby for ruby, own in list(_TWINS.items())})


class Rescuing:
    """The part of the interpreter that deals in exceptions."""

    environment: Environment

    def inspect(self, value: Value) -> str:
        """What `inspect` gives."""
        raise NotImplementedError

    def rescues(self, choice: Value, exception: RException) -> bool:
        """Whether `rescue choice` catches `exception`; None stands for a bare `rescue`."""
        if choice is None:
            return exception.ruby_class.descends_from(CLASSES["StandardError"])
        if not isinstance(choice, RClass):
            raise Raised.of("TypeError", "class or module required for rescue clause")
        twin = _TWINS.get(choice)
        ancestors = list(exception.ruby_class.ancestors())
        return choice in ancestors or (twin is not None and twin in ancestors)

    def exception_for(self, error: AuthbenchError) -> RException | None:
        """The exception that a host's error looks like to a `rescue`; None where none may catch it."""
        if isinstance(error, RubyError):
            return error.exception
        if isinstance(error, LimitExceeded | UnsupportedMethod | UnsupportedSyntax):
            return None
        made = self.environment.exception_for(error)
        if made is not None:
            made.original = error
            made.location = made.location or error.location
        return made

    def passed(self, error: Raised | AuthbenchError, node: Node) -> None:
        """Note that an exception or a host's error passes `node` on its way up."""
        if isinstance(error, Raised):
            self.trace(error.exception, node)
        elif error.location is None:
            error.location = node.location()

    def trace(self, exception: RException, node: Node) -> None:
        """Note that `exception` passes `node` on its way up; the first place is where it was raised."""
        if exception.location is None:
            exception.location = node.location()
            if exception.fields:
                completed(exception, self.inspect)
        if len(exception.backtrace) < 20:
            exception.backtrace.append(node.location())

    def unsupported_syntax(self, what: str, location: Location | None) -> UnsupportedSyntax:
        """The error for a form of Ruby that is not there."""
        return UnsupportedSyntax(
            f"{what} is not supported here.",
            hint="The rest of the definition works; this part has to be written another way.",
            location=location,
        )

    def unsupported_method(
        self, what: str, location: Location | None, why: str | None = None
    ) -> UnsupportedMethod:
        """The error for a method of Ruby that is not there; `why` is a clause."""
        because = f"It is not there because {why}. " if why else ""
        return UnsupportedMethod(
            f"{what} is not supported here.",
            hint=f"{because}The rest of the definition works; this part has to be written another way.",
            location=location,
        )
