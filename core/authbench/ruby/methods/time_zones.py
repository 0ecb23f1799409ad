"""ActiveSupport::TimeZone: `Time.zone` and what it answers."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.date_reading import Parts
from authbench.ruby.methods.strftime import offset_text
from authbench.ruby.methods.strptime import Mismatch, strptime
from authbench.ruby.methods.time import clock, from_text
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RDate, RString, Value

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
    name = call.string(value)
    if not clock.is_zone_name(name):
        raise call.error("ArgumentError", f"Invalid Timezone: {name}")
    return name


@ZONE_CLASS.define("[]", "new", args="1")
def lookup(call: Call, self: Value) -> Value:
    name = call.string(call.args[0])
    return TimeZone(name) if clock.is_zone_name(name) else None


@ZONE.define("name")
def name(call: Call, self: TimeZone) -> Value:
    return RString(self.name)


def _offset(call: Call, self: TimeZone) -> int:
    return clock.offset_at(clock.zone_named(call, self.name), clock.now(call))


@ZONE.define("utc_offset")
def utc_offset(call: Call, self: TimeZone) -> Value:
    zone = clock.zone_named(call, self.name)
    moment = clock.aware(call, clock.in_zone(call, clock.now(call), self.name))
    daylight = moment.dst()
    return clock.offset_at(zone, clock.now(call)) - (int(daylight.total_seconds()) if daylight else 0)


@ZONE.define("formatted_offset", args="0..1")
def formatted_offset(call: Call, self: TimeZone) -> Value:
    moment = clock.aware(call, clock.in_zone(call, clock.now(call), self.name))
    return RString(offset_text(moment, 1))


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


@ZONE.define("at", args="1..2")
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


def _from_parts(call: Call, self: TimeZone, parts: Parts) -> Value:
    moment = from_text.time_value(call, parts)
    if moment is None:
        raise call.error("ArgumentError", "no time information")
    if parts.offset is not None or parts.epoch is not None:
        return clock.in_zone(call, moment.nanoseconds, self.name)
    wall = clock.wall_of(moment)
    return _at_wall(call, self, wall, moment.nanoseconds % 1000)


def parse_in_zone(call: Call, self: TimeZone, text: str) -> Value:
    """`zone.parse(text)`: nil where the text says nothing; without an offset it is this zone's clock."""
    parts = from_text.parsed(call, text, century=False)
    if not parts.says_date() and not parts.says_time():
        raise call.error("ArgumentError", f"no time information in {call.inspect(RString(text))}")
    if parts.year is None and parts.month is None and parts.day is None and parts.yday is None:
        here = clock.in_zone(call, clock.now(call), self.name).local().date()
        parts.year, parts.month, parts.day = here.year, here.month, here.day
    return _from_parts(call, self, parts)


@ZONE.define("parse", "iso8601", "rfc3339", args="1..2")
def parse(call: Call, self: TimeZone) -> Value:
    return parse_in_zone(call, self, call.string(call.args[0]))


@ZONE.define("strptime", args="2..3")
def strptime_(call: Call, self: TimeZone) -> Value:
    text, template = call.string(call.args[0]), call.string(call.args[1])
    try:
        return _from_parts(call, self, strptime(text, template))
    except Mismatch:
        raise call.error(
            "ArgumentError", f"invalid date or strptime format - `{text}' `{template}'"
        ) from None


@ZONE.define("==", args="1")
def equals(call: Call, self: TimeZone) -> Value:
    return isinstance(call.args[0], TimeZone) and call.args[0].name == self.name
