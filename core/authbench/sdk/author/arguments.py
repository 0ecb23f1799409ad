"""What chain calls of a request take, made ready for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authbench.encoding import symbol_header
from authbench.sdk.errors import HelperArgumentError


def header_pairs(mapping: Mapping[str, Any] | None, named: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The pairs of `headers(…)`: keywords follow the symbol rule, dict entries the text rule (10)."""
    pairs = exact_pairs(mapping, {})
    return pairs + [(symbol_header(name), _settled(value, "headers")) for name, value in named.items()]


def exact_pairs(mapping: Mapping[str, Any] | None, named: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The pairs of `case_sensitive_headers(…)`, names as given. Raises HelperArgumentError."""
    if mapping is not None and not isinstance(mapping, Mapping):
        raise HelperArgumentError(
            f"headers takes a dict or keywords, not {type(mapping).__name__}",
            hint='Write headers({"X-Name": value}) or headers(x_name=value).',
        )
    return [
        (str(name), _settled(value, "headers")) for name, value in [*(mapping or {}).items(), *named.items()]
    ]


def merged(value: Any, named: Mapping[str, Any], what: str) -> Any:
    """A value with the keywords merged into it, as the engine takes it. Raises HelperArgumentError where they
    do not go together."""
    if not named:
        return for_engine(value, what)
    if value is not None and not isinstance(value, Mapping):
        raise HelperArgumentError(f"{what} takes either {type(value).__name__} or keywords, not both")
    return for_engine({**(value or {}), **named}, what)


def for_engine(value: Any, what: str) -> Any:
    """A value as the engine takes it; `what` is the call that an error names."""
    from authbench.sdk.author.values import to_engine

    return to_engine(value, what)


def _settled(value: Any, what: str) -> Any:
    from authbench.sdk.author.values import settled

    return settled(value, what)
