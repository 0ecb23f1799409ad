"""DateTime."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.time import calendar
from authbench.ruby.methods.time.clock import NANOSECONDS, utc_time, wall_of
from authbench.ruby.methods.time.fields import CALENDAR, formatted, instant
from authbench.ruby.methods.time.table import zoned
from authbench.ruby.values import RDate, RDateTime, RDuration, RString, RTime, Value

DATE_TIME: Final = MethodTable("DateTime", CALENDAR)
_DAY: Final = 86_400 * NANOSECONDS


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
    if isinstance(value, RString):
        from authbench.ruby.methods.date_reading import zone_offset

        return RDateTime(self.nanoseconds, zone_offset(value.text) or 0)
    days = value if isinstance(value, int | float) else 0
    return RDateTime(self.nanoseconds, int(days * 86_400))


@DATE_TIME.define("in_time_zone", args="0..1")
def in_time_zone(call: Call, self: RDateTime) -> Value:
    return zoned(call, self.nanoseconds)


@DATE_TIME.define("to_time", "getlocal", "localtime", args="0..1")
def to_time(call: Call, self: RDateTime) -> Value:
    return RTime(self.nanoseconds, offset=self.offset)


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


@DATE_TIME.define("inspect")
def inspect(call: Call, self: RDateTime) -> Value:
    return RString(formatted(call, self, "%a, %d %b %Y %H:%M:%S %:z"))


@DATE_TIME.define("+", "-", args="1")
def operate(call: Call, self: RDateTime) -> Value:
    value, sign = call.args[0], 1 if call.name == "+" else -1
    if isinstance(value, RDuration):
        return calendar.advanced(call, self, value.parts, sign)
    other = instant(call, value)
    if other is not None and sign < 0:
        if isinstance(value, RTime):
            return (self.nanoseconds - other) / NANOSECONDS
        return (self.nanoseconds - other) / _DAY
    if isinstance(value, int | float) and not isinstance(value, bool):
        return RDateTime(self.nanoseconds + sign * round(value * _DAY), self.offset)
    raise call.error("TypeError", "expected numeric")


@DATE_TIME.define(">>", "<<", args="1")
def months(call: Call, self: RDateTime) -> Value:
    sign = 1 if call.name == ">>" else -1
    return calendar.advanced(call, self, {"months": sign * call.integer(call.args[0])})
