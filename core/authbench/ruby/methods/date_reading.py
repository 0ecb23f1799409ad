"""Reading dates and times from text as Ruby does: the lenient parser and `strptime`.

Both give `Parts`; what is missing is for the caller to fill in (Time.parse takes it from the present
moment, Date.parse from today).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from authbench.ruby.methods.strftime import DAYS, MONTHS

MAX_LENGTH: Final = 128
"""Ruby refuses longer texts in Date.parse; so do we."""


@dataclass(slots=True)
class Parts:
    """What a text said. Numbers are as written, unchecked; `offset` is in seconds; `epoch` replaces all."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    yday: int | None = None
    weekday: int | None = None
    iso_year: int | None = None
    iso_week: int | None = None
    year_week: tuple[str, int] | None = None
    """`U` (weeks from Sunday) or `W` (from Monday), and the week of the year."""
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    nanosecond: int | None = None
    zone: str | None = None
    offset: int | None = None
    epoch: Fraction | None = None

    def says_date(self) -> bool:
        """Whether a day is named at all."""
        dates = (self.year, self.month, self.day, self.yday, self.weekday, self.iso_week, self.epoch)
        return any(part is not None for part in dates)

    def says_time(self) -> bool:
        """Whether a time of day is named."""
        return self.hour is not None or self.epoch is not None


_ZONES: Final = {
    "utc": 0, "ut": 0, "gmt": 0, "z": 0, "wet": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3, "bst": 1,
    "west": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "sast": 2,
    "ist": 5.5, "jst": 9, "kst": 9, "sgt": 8, "nzt": 12, "nzst": 12, "nzdt": 13, "acst": 9.5, "aest": 10,
    "aedt": 11, "brt": -3, "nst": -3.5, "ndt": -2.5,
}  # fmt: skip
_MILITARY: Final = {letter: hours for hours, letter in enumerate("abcdefghiklm", start=1)} | {
    letter: -hours for hours, letter in enumerate("nopqrstuvwxy", start=1)
}
_OFFSET: Final = re.compile(r"\A(?:gmt|utc?)?([-+])(\d+)(?:[:,.](\d+)(?::(\d+))?)?\Z", re.IGNORECASE)


def zone_offset(zone: str) -> int | None:
    """Seconds east of Greenwich for `+02:00`, `GMT-3`, `PST`, `Z`…; None where the name says nothing."""
    match = _OFFSET.match(zone.strip())
    if match:
        sign = -1 if match.group(1) == "-" else 1
        digits = match.group(2)
        if match.group(3) is not None:
            hours, minutes, seconds = int(digits), int(match.group(3)), int(match.group(4) or 0)
        else:
            digits = digits.zfill(len(digits) + len(digits) % 2)
            hours, minutes = int(digits[:2]), int(digits[2:4] or 0)
            seconds = int(digits[4:6] or 0)
        return sign * (hours * 3600 + minutes * 60 + seconds)
    name = re.sub(r"\s+", " ", zone.strip().lower())
    daylight = re.sub(r" (?:dst|daylight time)\Z", "", name)
    base = re.sub(r" standard time\Z", "", daylight)
    east = _ZONES.get(base, _MILITARY.get(base))
    if east is None:
        return None
    return int((east + (daylight != name)) * 3600)


_MONTH: Final = "(" + "|".join(month[:3] for month in MONTHS) + ")"
_DAY: Final = "(" + "|".join(day[:3] for day in DAYS) + ")"
_ERA: Final = r"(?:c(?:e|\.e\.)|b(?:ce|\.c\.e\.)|a(?:d|\.d\.)|b(?:c|\.c\.))"


@cache
def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE | re.ASCII)


