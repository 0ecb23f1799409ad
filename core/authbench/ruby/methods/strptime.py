"""Ruby's `strptime`: a text read by an exact template."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from authbench.ruby.methods.date_reading import Parts, zone_offset
from authbench.ruby.methods.strftime import DAYS, MONTHS

_COMPOSED: Final = {
    "c": "%a %b %e %H:%M:%S %Y",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "v": "%e-%b-%Y",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
    "r": "%I:%M:%S %p",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "+": "%a %b %e %H:%M:%S %Z %Y",
}
_NUMBERS: Final = {
    "d": ("day", 2, 1, 31), "e": ("day", 2, 1, 31), "m": ("month", 2, 1, 12), "j": ("yday", 3, 1, 366),
    "H": ("hour", 2, 0, 24), "k": ("hour", 2, 0, 24), "I": ("hour", 2, 1, 12), "l": ("hour", 2, 1, 12),
    "M": ("minute", 2, 0, 59), "S": ("second", 2, 0, 60), "u": ("weekday", 1, 1, 7),
    "w": ("weekday", 1, 0, 6), "V": ("iso_week", 2, 1, 53),
}  # fmt: skip
_ZONE: Final = re.compile(
    r"(?:gmt|utc?)?[-+]\d+(?:[,.:]\d+(?::\d+)?)?|[a-z]+(?:\s+dst)?\b", re.IGNORECASE | re.ASCII
)


class Mismatch(ValueError):
    """The text is not what the template says."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.parts = Parts()
        self.half: str | None = None
        self.century: int | None = None

    def number(self, width: int, signed: bool = False) -> int:
        pattern = re.compile(("[-+]?" if signed else "") + r"\d{1," + str(width) + "}", re.ASCII)
        match = pattern.match(self.text, self.position)
        if match is None:
            raise Mismatch
        self.position = match.end()
        return int(match.group())

    def name(self, names: tuple[str, ...]) -> int:
        rest = self.text[self.position : self.position + 12].lower()
        for index, full in enumerate(names):
            for candidate in (full.lower(), full[:3].lower()):
                if rest.startswith(candidate):
                    self.position += len(candidate)
                    return index
        raise Mismatch

    def blanks(self) -> None:
        while self.text[self.position : self.position + 1].isspace():
            self.position += 1

    def literal(self, char: str) -> None:
        if char.isspace():
            self.blanks()
        elif self.text[self.position : self.position + 1] == char:
            self.position += 1
        else:
            raise Mismatch


def strptime(text: str, template: str) -> Parts:
    """What `text` says by `template`; text after that is ignored. Raises `Mismatch`."""
    reader = _Reader(text)
    _read(reader, template)
    parts = reader.parts
    if reader.half is not None and parts.hour is not None:
        parts.hour = parts.hour % 12 + (12 if reader.half == "p" else 0)
    if reader.century is not None and parts.year is not None:
        parts.year = reader.century * 100 + parts.year % 100
    if parts.zone is not None:
        parts.offset = zone_offset(parts.zone)
    return parts


def _read(reader: _Reader, template: str) -> None:
    position = 0
    while position < len(template):
        char = template[position]
        position += 1
        if char != "%" or position >= len(template):
            reader.literal(char)
            continue
        while template[position : position + 1] in tuple("-0^#_:") and position + 1 < len(template):
            position += 1
        letter = template[position]
        position += 1
        following = template[position : position + 1]
        adjoining = following.isdigit() or (
            following == "%"
            and template[position + 1 : position + 2] in tuple("CDdeFGgHIjkLlMmNQRrSsTUuVvWwXxYy")
        )
        _directive(reader, letter, adjoining)


def _directive(reader: _Reader, letter: str, adjoining: bool) -> None:
    parts = reader.parts
    if letter in _COMPOSED:
        _read(reader, _COMPOSED[letter])
    elif letter in _NUMBERS:
        name, width, low, high = _NUMBERS[letter]
        if letter in "ekl" and reader.text[reader.position : reader.position + 1] == " ":
            reader.position += 1
        value = reader.number(width)
        if not low <= value <= high:
            raise Mismatch
        setattr(parts, name, value % 7 if letter == "u" else value)
    elif letter in "YG":
        year = reader.number(4 if adjoining else 9, signed=True)
        if letter == "Y":
            parts.year = year
        else:
            parts.iso_year = year
    elif letter == "y":
        year = reader.number(2)
        parts.year = year + (1900 if year >= 69 else 2000)
    elif letter == "C":
        reader.century = reader.number(2, signed=True)
    elif letter in "LN":
        start = reader.position
        reader.number((3 if letter == "L" else 9) if adjoining else 30)
        parts.nanosecond = int(reader.text[start : reader.position][:9].ljust(9, "0"))
    elif letter in "Bbh":
        parts.month = reader.name(MONTHS) + 1
    elif letter in "Aa":
        parts.weekday = (reader.name(DAYS) + 1) % 7
    elif letter in "pP":
        match = re.compile(r"([ap])(?:m|\.m\.)", re.IGNORECASE).match(reader.text, reader.position)
        if match is None:
            raise Mismatch
        reader.position, reader.half = match.end(), match.group(1).lower()
    elif letter in "zZ":
        match = _ZONE.match(reader.text, reader.position)
        if match is None:
            raise Mismatch
        reader.position, parts.zone = match.end(), match.group()
    elif letter == "s":
        parts.epoch = Fraction(reader.number(15, signed=True))
    elif letter == "Q":
        parts.epoch = Fraction(reader.number(18, signed=True), 1000)
    elif letter in "nt":
        reader.blanks()
    elif letter in "UW":
        parts.year_week = (letter, reader.number(2))
    else:
        reader.literal("%")
        if letter != "%":
            reader.literal(letter)
