"""What Date and DateTime share beyond the calendar: day counts, calendar reform, walking day by day."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.time import calendar
from authbench.ruby.methods.time.clock import NANOSECONDS, epoch_of, wall_of
from authbench.ruby.methods.time.fields import CALENDAR, formatted
from authbench.ruby.values import RBigDecimal, RDate, RDateTime, RDuration, RString, Value
from authbench.ruby.values.rationals import RRational

DAYS: Final = MethodTable("Days", CALENDAR)
AnyDay = RDate | RDateTime
BEFORE_YEAR_ONE: Final = 1_721_425
"""What turns the number that Python gives a day (0001-01-01 is 1) into its Julian day number."""
DAY: Final = 86_400 * NANOSECONDS
_EPOCH: Final = Fraction(4_881_175, 2)
"""1970-01-01T00:00Z as an astronomical Julian day."""
_ITALY: Final = 2_299_161
_REFORMED: Final = 1753
"""From this year on every country's calendar is the same here."""
_ERAS: Final = (
    (date(2019, 5, 1), "R", 2018),
    (date(1989, 1, 8), "H", 1988),
    (date(1926, 12, 25), "S", 1925),
    (date(1912, 7, 30), "T", 1911),
    (date(1873, 1, 1), "M", 1867),
)


def exact_days(call: Call, value: Value) -> Fraction:
    """A number of days. Raises TypeError ("expected numeric")."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, RBigDecimal | RRational):
        return Fraction(value.value)
    raise call.error("TypeError", "expected numeric")


def days_later(call: Call, self: AnyDay, days: Fraction) -> AnyDay:
    """`self` some days later; a Date loses the part of a day. Raises RangeError outside years 1 to 9999."""
    if isinstance(self, RDateTime):
        return RDateTime(self.nanoseconds + round(days * DAY), self.offset)
    try:
        return RDate(self.value + timedelta(days=int(days // 1)))
    except OverflowError:
        raise call.error("RangeError", "date out of range") from None


def _instant(self: AnyDay) -> int:
    return self.nanoseconds if isinstance(self, RDateTime) else epoch_of(wall_of(self))


@DAYS.define("+", args="1")
def plus(call: Call, self: AnyDay) -> Value:
    value = call.args[0]
    if isinstance(value, RDuration):
        return calendar.shifted_by(call, self, value)
    return days_later(call, self, exact_days(call, value))


@DAYS.define("-", args="1")
def minus(call: Call, self: AnyDay) -> Value:
    value = call.args[0]
    if isinstance(value, RDuration):
        return calendar.shifted_by(call, self, value, -1)
    if isinstance(value, RDate | RDateTime):
        return RRational(Fraction(_instant(self) - _instant(value), DAY))
    return days_later(call, self, -exact_days(call, value))


@DAYS.define("plus_with_duration", "minus_with_duration", args="1")
def with_duration(call: Call, self: AnyDay) -> Value:
    return plus(call, self) if call.name.startswith("plus") else minus(call, self)


@DAYS.define(">>", "<<", args="1")
def months(call: Call, self: AnyDay) -> Value:
    if isinstance(call.args[0], RString):
        raise call.error("TypeError", "String can't be coerced into Integer")
    sign = 1 if call.name == ">>" else -1
    return calendar.advanced(call, self, {"months": sign * call.integer(call.args[0])})


@DAYS.define("succ", "next")
def succ(call: Call, self: AnyDay) -> Value:
    return days_later(call, self, Fraction(1))


def _day_number(self: AnyDay) -> int:
    return wall_of(self).date().toordinal() + BEFORE_YEAR_ONE


@DAYS.define("jd")
def julian_day(call: Call, self: AnyDay) -> Value:
    return _day_number(self)


@DAYS.define("mjd")
def modified_julian_day(call: Call, self: AnyDay) -> Value:
    return _day_number(self) - 2_400_001


@DAYS.define("ld")
def lilian_day(call: Call, self: AnyDay) -> Value:
    return _day_number(self) - 2_299_160


@DAYS.define("ajd")
def astronomical_julian_day(call: Call, self: AnyDay) -> Value:
    days = _EPOCH + Fraction(_instant(self), DAY)
    return int(days) if days.denominator == 1 else RRational(days)


@DAYS.define("amjd")
def astronomical_modified_julian_day(call: Call, self: AnyDay) -> Value:
    return RRational(_EPOCH + Fraction(_instant(self), DAY) - Fraction(4_800_001, 2))


@DAYS.define("day_fraction")
def day_fraction(call: Call, self: AnyDay) -> Value:
    if isinstance(self, RDate):
        return 0
    return RRational(Fraction((self.nanoseconds + self.offset * NANOSECONDS) % DAY, DAY))


@DAYS.define("start")
def start(call: Call, self: AnyDay) -> Value:
    return float(_ITALY)


@DAYS.define("julian?")
def is_julian(call: Call, self: AnyDay) -> Value:
    return _day_number(self) < _ITALY


@DAYS.define("gregorian?")
def is_gregorian(call: Call, self: AnyDay) -> Value:
    return _day_number(self) >= _ITALY


@DAYS.define("gregorian", "italy", "england", "new_start", args="0..1")
def reformed(call: Call, self: AnyDay) -> Value:
    if wall_of(self).year < _REFORMED or call.args:
        raise call.unsupported(f"{call.name} with another start of the calendar")
    return self


@DAYS.define("infinite?")
def is_infinite(call: Call, self: AnyDay) -> Value:
    return False


@DAYS.define("leap?")
def is_leap(call: Call, self: AnyDay) -> Value:
    return isleap(wall_of(self).year)


@DAYS.define("jisx0301", args="0..1")
def jisx0301(call: Call, self: AnyDay) -> Value:
    day = wall_of(self).date()
    era = next((found for found in _ERAS if day >= found[0]), None)
    text = day.isoformat() if era is None else f"{era[1]}{day.year - era[2]:02}.{day:%m.%d}"
    if isinstance(self, RDateTime):
        clock = call.to_s(call.send(self, "iso8601", *call.args))
        text += clock[clock.index("T") :]
    return RString(text)


@DAYS.define("acts_like_date?")
def acts_like_date(call: Call, self: AnyDay) -> Value:
    return True


@DAYS.define("upto", "downto", args="1", block="enumerator")
def walk(call: Call, self: AnyDay) -> Value:
    return _walk(call, self, Fraction(1 if call.name == "upto" else -1))


@DAYS.define("step", args="1..2", block="enumerator")
def step(call: Call, self: AnyDay) -> Value:
    width = exact_days(call, call.args[1]) if len(call.args) > 1 else Fraction(1)
    if width == 0:
        raise call.error("ArgumentError", "step can't be 0")
    return _walk(call, self, width)


def _walk(call: Call, self: AnyDay, width: Fraction) -> Value:
    here = self
    while call.compare(here, call.args[0]) * (1 if width > 0 else -1) <= 0:
        call.charge(1)
        call.yield_(here)
        here = days_later(call, here, width)
    return self


@DAYS.define("readable_inspect", "inspect")
def inspect(call: Call, self: AnyDay) -> Value:
    template = "%a, %d %b %Y" if isinstance(self, RDate) else "%a, %d %b %Y %H:%M:%S %z"
    return RString(formatted(call, self, template))
