"""The methods of Time itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods import rounding
from authbench.ruby.methods.strftime import offset_text
from authbench.ruby.methods.time import calendar
from authbench.ruby.methods.time.clock import (
    NANOSECONDS,
    abbreviation,
    aware,
    in_zone,
    local_time,
    moved,
    utc_time,
    wall_of,
)
from authbench.ruby.methods.time.fields import CALENDAR, formatted
from authbench.ruby.methods.time.offsets import in_offset
from authbench.ruby.values import (
    RArray,
    RBigDecimal,
    RDate,
    RDateTime,
    RDuration,
    RString,
    RTime,
    Value,
)
from authbench.ruby.values.rationals import RRational

TIME: Final = MethodTable("Time", CALENDAR)


@TIME.define("hour", "min", "sec")
def clock_part(call: Call, self: RTime) -> Value:
    wall = wall_of(self)
    return {"hour": wall.hour, "min": wall.minute, "sec": wall.second}[call.name]


@TIME.define("nsec", "tv_nsec")
def nsec(call: Call, self: RTime) -> Value:
    return self.nanoseconds % NANOSECONDS


@TIME.define("usec", "tv_usec")
def usec(call: Call, self: RTime) -> Value:
    return self.nanoseconds % NANOSECONDS // 1000


@TIME.define("to_i", "tv_sec")
def to_i(call: Call, self: RTime) -> Value:
    return self.seconds


@TIME.define("to_r")
def to_r(call: Call, self: RTime) -> Value:
    return RRational(Fraction(self.nanoseconds, NANOSECONDS))


@TIME.define("subsec", "sec_fraction")
def subsec(call: Call, self: RTime) -> Value:
    rest = self.nanoseconds % NANOSECONDS
    return RRational(Fraction(rest, NANOSECONDS)) if rest else 0


@TIME.define("to_f")
def to_f(call: Call, self: RTime) -> Value:
    # Ruby divides two floats unless it comes out even, so the last digit may be another than the nearest.
    seconds, rest = divmod(self.nanoseconds, NANOSECONDS)
    return float(self.nanoseconds) / NANOSECONDS if rest else float(seconds)


@TIME.define("zone")
def zone(call: Call, self: RTime) -> Value:
    name = abbreviation(call, self)
    return None if name is None else RString(name)


@TIME.define("utc_offset", "gmt_offset", "gmtoff")
def utc_offset(call: Call, self: RTime) -> Value:
    return self.offset


@TIME.define("formatted_offset", args="0..2")
def formatted_offset(call: Call, self: RTime) -> Value:
    colon = not call.args or call.truthy(call.args[0])
    if self.utc and len(call.args) > 1:
        return call.args[1]
    return RString(offset_text(aware(call, self), 1 if colon else 0))


@TIME.define("utc?", "gmt?")
def is_utc(call: Call, self: RTime) -> Value:
    return self.utc


@TIME.define("dst?", "isdst")
def is_dst(call: Call, self: RTime) -> Value:
    return bool(aware(call, self).dst())


@TIME.define("utc", "gmtime")
def utc(call: Call, self: RTime) -> Value:
    if self.with_zone:
        return utc_time(self.nanoseconds)
    # A plain Time changes itself, as Ruby's does.
    self.utc, self.offset, self.zone = True, 0, None
    return self


@TIME.define("getutc", "getgm")
def getutc(call: Call, self: RTime) -> Value:
    return utc_time(self.nanoseconds)


def _local(call: Call, self: RTime) -> RTime:
    if not call.args or call.args[0] is None:
        return local_time(call, self.nanoseconds)
    return in_offset(call, self.nanoseconds, call.args[0])


@TIME.define("getlocal", args="0..1")
def getlocal(call: Call, self: RTime) -> Value:
    return _local(call, self)


@TIME.define("localtime", args="0..1")
def localtime(call: Call, self: RTime) -> Value:
    changed = _local(call, self)
    if self.with_zone:
        return changed
    self.utc, self.offset, self.zone = changed.utc, changed.offset, changed.zone
    return self


@TIME.define("in_time_zone", args="0..1")
def in_time_zone(call: Call, self: RTime) -> Value:
    return zoned(call, self.nanoseconds)


def zoned(call: Call, nanoseconds: int) -> Value:
    """That moment in the zone the argument names, else in the zone of `now`."""
    from authbench.ruby.methods.time_zones import zone_name

    if call.args and call.args[0] is None:
        return utc_time(nanoseconds)
    name = zone_name(call, call.args[0]) if call.args else call.interp.environment.zone
    return in_zone(call, nanoseconds, name)


@TIME.define("to_time")
def to_time(call: Call, self: RTime) -> Value:
    return local_time(call, self.nanoseconds) if self.with_zone else self


@TIME.define("to_date")
def to_date(call: Call, self: RTime) -> Value:
    return RDate(wall_of(self).date())


@TIME.define("to_datetime")
def to_datetime(call: Call, self: RTime) -> Value:
    return RDateTime(self.nanoseconds, self.offset)


@TIME.define("to_a")
def to_a(call: Call, self: RTime) -> Value:
    wall = wall_of(self)
    parts = [wall.second, wall.minute, wall.hour, wall.day, wall.month, wall.year]
    weekday, yday = wall.isoweekday() % 7, wall.timetuple().tm_yday
    return RArray([*parts, weekday, yday, bool(aware(call, self).dst()), zone(call, self)])


@TIME.define("iso8601", "xmlschema", "rfc3339", args="0..1")
def iso8601(call: Call, self: RTime) -> Value:
    digits = call.integer(call.args[0]) if call.args else 0
    call.check_size(max(digits, 0))
    fraction = f"{self.nanoseconds % NANOSECONDS:09}".ljust(digits, "0")[:digits]
    head = formatted(call, self, "%FT%T") + (f".{fraction}" if digits > 0 else "")
    return RString(head + ("Z" if self.utc else formatted(call, self, "%:z")))


@TIME.define("inspect")
def inspect(call: Call, self: RTime) -> Value:
    if self.with_zone:
        offset = formatted(call, self, "%:z")
        return RString(formatted(call, self, "%a, %d %b %Y %H:%M:%S.%9N %Z ") + offset)
    fraction = f"{self.nanoseconds % NANOSECONDS:09}".rstrip("0")
    ending = " UTC" if self.utc else formatted(call, self, " %z")
    return RString(formatted(call, self, "%F %T") + (f".{fraction}" if fraction else "") + ending)


def exact_fraction(value: Value) -> Fraction | None:
    """A number of seconds; None for what is no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Fraction(value)
    return Fraction(value.value) if isinstance(value, RBigDecimal | RRational) else None


