"""Frozen data classes as plain JSON values, and back, by their annotations."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints


class NotBuilt(ValueError):
    """Plain values do not fit the data class."""


def plain(value: Any) -> Any:
    """`value` as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return str(value)


def built(kind: Any, value: Any) -> Any:
    """The value of type `kind` that `value` was made from. Raises `NotBuilt`."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return value
    if origin in (Union, types.UnionType):
        return _built_as_one_of(arguments, value)
    if origin is tuple:
        if not isinstance(value, list):
            raise NotBuilt("a list was expected")
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return tuple(built(arguments[0], item) for item in value)
        if len(arguments) != len(value):
            raise NotBuilt(f"{len(arguments)} values were expected")
        return tuple(built(each, item) for each, item in zip(arguments, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise NotBuilt("an object was expected")
        return {name: built(arguments[1], item) for name, item in value.items()}
    if is_dataclass(kind):
        return _built_class(kind, value)
    return _built_scalar(kind, value)


def _built_as_one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    for kind in kinds:
        if kind is type(None):
            if value is None:
                return None
            continue
        try:
            return built(kind, value)
        except NotBuilt:
            continue
    raise NotBuilt("no kind of value fits")


def _built_class(kind: Any, value: Any) -> Any:
    if not isinstance(value, dict):
        raise NotBuilt("an object was expected")
    hints = _hints(kind)
    given: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in value:
            given[field.name] = built(hints[field.name], value[field.name])
        elif field.default is MISSING and field.default_factory is MISSING:
            raise NotBuilt(f"{field.name} is missing")
    return kind(**given)


def _built_scalar(kind: Any, value: Any) -> Any:
    if kind is datetime or (isinstance(kind, type) and issubclass(kind, Enum)):
        try:
            make: Any = _moment if kind is datetime else kind
            return make(value)
        except (TypeError, ValueError) as error:
            raise NotBuilt(str(error)) from error
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError as error:
            raise NotBuilt("a number is too large") from error
    if kind is int and isinstance(value, bool):
        raise NotBuilt("a number was expected")
    if not isinstance(value, kind):
        raise NotBuilt(f"{kind.__name__} was expected")
    return value


def _moment(value: Any) -> datetime:
    """A time with its zone: one without could not be compared with others."""
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time has no zone")
    return moment


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
