"""Values at places in nested values: names lead into dicts, numbers into lists."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from authbench.form.layout import Keys


def put(values: dict[str, Any], keys: Keys, value: Any, shown: Callable[[str], Any]) -> None:
    """Put a value at its place. Where nothing lies above it yet, what `shown` says of the path above it, a
    default, is copied there first."""
    container: Any = values
    for depth, key in enumerate(keys[:-1]):
        inside = at(container, key)
        if not isinstance(inside, dict | list):
            default = shown(".".join(str(part) for part in keys[: depth + 1]))
            inside = deepcopy(default) if isinstance(default, dict | list) else {}
            container[key] = inside
        container = inside
    container[keys[-1]] = value


def remove(values: dict[str, Any], keys: Keys) -> None:
    """Take away what lies at a place of a dict; what is in a list stays."""
    container: Any = values
    for key in keys[:-1]:
        container = at(container, key)
    if isinstance(container, dict):
        container.pop(keys[-1], None)


def at(container: Any, key: str | int) -> Any:
    """What lies at `key`; None where there is nothing."""
    if isinstance(container, list):
        return container[key] if isinstance(key, int) and key < len(container) else None
    return container.get(key) if isinstance(container, dict) else None
