"""`Time.now`, `Time.at`, `Time.parse` and the like."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.date_reading import Parts, zone_offset
from authbench.ruby.methods.objects import symbol_text
from authbench.ruby.methods.strftime import MONTHS
from authbench.ruby.methods.strptime import Mismatch, strptime
from authbench.ruby.methods.time import clock, from_text
from authbench.ruby.methods.time.calendar import exact_nanoseconds
from authbench.ruby.methods.time.offsets import in_offset
from authbench.ruby.methods.time.table import exact_fraction, not_exact
from authbench.ruby.values import (
    Raised,
    RClass,
    RDate,
    RDateTime,
    RDuration,
    RString,
    RTime,
    Value,
)
from authbench.ruby.values.rationals import RRational

TIME_CLASS: Final = MethodTable("Time.", "Class")


@TIME_CLASS.define("now", args="0..1")
def now(call: Call, self: RClass) -> Value:
    zone = call.options("in").get("in")
    if zone is None:
        return from_text.present(call)
    return in_offset(call, clock.now(call), zone)


@TIME_CLASS.define("current")
def current(call: Call, self: RClass) -> Value:
    return clock.in_zone(call, clock.now(call), call.interp.environment.zone)


@TIME_CLASS.define("zone")
def zone(call: Call, self: RClass) -> Value:
    from authbench.ruby.methods.time_zones import TimeZone

    return TimeZone(call.interp.environment.zone)


@TIME_CLASS.define("find_zone", "find_zone!", args="1")
def find_zone(call: Call, self: RClass) -> Value:
    from authbench.ruby.methods.time_zones import TimeZone, zone_name

    if call.args[0] is None:
        return None
    try:
        return TimeZone(zone_name(call, call.args[0]))
    except Raised:
        if call.name == "find_zone":
            return None
        raise


_UNITS: Final = {
    "millisecond": 1_000_000,
    "usec": 1000,
    "microsecond": 1000,
    "nsec": 1,
    "nanosecond": 1,
}


def at_seconds(call: Call) -> RTime:
    """`Time.at(seconds)`, `Time.at(seconds, fraction, unit)`, `Time.at(time)`."""
    value = call.args[0]
    if isinstance(value, RTime):
        return value
    if isinstance(value, RDateTime):
        return clock.local_time(call, value.nanoseconds)
    nanoseconds = _nanoseconds(call, value)
    if len(call.args) > 1:
        unit = symbol_text(call.args[2]) if len(call.args) > 2 else "microsecond"
        if unit not in _UNITS:
            raise call.error("ArgumentError", f"unexpected unit: {unit}")
        nanoseconds += _nanoseconds(call, call.args[1]) * _UNITS[unit] // clock.NANOSECONDS
    return clock.local_time(call, nanoseconds)


def _nanoseconds(call: Call, value: Value) -> int:
    if isinstance(value, RDuration):
        value = value.value
    fraction = exact_fraction(value)
    if fraction is None:
        raise not_exact(call, value)
    return int(fraction * clock.NANOSECONDS // 1)


@TIME_CLASS.define("at", args="1..3")
def at(call: Call, self: RClass) -> Value:
    moment = at_seconds(call)
    if call.kwargs.get("in") is not None:
        return in_offset(call, moment.nanoseconds, call.kwargs["in"])
    if moment.with_zone:
        return clock.local_time(call, moment.nanoseconds)
    return RTime(moment.nanoseconds, offset=moment.offset, utc=moment.utc, zone=moment.zone)


def _number(call: Call, value: Value, default: int) -> int | float | Fraction:
    if value is None:
        return default
    if isinstance(value, RString):
        name = value.text[:3].lower()
        for index, month in enumerate(MONTHS, start=1):
            if month[:3].lower() == name:
                return index
        return float(call.send(value, "to_f")) if "." in value.text else int(call.send(value, "to_i"))
    if isinstance(value, RRational):
        return value.value
    return value if isinstance(value, float) else call.integer(value)


def wall_from_numbers(call: Call, values: list[Value]) -> tuple[datetime, int]:
    """Year, month, day, hour, minute, second as a wall clock reading, and nanoseconds below a microsecond.
    Raises ArgumentError ("argument out of range")."""
    numbers = [
        _number(call, value, default) for value, default in zip(values, (0, 1, 1, 0, 0, 0), strict=False)
    ]
    numbers += (0, 1, 1, 0, 0, 0)[len(numbers) :]
    year, month, day, hour, minute, second = numbers
    whole, rest = divmod(exact_nanoseconds(second), clock.NANOSECONDS)
    wall = from_text.wall_from(
        call, (int(year), int(month), int(day)), (int(hour), int(minute), whole)
    ) + timedelta(microseconds=rest // 1000)
    return wall, rest % 1000


def _civil_arguments(call: Call) -> None:
    """Put the ten arguments of `to_a` (second first) into the usual order; the year may not be nil."""
    if len(call.args) == 10:
        call.args = [*reversed(call.args[:6])]
    if call.args[0] is None:
        raise call.error("TypeError", "no implicit conversion of nil into Integer")


@TIME_CLASS.define("utc", "gm", args="1..10")
def utc(call: Call, self: RClass) -> Value:
    _civil_arguments(call)
    wall, rest = wall_from_numbers(call, call.args[:6])
    extra = call.integer(call.args[6]) * 1000 if len(call.args) > 6 else 0
    return clock.utc_time(clock.epoch_of(wall) + rest + extra)


@TIME_CLASS.define("local", "mktime", args="1..10")
def local(call: Call, self: RClass) -> Value:
    _civil_arguments(call)
    wall, rest = wall_from_numbers(call, call.args[:6])
    moment = clock.local_wall(call, wall)
    moment.nanoseconds += rest + (call.integer(call.args[6]) * 1000 if len(call.args) > 6 else 0)
    return moment


@TIME_CLASS.define("new", args="0..7")
def new(call: Call, self: RClass) -> Value:
    if not call.args:
        return now(call, self)
    wall, rest = wall_from_numbers(call, call.args[:6])
    given = call.args[6] if len(call.args) > 6 else call.kwargs.get("in")
    if given is None:
        moment = clock.local_wall(call, wall)
        moment.nanoseconds += rest
        return moment
    shown = in_offset(call, 0, given)
    nanoseconds = clock.epoch_of(wall) - shown.offset * clock.NANOSECONDS + rest
    return RTime(nanoseconds, offset=shown.offset, utc=shown.utc)


def _moment(call: Call, parts: Parts, text: str, here: Value = None) -> Value:
    day = None
    if isinstance(here, RTime | RDate | RDateTime):
        day = clock.wall_of(here).date()
    if parts.zone is not None and clock.unknown_to_time(parts.zone):
        # Time knows few names of zones, and takes the clock of the others for its own.
        parts.zone = parts.offset = None
    moment = from_text.time_value(call, parts, day)
    if moment is None:
        raise call.error("ArgumentError", f"no time information in {call.inspect(RString(text))}")
    return moment


@TIME_CLASS.define("parse", args="1..2")
def parse(call: Call, self: RClass) -> Value:
    text = call.string(call.args[0])
    return _moment(call, from_text.parsed(call, text), text, call.arg(1))


_STRICT: Final = {
    "iso8601": (
        "xmlschema format",
        r"\s*[-+]?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?\s*\Z",
    ),
    "httpdate": ("RFC 2616 compliant date", r"\s*(?:\w+,? )?[\w-]+ [\w ]*\d\d:\d\d:\d\d( GMT| \d{4})?\s*\Z"),
    "rfc2822": (
        "RFC 2822 compliant date",
        r"\s*(?:\w{3}\s*,\s*)?\d+\s+\w{3}\s+\d{2,}\s+\d+:\d+(:\d+)?\s+\S+",
    ),
}
_ALIASES: Final = {"xmlschema": "iso8601", "rfc822": "rfc2822"}


@TIME_CLASS.define("rfc3339", args="1")
def rfc3339(call: Call, self: RClass) -> Value:
    from authbench.ruby.methods.date_formats import strictly

    return _moment(call, strictly(call, "rfc3339", "ArgumentError"), call.string(call.args[0]))


@TIME_CLASS.define("iso8601", "xmlschema", "httpdate", "rfc2822", "rfc822", args="1")
def parse_strictly(call: Call, self: RClass) -> Value:
    import re

    text = call.string(call.args[0])
    kind = _ALIASES.get(call.name, call.name)
    what, pattern = _STRICT[kind]
    zoned_date = kind == "iso8601" and re.match(r"\s*\d{4,}-\d\d-\d\d(Z|[+-]\d\d:?\d\d)\s*\Z", text)
    if not re.match(pattern, text, re.IGNORECASE | re.ASCII) and not zoned_date:
        raise call.error(
            "ArgumentError",
            f"not {what}: {call.inspect(RString(text))}"
            if kind != "iso8601"
            else f"invalid {what}: {call.inspect(RString(text))}",
        )
    parts = from_text.parsed(call, text)
    if kind == "httpdate":
        parts.zone, parts.offset = "UTC", 0
    return _moment(call, parts, text)


@TIME_CLASS.define("strptime", args="2..3")
def strptime_(call: Call, self: RClass) -> Value:
    text, template = call.string(call.args[0]), call.string(call.args[1])
    try:
        parts = strptime(text, template)
    except Mismatch:
        raise call.error(
            "ArgumentError", f"invalid date or strptime format - `{text}' `{template}'"
        ) from None
    return _moment(call, parts, text)


@TIME_CLASS.define("zone_offset", args="1")
def offset_of_zone(call: Call, self: RClass) -> Value:
    return zone_offset(call.string(call.args[0]))


@TIME_CLASS.define("days_in_month", args="1..2")
def days_in_month(call: Call, self: RClass) -> Value:
    from calendar import monthrange

    year = call.integer(call.args[1]) if len(call.args) > 1 else clock.today_in_zone(call).year
    month = call.integer(call.args[0])
    return monthrange(year, month)[1] if 1 <= month <= 12 else None


@TIME_CLASS.define("days_in_year", args="0..1")
def days_in_year(call: Call, self: RClass) -> Value:
    from calendar import isleap

    year = call.integer(call.args[0]) if call.args else clock.today_in_zone(call).year
    return 366 if isleap(year) else 365
