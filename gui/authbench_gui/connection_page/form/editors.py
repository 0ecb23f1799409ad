"""Editors of form fields: each shows one value and says when a person changed it."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from authbench.definition import Choice
from authbench.form import FieldState
from authbench_gui.theme.icons import draw_icon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, restyle
from authbench_gui.wording import one_line, shown

_AREA_LINES = 5
_MIN_SUBDOMAIN = 120
UNSET = "–"


class FieldEditor(QObject):
    """One value in a widget.

    `changed(value)` - a person changed it; `left` - the focus has left it. `widget` is what is laid
    out, `focus_widget` what takes the focus and the label's buddy.
    """

    changed = Signal(object)
    left = Signal()

    def __init__(self, widget: QWidget, focus_widget: QWidget | None = None) -> None:
        super().__init__(widget)
        self.widget = widget
        self.focus_widget = focus_widget or widget
        self.focus_widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and watched is self.focus_widget:
            self.left.emit()
        return False

    def show_row(self, row: FieldState) -> None:
        """Show the row's value and choices, without saying `changed`."""
        raise NotImplementedError

    def show_problem(self, problem: bool) -> None:
        """Draw the border in red, or not."""
        restyle(self.focus_widget, "problem", "true" if problem else "false")


class LineEditor(FieldEditor):
    """A line of text, with a fixed suffix for subdomains."""

    def __init__(self, theme: Theme, row: FieldState) -> None:
        self.line = QLineEdit()
        self.line.setFont(theme.monospaced())
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
        self.line.textEdited.connect(self._on_edited)

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self.changed.emit(text)

    def show_row(self, row: FieldState) -> None:
        text = _text(row.value)
        self.line.setPlaceholderText(one_line(row.field.placeholder))
        if self.line.text() != text:
            self.line.setText(text)
            self.line.setCursorPosition(0)


class AreaEditor(FieldEditor):
    """Several lines of text."""

    def __init__(self, theme: Theme, row: FieldState) -> None:
        self.area = QPlainTextEdit()
        self.area.setProperty("kind", "field")
        self.area.setFont(theme.monospaced(12))
        self.area.setTabChangesFocus(True)
        self.area.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() * _AREA_LINES + 20)
        super().__init__(self.area)
        self._shown = ""
        self.area.textChanged.connect(self._on_changed)

    def show_row(self, row: FieldState) -> None:
        text = self._text_of(row.value)
        self.area.setPlaceholderText(shown(row.field.placeholder))
        if text != self._shown:
            self._shown = text
            self.area.setPlainText(text)

    def _text_of(self, value: Any) -> str:
        return _text(value)

    def _value_of(self, text: str) -> Any:
        return text

    @Slot()
    def _on_changed(self) -> None:
        text = self.area.toPlainText()
        if text != self._shown:
            self._shown = text
            self.changed.emit(self._value_of(text))


class JsonListEditor(AreaEditor):
    """A list as JSON text, for lists and tables. What is no JSON list is held back until it is one."""

    def _text_of(self, value: Any) -> str:
        if self._same_as_shown(value):
            return self._shown
        return json.dumps(value, indent=2, ensure_ascii=False) if value else ""

    def _value_of(self, text: str) -> Any:
        if not text.strip():
            return None
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        valid = isinstance(value, list)
        self.show_problem(not valid)
        return value if valid else None

    def _same_as_shown(self, value: Any) -> bool:
        try:
            return bool(json.loads(self._shown) == value) if self._shown.strip() else value in (None, [])
        except ValueError:
            return value is None


class ChoiceBox(QComboBox):
    """A combo box with our chevron, which the wheel changes only while it has the focus."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        theme.changed.connect(self.update)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        rect = QRectF(self.width() - 23, (self.height() - 14) / 2, 14, 14)
        draw_icon(painter, "chevron-down", self._theme.color("muted"), rect)


class ChoiceEditor(FieldEditor):
    """One of several choices, with an empty entry where the field may stay unset."""

    def __init__(self, theme: Theme, row: FieldState) -> None:
        self.box = ChoiceBox(theme)
        super().__init__(self.box)
        self._choices: tuple[Choice, ...] | None = None
        self._unset: bool | None = None
        self.box.activated.connect(self._on_activated)

    def show_row(self, row: FieldState) -> None:
        if self._choices != row.choices or self._unset != row.allows_unset:
            self._choices, self._unset = row.choices, row.allows_unset
            self.box.clear()
            if row.allows_unset:
                self.box.addItem(UNSET, "")
            for choice in row.choices:
                self.box.addItem(one_line(choice.label), choice.text)
        self.box.setCurrentIndex(self.box.findData(_text(row.value)))

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.changed.emit(str(self.box.itemData(index)) or None)


class YesNoEditor(ChoiceEditor):
    """A checkbox of the platform: Yes, No, and not chosen where that is allowed."""

    def show_row(self, row: FieldState) -> None:
        if self.box.count() == 0:
            self._choices, self._unset = row.choices, row.allows_unset
            if row.allows_unset:
                self.box.addItem(UNSET, "")
            self.box.addItem("Yes", "true")
            self.box.addItem("No", "false")
        self.box.setCurrentIndex(self.box.findData(_text(row.value)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
