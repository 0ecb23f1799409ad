"""Where the caret is in a text of rows, what is selected, and how both move."""

from __future__ import annotations

import re
from typing import Literal

from authbench_gui.code.folding import ShownRows
from authbench_gui.code.lines import Lines

Step = Literal["left", "right", "word left", "word right", "row start", "row end", "start", "end"]

_WORD = re.compile(r"\w+|[^\w\s]+|\s+")


class Caret:
    """A position, and the anchor from which a selection reaches to it. A chip is passed in one step."""

    def __init__(self, lines: Lines, rows: ShownRows) -> None:
        self._lines, self._rows = lines, rows
        self.position = 0
        self.anchor = 0
        # Where the caret wants to be in rows that are long enough.
        self._column: int | None = None

    @property
    def selection(self) -> tuple[int, int]:
        """From where up to where is selected."""
        return min(self.position, self.anchor), max(self.position, self.anchor)

    @property
    def row(self) -> int:
        """The row in which the caret stands."""
        return self._lines.row_at(self.position)

    def put(self, position: int, *, extend: bool = False) -> None:
        """Move to a position; `extend` keeps the anchor."""
        self.position = max(0, min(position, len(self._lines.text)))
        self._column = None
        if not extend:
            self.anchor = self.position

    def select(self, start: int, end: int) -> None:
        """Select a stretch; the caret stands at its end."""
        self.put(start)
        self.put(end, extend=True)

    def step(self, step: Step, *, extend: bool = False) -> None:
        """Move along the text."""
        start, end = self.selection
        row = self.row
        if step in ("left", "right") and start != end and not extend:
            self.put(start if step == "left" else end)
            return
        places = {
            "left": self._beside(-1),
            "right": self._beside(1),
            "word left": self._word(-1),
            "word right": self._word(1),
            "row start": self._row_start(row),
            "row end": self._lines.end(row),
            "start": 0,
            "end": len(self._lines.text),
        }
        self.put(places[step], extend=extend)

    def move_rows(self, count: int, *, extend: bool = False) -> None:
        """Move down by so many of the rows that are shown (up, where negative)."""
        row = self.row
        column = self._column if self._column is not None else self.position - self._lines.start(row)
        place = max(0, min(self._rows.place(row) + count, self._rows.count - 1))
        target = self._rows.row(place)
        self.put(min(self._lines.start(target) + column, self._lines.end(target)), extend=extend)
        self._column = column

    def select_word(self, position: int) -> None:
        """Select the word, or the chip, at a position."""
        row = self._lines.row_at(position)
        for chip in self._lines.chips_in(row):
            if chip.start <= position < chip.end:
                self.select(chip.start, chip.end)
                return
        start = self._lines.start(row)
        for match in _WORD.finditer(self._lines.row_text(row)):
            if match.start() <= position - start < match.end():
                self.select(start + match.start(), start + match.end())
                return

    def _row_start(self, row: int) -> int:
        """The first letter of a row; from there its very beginning."""
        start, text = self._lines.start(row), self._lines.row_text(row)
        first = start + len(text) - len(text.lstrip())
        return start if self.position == first else first

    def _beside(self, way: int) -> int:
        position = self.position + way
        for chip in self._lines.chips_in(self.row):
            if chip.start < position < chip.end:
                position = chip.start if way < 0 else chip.end
        return self._out_of_folds(position, way)

    def _word(self, way: int) -> int:
        row = self.row
        start, text = self._lines.start(row), self._lines.row_text(row)
        bounds = [start, *(start + found.end() for found in _WORD.finditer(text))]
        if way > 0:
            further = [bound for bound in bounds if bound > self.position]
            return further[0] if further else self._out_of_folds(self.position + 1, 1)
        before = [bound for bound in bounds if bound < self.position]
        return before[-1] if before else self._out_of_folds(self.position - 1, -1)

    def _out_of_folds(self, position: int, way: int) -> int:
        """A position that is shown: past a folded part, or at the end of the row it begins in."""
        position = max(0, min(position, len(self._lines.text)))
        row = self._lines.row_at(position)
        place = self._rows.place(row)
        if self._rows.row(place) == row:
            return position
        if way < 0:
            return self._lines.end(self._rows.row(place))
        return self._lines.start(self._rows.row(place + 1)) if place + 1 < self._rows.count else self.position
