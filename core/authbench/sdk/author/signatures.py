"""How many arguments a callable takes, and which of those supplied it gets (SDK reference 10)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True)
class Signature:
    """The positional parameters of a callable. `rest` says whether it takes any number more."""

    positional: int
    required: int
    rest: bool

    @classmethod
    def of(cls, function: Callable[..., Any]) -> Signature:
        """What `function` takes; a callable that does not say takes everything."""
        try:
            parameters = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            return cls(0, 0, rest=True)
        positional = [parameter for parameter in parameters if parameter.kind in _POSITIONAL]
        required = sum(parameter.default is inspect.Parameter.empty for parameter in positional)
        rest = any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters)
        return cls(len(positional), required, rest)

    @property
    def counted(self) -> int:
        """How many parameters it declares; `*args` counts as one."""
        return self.positional + self.rest

    def cut(self, args: Sequence[Any]) -> list[Any]:
        """The leading arguments that it takes."""
        return list(args) if self.rest else list(args[: self.positional])
