"""Moving on the calendar: advance, change, beginning and end of a period."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.strftime import DAYS
from authbench.ruby.methods.time.clock import (
    NANOSECONDS,
    at_wall,
    epoch_of,
    in_zone,
    moved,
    wall_of,
    zoned_wall,
)
from authbench.ruby.methods.time.fields import CALENDAR, AnyTime
from authbench.ruby.methods.time.from_text import wall_from
from authbench.ruby.values import RDate, RDateTime, RDuration, RHash, RRange, RTime, Symbol, Value

_UNITS: Final = ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
_SECONDS: Final = {"hours": 3600, "minutes": 60, "seconds": 1}
_LATEST: Final = timedelta(hours=23, minutes=59, seconds=59, microseconds=999_999)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day. Raises OverflowError outside years 1–9999."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def rebuilt(call: Call, self: AnyTime, wall: datetime, below_microsecond: int = 0) -> Value:
    """A value of the same kind with another wall clock reading."""
    if isinstance(self, RDate):
        return RDate(wall.date())
    if isinstance(self, RDateTime):
        return RDateTime(epoch_of(wall) - self.offset * NANOSECONDS + below_microsecond, self.offset)
    return at_wall(call, self, wall, below_microsecond)


def advanced(call: Call, self: AnyTime, parts: dict[str, int | float], sign: int = 1) -> Value:
    """`self` moved by years, months, weeks, days on the calendar, then by hours, minutes, seconds."""
    months = sign * (parts.get("years", 0) * 12 + parts.get("months", 0))
    days = sign * (parts.get("weeks", 0) * 7 + parts.get("days", 0))
    seconds = sign * sum(parts.get(unit, 0) * factor for unit, factor in _SECONDS.items())
    whole_days = int(days // 1)
    seconds += (days - whole_days) * 86_400
    result: Value = self
    if months or whole_days:
        wall = wall_of(self)
        try:
            day = add_months(wall.date(), int(months)) + timedelta(days=whole_days)
        except OverflowError:
            raise call.error("RangeError", "time out of range") from None
        rest = self.nanoseconds % 1000 if not isinstance(self, RDate) else 0
        result = rebuilt(call, self, datetime.combine(day, wall.time()), rest)
    return since(call, result, seconds) if seconds else result


def moved_by(call: Call, self: AnyTime, duration: RDuration, sign: int = 1) -> Value:
    """`self` moved by the parts of a duration, one after the other in the order they were added."""
    result: Value = self
    for unit, amount in duration.parts.items():
        if unit in _SECONDS:
            result = since(call, result, sign * amount * _SECONDS[unit])
        else:
            result = advanced(call, result, {unit: amount}, sign)
    return result


def shifted_by(call: Call, self: AnyTime, duration: RDuration, sign: int = 1) -> Value:
    """`self + duration`: a time in a zone is moved on its wall clock as soon as days or longer are in it."""
    if isinstance(self, RTime) and self.with_zone and not duration.parts.keys() <= _SECONDS.keys():
        moment = RTime(self.nanoseconds + self.offset * NANOSECONDS, utc=True)
        there = moved_by(call, moment, duration, sign)
        return rebuilt(call, self, wall_of(there), there.nanoseconds % 1000)
    return moved_by(call, self, duration, sign)


def since(call: Call, self: AnyTime, seconds: float) -> Value:
    """`self` moved by seconds; a date becomes a time in the zone of `now`."""
    nanoseconds = exact_nanoseconds(seconds)
    if isinstance(self, RDate):
        start, _ = zoned_wall(call, wall_of(self), call.interp.environment.zone)
        return in_zone(call, start + nanoseconds, call.interp.environment.zone)
    if isinstance(self, RDateTime):
        return RDateTime(self.nanoseconds + nanoseconds, self.offset)
    return moved(call, self, self.nanoseconds + nanoseconds)


def exact_nanoseconds(seconds: int | float | Fraction) -> int:
    """Seconds as nanoseconds. Raises OverflowError for infinities, ValueError for NaN."""
    if isinstance(seconds, int):
        return seconds * NANOSECONDS
    numerator, denominator = seconds.as_integer_ratio()
    return numerator * NANOSECONDS // denominator


def _number(call: Call, value: Value) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return call.integer(value)


@CALENDAR.define("advance", args="0..1")
def advance(call: Call, self: AnyTime) -> Value:
    options = call.options(*_UNITS)
    if isinstance(self, RDate):
        # A date has no clock to advance.
        options = {name: value for name, value in options.items() if name not in _SECONDS}
    return advanced(call, self, {name: _number(call, value) for name, value in options.items()})


@CALENDAR.define("change", args="0..1")
def change(call: Call, self: AnyTime) -> Value:
    options = call.options("year", "month", "day", "hour", "min", "sec", "usec", "nsec", "offset", "zone")
    if "usec" in options and "nsec" in options and not isinstance(self, RDate):
        listed = RHash((Symbol(name), value) for name, value in options.items())
        raise call.error(
            "ArgumentError", f"Can't change both :nsec and :usec at the same time: {call.inspect(listed)}"
        )
    wall = wall_of(self)
    given = {name: call.integer(value) for name, value in options.items() if name not in ("offset", "zone")}
    day = (given.get("year", wall.year), given.get("month", wall.month), given.get("day", wall.day))
    if isinstance(self, RDate | RDateTime):
        try:
            date(*day)
        except ValueError:
            raise call.error("Date::Error", "invalid date") from None
    hour = given.get("hour", wall.hour)
    minute = given.get("min", 0 if "hour" in given else wall.minute)
    second = given.get("sec", 0 if {"hour", "min"} & set(given) else wall.second)
    keep = not {"hour", "min", "sec"} & set(given)
    micro = wall.microsecond if keep else 0
    below = self.nanoseconds % 1000 if keep and not isinstance(self, RDate) else 0
    if "nsec" in given:
        micro, below = divmod(given["nsec"], 1000)
    elif "usec" in given:
        micro, below = given["usec"], 0
    new = wall_from(call, day, (hour, minute, second)) + timedelta(microseconds=micro)
    return rebuilt(call, _shown_elsewhere(call, self, options), new, below)


def _shown_elsewhere(call: Call, self: AnyTime, options: dict[str, Value]) -> AnyTime:
    """`self` with the offset or zone that `change` was given; the caller sets the wall clock anew."""
    if isinstance(self, RTime) and self.with_zone and options.get("zone") is not None:
        from authbench.ruby.methods.time_zones import zone_name

        return in_zone(call, self.nanoseconds, zone_name(call, options["zone"]))
    given = options.get("offset")
    if given is None or isinstance(self, RDate):
        return self
    from authbench.ruby.methods.time.offsets import offset_argument

    offset = offset_argument(call, given)
    if isinstance(self, RDateTime):
        return RDateTime(self.nanoseconds, offset)
    if self.with_zone:
        from authbench.ruby.methods.time_zones import zone_at_offset

        name = zone_at_offset(call, offset)
        return self if name is None else in_zone(call, self.nanoseconds, name)
    return RTime(self.nanoseconds, offset=offset)


_AGO: Final = {unit: unit for unit in ("years", "months", "weeks", "days")}


@CALENDAR.define(*(f"{unit}_ago" for unit in _AGO), args="1")
def units_ago(call: Call, self: AnyTime) -> Value:
    return advanced(call, self, {call.name.removesuffix("_ago"): _number(call, call.args[0])}, -1)


@CALENDAR.define(*(f"{unit}_since" for unit in _AGO), args="1")
def units_since(call: Call, self: AnyTime) -> Value:
    return advanced(call, self, {call.name.removesuffix("_since"): _number(call, call.args[0])})


@CALENDAR.define("ago", "since", "in", args="1")
def seconds_away(call: Call, self: AnyTime) -> Value:
    sign, amount = -1 if call.name == "ago" else 1, call.args[0]
    if isinstance(amount, RDuration):
        return shifted_by(call, _as_time(call, self, "day"), amount, sign)
    return since(call, self, sign * _number(call, amount))


@CALENDAR.define("tomorrow")
def tomorrow(call: Call, self: AnyTime) -> Value:
    return advanced(call, self, {"days": 1})


@CALENDAR.define("yesterday")
def yesterday(call: Call, self: AnyTime) -> Value:
    return advanced(call, self, {"days": -1})


@CALENDAR.define("next_day", "next_month", "next_year", args="0..1")
def next_unit(call: Call, self: AnyTime) -> Value:
    count = call.integer(call.args[0]) if call.args else 1
    return advanced(call, self, {call.name.removeprefix("next_") + "s": count})


@CALENDAR.define("prev_day", "prev_month", "prev_year", "last_month", "last_year", args="0..1")
def previous_unit(call: Call, self: AnyTime) -> Value:
    count = call.integer(call.args[0]) if call.args else 1
    return advanced(call, self, {call.name.partition("_")[2] + "s": -count})


@CALENDAR.define("next_quarter", "prev_quarter", "last_quarter")
def quarter(call: Call, self: AnyTime) -> Value:
    return advanced(call, self, {"months": 3 if call.name.startswith("next") else -3})


@CALENDAR.define("next_week", "prev_week", "last_week", args="0..1")
def week(call: Call, self: AnyTime) -> Value:
    wall = wall_of(self)
    keep = call.truthy(call.options("same_time").get("same_time"))
    weekday = _weekday(call, call.args[0]) if call.args else 0
    monday = wall.date() - timedelta(days=wall.weekday())
    weeks = 1 if call.name.startswith("next") else -1
    at = wall.time() if keep else datetime.min.time()
    below = self.nanoseconds % 1000 if keep and not isinstance(self, RDate) else 0
    return rebuilt(call, self, datetime.combine(monday + timedelta(days=7 * weeks + weekday), at), below)


@CALENDAR.define("next_weekday", "prev_weekday", "last_weekday")
def working_day(call: Call, self: AnyTime) -> Value:
    step = 1 if call.name == "next_weekday" else -1
    here = wall_of(self).weekday()
    days = step
    while (here + days) % 7 >= 5:
        days += step
    return advanced(call, self, {"days": days})


@CALENDAR.define("days_to_week_start", args="0..1")
def days_to_week_start(call: Call, self: AnyTime) -> Value:
    first = _weekday(call, call.args[0]) if call.args else 0
    return (wall_of(self).weekday() - first) % 7


def _weekday(call: Call, value: Value) -> int:
    for index, day in enumerate(DAYS):
        if isinstance(value, Symbol) and day.lower() == value.name:
            return index
    raise call.error("KeyError", f"key not found: {call.inspect(value)}", key=value)


@CALENDAR.define("next_occurring", "prev_occurring", args="1")
def occurring(call: Call, self: AnyTime) -> Value:
    wanted, here = _weekday(call, call.args[0]), wall_of(self).weekday()
    if call.name == "next_occurring":
        return advanced(call, self, {"days": (wanted - here - 1) % 7 + 1})
    return advanced(call, self, {"days": -((here - wanted - 1) % 7 + 1)})


def period_start(call: Call, wall: datetime, unit: str) -> datetime:
    """Where the hour, day, week (Monday), month, quarter or year of `wall` begins."""
    if unit == "minute":
        return wall.replace(second=0, microsecond=0)
    if unit == "hour":
        return wall.replace(minute=0, second=0, microsecond=0)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "day":
        return midnight
    if unit == "week":
        first = _weekday(call, call.args[0]) if call.args else 0
        return midnight - timedelta(days=(wall.weekday() - first) % 7)
    if unit == "month":
        return midnight.replace(day=1)
    if unit == "quarter":
        return midnight.replace(month=(wall.month - 1) // 3 * 3 + 1, day=1)
    return midnight.replace(month=1, day=1)


def period_end(call: Call, wall: datetime, unit: str) -> datetime:
    """The last microsecond of that period."""
    start = period_start(call, wall, unit)
    if unit == "minute":
        return start + timedelta(seconds=59, microseconds=999_999)
    if unit == "hour":
        return start + timedelta(minutes=59, seconds=59, microseconds=999_999)
    days = {"day": 1, "week": 7}.get(unit)
    if days is not None:
        return start + timedelta(days=days - 1) + _LATEST
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    following = add_months(start.date().replace(day=1), months - 1)
    last = following.replace(day=monthrange(following.year, following.month)[1])
    return datetime.combine(last, datetime.min.time()) + _LATEST


_PERIODS: Final = ("minute", "hour", "day", "week", "month", "quarter", "year")


def _as_time(call: Call, self: AnyTime, unit: str) -> AnyTime:
    """A date's hours and days are times in the zone of `now`; its weeks and months stay dates."""
    if isinstance(self, RDate) and unit in ("minute", "hour", "day"):
        zone = call.interp.environment.zone
        nanoseconds, _ = zoned_wall(call, wall_of(self), zone)
        return in_zone(call, nanoseconds, zone)
    return self


