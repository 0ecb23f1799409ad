"""Proc and Enumerator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.errors import Location
    from authbench.ruby.interpreter import Interpreter

NativeBody = Callable[["Interpreter", list[Any], dict[str, Any]], Any]
"""A proc's body in Python: (interpreter, arguments, keywords) -> value."""


class RProc:
    """A Ruby Proc: a lambda, a block, or a body in Python (`&:name`, a block that a built-in passes on).

    `code` is the parsed form with parameters and body; it may be None until the first call, since a
    definition's lambdas are converted when they are needed. `scope` is the closure.
    """

    __slots__ = (
        "_code",
        "_convert",
        "_location",
        "frozen",
        "is_lambda",
        "native",
        "native_arity",
        "scope",
        "self_object",
    )

    def __init__(
        self,
        *,
        code: Any = None,
        convert: Callable[[], Any] | None = None,
        scope: Any = None,
        self_object: Any = None,
        is_lambda: bool = False,
        location: Location | None = None,
        native: NativeBody | None = None,
        native_arity: int = -1,
    ) -> None:
        self._code = code
        self._convert = convert
        self.scope = scope
        self.self_object = self_object
        self.is_lambda = is_lambda
        self._location = location
        self.native = native
        self.native_arity = native_arity
        self.frozen = False

    @classmethod
    def of(cls, body: NativeBody, *, arity: int = -1, is_lambda: bool = False) -> RProc:
        """A proc whose body is Python."""
        return cls(native=body, native_arity=arity, is_lambda=is_lambda)

    @property
    def code(self) -> Any:
        """The parsed form (`authbench.ruby.syntax.ProcCode`), converted on first use."""
        # Two threads may convert at once and keep either result; `_convert` stays, so that neither of them
        # finds it gone before the code is there.
        if self._code is None and self._convert is not None:
            self._code = self._convert()
        return self._code

    @property
    def location(self) -> Location | None:
        """Where the lambda or block stands; None for one whose body is Python."""
        if self._location is None and self._code is not None:
            source, row, column = self._code.place
            self._location = source.location(row, column)
        return self._location

    @property
    def converted(self) -> bool:
        """Whether `code` is there without converting first."""
        return self._code is not None

    @property
    def parameter_count(self) -> int:
        """How many parameters are declared, of any kind (SDK reference 1.5)."""
        if self.native is not None:
            return abs(self.native_arity)
        return int(self.code.parameters.count)

    @property
    def required_count(self) -> int:
        """How many positional parameters have no default."""
        if self.native is not None:
            return self.native_arity if self.native_arity >= 0 else -self.native_arity - 1
        return int(self.code.parameters.required)

    @property
    def arity(self) -> int:
        """Proc#arity."""
        if self.native is not None:
            return self.native_arity
        return int(self.code.parameters.arity(self.is_lambda))

    def __repr__(self) -> str:
        return f"RProc({'lambda' if self.is_lambda else 'proc'} at {self.location})"


class REnumerator:
    """What an iterating method gives when called without a block: receiver, method and arguments, so that
    iterating later calls it with one. `size` is None where it is not known beforehand."""

    __slots__ = ("args", "kwargs", "method", "position", "receiver")

    def __init__(
        self, receiver: Any, method: str, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> None:
        self.receiver = receiver
        self.method = method
        self.args = args
        self.kwargs = kwargs or {}
        self.position: Any = None
        """Where `next` is: None before its first call."""

    def __repr__(self) -> str:
        return f"REnumerator({self.receiver!r}.{self.method})"
