"""DateTime."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.date_reading import zone_offset
from authbench.ruby.methods.day_counts import DAYS, exact_days
from authbench.ruby.methods.time.clock import NANOSECONDS, local_time, utc_time, wall_of
from authbench.ruby.methods.time.fields import formatted
from authbench.ruby.methods.time.offsets import in_offset
from authbench.ruby.methods.time.table import zoned
from authbench.ruby.values import RDate, RDateTime, RString, Value
from authbench.ruby.values.rationals import RRational

DATE_TIME: Final = MethodTable("DateTime", DAYS)


@DATE_TIME.define("hour", "min", "minute", "sec", "second")
def clock_part(call: Call, self: RDateTime) -> Value:
    wall = wall_of(self)
    return {"hou": wall.hour, "min": wall.minute, "sec": wall.second}[call.name[:3]]


@DATE_TIME.define("nsec")
def nsec(call: Call, self: RDateTime) -> Value:
    return self.nanoseconds % NANOSECONDS


@DATE_TIME.define("usec")
def usec(call: Call, self: RDateTime) -> Value:
    return self.nanoseconds % NANOSECONDS // 1000


@DATE_TIME.define("to_i")
def to_i(call: Call, self: RDateTime) -> Value:
    return self.nanoseconds // NANOSECONDS


@DATE_TIME.define("to_f")
def to_f(call: Call, self: RDateTime) -> Value:
    return self.nanoseconds / NANOSECONDS


@DATE_TIME.define("zone")
def zone(call: Call, self: RDateTime) -> Value:
    return RString(formatted(call, self, "%:z"))


@DATE_TIME.define("utc_offset")
def utc_offset(call: Call, self: RDateTime) -> Value:
    return self.offset


@DATE_TIME.define("utc?")
def is_utc(call: Call, self: RDateTime) -> Value:
    return self.offset == 0


@DATE_TIME.define("utc", "getutc", "getgm", "gmtime")
def utc(call: Call, self: RDateTime) -> Value:
    return utc_time(self.nanoseconds)


@DATE_TIME.define("new_offset", args="0..1")
def new_offset(call: Call, self: RDateTime) -> Value:
    value = call.arg(0, 0)
    return RDateTime(self.nanoseconds, offset_of(call, value))


def offset_of(call: Call, value: Value) -> int:
    """Seconds east of UTC for an offset given as text or as part of a day."""
    if isinstance(value, RString):
        return zone_offset(value.text) or 0
    return int(exact_days(call, value) * 86_400)


@DATE_TIME.define("offset")
def offset(call: Call, self: RDateTime) -> Value:
    return RRational(Fraction(self.offset, 86_400))


@DATE_TIME.define("formatted_offset", args="0..2")
def formatted_offset(call: Call, self: RDateTime) -> Value:
    if self.offset == 0 and len(call.args) > 1:
        return call.args[1]
    return RString(formatted(call, self, "%:z" if call.truthy(call.arg(0, True)) else "%z"))


@DATE_TIME.define("sec_fraction", "second_fraction", "subsec")
def second_fraction(call: Call, self: RDateTime) -> Value:
    return RRational(Fraction(self.nanoseconds % NANOSECONDS, NANOSECONDS))


@DATE_TIME.define("in_time_zone", args="0..1")
def in_time_zone(call: Call, self: RDateTime) -> Value:
    return zoned(call, self.nanoseconds)


@DATE_TIME.define("to_time", "getlocal", "localtime", args="0..1")
def to_time(call: Call, self: RDateTime) -> Value:
    if call.args and call.name != "to_time" and call.args[0] is not None:
        return in_offset(call, self.nanoseconds, call.args[0])
    return local_time(call, self.nanoseconds)


@DATE_TIME.define("to_date")
def to_date(call: Call, self: RDateTime) -> Value:
    return RDate(wall_of(self).date())


@DATE_TIME.define("to_datetime")
def to_datetime(call: Call, self: RDateTime) -> Value:
    return self


@DATE_TIME.define("iso8601", "xmlschema", "rfc3339", args="0..1")
def iso8601(call: Call, self: RDateTime) -> Value:
    digits = call.integer(call.args[0]) if call.args else 0
    call.check_size(max(digits, 0))
    fraction = f"{self.nanoseconds % NANOSECONDS:09}".ljust(digits, "0")[:digits]
    head = formatted(call, self, "%FT%T") + (f".{fraction}" if digits > 0 else "")
    return RString(head + formatted(call, self, "%:z"))


@DATE_TIME.define("seconds_since_midnight")
def seconds_since_midnight(call: Call, self: RDateTime) -> Value:
    wall = wall_of(self)
    return wall.hour * 3600 + wall.minute * 60 + wall.second


@DATE_TIME.define("seconds_until_end_of_day")
def seconds_until_end_of_day(call: Call, self: RDateTime) -> Value:
    wall = wall_of(self)
    return 86_399 - (wall.hour * 3600 + wall.minute * 60 + wall.second)


@DATE_TIME.define("acts_like_time?")
def acts_like_time(call: Call, self: RDateTime) -> Value:
    return True
