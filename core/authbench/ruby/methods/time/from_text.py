"""Times and dates from text: what the parsers leave out is filled in here."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.date_reading import Parts, read_date
from authbench.ruby.methods.time.clock import (
    NANOSECONDS,
    epoch_of,
    local_time,
    local_wall,
    now,
    today,
    utc_time,
)
from authbench.ruby.values import RDate, RDateTime, RTime


def parsed(call: Call, text: str, *, century: bool = True) -> Parts:
    """What the lenient parser makes out. Raises ArgumentError for a text that is too long."""
    try:
        return read_date(text, century)
    except ValueError as error:
        raise call.error("ArgumentError", str(error)) from None


def day_of(call: Call, parts: Parts) -> date | None:
    """The day that `parts` name, missing ones taken from today; None where they name none or it is wrong."""
    here = today(call)
    try:
        if parts.epoch is not None:
            return (datetime(1970, 1, 1) + timedelta(seconds=int(parts.epoch // 1))).date()
        if parts.yday is not None and parts.day is None:
            year = parts.year if parts.year is not None else here.year
            found = date(year, 1, 1) + timedelta(days=parts.yday - 1)
            return found if found.year == year and parts.yday > 0 else None
        if parts.iso_week is not None:
            weekday = 7 if parts.weekday == 0 else parts.weekday or 1
            year = parts.iso_year if parts.iso_year is not None else here.isocalendar().year
            return date.fromisocalendar(year, parts.iso_week, weekday)
        if parts.year_week is not None and parts.month is None and parts.weekday is not None:
            letter, week = parts.year_week
            start = date(here.year if parts.year is None else parts.year, 1, 1)
            first, weekday = (6, parts.weekday) if letter == "U" else (0, (parts.weekday - 1) % 7)
            return start + timedelta(days=(first - start.weekday()) % 7 + 7 * (week - 1) + weekday)
        if parts.year is None and parts.month is None and parts.day is None:
            if parts.weekday is None:
                return None
            return here - timedelta(days=here.isoweekday() % 7 - parts.weekday)
        year = parts.year if parts.year is not None else here.year
        month = parts.month
        if month is None:
            month = here.month if parts.year is None else 1
        day = parts.day if parts.day is not None else 1
        if day < 0:
            following = date(year + month // 12, month % 12 + 1, 1)
            return following + timedelta(days=day)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def date_value(call: Call, parts: Parts) -> RDate:
    """The Date. Raises Date::Error ("invalid date")."""
    day = day_of(call, parts)
    if day is None:
        raise call.error("Date::Error", "invalid date")
    return RDate(day)


def _clock(parts: Parts) -> tuple[int, int]:
    """Seconds and nanoseconds of the time of day. Raises ValueError for what no clock shows."""
    hour, minute, second = parts.hour or 0, parts.minute or 0, parts.second or 0
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError
    return hour * 3600 + minute * 60 + second, parts.nanosecond or 0


def wall_from(call: Call, day: tuple[int, int, int], clock: tuple[int, int, int]) -> datetime:
    """A wall clock reading from (year, month, day) and (hour, minute, second); the 30th of a February is
    one of March. Raises ArgumentError with Ruby's words for what is out of range."""
    year, month, mday = day
    hour, minute, second = clock
    for name, value, low, high, bits in (
        ("mon", month, 1, 12, 4),
        ("mday", mday, 1, 31, 5),
        ("hour", hour, 0, 24, 5),
        ("min", minute, 0, 0 if hour == 24 else 59, 6),
        ("sec", second, 0, 0 if hour == 24 else 60, 6),
    ):
        if not 0 <= value < 1 << bits:
            # What does not fit into the field's bits is refused before the field is known.
            raise call.error("ArgumentError", "argument out of range")
        if not low <= value <= high:
            raise call.error("ArgumentError", f"{name} out of range")
    try:
        return datetime(year, month, 1) + timedelta(days=mday - 1, hours=hour, minutes=minute, seconds=second)
    except (ValueError, OverflowError):
        raise call.error("ArgumentError", "year too big to marshal") from None


def time_value(call: Call, parts: Parts, here: date | None = None) -> RTime | None:
    """The Time: with the text's own offset, else local; what is missing from the front comes from `here`
    (today). None where nothing was said. Raises ArgumentError ("mon out of range", …)."""
    if parts.epoch is not None:
        moment = local_time(call, int(parts.epoch * NANOSECONDS) + (parts.nanosecond or 0))
        return moment if parts.offset is None else RTime(moment.nanoseconds, offset=parts.offset)
    if not _says_day(parts) and not parts.says_time():
        return None
    here = here or today(call)
    if parts.yday is not None and parts.day is None:
        found = day_of(call, parts)
        if found is None:
            raise call.error("ArgumentError", "argument out of range")
        day = (found.year, found.month, found.day)
    else:
        later = parts.year is not None
        month = parts.month if parts.month is not None else (1 if later else here.month)
        later = later or parts.month is not None
        mday = parts.day if parts.day is not None else (1 if later else here.day)
        day = (here.year if parts.year is None else parts.year, month, mday)
    wall = wall_from(call, day, (parts.hour or 0, parts.minute or 0, parts.second or 0))
    nanoseconds = parts.nanosecond or 0
    if parts.offset is None:
        moment = local_wall(call, wall)
        moment.nanoseconds += nanoseconds
        return moment
    instant = epoch_of(wall) - parts.offset * NANOSECONDS + nanoseconds
    if (parts.zone or "").upper() in ("UTC", "Z", "-00:00"):
        return utc_time(instant)
    return RTime(instant, offset=parts.offset)


def _says_day(parts: Parts) -> bool:
    return any(part is not None for part in (parts.year, parts.month, parts.day, parts.yday))


def datetime_value(call: Call, parts: Parts) -> RDateTime:
    """The DateTime. Raises Date::Error ("invalid date")."""
    day = today(call) if not parts.says_date() and parts.says_time() else day_of(call, parts)
    try:
        seconds, nanoseconds = _clock(parts)
    except ValueError:
        day = None
    if day is None:
        raise call.error("Date::Error", "invalid date")
    offset = parts.offset or 0
    if parts.epoch is not None:
        return RDateTime(int(parts.epoch * NANOSECONDS), offset)
    wall = datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)
    return RDateTime(epoch_of(wall) - offset * NANOSECONDS + nanoseconds, offset)


def present(call: Call) -> RTime:
    """Time.now."""
    return local_time(call, now(call))