@CALENDAR.define(*(f"{at}beginning_of_{unit}" for unit in _PERIODS for at in ("", "at_")), args="0..1")
def beginning(call: Call, self: AnyTime) -> Value:
    unit = call.name.rpartition("_")[2]
    base = _as_time(call, self, unit)
    return rebuilt(call, base, period_start(call, wall_of(base), unit))


@CALENDAR.define(*(f"{at}end_of_{unit}" for unit in _PERIODS for at in ("", "at_")), args="0..1")
def end(call: Call, self: AnyTime) -> Value:
    unit = call.name.rpartition("_")[2]
    base = _as_time(call, self, unit)
    return rebuilt(call, base, period_end(call, wall_of(base), unit), 0 if isinstance(base, RDate) else 999)


@CALENDAR.define("midnight", "at_midnight")
def midnight(call: Call, self: AnyTime) -> Value:
    base = _as_time(call, self, "day")
    return rebuilt(call, base, period_start(call, wall_of(base), "day"))


@CALENDAR.define("noon", "midday", "middle_of_day", "at_noon", "at_midday", "at_middle_of_day")
def noon(call: Call, self: AnyTime) -> Value:
    base = _as_time(call, self, "day")
    return rebuilt(call, base, period_start(call, wall_of(base), "day").replace(hour=12))


@CALENDAR.define("monday", "sunday")
def week_edge(call: Call, self: AnyTime) -> Value:
    wall = wall_of(self)
    if call.name == "monday":
        return rebuilt(call, self, period_start(call, wall, "week"))
    return rebuilt(call, self, period_end(call, wall, "week"), 0 if isinstance(self, RDate) else 999)


@CALENDAR.define("all_day", "all_week", "all_month", "all_quarter", "all_year", args="0..1")
def whole_period(call: Call, self: AnyTime) -> Value:
    unit = call.name.removeprefix("all_")
    base = _as_time(call, self, unit)
    last = period_end(call, wall_of(base), unit)
    return RRange(
        rebuilt(call, base, period_start(call, wall_of(base), unit)),
        rebuilt(call, base, last, 0 if isinstance(base, RDate) else 999),
    )
