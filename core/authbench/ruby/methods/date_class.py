"""`Date.today`, `Date.parse`, `DateTime.now` and the like."""

from __future__ import annotations

from calendar import isleap
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.date_formats import strictly
from authbench.ruby.methods.date_reading import Parts
from authbench.ruby.methods.date_times import offset_of
from authbench.ruby.methods.dates import month_day
from authbench.ruby.methods.day_counts import BEFORE_YEAR_ONE, exact_days
from authbench.ruby.methods.strftime import DAYS
from authbench.ruby.methods.strptime import Mismatch, strptime
from authbench.ruby.methods.time import clock, from_text
from authbench.ruby.values import RClass, RDate, RDateTime, RString, Symbol, Value

DATE_CLASS: Final = MethodTable("Date.", "Class")
DATE_TIME_CLASS: Final = MethodTable("DateTime.", DATE_CLASS)


@DATE_CLASS.define("today")
def today(call: Call, self: RClass) -> Value:
    return RDate(clock.today(call))


@DATE_CLASS.define("current", "tomorrow", "yesterday")
def current(call: Call, self: RClass) -> Value:
    days = {"current": 0, "tomorrow": 1, "yesterday": -1}[call.name]
    return RDate(clock.today_in_zone(call) + timedelta(days=days))


def _numbers(call: Call, *names: str) -> list[int]:
    """The leading arguments as numbers, one a name. Raises TypeError ("invalid year (not numeric)")."""
    for name, value in zip(names, call.args, strict=False):
        if value is None or isinstance(value, RString | bool):
            raise call.error("TypeError", f"invalid {name} (not numeric)")
    return [call.integer(value) for value, _ in zip(call.args, names, strict=False)]


@DATE_CLASS.define("new", "civil", args="0..4")
def new(call: Call, self: RClass) -> Value:
    year, month, day = [*_numbers(call, "year", "month", "day"), *(-4712, 1, 1)[len(call.args) :]][:3]
    found = month_day(year, month, day)
    if found is None:
        raise call.error("Date::Error", "invalid date")
    return RDate(found)


@DATE_CLASS.define("valid_date?", "valid_civil?", args="3..4")
def is_valid(call: Call, self: RClass) -> Value:
    if any(type(value) is not int for value in call.args[:3]):
        return False
    return month_day(*_numbers(call, "year", "month", "day")) is not None


@DATE_CLASS.define("leap?", "gregorian_leap?", args="1")
def is_leap(call: Call, self: RClass) -> Value:
    return isleap(call.integer(call.args[0]))


@DATE_CLASS.define("parse", args="0..3")
def parse(call: Call, self: RClass) -> Value:
    return from_text.date_value(call, _parsed(call))


def _parsed(call: Call) -> Parts:
    century = len(call.args) < 2 or call.truthy(call.args[1])
    return from_text.parsed(call, call.string(call.arg(0)), century=century)


@DATE_CLASS.define("jisx0301", args="0..3")
def jisx0301(call: Call, self: RClass) -> Value:
    return parse(call, self)


@DATE_CLASS.define("iso8601", "rfc3339", "xmlschema", "rfc2822", "rfc822", "httpdate", args="0..3")
def parse_strictly(call: Call, self: RClass) -> Value:
    return from_text.date_value(call, strictly(call, call.name))


@DATE_CLASS.define("strptime", args="1..3")
def strptime_(call: Call, self: RClass) -> Value:
    template = call.string(call.args[1]) if len(call.args) > 1 else "%F"
    try:
        return from_text.date_value(call, strptime(call.string(call.args[0]), template))
    except Mismatch:
        raise call.error("Date::Error", "invalid date") from None


def _commercial(year: int, week: int, day: int) -> date | None:
    """The day of an ISO week; weeks and days are counted from the end when negative."""
    if week < 0:
        week += date(year, 12, 28).isocalendar().week + 1
    try:
        return date.fromisocalendar(year, week, day + 8 if day < 0 else day)
    except ValueError:
        return None


def _ordinal(year: int, yday: int) -> date | None:
    """The day of a year, counted from its end when negative."""
    length = 366 if isleap(year) else 365
    yday += length + 1 if yday < 0 else 0
    return date(year, 1, 1) + timedelta(days=yday - 1) if 1 <= yday <= length else None


_COUNTS: Final = {"commercial": ("year", "cweek", "cwday"), "ordinal": ("year", "yday"), "jd": ("jd",)}


def _counted(call: Call, kind: str) -> date | None:
    """The day that the leading arguments name by week, day of the year or Julian day."""
    names = _COUNTS[kind]
    numbers = _numbers(call, *names)
    numbers += [1] * (len(names) - len(numbers))
    try:
        if kind == "commercial":
            return _commercial(*numbers)
        if kind == "ordinal":
            return _ordinal(*numbers)
        return date.fromordinal(numbers[0] - BEFORE_YEAR_ONE)
    except (ValueError, OverflowError):
        return None


