"""The box in which the log's filter is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton

from authbench_gui.activity.completion_list import CompletionList
from authbench_gui.theme.icons import icon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import restyle

_LONGEST = 2000
_REST_MS = 80
"""How long typing must rest before a long log is filtered."""
LONG_LOG = 5000
"""A log with more rows than these is long."""


class FilterBox(QLineEdit):
    """Says what to filter by as it is typed, and proposes what can be typed next.

    `filter_changed(text)`; `left` - the person wants to go on in the table.
    """

    filter_changed = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._seen: Callable[[str], Mapping[str, int]] = lambda _key: {}
        self._rows: Callable[[], int] = lambda: 0
        self._replaced = (0, 0)
        self.setObjectName("log.filter")
        self.setAccessibleName("Filter the log")
        self.setPlaceholderText("url, header, body…")
        self.setProperty("role", "search")
        self.setClearButtonEnabled(True)
        self.setMaxLength(_LONGEST)
        self.setMinimumWidth(64)
        self._search = QAction("Filter", self)
        self.addAction(self._search, QLineEdit.ActionPosition.LeadingPosition)
        for tool in self.findChildren(QToolButton):
            is_search = self._search in tool.actions()
            tool.setAccessibleName(self._search.text() if is_search else "Clear the filter")
        self.completions = CompletionList(theme, self)
        self.completions.taken.connect(self._take)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._tell)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_changed)
        theme.changed.connect(self._draw)
        self._draw()

    def look_in(self, seen: Callable[[str], Mapping[str, int]], rows: Callable[[], int]) -> None:
        """Where the values for proposals come from, and how long the log is."""
        self._seen, self._rows = seen, rows

    def show_text(self, text: str) -> None:
        """Show a filter that applies already."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self.completions.hide()

    def set_filter(self, text: str) -> None:
        """Filter by `text` now."""
        self.setText(text)
        self.completions.hide()
        self._tell()

    def mark_problem(self, wrong: bool) -> None:
        """Whether something in it cannot be read."""
        restyle(self, "problem", "true" if wrong else "false")

    def event(self, event: QEvent) -> bool:
        # The window's own Escape and the focus chain's Tab must not win while proposals are open.
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self.completions.isVisible()
            and self._accept(first=True)
        ):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, opened = event.key(), self.completions.isVisible()
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) or (key == Qt.Key.Key_Space and control):
            if not opened:
                self._propose()
            if self.completions.isVisible() and key != Qt.Key.Key_Space:
                self.completions.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not (opened and self._accept(first=False)):
                self.completions.hide()
                self._tell()
                self.left.emit()
        elif key == Qt.Key.Key_Escape:
            self._escape(opened)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.completions.hide()

    def _escape(self, opened: bool) -> None:
        """Close the proposals; then clear; then go back to the table."""
        if opened:
            self.completions.hide()
        elif self.text():
            self.set_filter("")
        else:
            self.left.emit()

    def _accept(self, *, first: bool) -> bool:
        chosen = self.completions.chosen(first=first)
        if chosen is not None:
            self._take(chosen)
        return chosen is not None

    @Slot(str)
    def _take(self, chosen: str) -> None:
        start, end = self._replaced
        text = self.text()
        # A key wants its value; after a value the next term may follow.
        more = chosen.endswith((":", ">"))
        rest = text[end:]
        space = "" if more or rest.startswith(" ") else " "
        self.setText(text[:start] + chosen + space + rest)
        self.setCursorPosition(start + len(chosen) + (0 if more else 1))
        self._on_changed()
        if more:
            self._propose()
        else:
            self.completions.hide()

    @Slot()
    def _on_edited(self) -> None:
        self._propose()

    @Slot()
    def _on_changed(self) -> None:
        if not self.text():
            self.completions.hide()
        self._rest.start(_REST_MS if self._rows() > LONG_LOG else 0)

    @Slot()
    def _tell(self) -> None:
        self._rest.stop()
        self.filter_changed.emit(self.text())

    def _propose(self) -> None:
        from authbench.journal.filters import completions

        found = completions(self.text(), self.cursorPosition(), _Seen(self._seen))
        self._replaced = (found.start, found.end)
        self.completions.offer(found.items)

    @Slot()
    def _draw(self) -> None:
        self._search.setIcon(icon("search", self._theme.color("muted"), 14))


class _Seen:
    """A log as proposals ask for its values."""

    def __init__(self, seen: Callable[[str], Mapping[str, int]]) -> None:
        self.seen = seen
