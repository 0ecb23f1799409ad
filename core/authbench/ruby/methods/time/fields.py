"""What Time, Date and DateTime share: parts of the date, formats, days of the week, comparing."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.strftime import DAYS, offset_text, strftime
from authbench.ruby.methods.time.clock import (
    NANOSECONDS,
    abbreviation,
    aware,
    epoch_of,
    now,
    today_in_zone,
    wall_of,
)
from authbench.ruby.values import RDate, RDateTime, RString, RTime, Symbol, Value

CALENDAR: Final = MethodTable("Calendar", "Comparable")
AnyTime = RTime | RDate | RDateTime
_EPOCH_DAY: Final = Fraction(4881175, 2)
_DAY: Final = 86_400 * NANOSECONDS

_PARTS: Final = {
    "year": lambda w: w.year,
    "month": lambda w: w.month,
    "mon": lambda w: w.month,
    "day": lambda w: w.day,
    "mday": lambda w: w.day,
    "wday": lambda w: w.isoweekday() % 7,
    "yday": lambda w: w.timetuple().tm_yday,
    "yweek": lambda w: w.isocalendar().week,
    "cweek": lambda w: w.isocalendar().week,
    "cwyear": lambda w: w.isocalendar().year,
    "cwday": lambda w: w.isoweekday(),
}


@CALENDAR.define(*_PARTS)
def part(call: Call, self: AnyTime) -> Value:
    return _PARTS[call.name](wall_of(self))


@CALENDAR.define(*(f"{day.lower()}?" for day in DAYS))
def is_weekday(call: Call, self: AnyTime) -> Value:
    return DAYS[wall_of(self).weekday()].lower() == call.name[:-1]


@CALENDAR.define("on_weekend?")
def is_weekend(call: Call, self: AnyTime) -> Value:
    return wall_of(self).weekday() >= 5


@CALENDAR.define("on_weekday?")
def is_working_day(call: Call, self: AnyTime) -> Value:
    return wall_of(self).weekday() < 5


def formatted(call: Call, self: AnyTime, template: str) -> str:
    """`self.strftime(template)`. Raises Errno-like ArgumentError for a width that is too big."""
    if isinstance(self, RTime):
        zone = abbreviation(call, self) or ""
    else:
        zone = "+00:00" if isinstance(self, RDate) else offset_text(aware(call, self), 1)
    call.check_size(len(template) * 8)
    nanoseconds = 0 if isinstance(self, RDate) else self.nanoseconds % NANOSECONDS
    try:
        return strftime(
            aware(call, self), template, zone, nanoseconds=nanoseconds, of_date=not isinstance(self, RTime)
        )
    except ValueError as error:
        said = str(error) or f"strftime format is too wide: {template}"
        raise call.error("ArgumentError", said) from None


@CALENDAR.define("strftime", args="0..1")
def strftime_(call: Call, self: AnyTime) -> Value:
    if not call.args and isinstance(self, RTime):
        raise call.error("ArgumentError", "wrong number of arguments (given 0, expected 1)")
    template = call.string(call.args[0]) if call.args else ("%F" if isinstance(self, RDate) else "%FT%T%:z")
    return RString(formatted(call, self, template))


@CALENDAR.define("httpdate")
def httpdate(call: Call, self: AnyTime) -> Value:
    moment = self if isinstance(self, RDate) else RTime(self.nanoseconds, utc=True)
    return RString(formatted(call, moment, "%a, %d %b %Y %T GMT"))


@CALENDAR.define("rfc2822", "rfc822")
def rfc2822(call: Call, self: AnyTime) -> Value:
    if not isinstance(self, RTime):
        return RString(formatted(call, self, "%a, %-d %b %Y %T %z"))
    zone = "-0000" if self.utc and not self.with_zone else "%z"
    return RString(formatted(call, self, f"%a, %d %b %Y %T {zone}"))


@CALENDAR.define("ctime", "asctime")
def ctime(call: Call, self: AnyTime) -> Value:
    return RString(formatted(call, self, "%a %b %e %T %Y"))


_FORMATS: Final = {
    "db": "%Y-%m-%d %H:%M:%S",
    "inspect": "%Y-%m-%d %H:%M:%S.%9N %z",
    "number": "%Y%m%d%H%M%S",
    "nsec": "%Y%m%d%H%M%S%9N",
    "usec": "%Y%m%d%H%M%S%6N",
    "time": "%H:%M",
    "short": "%d %b %H:%M",
    "long": "%B %d, %Y %H:%M",
    "rfc822": "%a, %d %b %Y %H:%M:%S %z",
    "long_ordinal": "%B {}, %Y %H:%M",
}
_DATE_FORMATS: Final = {
    "short": "%d %b",
    "long": "%B %d, %Y",
    "long_ordinal": "%B {}, %Y",
    "db": "%Y-%m-%d",
    "inspect": "%Y-%m-%d",
    "number": "%Y%m%d",
    "rfc822": "%d %b %Y",
    "iso8601": "%Y-%m-%d",
}


@CALENDAR.define("to_formatted_s", "to_fs", "to_s", args="0..1")
def to_formatted_s(call: Call, self: AnyTime) -> Value:
    style = call.args[0] if call.args else None
    if not isinstance(style, Symbol) or style.name == "default":
        return RString(plain_text(call, self))
    if style.name == "iso8601" and not isinstance(self, RDate):
        return call.send(self, "iso8601")
    formats = _DATE_FORMATS if isinstance(self, RDate) else _FORMATS
    template = formats.get(style.name)
    if template is None:
        return RString(plain_text(call, self))
    if style.name == "db" and isinstance(self, RTime) and self.with_zone:
        return RString(formatted(call, RTime(self.nanoseconds, utc=True), template))
    if style.name == "long_ordinal":
        template = template.format(call.to_s(call.send(wall_of(self).day, "ordinalize")))
    return RString(formatted(call, self, template))


@CALENDAR.define("to_default_s")
def to_default_s(call: Call, self: AnyTime) -> Value:
    return RString(plain_text(call, self))


def plain_text(call: Call, self: AnyTime) -> str:
    """`to_s`: 2024-01-02, 2024-01-02 03:04:05 UTC, 2024-01-02T03:04:05+00:00."""
    if isinstance(self, RDate):
        return self.value.isoformat()
    if isinstance(self, RDateTime):
        return formatted(call, self, "%FT%T%:z")
    return formatted(call, self, "%F %T UTC" if self.utc else "%F %T %z")


def instant(call: Call, value: Value) -> int | None:
    """The nanoseconds since the epoch of a time or date; None for anything else."""
    if isinstance(value, RTime | RDateTime):
        return value.nanoseconds
    return epoch_of(wall_of(value)) if isinstance(value, RDate) else None


def _comparable(call: Call, value: Value) -> Fraction | float | int | None:
    """Where a value is among times, in nanoseconds since the epoch. A number is an astronomical Julian day:
    with ActiveSupport a Time, too, compares as a DateTime does."""
    if type(value) is int:
        return (value - _EPOCH_DAY) * _DAY
    if type(value) is float:
        return (Fraction(value) - _EPOCH_DAY) * _DAY if math.isfinite(value) else value
    return instant(call, value)


@CALENDAR.define("<=>", args="1")
def compare(call: Call, self: AnyTime) -> Value:
    other = _comparable(call, call.args[0])
    mine = instant(call, self)
    if other is None or mine is None:
        return None
    return (mine > other) - (mine < other)


@CALENDAR.define("==", "eql?", args="1")
def equals(call: Call, self: AnyTime) -> Value:
    other = (_comparable if call.name == "==" else instant)(call, call.args[0])
    return other is not None and other == instant(call, self)


@CALENDAR.define("===", args="1")
def case_equals(call: Call, self: AnyTime) -> Value:
    if isinstance(self, RDate | RDateTime) and isinstance(call.args[0], RTime | RDateTime | RDate):
        return wall_of(call.args[0]).date() == wall_of(self).date()
    return equals(call, self)


@CALENDAR.define("before?", args="1")
def is_before(call: Call, self: AnyTime) -> Value:
    return call.compare(self, call.args[0]) < 0


@CALENDAR.define("after?", args="1")
def is_after(call: Call, self: AnyTime) -> Value:
    return call.compare(self, call.args[0]) > 0


@CALENDAR.define("compare_with_coercion", args="1")
def compare_with_coercion(call: Call, self: AnyTime) -> Value:
    return call.send(self, "<=>", call.args[0])


def _against_now(call: Call, self: AnyTime) -> int:
    if isinstance(self, RDate):
        here = today_in_zone(call)
        return (self.value > here) - (self.value < here)
    present = now(call)
    return (self.nanoseconds > present) - (self.nanoseconds < present)


@CALENDAR.define("past?")
def is_past(call: Call, self: AnyTime) -> Value:
    return _against_now(call, self) < 0


@CALENDAR.define("future?")
def is_future(call: Call, self: AnyTime) -> Value:
    return _against_now(call, self) > 0


def _days_from_today(call: Call, self: AnyTime) -> int:
    here: date = today_in_zone(call)
    return wall_of(self).date().toordinal() - here.toordinal()


@CALENDAR.define("today?")
def is_today(call: Call, self: AnyTime) -> Value:
    return _days_from_today(call, self) == 0


@CALENDAR.define("tomorrow?", "next_day?")
def is_tomorrow(call: Call, self: AnyTime) -> Value:
    return _days_from_today(call, self) == 1


@CALENDAR.define("yesterday?", "prev_day?")
def is_yesterday(call: Call, self: AnyTime) -> Value:
    return _days_from_today(call, self) == -1
