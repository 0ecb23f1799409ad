"""A list in a small window of its own with a line to search it, for controls with many choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QStringListModel, Qt, Signal, Slot
from PySide6.QtCore import QSortFilterProxyModel as Filter
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from authbench_gui.theme.assistive import SelectionFollower

_VISIBLE_ROWS = 10
_TO_THE_LIST = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class SearchPopup(QFrame):
    """Shows entries below a control; typing filters them, the arrows go through them, Enter or a click takes
    one (`chosen(number)`), Escape takes none."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("popup", "true")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search")
        self.search.setAccessibleName("Search the choices")
        self.search.setProperty("role", "search")
        self.list = QListView()
        self.list.setProperty("kind", "choices")
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName("Choices")
        self._entries = QStringListModel(self)
        self._filter = Filter(self)
        self._filter.setSourceModel(self._entries)
        self._filter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list.setModel(self._filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        self.list.clicked.connect(self._take)
        SelectionFollower(self.list).taken.connect(self._take)

    def open_below(self, control: QWidget, entries: Sequence[str], current: int, typed: str = "") -> None:
        """Show `entries` with number `current` marked, searching for `typed` already."""
        self._entries.setStringList(list(entries))
        self.search.setText("")
        self._mark(self._filter.mapFromSource(self._entries.index(max(0, current))))
        self.show()
        # Before it is shown the list knows nothing of the style sheet's rows.
        self.list.doItemsLayout()
        rows = min(_VISIBLE_ROWS, max(1, len(entries)))
        self.list.setFixedHeight(max(16, self.list.sizeHintForRow(0)) * rows + 2)
        self.search.setText(typed)
        self.setFixedWidth(control.width())
        # Not `adjustSize`, which allows a window two thirds of the screen and would cut the list.
        self.resize(self.width(), self.sizeHint().height())
        self.move(self._place(control))
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and self._on_key(event)
        ):
            return True
        return super().eventFilter(watched, event)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() in _TO_THE_LIST:
            self.list.keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._take(self.list.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    @Slot(str)
    def _on_search(self, text: str) -> None:
        self._filter.setFilterFixedString(text)
        if text or not self.list.currentIndex().isValid():
            self._mark(self._filter.index(0, 0))

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            self.hide()
            self.chosen.emit(self._filter.mapToSource(index).row())

    def _mark(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)

    def _place(self, control: QWidget) -> QPoint:
        """Below the control, or above it where the screen ends."""
        below = control.mapToGlobal(QPoint(0, control.height() + 2))
        if below.y() + self.height() <= control.screen().availableGeometry().bottom():
            return below
        return control.mapToGlobal(QPoint(0, -self.height() - 2))
