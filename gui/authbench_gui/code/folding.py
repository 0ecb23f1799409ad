"""Which rows of laid-out JSON or XML can be folded away, and which rows are then left."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right

from authbench_gui.code.languages import Language
from authbench_gui.code.lines import Lines

_JSON = re.compile(r"^[ \t]*(?P<close>[}\]])|(?P<open>[{\[])$", re.MULTILINE)
_MARKUP = re.compile(
    r"^[ \t]*(?P<close></)|^[ \t]*(?P<open><[A-Za-z_](?:[^<>]*[^<>/])?>)$",
    re.MULTILINE,
)


class Folds:
    """The parts of a text that can be folded. A part begins in a row (which stays) and ends with the row
    of its closing bracket or tag."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        found: list[tuple[int, int, int]] = []
        for first, end, language in lines.stretches():
            pattern = {Language.JSON: _JSON, Language.MARKUP: _MARKUP}.get(language)
            if pattern is not None and first < lines.count:
                found += self._matched(pattern, lines.start(first), lines.end(end - 1))
        found.sort()
        self._firsts = array("I", (first for first, _, _ in found))
        self._lasts = array("I", (last for _, last, _ in found))
        self._depths = array("I", (depth for _, _, depth in found))
        self._counts: dict[int, int] = {}

    def __bool__(self) -> bool:
        return bool(self._firsts)

    def last(self, row: int) -> int | None:
        """The last row of the part that begins in `row`; None where none does."""
        at = bisect_left(self._firsts, row)
        return self._lasts[at] if at < len(self._firsts) and self._firsts[at] == row else None

    def inner(self) -> list[int]:
        """Where all parts begin that lie in another; where there is no such part, all."""
        deep = [first for first, depth in zip(self._firsts, self._depths, strict=True) if depth]
        return deep or list(self._firsts)

    def summary(self, row: int) -> str:
        """What is in the part that begins in `row`: `12 keys`, `3 items`, `1 element`."""
        last = self.last(row)
        if last is None:
            return ""
        count = self._counts.get(row)
        if count is None:
            count = self._counts[row] = self._count(row, last)
        closing = self._lines.row_text(last).lstrip()[:1]
        noun = {"}": "key", "]": "item"}.get(closing, "element")
        return f"{count:,} {noun}{'' if count == 1 else 's'}"

    def _count(self, row: int, last: int) -> int:
        count, at = 0, row + 1
        while at < last:
            count += 1
            at = (self.last(at) or at) + 1
        return count

    def _matched(self, pattern: re.Pattern[str], start: int, end: int) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = []
        stack: list[int] = []
        for match in pattern.finditer(self._lines.text, start, end):
            if match.lastgroup == "open":
                stack.append(match.start("open"))
            elif stack:
                first = self._lines.row_at(stack.pop())
                last = self._lines.row_at(match.start("close"))
                if last > first:
                    found.append((first, last, len(stack)))
        return found


class ShownRows:
    """The rows of a text that are left when parts of it are folded."""

    def __init__(self, lines: Lines, folds: Folds) -> None:
        self.folds = folds
        self._all = lines.count
        self._folded: set[int] = set()
        self._left: array[int] | None = None

    @property
    def count(self) -> int:
        """How many rows are left."""
        return self._all if self._left is None else len(self._left)

    def row(self, place: int) -> int:
        """The row that is shown at a place, counted from 0."""
        return place if self._left is None else self._left[place]

    def place(self, row: int) -> int:
        """Where a row is shown; where it is folded away, the place of the part that it is in."""
        return row if self._left is None else max(0, bisect_right(self._left, row) - 1)

    def is_folded(self, row: int) -> bool:
        """Whether a part that begins in `row` is folded."""
        return row in self._folded

    def fold(self, row: int, folded: bool) -> None:
        """Fold the part that begins in `row`, or unfold it."""
        if folded and self.folds.last(row) is not None:
            self._folded.add(row)
        else:
            self._folded.discard(row)
        self._lay()

    def fold_all(self) -> None:
        """Fold every part inside the outermost."""
        self._folded = set(self.folds.inner())
        self._lay()

    def unfold_all(self) -> None:
        """Show every row."""
        self._folded.clear()
        self._lay()

    def reveal(self, row: int) -> bool:
        """Unfold what hides a row; whether anything did."""
        hiding = [first for first in self._folded if first < row <= (self.folds.last(first) or 0)]
        self._folded.difference_update(hiding)
        if hiding:
            self._lay()
        return bool(hiding)

    def _lay(self) -> None:
        if not self._folded:
            self._left = None
            return
        left, begin = array("I"), 0
        for first in sorted(self._folded):
            if first < begin:
                continue
            left.extend(range(begin, first + 1))
            begin = (self.folds.last(first) or first) + 1
        left.extend(range(begin, self._all))
        self._left = left
