"""`Date.today`, `Date.parse`, `DateTime.now` and the like."""

from __future__ import annotations

from calendar import isleap
from datetime import date, datetime, timedelta
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.date_reading import zone_offset
from authbench.ruby.methods.dates import month_day
from authbench.ruby.methods.strptime import Mismatch, strptime
from authbench.ruby.methods.time import clock, from_text
from authbench.ruby.values import RClass, RDate, RDateTime, RString, Value

DATE_CLASS: Final = MethodTable("Date.", "Class")
DATE_TIME_CLASS: Final = MethodTable("DateTime.", DATE_CLASS)


@DATE_CLASS.define("today")
def today(call: Call, self: RClass) -> Value:
    return RDate(clock.today(call))


@DATE_CLASS.define("current", "tomorrow", "yesterday")
def current(call: Call, self: RClass) -> Value:
    days = {"current": 0, "tomorrow": 1, "yesterday": -1}[call.name]
    return RDate(clock.today_in_zone(call) + timedelta(days=days))


def _numbers(call: Call) -> list[int]:
    return [call.integer(value) for value in call.args if not isinstance(value, RString)]


@DATE_CLASS.define("new", "civil", args="0..4")
def new(call: Call, self: RClass) -> Value:
    year, month, day = [*_numbers(call), *(-4712, 1, 1)[len(call.args) :]][:3]
    found = month_day(year, month, day)
    if found is None:
        raise call.error("Date::Error", "invalid date")
    return RDate(found)


@DATE_CLASS.define("valid_date?", "valid_civil?", args="3..4")
def is_valid(call: Call, self: RClass) -> Value:
    if any(type(value) is not int for value in call.args[:3]):
        return False
    return month_day(*_numbers(call)[:3]) is not None


@DATE_CLASS.define("leap?", "gregorian_leap?", args="1")
def is_leap(call: Call, self: RClass) -> Value:
    return isleap(call.integer(call.args[0]))


@DATE_CLASS.define("parse", "iso8601", "rfc3339", "xmlschema", "rfc2822", "rfc822", "httpdate", args="0..3")
def parse(call: Call, self: RClass) -> Value:
    century = len(call.args) < 2 or call.truthy(call.args[1])
    return from_text.date_value(call, from_text.parsed(call, call.string(call.arg(0)), century=century))


@DATE_CLASS.define("strptime", args="1..3")
def strptime_(call: Call, self: RClass) -> Value:
    template = call.string(call.args[1]) if len(call.args) > 1 else "%F"
    try:
        return from_text.date_value(call, strptime(call.string(call.args[0]), template))
    except Mismatch:
        raise call.error("Date::Error", "invalid date") from None


@DATE_CLASS.define("commercial", args="1..4")
def commercial(call: Call, self: RClass) -> Value:
    year, week, day = [*_numbers(call), 1, 1][:3]
    try:
        return RDate(date.fromisocalendar(year, week, day))
    except ValueError:
        raise call.error("Date::Error", "invalid date") from None


@DATE_TIME_CLASS.define("now")
def now(call: Call, self: RClass) -> Value:
    moment = from_text.present(call)
    return RDateTime(moment.nanoseconds, moment.offset)


@DATE_TIME_CLASS.define("current")
def current_date_time(call: Call, self: RClass) -> Value:
    moment = clock.in_zone(call, clock.now(call), call.interp.environment.zone)
    return RDateTime(moment.nanoseconds, moment.offset)


@DATE_TIME_CLASS.define(
    "parse", "iso8601", "rfc3339", "xmlschema", "rfc2822", "rfc822", "httpdate", args="0..3"
)
def parse_date_time(call: Call, self: RClass) -> Value:
    century = len(call.args) < 2 or call.truthy(call.args[1])
    return from_text.datetime_value(call, from_text.parsed(call, call.string(call.arg(0)), century=century))


@DATE_TIME_CLASS.define("strptime", args="1..3")
def strptime_date_time(call: Call, self: RClass) -> Value:
    template = call.string(call.args[1]) if len(call.args) > 1 else "%FT%T%z"
    try:
        return from_text.datetime_value(call, strptime(call.string(call.args[0]), template))
    except Mismatch:
        raise call.error("Date::Error", "invalid date") from None


@DATE_TIME_CLASS.define("new", "civil", args="0..8")
def new_date_time(call: Call, self: RClass) -> Value:
    offset = 0
    if len(call.args) > 6 and isinstance(call.args[6], RString):
        offset = zone_offset(call.args[6].text) or 0
    numbers = [call.integer(value) for value in call.args[:6]]
    year, month, day, hour, minute, second = [*numbers, *(-4712, 1, 1, 0, 0, 0)[len(numbers) :]]
    found = month_day(year, month, day)
    if found is None or not (0 <= hour <= 24 and 0 <= minute < 60 and 0 <= second < 60):
        raise call.error("Date::Error", "invalid date")
    wall = datetime(found.year, found.month, found.day) + timedelta(
        hours=hour, minutes=minute, seconds=second
    )
    return RDateTime(clock.epoch_of(wall) - offset * clock.NANOSECONDS, offset)
