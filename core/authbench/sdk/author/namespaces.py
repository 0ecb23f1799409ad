"""`workato` and `aws` for definitions in Python: the functions of SDK reference 6.2 and 6.3.

token = workato.jwt_encode({"iss": "me"}, connection["private_key"], "RS256", kid="1")
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from authbench.sdk.author.running import Inside, inside, running
from authbench.sdk.author.values import settled

if TYPE_CHECKING:
    from authbench.sdk.aws_functions import Aws
    from authbench.sdk.context import Context
    from authbench.sdk.workato_functions import Workato

_INNER = frozenset({"csv", "net"})


class Namespace:
    """An object of functions that act on the running lambda. `find` gives what holds them."""

    def __init__(self, name: str, find: Callable[[Context], Any]) -> None:
        self._name = name
        self._find = find

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        full = f"{self._name}.{name}"
        if self._name == "workato" and name in _INNER:
            return Namespace(full, lambda context: getattr(self._find(context), name))
        with inside(full) as context:
            member = getattr(self._find(context), name)

        @wraps(member)
        def function(*args: Any, **kwargs: Any) -> Any:
            given = [_given(value, full) for value in args]
            named = {key: _given(value, full) for key, value in kwargs.items()}
            with Inside(running(full).context) as present:
                return getattr(self._find(present), name)(*given, **named)

        return function

    def __repr__(self) -> str:
        return f"<{self._name} of authbench.sdk>"


def _given(value: Any, what: str) -> Any:
    """An argument as plain data. The rows of `csv.generate` may come from a generator."""
    if hasattr(type(value), "__next__"):
        value = list(value)
    return settled(value, what)


workato: Workato = cast("Workato", Namespace("workato", lambda context: context.workato))
"""The `workato.*` functions."""
aws: Aws = cast("Aws", Namespace("aws", lambda context: context.aws))
"""The `aws.*` functions."""
