"""The converters that `convert_input` names, for values on their way out of the form (SDK reference 2.14)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

_TRUE = frozenset({"true", "t", "1", "yes", "y", "on"})


def convert(name: str, value: Any) -> Any:
    """`value` as the built-in converter `name` makes it. What cannot be converted stays as it is, and so does
    everything under a name that is no built-in one: those are methods of the definition."""
    converter = _CONVERTERS.get(name)
    if converter is None:
        return value
    try:
        return converter(value)
    except (ValueError, OverflowError, TypeError):
        return value


def is_built_in(name: str) -> bool:
    """Whether the SDK itself brings a converter of that name."""
    return name in _CONVERTERS


def _integer(value: Any) -> Any:
    return int(_plain(value))


def _float(value: Any) -> Any:
    number = float(_plain(value))
    return number if math.isfinite(number) else value


def _plain(value: Any) -> str:
    text = str(value).strip()
    if "_" in text:
        # Python would take 1_000 for a number.
        raise ValueError(text)
    return text


def _boolean(value: Any) -> Any:
    return str(value).strip().lower() in _TRUE


def _day(value: Any) -> Any:
    return _moment(value).date().isoformat()


def _iso_time(value: Any) -> Any:
    return _with_z(_zoned(value).isoformat())


def _time_without_zone(value: Any) -> Any:
    return _moment(value).replace(tzinfo=None).isoformat()


def _utc_time(value: Any) -> Any:
    return _with_z(_zoned(value).astimezone(UTC).isoformat())


def _epoch(value: Any) -> Any:
    return int(_zoned(value).timestamp())


def _float_epoch(value: Any) -> Any:
    return _zoned(value).timestamp()


def _epoch_millis(value: Any) -> Any:
    return int(_zoned(value).timestamp() * 1000)


def _in_a_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


def _moment(value: Any) -> datetime:
    text = str(value).strip()
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.combine(date.fromisoformat(text), datetime.min.time())


def _zoned(value: Any) -> datetime:
    moment = _moment(value)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _with_z(text: str) -> str:
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


_CONVERTERS: Mapping[str, Callable[[Any], Any]] = {
    "integer_conversion": _integer,
    "float_conversion": _float,
    "boolean_conversion": _boolean,
    "date_conversion": _day,
    "date_iso8601_conversion": _day,
    "render_iso8601_date": _day,
    "date_time_conversion": _iso_time,
    "date_time_iso8601_conversion": _iso_time,
    "render_iso8601_timestamp": _iso_time,
    "convert_to_datetime": _iso_time,
    "convert_to_datetime_wo_tz": _time_without_zone,
    "implicit_utc_time": _utc_time,
    "implicit_utc_iso8601_time": _utc_time,
    "render_epoch_time": _epoch,
    "render_float_epoch_time": _float_epoch,
    "render_date_time_epoch_millis": _epoch_millis,
    "item_array_wrap": _in_a_list,
}