@DATE_CLASS.define("commercial", args="0..4")
@DATE_CLASS.define("ordinal", args="0..3")
@DATE_CLASS.define("jd", args="0..2")
def counted(call: Call, self: RClass) -> Value:
    found = _counted(call, call.name)
    if found is None:
        raise call.error("Date::Error", "invalid date")
    return RDate(found)


@DATE_CLASS.define("valid_commercial?", args="3..4")
@DATE_CLASS.define("valid_ordinal?", args="2..3")
def is_valid_count(call: Call, self: RClass) -> Value:
    kind = call.name.removeprefix("valid_").removesuffix("?")
    if any(type(value) is not int for value in call.args[: len(_COUNTS[kind])]):
        return False
    return _counted(call, kind) is not None


@DATE_CLASS.define("valid_jd?", args="1..2")
def is_valid_day_number(call: Call, self: RClass) -> Value:
    return isinstance(call.args[0], int | float) and not isinstance(call.args[0], bool)


@DATE_CLASS.define("julian_leap?", args="1")
def is_julian_leap(call: Call, self: RClass) -> Value:
    return call.integer(call.args[0]) % 4 == 0


@DATE_CLASS.define("beginning_of_week")
def beginning_of_week(call: Call, self: RClass) -> Value:
    return Symbol("monday")


@DATE_CLASS.define("find_beginning_of_week!", args="1")
def find_beginning_of_week(call: Call, self: RClass) -> Value:
    value = call.args[0]
    if isinstance(value, Symbol) and value.name in {day.lower() for day in DAYS}:
        return value
    raise call.error("ArgumentError", f"Invalid beginning of week: {call.to_s(value)}")


@DATE_TIME_CLASS.define("now")
def now(call: Call, self: RClass) -> Value:
    moment = from_text.present(call)
    return RDateTime(moment.nanoseconds, moment.offset)


@DATE_TIME_CLASS.define("current")
def current_date_time(call: Call, self: RClass) -> Value:
    moment = clock.in_zone(call, clock.now(call), call.interp.environment.zone)
    return RDateTime(moment.nanoseconds, moment.offset)


@DATE_TIME_CLASS.define("parse", "jisx0301", args="0..3")
def parse_date_time(call: Call, self: RClass) -> Value:
    return from_text.datetime_value(call, _parsed(call))


@DATE_TIME_CLASS.define("iso8601", "rfc3339", "xmlschema", "rfc2822", "rfc822", "httpdate", args="0..3")
def parse_date_time_strictly(call: Call, self: RClass) -> Value:
    return from_text.datetime_value(call, strictly(call, call.name))


@DATE_TIME_CLASS.define("strptime", args="1..3")
def strptime_date_time(call: Call, self: RClass) -> Value:
    template = call.string(call.args[1]) if len(call.args) > 1 else "%FT%T%z"
    try:
        return from_text.datetime_value(call, strptime(call.string(call.args[0]), template))
    except Mismatch:
        raise call.error("Date::Error", "invalid date") from None


_CLOCK: Final = (("hour", 24, 3600), ("minute", 60, 60), ("second", 60, 1))


def _date_time(call: Call, day: date | None, clock_arguments: list[Value]) -> RDateTime:
    """That day at hour, minute, second (the last one given may have a fraction; negative ones are counted
    from the end) and offset."""
    seconds = Fraction(0)
    for (name, size, unit), value in zip(_CLOCK, clock_arguments, strict=False):
        if value is None or isinstance(value, RString | bool):
            raise call.error("TypeError", f"invalid {name} (not numeric)")
        number = exact_days(call, value)
        number += size if number < 0 else 0
        if not 0 <= number < size and not (name == "hour" and number == size):
            day = None
        seconds += number * unit
    if day is None or seconds > 86_400:
        raise call.error("Date::Error", "invalid date")
    offset = offset_of(call, clock_arguments[3]) if len(clock_arguments) > 3 else 0
    wall = clock.epoch_of(datetime(day.year, day.month, day.day))
    return RDateTime(wall + int(seconds * clock.NANOSECONDS) - offset * clock.NANOSECONDS, offset)


@DATE_TIME_CLASS.define("new", "civil", args="0..8")
def new_date_time(call: Call, self: RClass) -> Value:
    numbers = _numbers(call, "year", "month", "day")
    year, month, day = [*numbers, *(-4712, 1, 1)[len(numbers) :]]
    return _date_time(call, month_day(year, month, day), call.args[3:7])


@DATE_TIME_CLASS.define("commercial", args="0..8")
@DATE_TIME_CLASS.define("ordinal", args="0..7")
@DATE_TIME_CLASS.define("jd", args="0..6")
def counted_date_time(call: Call, self: RClass) -> Value:
    first = len(_COUNTS[call.name])
    return _date_time(call, _counted(call, call.name), call.args[first : first + 4])