_WEEKDAY: Final = rf"\b{_DAY}[^-/\d\s]*"
_TIME: Final = (
    r"((?:\d+\s*:\s*\d+(?:\s*:\s*\d+(?:[,.]\d*)?)?|\d+\s*h(?:\s*\d+m?(?:\s*\d+s?)?)?)"
    r"(?:\s*[ap](?:m\b|\.m\.))?|\d+\s*[ap](?:m\b|\.m\.))"
    r"(?:\s*((?:gmt|utc?)?[-+]\d+(?:[,.:]\d+(?::\d+)?)?"
    r"|[a-z.\s]+(?:standard|daylight)\stime\b|[a-z]+(?:\sdst)?\b))?"
)
_CLOCK: Final = (
    r"\A(\d+)(?:\s*h)?(?:\s*:?\s*(\d+)m?(?:\s*:?\s*(\d+)(?:[,.](\d*))?s?)?)?\s*([ap](?:m\b|\.m\.))?"
)
_EUROPEAN: Final = rf"('?\d+)[^-\d\s]*\s*{_MONTH}[^-\d\s']*(?:\s*{_ERA}?\s*('?-?\d+(?:(?:st|nd|rd|th)\b)?))?"
_AMERICAN: Final = rf"\b{_MONTH}[^-\d\s']*\s*('?\d+)[^-\d\s']*(?:\s*,?\s*{_ERA}?\s*('?-?\d+))?"
_ISO: Final = r"('?[-+]?\d+)-(\d+)-('?-?\d+)"
_ISO_WEEK: Final = r"\b(\d{2}|\d{4})?-?w(\d{2})(?:-?(\d))?\b"
_ISO_YDAY: Final = r"(?<![:\d])(\d{4})-(\d{3})\b"
_JIS: Final = r"\b([mtshr])(\d+)\.(\d+)\.(\d+)"
_ERAS: Final = {"m": 1867, "t": 1911, "s": 1925, "h": 1988, "r": 2018}
_VMS: Final = rf"('?-?\d+)-{_MONTH}[^-/.]*-('?-?\d+)"
_VMS_MONTH_FIRST: Final = rf"\b{_MONTH}[^-/.]*-('?\d+)(?:-('?-?\d+))?"
_SLASHES: Final = r"('?-?\d+)/\s*('?\d+)(?:\D\s*('?-?\d+))?"
_DOTS: Final = r"('?-?\d+)\.\s*('?\d+)\.\s*('?-?\d+)"
_DIGITS: Final = (
    r"([-+]?)(\d{2,14})(?:\s*t?\s*(\d{2,6})?(?:[,.](\d*))?)?(z\b|[-+]\d{1,4}\b|\[[-+]?\d[^\]]*\])?"
)


class _Text:
    """The text while parts are cut out of it."""

    def __init__(self, text: str) -> None:
        self.rest = text

    def take(self, source: str) -> re.Match[str] | None:
        """Find `source`; what it covers becomes a blank."""
        match = _pattern(source).search(self.rest)
        if match:
            self.rest = self.rest[: match.start()] + " " + self.rest[match.end() :]
        return match


