"""What can go wrong in a definition's Ruby: typed, located, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench.errors import AuthbenchError, Code, Location

if TYPE_CHECKING:
    from authbench.ruby.values import RException


class RubyFailure(AuthbenchError):
    """Base of the errors that the Ruby part raises."""

    def excerpt(self) -> str | None:
        """The source line with a caret under the place, or None where there is no such line."""
        return None if self.location is None else caret(self.location)


def caret(location: Location) -> str | None:
    """The source line of `location` and a line with a caret below its column."""
    if location.source is None or location.column is None:
        return None
    before = location.source[: location.column - 1]
    # Tabs are kept, so that the caret stands right however wide they are shown.
    indent = "".join(character if character == "\t" else " " for character in before)
    return f"{location.source}\n{indent}^"


class RubySyntaxError(RubyFailure):
    """The file is not Ruby: nothing of it is run."""

    default_code = Code.SYNTAX_ERROR


class UnsupportedSyntax(RubyFailure):
    """A form of Ruby that is not there; raised when it is reached."""

    default_code = Code.UNSUPPORTED


class UnsupportedMethod(RubyFailure):
    """A method of Ruby or of its libraries that is not there; raised when it is called."""

    default_code = Code.UNSUPPORTED


class LimitExceeded(RubyFailure):
    """A limit on steps, depth, size or time was reached. A definition cannot rescue it."""

    default_code = Code.LIMIT_EXCEEDED


class RubyError(RubyFailure):
    """A Ruby exception that the definition did not rescue.

    `exception_class` is the class's name, such as "NoMethodError"; `message` is Ruby's text; `location` is
    the innermost place in the file.
    """

    default_code = Code.LAMBDA_ERROR

    def __init__(self, exception: RException) -> None:
        super().__init__(exception.message or "unhandled exception", location=exception.location)
        self.exception = exception
        self.exception_class = exception.ruby_class.name

    def __str__(self) -> str:
        return f"{self.exception_class}: {self.message}"
