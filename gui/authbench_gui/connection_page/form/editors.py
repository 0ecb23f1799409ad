"""Editors of form fields: each shows one value and says when a person changed it."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from authbench.definition import Control
from authbench.form import FieldState
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, restyle
from authbench_gui.wording import count, one_line

_MIN_SUBDOMAIN = 120
_INPUT = {
    Control.INTEGER: Qt.InputMethodHint.ImhFormattedNumbersOnly,
    Control.NUMBER: Qt.InputMethodHint.ImhFormattedNumbersOnly,
    Control.URL: Qt.InputMethodHint.ImhUrlCharactersOnly,
    Control.SUBDOMAIN: Qt.InputMethodHint.ImhUrlCharactersOnly,
    Control.EMAIL: Qt.InputMethodHint.ImhEmailCharactersOnly,
    Control.PHONE: Qt.InputMethodHint.ImhDialableCharactersOnly,
}


_STAYING = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""Ways to lose the focus after which it comes back: another window, a list that drops down."""


class FieldEditor(QObject):
    """One value in a widget.

    `changed(value)` - a person changed it; `left` - the focus has left it; `told(text)` - something to know
    about what was just entered, empty once it no longer holds. `widget` is what is laid out, `focus_widget`
    what takes the focus and the label's buddy.
    """

    changed = Signal(object)
    left = Signal()
    told = Signal(str)

    def __init__(self, widget: QWidget, focus_widget: QWidget | None = None) -> None:
        super().__init__(widget)
        self.widget = widget
        self.focus_widget = focus_widget or widget
        self.focus_widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        leaves = isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYING
        if leaves and watched is self.focus_widget:
            self.left.emit()
        return False

    def show_row(self, row: FieldState) -> None:
        """Show the row's value and choices, without saying `changed`."""
        raise NotImplementedError

    def describe(self, name: str, description: str) -> None:
        """What a screen reader says about it."""
        self.focus_widget.setAccessibleName(name)
        self.focus_widget.setAccessibleDescription(description)

    def show_problem(self, problem: bool) -> None:
        """Draw the border in red, or not."""
        restyle(self.focus_widget, "problem", "true" if problem else "false")


class ValueLine(QLineEdit):
    """A line that tells of every change but a `fill`: `entered(text)`. Qt's `textEdited` leaves out what
    an assistive tool puts in."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._filling = False
        self.textChanged.connect(self._on_text)

    def fill(self, text: str) -> None:
        """Show `text` from its beginning, without telling."""
        if self.text() != text:
            self._filling = True
            self.setText(text)
            self._filling = False
            self.setCursorPosition(0)

    @Slot(str)
    def _on_text(self, text: str) -> None:
        if not self._filling:
            self.entered.emit(text)


class LineEditor(FieldEditor):
    """A line of text, with a fixed suffix for subdomains."""

    def __init__(self, theme: Theme, row: FieldState) -> None:
        self.line = ValueLine()
        self.line.setFont(theme.monospaced())
        self.line.setInputMethodHints(_INPUT.get(row.field.control, Qt.InputMethodHint.ImhNone))
        if row.field.control is not Control.TEXT:
            # Addresses and numbers run from left to right in every language.
            self.line.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        suffix = one_line(row.field.url) if row.field.control == "subdomain" else ""
        if suffix:
            frame = QWidget()
            layout = QHBoxLayout(frame)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(6)
            self.line.setMinimumWidth(_MIN_SUBDOMAIN)
            layout.addWidget(self.line, 1)
            layout.addWidget(ElidedLabel(suffix, "muted"), 1)
            super().__init__(frame, self.line)
        else:
            super().__init__(self.line)
        self.line.entered.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, _text: str) -> None:
        self.changed.emit(cleaned(self, self.line))

    def show_row(self, row: FieldState) -> None:
        text = text_of_value(row.value)
        self.line.setPlaceholderText(one_line(row.field.placeholder))
        self.line.fill(text)


def cleaned(editor: FieldEditor, line: ValueLine) -> str:
    """The text of a line without invisible characters, which are taken out of it and told."""
    from authbench.form.pasted import without_invisible

    text = line.text()
    kept = without_invisible(text, one_line=True)
    if kept != text:
        before = without_invisible(text[: line.cursorPosition()], one_line=True)
        line.fill(kept)
        line.setCursorPosition(len(before))
    editor.told.emit(removal(len(text) - len(kept)))
    return kept


def removal(number: int) -> str:
    """What to say after so many invisible characters were taken out; nothing after none."""
    if not number:
        return ""
    return f"{count(number, 'invisible character')} {'was' if number == 1 else 'were'} removed"


def text_of_value(value: Any) -> str:
    """A value as an editor of text shows it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