def read_date(text: str, complete_century: bool = True) -> Parts:
    """Ruby's Date._parse: what can be made out in `text`, leniently.

    Raises ValueError for a text longer than `MAX_LENGTH`.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"string length ({len(text)}) exceeds the limit {MAX_LENGTH}")
    source = _Text(re.sub(r"[^-+',./:@A-Za-z0-9\[\]]+", " ", text))
    parts = Parts()
    weekday = source.take(_WEEKDAY)
    if weekday:
        parts.weekday = _index(weekday.group(1), DAYS, start=1) % 7
    _read_clock(source, parts)
    _read_day(source, parts, complete_century)
    if parts.zone is not None:
        parts.offset = zone_offset(parts.zone)
    return parts


def _index(name: str, names: tuple[str, ...], start: int) -> int:
    short = name[:3].lower()
    return next(number for number, full in enumerate(names, start) if full[:3].lower() == short)


def _read_clock(source: _Text, parts: Parts) -> None:
    found = source.take(_TIME)
    if not found:
        return
    clock = _pattern(_CLOCK).match(found.group(1))
    if clock is None:
        return
    hour = int(clock.group(1))
    half = clock.group(5)
    if half:
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    parts.hour = hour
    parts.minute = int(clock.group(2)) if clock.group(2) else None
    parts.second = int(clock.group(3)) if clock.group(3) else None
    if clock.group(4):
        parts.nanosecond = int(clock.group(4)[:9].ljust(9, "0"))
    parts.zone = found.group(2)


def _read_day(source: _Text, parts: Parts, century: bool) -> None:
    if match := source.take(_EUROPEAN):
        _set_day(parts, match.group(3), str(_index(match.group(2), MONTHS, 1)), match.group(1), century)
    elif match := source.take(_AMERICAN):
        _set_day(parts, match.group(3), str(_index(match.group(1), MONTHS, 1)), match.group(2), century)
    elif match := source.take(_ISO):
        _set_day(parts, match.group(1), match.group(2), match.group(3), century)
    elif (match := _pattern(_ISO_WEEK).search(source.rest)) and (match.group(1) or match.group(3)):
        source.take(_ISO_WEEK)
        parts.iso_year = int(match.group(1)) if match.group(1) else None
        parts.iso_week = int(match.group(2))
        parts.weekday = int(match.group(3)) % 7 if match.group(3) else parts.weekday
    elif match := source.take(_ISO_YDAY):
        parts.year, parts.yday = int(match.group(1)), int(match.group(2))
    elif match := source.take(_JIS):
        parts.year = int(match.group(2)) + _ERAS[match.group(1).lower()]
        parts.month, parts.day = int(match.group(3)), int(match.group(4))
    elif match := source.take(_VMS):
        _set_day(parts, match.group(3), str(_index(match.group(2), MONTHS, 1)), match.group(1), century)
    elif match := source.take(_VMS_MONTH_FIRST):
        _set_day(parts, match.group(3), str(_index(match.group(1), MONTHS, 1)), match.group(2), century)
    elif (match := source.take(_SLASHES)) or (match := source.take(_DOTS)):
        _set_day(parts, match.group(1), match.group(2), match.group(3), century)
    elif match := source.take(rf"\b{_MONTH}\S*"):
        parts.month = _index(match.group(1), MONTHS, 1)
    elif match := source.take(r"(\d+)(?:st|nd|rd|th)\b"):
        parts.day = int(match.group(1))
    elif match := source.take(_DIGITS):
        _read_digits(match, parts, century)


def _set_day(parts: Parts, year: str | None, month: str | None, day: str | None, century: bool) -> None:
    """Ruby's rule for which of three numbers is which: more than two digits, or an apostrophe, is a year."""
    if year and month and not day:
        year, month, day = None, year, month
    if year is None and day and (len(day) > 2 or day.startswith("'")):
        year, day = day, None
    if year and re.match(r"[^-+\d]*[-+]?\d+[a-z]", year, re.IGNORECASE):
        year, day = day, year
    if month and (month.startswith("'") or len(month) > 2):
        year, month, day = month, day, year
    if day and (day.startswith("'") or len(day) > 2):
        year, day = day, year
    if year:
        digits = re.search(r"([-+])?(\d+)", year)
        if digits:
            parts.year = int(digits.group(0))
            short = not digits.group(1) and len(digits.group(2)) <= 2
            if short and century and 0 <= parts.year <= 99:
                parts.year += 1900 if parts.year >= 69 else 2000
    if month:
        parts.month = int(month.lstrip("'"))
    if day and (digits := re.search(r"\d+", day)):
        parts.day = int(digits.group(0))


def _read_digits(match: re.Match[str], parts: Parts, century: bool) -> None:
    sign, digits, clock, fraction, zone = match.groups()
    size = len(digits)
    if size == 2:
        parts.day = int(digits)
    elif size == 3:
        parts.yday = int(digits)
    elif size == 4:
        parts.month, parts.day = int(digits[:2]), int(digits[2:])
    elif size in (5, 7):
        parts.year, parts.yday = _short_year(sign, digits[:-3], century), int(digits[-3:])
    else:
        head = digits[:2] if size == 6 else digits[:4]
        rest = digits[len(head) :]
        parts.year = _short_year(sign, head, century)
        parts.month, parts.day = int(rest[:2]), int(rest[2:4])
        names = ("hour", "minute", "second")
        for name, start in zip(names, range(4, len(rest), 2), strict=False):
            setattr(parts, name, int(rest[start : start + 2]))
    if clock:
        for name, start in zip(("hour", "minute", "second"), range(0, len(clock), 2), strict=False):
            setattr(parts, name, int(clock[start : start + 2]))
    if fraction:
        parts.nanosecond = int(fraction[:9].ljust(9, "0"))
    if zone:
        parts.zone = zone.strip("[]")


def _short_year(sign: str, digits: str, century: bool) -> int:
    year = int(sign + digits)
    if len(digits) == 2 and century and not sign:
        year += 1900 if year >= 69 else 2000
    return year
