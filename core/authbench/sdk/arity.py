"""Calling a helper with what a definition passed, with Ruby's words when that does not fit."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from authbench.sdk.errors import HelperArgumentError

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def call_helper(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """`function(*args, **kwargs)`. Raises HelperArgumentError for arguments that do not fit its
    parameters, and whatever the function raises."""
    parameters = inspect.signature(function).parameters.values()
    positional = [parameter for parameter in parameters if parameter.kind in _POSITIONAL]
    variadic = any(parameter.kind is inspect.Parameter.VAR_POSITIONAL for parameter in parameters)
    required = sum(parameter.default is inspect.Parameter.empty for parameter in positional)
    given = len(args)
    if given < required or (given > len(positional) and not variadic):
        if variadic:
            expected = f"{required}+"
        elif required < len(positional):
            expected = f"{required}..{len(positional)}"
        else:
            expected = str(required)
        raise HelperArgumentError(f"wrong number of arguments (given {given}, expected {expected})")
    keywords = {
        parameter.name: parameter for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY
    }
    missing = [
        name
        for name, parameter in keywords.items()
        if parameter.default is parameter.empty and name not in kwargs
    ]
    if missing:
        raise HelperArgumentError(_keyword_problem("missing", missing))
    if not any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        unknown = [name for name in kwargs if name not in keywords]
        if unknown:
            raise HelperArgumentError(_keyword_problem("unknown", unknown))
    return function(*args, **kwargs)


def _keyword_problem(kind: str, names: Sequence[str]) -> str:
    plural = "s" if len(names) > 1 else ""
    return f"{kind} keyword{plural}: {', '.join(f':{name}' for name in names)}"
