"""Date."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.day_counts import DAYS, days_later
from authbench.ruby.methods.time.clock import epoch_of, in_zone, local_wall, utc_time, wall_of, zoned_wall
from authbench.ruby.values import RDate, RDateTime, RString, Symbol, Value

DATE: Final = MethodTable("Date", DAYS)


def moved(call: Call, self: RDate, days: int) -> Value:
    """`self` some days later. Raises RangeError outside years 1 to 9999."""
    return days_later(call, self, Fraction(days))


@DATE.define("===", args="1")
def same_day(call: Call, self: RDate) -> Value:
    other = call.args[0]
    if isinstance(other, RDate | RDateTime):
        return call.send(self, "jd") == call.send(other, "jd")
    return call.send(self, "<=>", other) == 0


@DATE.define("iso8601")
def iso8601(call: Call, self: RDate) -> Value:
    return RString(self.value.isoformat())


@DATE.define("xmlschema")
def xmlschema(call: Call, self: RDate) -> Value:
    return call.send(in_time_zone(call, self), "xmlschema")


@DATE.define("rfc3339")
def rfc3339(call: Call, self: RDate) -> Value:
    return RString(self.value.isoformat() + "T00:00:00+00:00")


@DATE.define("to_date")
def to_date(call: Call, self: RDate) -> Value:
    return self


@DATE.define("to_time", args="0..1")
def to_time(call: Call, self: RDate) -> Value:
    form = call.arg(0, Symbol("local"))
    if form is Symbol("utc"):
        return utc_time(epoch_of(wall_of(self)))
    if form is not Symbol("local"):
        raise call.error("ArgumentError", f"Expected :local or :utc, got {call.inspect(form)}.")
    return local_wall(call, wall_of(self))


@DATE.define("to_datetime")
def to_datetime(call: Call, self: RDate) -> Value:
    return RDateTime(epoch_of(wall_of(self)))


@DATE.define("in_time_zone", args="0..1")
def in_time_zone(call: Call, self: RDate) -> Value:
    from authbench.ruby.methods.time_zones import zone_name

    named = call.name == "in_time_zone" and call.args
    name = zone_name(call, call.args[0]) if named else call.interp.environment.zone
    return in_zone(call, zoned_wall(call, wall_of(self), name)[0], name)


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
