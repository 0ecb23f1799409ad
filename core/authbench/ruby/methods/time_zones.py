"""ActiveSupport::TimeZone: `Time.zone` and what it answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.date_reading import Parts
from authbench.ruby.methods.strftime import offset_text
from authbench.ruby.methods.strptime import Mismatch, strptime
from authbench.ruby.methods.time import clock, from_text
from authbench.ruby.methods.time.zone_names import TZ_NAMES
from authbench.ruby.operations import register_class
from authbench.ruby.values import (
    CLASSES,
    RArray,
    RDate,
    RDateTime,
    RDuration,
    RHash,
    RString,
    RTime,
    Symbol,
    Value,
)

ZONE: Final = MethodTable("ActiveSupport::TimeZone", "Comparable")
ZONE_CLASS: Final = MethodTable("ActiveSupport::TimeZone.", "Class")


class TimeZone:
    """A time zone, by its tz or ActiveSupport name."""

    __slots__ = ("name",)
    frozen = True

    def __init__(self, name: str) -> None:
        self.name = name

    def ruby_token(self) -> tuple[str, str]:
        """The key that stands for this zone in a Hash."""
        return ("zone", self.name)


register_type(TimeZone, "ActiveSupport::TimeZone")
register_class(TimeZone, CLASSES["ActiveSupport::TimeZone"])


def zone_name(call: Call, value: Value) -> str:
    """The name of a zone given as text or TimeZone. Raises ArgumentError for an unknown one."""
    if isinstance(value, TimeZone):
        return value.name
    found = _looked_up(call, value)
    if found is None:
        raise call.error("ArgumentError", f"Invalid Timezone: {call.to_s(value)}")
    return found


def _looked_up(call: Call, value: Value) -> str | None:
    """The zone of a name, or of an offset in hours (up to 13) or seconds; None where there is none."""
    if isinstance(value, RString):
        return value.text if clock.is_zone_name(value.text) else None
    number = value.value if isinstance(value, RDuration) else value
    if isinstance(number, int | float) and not isinstance(number, bool):
        return zone_at_offset(call, int(number * 3600 if abs(number) <= 13 else number))
    raise call.error("ArgumentError", f"invalid argument to TimeZone[]: {call.inspect(value)}")


def zone_at_offset(call: Call, offset: int) -> str | None:
    """The first of ActiveSupport's zones that far east of UTC (seconds, summer time left out)."""
    names = sorted(name for name in TZ_NAMES if _base_offset(call, name) == offset)
    return names[0] if names else None


@ZONE_CLASS.define("[]", args="1")
def lookup(call: Call, self: Value) -> Value:
    if isinstance(call.args[0], TimeZone):
        raise call.error("ArgumentError", f"invalid argument to TimeZone[]: {call.to_s(call.args[0])}")
    found = _looked_up(call, call.args[0])
    return None if found is None else TimeZone(found)


@ZONE_CLASS.define("new", args="1")
def new(call: Call, self: Value) -> Value:
    name = call.string(call.args[0])
    return TimeZone(name) if clock.is_zone_name(name) else None


@ZONE_CLASS.define("all")
def all_zones(call: Call, self: Value) -> Value:
    names = sorted(TZ_NAMES, key=lambda name: (_base_offset(call, name), name))
    return RArray([TimeZone(name) for name in names])


@ZONE_CLASS.define("MAPPING")
def mapping(call: Call, self: Value) -> Value:
    return RHash((RString(name), RString(zone)) for name, zone in TZ_NAMES.items())


@ZONE_CLASS.define("seconds_to_utc_offset", args="1..2")
def seconds_to_utc_offset(call: Call, self: Value) -> Value:
    offset = timedelta(seconds=call.integer(call.args[0]))
    moment = datetime(1970, 1, 1, tzinfo=timezone(offset))
    return RString(offset_text(moment, 1 if call.truthy(call.arg(1, True)) else 0))


@ZONE.define("name")
def name(call: Call, self: TimeZone) -> Value:
    return RString(self.name)


def _base_offset(call: Call, zone: str) -> int:
    """Seconds east of UTC, summer time left out."""
    moment = clock.aware(call, clock.in_zone(call, clock.now(call), zone))
    offset, daylight = moment.utcoffset() or timedelta(0), moment.dst() or timedelta(0)
    return int((offset - daylight).total_seconds())


@ZONE.define("utc_offset")
def utc_offset(call: Call, self: TimeZone) -> Value:
    return _base_offset(call, self.name)


@ZONE.define("formatted_offset", args="0..2")
def formatted_offset(call: Call, self: TimeZone) -> Value:
    offset = _base_offset(call, self.name)
    if offset == 0 and len(call.args) > 1:
        return call.args[1]
    moment = datetime(1970, 1, 1, tzinfo=timezone(timedelta(seconds=offset)))
    return RString(offset_text(moment, 1 if call.truthy(call.arg(0, True)) else 0))


@ZONE.define("to_s")
def to_s(call: Call, self: TimeZone) -> Value:
    return RString(f"(GMT{call.to_s(formatted_offset(call, self))}) {self.name}")


@ZONE.define("now")
def now(call: Call, self: TimeZone) -> Value:
    return clock.in_zone(call, clock.now(call), self.name)


