"""The editor for several of many choices: chips, and a line that finds more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QPushButton

from authbench.definition import Choice
from authbench.form import FieldState
from authbench_gui.connection_page.form.editors import FieldEditor
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.flow_layout import FlowLayout
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import restyle
from authbench_gui.wording import one_line

_CHIP_TEXT_PX = 200
_SEARCH_PX = 90


class Chip(QPushButton):
    """One chosen value; pressing it takes it out."""

    def __init__(self, value: str, label: str, *, known: bool) -> None:
        super().__init__()
        self.value = value
        self.setProperty("kind", "chip" if known else "chip-foreign")
        told = label if known else f"{label} (not among the choices)"
        cut = QFontMetrics(self.font()).elidedText(label, Qt.TextElideMode.ElideMiddle, _CHIP_TEXT_PX)
        self.setText(f"{cut}  ✕")
        self.setAccessibleName(f"Remove {told}")
        set_tip(self, f"Remove {told}")
        self.setAutoDefault(False)
        # The line's Left arrow leads here: a Tab stop for each chip would be a long way.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)


class MultiselectEditor(FieldEditor):
    """Chosen values as chips, in the order in which they were chosen, and a line that searches the others.

    Enter adds the marked one, Backspace in the empty line takes the last one out, Left and Right go through
    the chips, Delete takes one out. The value is one text, joined with the field's delimiter. Without known
    choices any text can be added.
    """

    def __init__(self, theme: Theme, row: FieldState) -> None:
        self.frame = QFrame()
        self.frame.setProperty("kind", "chips")
        self._flow = FlowLayout(4)
        self.frame.setLayout(self._flow)
        self._flow.setContentsMargins(6, 5, 6, 5)
        self.line = QLineEdit()
        self.line.setProperty("kind", "bare")
        self.line.setMinimumWidth(_SEARCH_PX)
        self._flow.addWidget(self.line)
        super().__init__(self.frame, self.line)
        self.chips: list[Chip] = []
        self._delimiter = row.field.delimiter
        self._choices: tuple[Choice, ...] = row.field.choices
        self._chosen: tuple[str, ...] | None = None
        self._left: list[Choice] = []
        self._names = QStringListModel(self)
        self.completer = QCompleter(self._names, self)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.completer.setMaxVisibleItems(9)
        self.line.setCompleter(self.completer)
        self.completer.activated[str].connect(self._on_completed)  # type: ignore[index]
        self.line.returnPressed.connect(self._on_return)
        self.line.textEdited.connect(self._on_searched)
        self.frame.installEventFilter(self)

    def show_row(self, row: FieldState) -> None:
        text = row.value if isinstance(row.value, str) else ""
        chosen = tuple(part for part in text.split(self._delimiter) if part) if text else ()
        if chosen == self._chosen:
            return
        self._chosen = chosen
        labels = {choice.text: one_line(choice.label) for choice in self._choices}
        self._left = [choice for choice in self._choices if choice.text not in chosen]
        self._names.setStringList([one_line(choice.label) for choice in self._left])
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.line)
        self.chips = [
            Chip(value, labels.get(value, one_line(value)), known=value in labels or not labels)
            for value in chosen
        ]
        for chip in self.chips:
            chip.clicked.connect(self._on_chip)
            chip.installEventFilter(self)
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self.line)
        more = "Add another" if chosen else "Search to add"
        self.line.setPlaceholderText(more if self._left or not self._choices else "")
        self.frame.updateGeometry()

    def describe(self, name: str, description: str) -> None:
        chosen = ", ".join(chip.accessibleName().removeprefix("Remove ") for chip in self.chips)
        super().describe(name, f"Chosen: {chosen or 'nothing'}. {description}".strip())

    def show_problem(self, problem: bool) -> None:
        restyle(self.frame, "problem", "true" if problem else "false")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.line and kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            restyle(self.frame, "focused", "true" if kind is QEvent.Type.FocusIn else "false")
        if isinstance(event, QKeyEvent) and kind is QEvent.Type.KeyPress and self._on_key(watched, event):
            return True
        pressed = isinstance(event, QMouseEvent) and kind is QEvent.Type.MouseButtonPress
        if pressed and watched in (self.frame, self.line):
            self.line.setFocus(Qt.FocusReason.MouseFocusReason)
            self._show_list()
        return super().eventFilter(watched, event)

    def _on_key(self, watched: QObject, event: QKeyEvent) -> bool:
        key, back = event.key(), Qt.Key.Key_Left
        if self.frame.isRightToLeft():
            back = Qt.Key.Key_Right
        if watched is self.line:
            if self.line.text():
                return False
            if key == Qt.Key.Key_Backspace and self.chips:
                self._remove(len(self.chips) - 1)
            elif key == Qt.Key.Key_Down:
                self._show_list()
            elif key == back and self.chips:
                self.chips[-1].setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                return False
            return True
        at = next((index for index, chip in enumerate(self.chips) if chip is watched), -1)
        if at < 0:
            return False
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._remove(at)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            to = at - 1 if key == back else at + 1
            target = self.chips[max(0, to)] if to < len(self.chips) else self.line
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._remove(at)
        else:
            return False
        return True

    def _show_list(self) -> None:
        """Every choice that is left."""
        if self._left:
            self.completer.setCompletionPrefix(self.line.text())
            self.completer.complete(self.frame.rect())

    def _hide_list(self) -> None:
        popup = self.completer.popup()
        if popup is not None:
            popup.hide()

    @Slot(str)
    def _on_completed(self, name: str) -> None:
        self._add_named(name)
        # The completer writes the name into the line after this.
        QTimer.singleShot(0, self.line, self.line.clear)

    @Slot()
    def _on_return(self) -> None:
        text = self.line.text().strip()
        if not text:
            return
        if not self._choices:
            self._add(text)
            self.line.clear()
            return
        found = [choice for choice in self._left if text.casefold() in one_line(choice.label).casefold()]
        exact = [choice for choice in self._left if text in (one_line(choice.label), choice.text)]
        for choice in (exact or found)[:1]:
            self._add(choice.text)
            self.line.clear()
            self._hide_list()
            return
        self.told.emit(f"“{one_line(text)}” is not among the choices")

    @Slot(str)
    def _on_searched(self, _text: str) -> None:
        self.told.emit("")

    def _add_named(self, name: str) -> None:
        for choice in self._left:
            if one_line(choice.label) == name:
                self._add(choice.text)
                return

    def _add(self, value: str) -> None:
        if value not in (self._chosen or ()):
            self._emit([*(self._chosen or ()), value])

    @Slot()
    def _on_chip(self) -> None:
        for index, chip in enumerate(self.chips):
            if chip is self.sender():
                self._remove(index)
                return

    def _remove(self, index: int) -> None:
        values = list(self._chosen or ())
        del values[index]
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._emit(values)

    def _emit(self, values: list[str]) -> None:
        self.changed.emit(self._delimiter.join(values) or None)
