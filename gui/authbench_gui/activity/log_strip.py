"""One line below the head of the log: what is wrong with the filter, what is being looked for, what waits."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.widgets import button, hairline, label
from authbench_gui.wording import breakable


class LogStrip(QWidget):
    """Is not there while there is nothing to say. Its signals are what its buttons ask for."""

    stop_requested = Signal()
    resume_requested = Signal()
    unmark_requested = Signal()
    compare_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout()
        self._column.setContentsMargins(14, 5, 14, 5)
        self._column.setSpacing(3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._column)
        layout.addWidget(hairline())
        self.problem = label("", "problem", wrap=True)
        self.problem.setObjectName("log.filter.problem")
        self._column.addWidget(self.problem)
        self.searching, self.stop = self._row("Stop", "Stop looking into headers and bodies")
        self.paused, self.resume = self._row("Resume", "Show what was held back")
        self.marked, self.unmark = self._row("Do not compare", "Do not compare")
        self.chosen, self.compare = self._row("Compare", "Compare the two chosen exchanges", spacing=3)
        self.stop.setObjectName("log.search.stop")
        self.resume.setObjectName("log.resume")
        self.unmark.setObjectName("log.compare.cancel")
        self.compare.setObjectName("log.compare")
        set_tip(self.compare, "Compare the two chosen exchanges (=)")
        self.stop.clicked.connect(self.stop_requested)
        self.resume.clicked.connect(self.resume_requested)
        self.unmark.clicked.connect(self.unmark_requested)
        self.compare.clicked.connect(self.compare_requested)
        self._texts = (self.problem, self.searching, self.paused, self.marked, self.chosen)
        for text in self._texts:
            text.hide()
        for control in (self.stop, self.resume, self.unmark, self.compare):
            control.hide()
        self.hide()

    def tell_problem(self, text: str) -> None:
        """Why the filter cannot be read; empty where it can."""
        self._say(self.problem, None, text)

    def tell_search(self, left: int) -> None:
        """How many exchanges are still to be looked at."""
        noun = "exchange" if left == 1 else "exchanges"
        words = f"Looking into headers and bodies: {left:,} {noun} to go" if left else ""
        self._say(self.searching, self.stop, words)

    def tell_pause(self, paused: bool, held: int) -> None:
        """Whether new rows are held back, and how many."""
        self._say(self.paused, self.resume, f"Paused, {held:,} new" if paused else "")

    def tell_mark(self, number: int | None) -> None:
        """The exchange that waits for another to be compared with."""
        words = "" if number is None else f"Comparing #{number}: choose another and press ="
        self._say(self.marked, self.unmark, words)

    def tell_chosen(self, number: int) -> None:
        """How many exchanges are chosen: two can be compared."""
        self._say(self.chosen, self.compare, "2 chosen ·" if number == 2 else "")

    def _row(self, text: str, name: str, spacing: int = 10) -> tuple[QLabel, QPushButton]:
        words = label("", "caption")
        control = button(text, "link", name)
        row = QHBoxLayout()
        row.setSpacing(spacing)
        row.addWidget(words)
        row.addWidget(control)
        row.addStretch(1)
        self._column.addLayout(row)
        return words, control

    def _say(self, words: QLabel, control: QPushButton | None, text: str) -> None:
        words.setText(breakable(text))
        words.setVisible(bool(text))
        if control is not None:
            control.setVisible(bool(text))
        self.setVisible(any(bool(part.text()) for part in self._texts))
