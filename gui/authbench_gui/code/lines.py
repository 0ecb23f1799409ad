"""A text cut into rows without copying it: what is painted is sliced out when it is on the screen."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from authbench_gui.code.languages import Language
from authbench_gui.theme.theme import Role
from authbench_gui.wording import shown

if TYPE_CHECKING:
    from authbench.journal import Redacted, Span

MAX_ROW = 4000
"""Characters of a row. A longer line goes on in the next row: laying out megabytes in one takes minutes."""

_PIECE = 1 << 18
# One class of characters: an alternative would make this five times as slow.
_SUSPECT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\U0010ffff]+")


@dataclass(frozen=True, slots=True)
class Section:
    """From line `first` on (counted from 0) the text is written in `language`."""

    first: int
    language: Language


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of a text that leads somewhere when it is activated."""

    start: int
    end: int
    target: object


@dataclass(frozen=True, slots=True)
class Tint:
    """A stretch of a text in a colour of its own."""

    start: int
    end: int
    role: Role


class Lines:
    """A text as rows. Positions count characters of `text`; rows are counted from 0."""

    def __init__(
        self,
        text: str,
        sections: Sequence[Section] = (),
        *,
        chips: Iterable[Span] = (),
        links: Iterable[Link] = (),
        tints: Iterable[Tint] = (),
    ) -> None:
        self.text = text
        self.chips = tuple(chips)
        self.links = tuple(links)
        self.tints = tuple(tints)
        # Below 4 GB, as every text that a window can hold.
        self._starts = array("I", (0,))
        self._cut(text)
        self._sections = tuple(sections) or (Section(0, Language.PLAIN),)
        self._first_rows = [self._row_of_line(section.first) for section in self._sections]

    @property
    def count(self) -> int:
        """How many rows there are; an empty text has one."""
        return len(self._starts)

    @property
    def longest(self) -> int:
        """Characters of the longest row."""
        return self._longest

    def start(self, row: int) -> int:
        """Where a row begins."""
        return self._starts[row]

    def end(self, row: int) -> int:
        """Where a row ends, without its line break."""
        if row + 1 >= len(self._starts):
            return len(self.text)
        after = self._starts[row + 1]
        return after - 1 if self.text[after - 1] == "\n" else after

    def row_text(self, row: int) -> str:
        """The text of a row."""
        return self.text[self.start(row) : self.end(row)]

    def row_at(self, position: int) -> int:
        """The row that holds a position."""
        return bisect_right(self._starts, position) - 1

    def language(self, row: int) -> Language:
        """What a row is written in."""
        at = bisect_right(self._first_rows, row)
        return self._sections[at - 1].language if at else Language.PLAIN

    def stretches(self) -> Iterator[tuple[int, int, Language]]:
        """The sections as rows from, rows up to, and language."""
        ends = [*self._first_rows[1:], self.count]
        for first, end, section in zip(self._first_rows, ends, self._sections, strict=True):
            yield first, end, section.language

    def chips_in(self, row: int) -> list[Span]:
        """The chips that a row shows, whole or in part."""
        return [self.chips[at] for at in _between(self.chips, self.start(row), self.end(row))]

    def links_in(self, row: int) -> list[Link]:
        """The links in a row."""
        return [self.links[at] for at in _between(self.links, self.start(row), self.end(row))]

    def tints_in(self, row: int) -> list[Tint]:
        """The stretches of a row with a colour of their own."""
        return [self.tints[at] for at in _between(self.tints, self.start(row), self.end(row))]

    def _cut(self, text: str) -> None:
        starts = self._starts
        starts.extend(match.end() for match in re.finditer("\n", text))
        lengths = map(int.__sub__, [*starts[1:], len(text) + 1], starts)
        self._longest = max(0, max(lengths) - 1)
        if self._longest <= MAX_ROW:
            return
        cut = array("I")
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
            cut.extend(range(start, max(start + 1, end), MAX_ROW))
        self._starts, self._longest = cut, MAX_ROW

    def _row_of_line(self, line: int) -> int:
        if line <= 0:
            return 0
        at = -1
        for _ in range(line):
            at = self.text.find("\n", at + 1)
            if at < 0:
                return self.count
        return self.row_at(at + 1)


def _between(marks: Sequence[Span] | Sequence[Link] | Sequence[Tint], start: int, end: int) -> range:
    """The marks, which are in order, that begin before `end` and end after `start`."""
    first = bisect_right(marks, start, key=lambda mark: mark.end)
    last = first
    while last < len(marks) and marks[last].start < end:
        last += 1
    return range(first, last)


def visible(content: Redacted) -> Redacted:
    """Foreign text with what cannot be seen made visible (see `wording.shown`) and line breaks alike;
    its chips stay where they are."""
    seen = _made_visible(content.text)
    if seen is None:
        return content
    text, places, shifts = seen

    def moved(position: int) -> int:
        return position + shifts[bisect_right(places, position) - 1]

    chips = tuple(replace(chip, start=moved(chip.start), end=moved(chip.end)) for chip in content.chips)
    return type(content)(text, chips)


def visible_text(text: str) -> str:
    """The same of a text without chips."""
    seen = _made_visible(text)
    return text if seen is None else seen[0]


def _suspects(text: str) -> Iterator[re.Match[str]]:
    """Runs of characters that may be invisible. Looked for piece by piece: all of a long text in one search
    would hold up the window for a tenth of a second, on whatever thread it is."""
    for start in range(0, len(text), _PIECE):
        yield from _SUSPECT.finditer(text, start, start + _PIECE)


def _made_visible(text: str) -> tuple[str, list[int], list[int]] | None:
    """The text with what cannot be seen made visible, and from which positions on everything lies further on
    by how many characters; None where all can be seen."""
    parts: list[str] = []
    places, shifts = [0], [0]
    done = shift = 0
    for match in _suspects(text):
        found = match.group()
        ends_line = found.endswith("\r") and text.startswith("\n", match.end())
        told = shown(found[:-1] if ends_line else found)
        if told == found:
            continue
        parts += (text[done : match.start()], told)
        done = match.end()
        shift += len(told) - len(found)
        places.append(done)
        shifts.append(shift)
    if not parts:
        return None
    parts.append(text[done:])
    return "".join(parts), places, shifts
