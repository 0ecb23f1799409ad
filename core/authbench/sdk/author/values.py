"""Values on their way between a definition in Python and the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from authbench.encoding import to_text
from authbench.sdk.author.lazy_request import LazyRequest
from authbench.sdk.errors import SdkError

_PLAIN = (str, bytes, bool, int, float, Decimal, date)
_PLAIN_ZONES = frozenset({"datetime", "zoneinfo"})


def _plain_time(value: datetime) -> datetime:
    zone = value.tzinfo
    if zone is not None and type(zone).__module__ not in _PLAIN_ZONES:
        # The author's own class of zones is code of theirs, which nothing of ours is to call later.
        offset = value.utcoffset()
        zone = None if offset is None else timezone(offset)
    elif type(value) is datetime:
        return value
    return datetime(
        value.year,
        value.month,
        value.day,
        value.hour,
        value.minute,
        value.second,
        value.microsecond,
        zone,
        fold=value.fold,
    )


_EXACT: dict[type, Callable[[Any], Any]] = {
    int: int.__int__,
    float: float.__float__,
    str: str.__str__,
    bytes: lambda value: bytes(memoryview(value)),
    Decimal: Decimal,
    datetime: _plain_time,
    date: lambda value: date.fromordinal(date.toordinal(value)),
}
"""How a value of a class that is derived from a plain one becomes plain."""


class NotPlain(SdkError):
    """A value that cannot leave the definition: a generator, a function, an object of a class."""

    sdk_class = "ArgumentError"


def plain_copy(value: Any) -> Any:
    """A copy of an argument for the author to change: dicts and lists of their own, all else as it is."""
    if isinstance(value, Mapping):
        return {key: plain_copy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_copy(item) for item in value]
    return value


def to_engine(value: Any, what: str) -> Any:
    """A value of the definition as the engine takes it: requests not sent yet stay requests, to be sent
    when they are needed. Raises NotPlain, naming the place within `what`."""
    return _converted(value, what, lambda request: request.plain())


def settled(value: Any, what: str) -> Any:
    """The same with requests sent and replaced by their values, in order. Raises NotPlain and what the
    requests raise."""
    return _converted(value, what, lambda request: _converted(request.response(), what, _sent))


def _sent(request: LazyRequest) -> Any:
    return request.response()


def _converted(value: Any, what: str, request_value: Callable[[LazyRequest], Any]) -> Any:
    kind = type(value)
    if value is None or kind in _PLAIN:
        return value
    if kind is LazyRequest:
        return request_value(value)
    if isinstance(value, Mapping):
        return {
            _key(key, what): _converted(item, f"{what}[{key!r}]", request_value)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_converted(item, f"{what}[{index}]", request_value) for index, item in enumerate(list(value))]
    if isinstance(value, (set, frozenset)):
        # A set has no order of its own; the same request shall come out every time.
        return [_converted(item, what, request_value) for item in sorted(value, key=to_text)]
    return _scalar(value, what)


def _scalar(value: Any, what: str) -> Any:
    if isinstance(value, Enum):
        return _converted(value.value, what, _sent)
    # By its type, not by what it says of itself; and as a value of the plain type, whose methods are known.
    for kind, exact in _EXACT.items():
        if issubclass(type(value), kind):
            return exact(value)
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise NotPlain(
        f"{what} is of type {type(value).__name__}, which is no plain value",
        hint="Use dicts, lists, texts, numbers, True, False, None, bytes, dates and requests.",
    )


def _key(key: Any, what: str) -> str:
    if type(key) is str:
        return key
    if isinstance(key, Enum):
        return _key(key.value, what)
    if isinstance(key, (str, int, float)):
        return to_text(key)
    raise NotPlain(
        f"{what} has a key of type {type(key).__name__}",
        hint="Keys are texts.",
    )
