"""Plain values as JSON text and back, without loss.

JSON lacks bytes, decimals, times and non-finite numbers, which acquire and settings can hold. Each
is written as an object with one key that starts with `$`; an object that a person's data already
spells that way is escaped, so every plain value comes back equal.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any


def to_json(value: Mapping[str, Any], *, indent: int | None = None) -> str:
    """`value` as ASCII JSON text, keys in their order. Raises TypeError for what is not plain."""
    separators = None if indent is not None else (",", ":")
    return json.dumps(_encode(value), indent=indent, separators=separators)


def from_json(text: str) -> dict[str, Any]:
    """What `to_json` wrote. Raises ValueError for anything that is no such document."""
    try:
        value = _decode(json.loads(text))
    except (RecursionError, TypeError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"not a document of ours: {type(error).__name__}") from error
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")
    return value


def _encode(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, Decimal):
        return {"$decimal": str(value)}
    if isinstance(value, bytes | bytearray):
        return {"$bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, datetime):
        # UTC proper and an offset of zero are told apart: Ruby prints them differently.
        return {"$utc" if value.tzinfo is UTC else "$time": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, list | tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Mapping):
        items = {str(key): _encode(item) for key, item in value.items()}
        if len(items) == 1 and next(iter(items)).startswith("$"):
            return {"$object": items}
        return items
    raise TypeError(f"a {type(value).__name__} is not a plain value")


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return [_decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((tag, content),) = value.items()
        match tag:
            case "$object":
                return {key: _decode(item) for key, item in content.items()}
            case "$float":
                return float(content)
            case "$decimal":
                return Decimal(content)
            case "$bytes":
                return base64.b64decode(content, validate=True)
            case "$utc":
                return datetime.fromisoformat(content).replace(tzinfo=UTC)
            case "$time":
                return datetime.fromisoformat(content)
            case "$date":
                return date.fromisoformat(content)
    return {key: _decode(item) for key, item in value.items()}
