"""Ruby's `strftime`: flags, widths and directives over an aware datetime."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

MAX_WIDTH: Final = 1024
"""Widths beyond this are refused with ValueError; Ruby refuses far later (SDK definitions never need it)."""

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_DIRECTIVE: Final = re.compile(
    r"%([-0^#_]*)(\d*)(:{0,3})(?:E(?=[cCxXyY])|O(?=[deHkIlmMSuUVwWy]))?([A-Za-z%+])"
)
_COMPOSED: Final = {
    "c": "%a %b %e %H:%M:%S %Y",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "v": "%e-%^b-%Y",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
    "r": "%I:%M:%S %p",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "+": "%a %b %e %H:%M:%S %Z %Y",
}
_NUMBERS: Final[dict[str, tuple[Callable[[datetime], int], int, str]]] = {
    "C": (lambda m: m.year // 100, 2, "0"),
    "y": (lambda m: m.year % 100, 2, "0"),
    "m": (lambda m: m.month, 2, "0"),
    "d": (lambda m: m.day, 2, "0"),
    "e": (lambda m: m.day, 2, " "),
    "j": (lambda m: m.timetuple().tm_yday, 3, "0"),
    "H": (lambda m: m.hour, 2, "0"),
    "k": (lambda m: m.hour, 2, " "),
    "I": (lambda m: (m.hour - 1) % 12 + 1, 2, "0"),
    "l": (lambda m: (m.hour - 1) % 12 + 1, 2, " "),
    "M": (lambda m: m.minute, 2, "0"),
    "S": (lambda m: m.second, 2, "0"),
    "u": (lambda m: m.isoweekday(), 1, "0"),
    "w": (lambda m: m.isoweekday() % 7, 1, "0"),
    "G": (lambda m: m.isocalendar().year, 4, "0"),
    "g": (lambda m: m.isocalendar().year % 100, 2, "0"),
    "V": (lambda m: m.isocalendar().week, 2, "0"),
    "U": (lambda m: (m.timetuple().tm_yday + 6 - m.isoweekday() % 7) // 7, 2, "0"),
    "W": (lambda m: (m.timetuple().tm_yday + 6 - m.weekday()) // 7, 2, "0"),
    "Y": (lambda m: m.year, 4, "0"),
}
_TEXTS: Final[dict[str, Callable[[datetime], str]]] = {
    "A": lambda m: DAYS[m.weekday()],
    "a": lambda m: DAYS[m.weekday()][:3],
    "B": lambda m: MONTHS[m.month - 1],
    "b": lambda m: MONTHS[m.month - 1][:3],
    "h": lambda m: MONTHS[m.month - 1][:3],
    "p": lambda m: "PM" if m.hour >= 12 else "AM",
    "P": lambda m: "pm" if m.hour >= 12 else "am",
    "n": lambda m: "\n",
    "t": lambda m: "\t",
    "%": lambda m: "%",
}


def strftime(
    moment: datetime, template: str, zone: str, *, nanoseconds: int | None = None, of_date: bool = False
) -> str:
    """`moment` written by `template` as Ruby's Time#strftime does; `zone` is what %Z prints, `nanoseconds`
    what %N does (else the microseconds of `moment`). `of_date`: with the directives that only Date has.

    Unknown directives stay as they are. Raises ValueError for a width over `MAX_WIDTH`, and as Ruby words it
    for a template that breaks off.
    """
    if template.endswith("%") and not of_date and (len(template) - len(template.rstrip("%"))) % 2:
        raise ValueError(f"invalid format: {template}")
    below = moment.microsecond * 1000 if nanoseconds is None else nanoseconds

    def directive(match: re.Match[str]) -> str:
        flags, width_text, colons, letter = match.groups()
        if len(width_text) > 6 or (width_text and int(width_text) > MAX_WIDTH):
            raise ValueError(width_text)
        width = int(width_text) if width_text else None
        if colons and letter != "z":
            return match.group()
        if letter in "LN":
            digits = width or (3 if letter == "L" else 9)
            return f"{below:09}".ljust(digits, "0")[:digits]
        if letter in "Q+" and not of_date:
            return match.group()
        if letter == "Q":
            return _number(int(moment.timestamp() // 1) * 1000 + below // 1_000_000, flags, width or 1, "0")
        return _render(moment, zone, flags, width, len(colons), letter, match.group())

    return _DIRECTIVE.sub(directive, template)


def offset_text(moment: datetime, colons: int = 0) -> str:
    """The offset of `moment` as +0200 (no colon), +02:00 (one), +02:00:00 (two), +02 (three)."""
    seconds = int((moment.utcoffset() or timedelta(0)).total_seconds())
    sign = "-" if seconds < 0 else "+"
    hours, rest = divmod(abs(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    if colons == 0:
        return f"{sign}{hours:02}{minutes:02}"
    if colons == 1:
        return f"{sign}{hours:02}:{minutes:02}"
    if colons == 2:
        return f"{sign}{hours:02}:{minutes:02}:{seconds:02}"
    if seconds:
        return f"{sign}{hours:02}:{minutes:02}:{seconds:02}"
    return f"{sign}{hours:02}:{minutes:02}" if minutes else f"{sign}{hours:02}"


def _render(
    moment: datetime, zone: str, flags: str, width: int | None, colons: int, letter: str, whole: str
) -> str:
    if letter in _NUMBERS:
        number, digits, pad = _NUMBERS[letter]
        return _number(number(moment), flags, digits if width is None else width, pad)
    if letter == "s":
        return _number(int(moment.timestamp() // 1), flags, width or 1, "0")
    if letter == "z":
        return _offset_padded(offset_text(moment, colons), flags, width or 0)
    if letter in _COMPOSED:
        return _text(strftime(moment, _COMPOSED[letter], zone), flags, width)
    if letter == "Z":
        return _text(zone.lower() if "#" in flags else zone, flags, width)
    if letter in _TEXTS:
        text = _TEXTS[letter](moment)
        if "#" in flags:
            text = text.lower() if letter == "p" else text.upper()
        return _text(text, flags, width)
    return whole


def _offset_padded(text: str, flags: str, width: int) -> str:
    if "_" in flags:
        # The hours without their zero, the sign right before them.
        text = text[0] + text[2:] if text[1] == "0" else text
        return text.rjust(max(width, len(text) + (len(text) % 2 == 0)))
    return text[0] + text[1:].rjust(width - 1, "0")


def _number(value: int, flags: str, width: int, pad: str) -> str:
    for flag in flags:
        pad = {"-": "", "0": "0", "_": " "}.get(flag, pad)
    if not pad:
        return str(value)
    return str(value).zfill(width) if pad == "0" else str(value).rjust(width)


def _text(text: str, flags: str, width: int | None) -> str:
    if "^" in flags:
        text = text.upper()
    if "-" in flags:
        return text
    return text.rjust(width or 0, "0" if "0" in flags else " ")
