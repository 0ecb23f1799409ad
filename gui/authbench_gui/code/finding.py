"""Where a word is in a text, in order, and which of the places is the current one."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left

MOST = 100_000
"""Places that are kept; a word that is everywhere is not looked for any further."""


class Hits:
    """The places of a word of fixed length."""

    def __init__(self, starts: array[int] | None = None, length: int = 0) -> None:
        self.starts = starts if starts is not None else array("I")
        self.length = length
        self.at: int | None = None

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def current(self) -> tuple[int, int] | None:
        """From where up to where the current place is."""
        if self.at is None:
            return None
        start = self.starts[self.at]
        return start, start + self.length

    def go_to(self, position: int) -> None:
        """Make the first place from `position` on the current one, or else the first of all."""
        if self.starts:
            self.at = bisect_left(self.starts, position) % len(self.starts)

    def go_to_number(self, number: int) -> None:
        """Make the place of that number, counted from 0, the current one, or else the last."""
        if self.starts:
            self.at = max(0, min(number, len(self.starts) - 1))

    def step(self, way: int) -> None:
        """Go to the next place, or the one before, round and round."""
        if self.starts:
            self.at = ((self.at if self.at is not None else -1) + way) % len(self.starts)

    def between(self, start: int, end: int) -> list[tuple[int, int]]:
        """The places that lie in a stretch, whole or in part."""
        first = bisect_left(self.starts, start - self.length + 1)
        found = []
        while first < len(self.starts) and self.starts[first] < end:
            found.append((self.starts[first], self.starts[first] + self.length))
            first += 1
        return found


def find(text: str, needle: str) -> Hits:
    """Where `needle` is in `text`, whatever the case of its letters."""
    if not needle:
        return Hits()
    if text.isascii() and needle.isascii():
        return Hits(_plain(text.lower(), needle.lower()), len(needle))
    starts = array("I")
    for match in re.finditer(re.escape(needle), text, re.IGNORECASE):
        starts.append(match.start())
        if len(starts) >= MOST:
            break
    return Hits(starts, len(needle))


def _plain(text: str, needle: str) -> array[int]:
    """The same for letters that keep their length; a tenth of the time."""
    starts = array("I")
    at = text.find(needle)
    while at >= 0 and len(starts) < MOST:
        starts.append(at)
        at = text.find(needle, at + len(needle))
    return starts
