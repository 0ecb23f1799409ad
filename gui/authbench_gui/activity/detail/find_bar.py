"""Looks for a word in what is shown: its field, how many places there are, and the way between them."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import icon_button, label

_TYPING_MS = 120


class FindBar(QWidget):
    """`wanted(text)` - look for another word; `stepped(way)` - go to the next place (1) or the one before
    (-1); `closed` - enough."""

    wanted = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, what: str) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find")
        self.field.setAccessibleName(f"Find in the {what.lower()}")
        self.count = label("", "caption")
        self.before = icon_button(theme, "chevron-left", "Previous place (Shift+Enter)", 14)
        self.after = icon_button(theme, "chevron-right", "Next place (Enter)", 14)
        self.close_button = icon_button(theme, "cross", f"Stop looking in the {what.lower()}", 12)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._ask)
        self.field.textChanged.connect(self._typing.start)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self.close_button.clicked.connect(self.closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(6)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.count)
        for step in (self.before, self.after, self.close_button):
            layout.addWidget(step)
        self.show_count(None, 0)

    def begin(self, text: str) -> None:
        """Show the bar, with the word that is selected in the text."""
        self.show()
        if text and "\n" not in text and len(text) <= 100:
            self.field.setText(text)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._ask()

    def show_count(self, current: int | None, total: int, *, more: bool = False) -> None:
        """Which place is the current one, counted from 0, of how many; `more` than those counted."""
        if not self.field.text():
            told = ""
        elif not total:
            told = "None"
        else:
            told = f"{current + 1:,} of {total:,}" if current is not None else f"{total:,}"
            told += " or more" if more else ""
        self.count.setText(told)
        self.before.setEnabled(total > 0)
        self.after.setEnabled(total > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def _step(self, way: int) -> None:
        if self._typing.isActive():
            self._ask()
        else:
            self.stepped.emit(way)

    @Slot()
    def _ask(self) -> None:
        self._typing.stop()
        self.wanted.emit(self.field.text())
