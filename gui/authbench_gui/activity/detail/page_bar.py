"""Which part of a body that is read page by page is shown, and the way to the others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, icon_button
from authbench_gui.wording import size


class PageBar(QWidget):
    """`wanted(offset)` - show the page that begins at that byte."""

    wanted = Signal(int)

    def __init__(self, theme: Theme, what: str) -> None:
        super().__init__()
        self._start = self._end = self._total = self._page = 0
        self.told = ElidedLabel("", "caption")
        self.before = icon_button(theme, "chevron-left", f"Previous page of the {what.lower()}", 14)
        self.after = icon_button(theme, "chevron-right", f"Next page of the {what.lower()}", 14)
        self.before.clicked.connect(lambda: self.wanted.emit(max(0, self._start - self._page)))
        self.after.clicked.connect(lambda: self.wanted.emit(self._end))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.told, 1)
        layout.addWidget(self.before)
        layout.addWidget(self.after)

    def show_part(self, start: int, end: int, total: int, page: int) -> None:
        """Say what is shown: from byte `start` up to `end` of `total`, where pages have `page` bytes."""
        self._start, self._end, self._total, self._page = start, end, total, page
        self.told.set_text(f"Bytes {start:,} to {max(start, end - 1):,} of {size(total)}")
        self.before.setEnabled(start > 0)
        self.after.setEnabled(end < total)

    def step(self, way: int) -> None:
        """Ask for the next page, or the one before, where there is one."""
        chosen = self.after if way > 0 else self.before
        if chosen.isEnabled():
            chosen.click()