def _shifted(call: Call, self: RTime, seconds: Fraction, sign: int) -> RTime:
    return moved(call, self, self.nanoseconds + sign * int(seconds * NANOSECONDS // 1))


@TIME.define("+", args="1")
def plus(call: Call, self: RTime) -> Value:
    value = call.args[0]
    if isinstance(value, RDuration):
        return calendar.shifted_by(call, self, value)
    seconds = exact_fraction(value)
    if seconds is not None:
        return _shifted(call, self, seconds, 1)
    if isinstance(value, RTime):
        raise call.error("TypeError", "time + time?")
    raise not_exact(call, value)


def not_exact(call: Call, value: Value) -> Exception:
    """What arithmetic of a time with a value that is no number raises."""
    return call.error("TypeError", f"can't convert {call.class_of(value).name} into an exact number")


@TIME.define("-", args="1")
def minus(call: Call, self: RTime) -> Value:
    value = call.args[0]
    if isinstance(value, RDuration):
        return calendar.shifted_by(call, self, value, -1)
    if isinstance(value, RTime | RDateTime):
        return (self.nanoseconds - value.nanoseconds) / NANOSECONDS
    seconds = exact_fraction(value)
    if seconds is not None:
        return _shifted(call, self, seconds, -1)
    raise not_exact(call, value)


def _rounded(call: Call, self: RTime, mode: str) -> Value:
    digits = call.integer(call.args[0]) if call.args else 0
    if digits >= 9:
        return moved(call, self, self.nanoseconds)
    return moved(call, self, rounding.round_integer(self.nanoseconds, digits - 9, mode))


@TIME.define("round", args="0..1")
def round_(call: Call, self: RTime) -> Value:
    return _rounded(call, self, rounding.HALF_UP)


@TIME.define("floor", args="0..1")
def floor(call: Call, self: RTime) -> Value:
    return _rounded(call, self, rounding.FLOOR)


@TIME.define("ceil", args="0..1")
def ceil(call: Call, self: RTime) -> Value:
    return _rounded(call, self, rounding.CEILING)


@TIME.define("seconds_since_midnight")
def seconds_since_midnight(call: Call, self: RTime) -> Value:
    wall = wall_of(self)
    seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
    return seconds + (self.nanoseconds % NANOSECONDS) / NANOSECONDS


@TIME.define("seconds_until_end_of_day")
def seconds_until_end_of_day(call: Call, self: RTime) -> Value:
    # The last nanosecond of the day is cut off, not rounded up.
    wall = wall_of(self)
    return 86_399 - (wall.hour * 3600 + wall.minute * 60 + wall.second)


@TIME.define("time")
def time_of_zone(call: Call, self: RTime) -> Value:
    if not self.with_zone:
        raise call.error(
            "NoMethodError", f"undefined method `time' for {call.inspect(self)}:Time", name="time"
        )
    return utc_time(self.nanoseconds + self.offset * NANOSECONDS)


@TIME.define("minus_with_coercion", args="1")
def minus_with_coercion(call: Call, self: RTime) -> Value:
    return minus(call, self)


@TIME.define("acts_like_time?")
def acts_like_time(call: Call, self: RTime) -> Value:
    return True


@TIME.define("time_zone")
def time_zone(call: Call, self: RTime) -> Value:
    from authbench.ruby.methods.time_zones import TimeZone

    if not self.with_zone or self.zone is None:
        raise call.error(
            "NoMethodError", f"undefined method `time_zone' for {call.inspect(self)}:Time", name="time_zone"
        )
    return TimeZone(self.zone)
