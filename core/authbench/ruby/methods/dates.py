"""Date."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.time import calendar
from authbench.ruby.methods.time.clock import epoch_of, local_wall, wall_of
from authbench.ruby.methods.time.fields import CALENDAR, formatted
from authbench.ruby.values import RBigDecimal, RDate, RDateTime, RDuration, RString, Value

DATE: Final = MethodTable("Date", CALENDAR)
_BEFORE_YEAR_ONE: Final = 1_721_425
"""Julian days before 0001-01-01, whose own number in Python is 1."""


def moved(call: Call, self: RDate, days: int) -> RDate:
    """`self` some days later. Raises RangeError outside years 1 to 9999."""
    try:
        return RDate(self.value + timedelta(days=days))
    except OverflowError:
        raise call.error("RangeError", "date out of range") from None


def _days(call: Call, value: Value) -> int:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value // 1)
    if isinstance(value, RBigDecimal):
        return int(value.value)
    raise call.error("TypeError", "expected numeric")


@DATE.define("+", args="1")
def plus(call: Call, self: RDate) -> Value:
    value = call.args[0]
    if isinstance(value, RDuration):
        return calendar.advanced(call, self, value.parts)
    return moved(call, self, _days(call, value))


@DATE.define("-", args="1")
def minus(call: Call, self: RDate) -> Value:
    value = call.args[0]
    if isinstance(value, RDuration):
        return calendar.advanced(call, self, value.parts, -1)
    if isinstance(value, RDate):
        # Ruby gives a Rational number of days; a Float counts the same.
        return float((self.value - value.value).days)
    if isinstance(value, RDateTime):
        return (epoch_of(wall_of(self)) - value.nanoseconds) / 86_400_000_000_000
    return moved(call, self, -_days(call, value))


@DATE.define(">>", args="1")
def months_later(call: Call, self: RDate) -> Value:
    return calendar.advanced(call, self, {"months": call.integer(call.args[0])})


@DATE.define("<<", args="1")
def months_earlier(call: Call, self: RDate) -> Value:
    return calendar.advanced(call, self, {"months": -call.integer(call.args[0])})


@DATE.define("succ", "next")
def succ(call: Call, self: RDate) -> Value:
    return moved(call, self, 1)


@DATE.define("iso8601", "xmlschema")
def iso8601(call: Call, self: RDate) -> Value:
    return RString(self.value.isoformat())


@DATE.define("rfc3339")
def rfc3339(call: Call, self: RDate) -> Value:
    return RString(self.value.isoformat() + "T00:00:00+00:00")


@DATE.define("inspect")
def inspect(call: Call, self: RDate) -> Value:
    return RString(formatted(call, self, "%a, %d %b %Y"))


@DATE.define("leap?")
def is_leap(call: Call, self: RDate) -> Value:
    return isleap(self.value.year)


@DATE.define("jd")
def julian_day(call: Call, self: RDate) -> Value:
    return self.value.toordinal() + _BEFORE_YEAR_ONE


@DATE.define("mjd")
def modified_julian_day(call: Call, self: RDate) -> Value:
    return self.value.toordinal() + _BEFORE_YEAR_ONE - 2_400_001


@DATE.define("to_date")
def to_date(call: Call, self: RDate) -> Value:
    return self


@DATE.define("to_time", args="0..1")
def to_time(call: Call, self: RDate) -> Value:
    return local_wall(call, wall_of(self))


@DATE.define("to_datetime")
def to_datetime(call: Call, self: RDate) -> Value:
    return RDateTime(epoch_of(wall_of(self)))


@DATE.define("in_time_zone", args="0..1")
def in_time_zone(call: Call, self: RDate) -> Value:
    from authbench.ruby.methods.time.clock import in_zone, zoned_wall
    from authbench.ruby.methods.time_zones import zone_name

    name = zone_name(call, call.args[0]) if call.args else call.interp.environment.zone
    return in_zone(call, zoned_wall(call, wall_of(self), name)[0], name)


@DATE.define("upto", "downto", args="1", block="enumerator")
def walk(call: Call, self: RDate) -> Value:
    last = call.args[0]
    step = 1 if call.name == "upto" else -1
    here = self
    while call.compare(here, last) * step <= 0:
        call.charge(1)
        call.yield_(here)
        here = moved(call, here, step)
    return self


@DATE.define("step", args="1..2", block="enumerator")
def step(call: Call, self: RDate) -> Value:
    width = call.integer(call.args[1]) if len(call.args) > 1 else 1
    if width == 0:
        raise call.error("ArgumentError", "step can't be 0")
    here = self
    while call.compare(here, call.args[0]) * (1 if width > 0 else -1) <= 0:
        call.charge(1)
        call.yield_(here)
        here = moved(call, here, width)
    return self


@DATE.define("acts_like_date?")
def acts_like_date(call: Call, self: RDate) -> Value:
    return True


def month_day(year: int, month: int, day: int) -> date | None:
    """The day, counted from the month's end when negative; None where there is none."""
    try:
        if day > 0:
            return date(year, month if month > 0 else month + 13, day)
        first = date(year, month if month > 0 else month + 13, 1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        found = after + timedelta(days=day)
        return found if found.month == first.month else None
    except ValueError:
        return None
