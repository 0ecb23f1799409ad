"""Ruby exceptions as values, and the signal that carries one up the evaluator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from authbench.ruby.values.classes import RClass, class_named

if TYPE_CHECKING:
    from authbench.errors import AuthbenchError, Location


class RException:
    """An exception object: class, message, further data, and where it was raised.

    `fields` holds what methods beyond `message` answer with (a failed request's `code`, `response`);
    `original` is the host's error when the exception stands for one, and goes on unchanged if nobody
    rescues it.
    """

    __slots__ = (
        "backtrace",
        "cause",
        "cause_given",
        "fields",
        "location",
        "message",
        "original",
        "ruby_class",
    )

    def __init__(
        self,
        ruby_class: RClass | str,
        message: str | None = None,
        *,
        fields: dict[str, Any] | None = None,
        location: Location | None = None,
        original: AuthbenchError | None = None,
    ) -> None:
        self.ruby_class = class_named(ruby_class) if isinstance(ruby_class, str) else ruby_class
        self.message = self.ruby_class.name if message is None else message
        self.fields: dict[str, Any] = fields or {}
        self.location = location
        self.original = original
        self.cause: RException | None = None
        self.cause_given = False
        """Whether `raise` said what the cause is, if only that there is none."""
        self.backtrace: list[Location] = []

    def __repr__(self) -> str:
        return f"RException({self.ruby_class.name}: {self.message})"


class Raised(Exception):
    """A Ruby exception on its way up. Only the evaluator's `rescue` and its boundary catch it."""

    def __init__(self, exception: RException) -> None:
        super().__init__(exception.message)
        self.exception = exception

    @classmethod
    def of(cls, class_name: str, message: str, **fields: Any) -> Raised:
        """A raised exception of the class with that name."""
        return cls(RException(class_name, message, fields=fields or None))


def frozen_error(class_name: str, receiver: Any, shown: str | None = None) -> Raised:
    """What changing a frozen object raises. `shown` is its inspect; without, since only the evaluator can
    tell that, `completed` adds it."""
    tail = "" if shown is None else f": {shown}"
    return Raised.of("FrozenError", f"can't modify frozen {class_name}{tail}", receiver=receiver)


def completed(exception: RException, inspect: Callable[[Any], str]) -> None:
    """Finish the message of a `frozen_error` that was made without an evaluator."""
    if exception.ruby_class.name == "FrozenError" and exception.message.startswith("can't modify frozen"):
        receiver = exception.fields.get("receiver")
        if receiver is not None and ": " not in exception.message:
            exception.message += f": {inspect(receiver)}"