def _today(call: Call, self: TimeZone, days: int) -> Value:
    from authbench.ruby.methods.dates import moved

    return moved(call, RDate(clock.in_zone(call, clock.now(call), self.name).local().date()), days)


@ZONE.define("today")
def today(call: Call, self: TimeZone) -> Value:
    return _today(call, self, 0)


@ZONE.define("tomorrow")
def tomorrow(call: Call, self: TimeZone) -> Value:
    return _today(call, self, 1)


@ZONE.define("yesterday")
def yesterday(call: Call, self: TimeZone) -> Value:
    return _today(call, self, -1)


@ZONE.define("at", args="1..3")
def at(call: Call, self: TimeZone) -> Value:
    from authbench.ruby.methods.time_class import at_seconds

    return clock.in_zone(call, at_seconds(call).nanoseconds, self.name)


@ZONE.define("local", args="1..7")
def local(call: Call, self: TimeZone) -> Value:
    from authbench.ruby.methods.time_class import wall_from_numbers

    wall, rest = wall_from_numbers(call, call.args)
    return _at_wall(call, self, wall, rest)


def _at_wall(call: Call, self: TimeZone, wall: datetime, rest: int) -> Value:
    return clock.in_zone(call, clock.zoned_wall(call, wall, self.name)[0] + rest, self.name)


def _from_parts(call: Call, self: TimeZone, parts: Parts, here: Value = None) -> Value:
    """The moment that `parts` say on this zone's clock, the day taken from `here` (now) where it is missing;
    nil where they say nothing."""
    if not parts.says_date() and not parts.says_time():
        return None
    now = clock.in_zone(call, clock.now(call), self.name)
    day = clock.wall_of(here if isinstance(here, RTime | RDate | RDateTime) else now).date()
    moment = from_text.time_value(call, replace(parts, weekday=None), day)
    if moment is None:
        moment = clock.local_wall(call, datetime(day.year, day.month, day.day))
    if parts.offset is not None or parts.epoch is not None:
        return clock.in_zone(call, moment.nanoseconds, self.name)
    return _at_wall(call, self, clock.wall_of(moment), moment.nanoseconds % 1000)


def parse_in_zone(call: Call, self: TimeZone, text: str) -> Value:
    """`zone.parse(text)`: nil where the text says nothing; without an offset it is this zone's clock."""
    return _from_parts(call, self, from_text.parsed(call, text, century=False), call.arg(1))


@ZONE.define("parse", args="1..2")
def parse(call: Call, self: TimeZone) -> Value:
    return parse_in_zone(call, self, call.string(call.args[0]))


@ZONE.define("iso8601", "rfc3339", args="1")
def parse_strictly(call: Call, self: TimeZone) -> Value:
    from authbench.ruby.methods.date_formats import strictly

    parts = strictly(call, call.name, "ArgumentError")
    if call.name == "iso8601" and parts.year is None:
        raise call.error("KeyError", "key not found: :year", key=Symbol("year"))
    return _from_parts(call, self, parts)


@ZONE.define("strptime", args="2..3")
def strptime_(call: Call, self: TimeZone) -> Value:
    text, template = call.string(call.args[0]), call.string(call.args[1])
    try:
        return _from_parts(call, self, strptime(text, template), call.arg(2))
    except Mismatch:
        raise call.error("ArgumentError", "invalid date") from None


@ZONE.define("utc_to_local", args="1")
def utc_to_local(call: Call, self: TimeZone) -> Value:
    moment = _time_argument(call)
    offset = clock.offset_at(clock.zone_named(call, self.name), moment.nanoseconds)
    return clock.utc_time(moment.nanoseconds + offset * clock.NANOSECONDS)


@ZONE.define("local_to_utc", args="1..2")
def local_to_utc(call: Call, self: TimeZone) -> Value:
    moment = _time_argument(call)
    wall = clock.wall_of(moment)
    if len(call.args) > 1 and not call.truthy(call.args[1]):
        wall = wall.replace(fold=1)
    return clock.utc_time(clock.zoned_wall(call, wall, self.name)[0] + moment.nanoseconds % 1000)


def _time_argument(call: Call) -> RTime:
    value = call.args[0]
    if isinstance(value, RTime):
        return value
    raise call.error("ArgumentError", "time must respond to year, month, day, hour, min, sec and subsec")


@ZONE.define("match?", args="1")
def matches(call: Call, self: TimeZone) -> Value:
    wanted = call.args[0]
    names = (self.name, TZ_NAMES.get(self.name, self.name))
    if isinstance(wanted, RString):
        return wanted.text in names
    return any(call.truthy(call.send(RString(name), "match?", wanted)) for name in names)


@ZONE.define("<=>", args="1")
def compare(call: Call, self: TimeZone) -> Value:
    other = call.args[0]
    if not isinstance(other, TimeZone):
        return None
    mine = (_base_offset(call, self.name), self.name)
    theirs = (_base_offset(call, other.name), other.name)
    return (mine > theirs) - (mine < theirs)


@ZONE.define("==", args="1")
def equals(call: Call, self: TimeZone) -> Value:
    return isinstance(call.args[0], TimeZone) and call.args[0].name == self.name
