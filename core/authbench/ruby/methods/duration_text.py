"""ISO 8601 durations as ActiveSupport reads them: `P1Y2M3DT4H5M6S`."""

from __future__ import annotations

import re
from typing import Final

_DATE: Final = {"Y": "years", "M": "months", "W": "weeks", "D": "days"}
_CLOCK: Final = {"H": "hours", "M": "minutes", "S": "seconds"}
_PART: Final = re.compile(r"(-?\d+(?:[.,]\d+)?)([YMWDHS])", re.ASCII)


def read_duration(text: str) -> dict[str, int | float]:
    """The parts of a duration. Raises ValueError (with ActiveSupport's reason, or none) for anything else."""
    sign = -1 if text.startswith("-") else 1
    position = 1 if text[:1] in ("-", "+") else 0
    if text[position : position + 1] != "P":
        raise ValueError("" if text[position:] else "is empty duration")
    position += 1
    letters, parts = _DATE, dict[str, int | float]()
    while position < len(text):
        if text[position] == "T" and letters is _DATE:
            letters, position = _CLOCK, position + 1
            continue
        match = _PART.match(text, position)
        if match is None or match.group(2) not in letters:
            raise ValueError
        number = match.group(1).replace(",", ".")
        parts[letters[match.group(2)]] = sign * (float(number) if "." in number else int(number))
        position = match.end()
    _check(parts, clock=letters is _CLOCK)
    return parts


def _check(parts: dict[str, int | float], *, clock: bool) -> None:
    if not parts:
        raise ValueError("is empty duration")
    if "weeks" in parts and parts.keys() & {"years", "months", "days"}:
        raise ValueError("mixing weeks with other date parts not allowed")
    if clock and not parts.keys() & set(_CLOCK.values()):
        raise ValueError("time part marker is present but time part is empty")
    amounts = [amount for amount in parts.values() if amount]
    if any(amount % 1 for amount in amounts[:-1]):
        raise ValueError("(only last part can be fractional)")
