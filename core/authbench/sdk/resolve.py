"""Replacing requests by their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authbench.sdk.request import Request


def resolve(value: Any) -> Any:
    """`value` with every request in it sent and replaced by its value, in order, at any depth of
    arrays and hashes (SDK reference 4.2). What holds no request is returned as it is."""
    if isinstance(value, Request):
        return value.force()
    if isinstance(value, Mapping):
        items = {key: resolve(item) for key, item in value.items()}
        return value if all(items[key] is item for key, item in value.items()) else items
    if isinstance(value, (list, tuple)):
        elements = [resolve(item) for item in value]
        return value if all(new is old for new, old in zip(elements, value, strict=True)) else elements
    return value
