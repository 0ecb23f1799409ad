"""Proposals below the filter box: what can be typed next, and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from authbench_gui.theme.theme import Theme
from authbench_gui.wording import one_line

if TYPE_CHECKING:
    from authbench.journal.filters import Completion

_ROW = 26
_PAD = 8
_MOST_ROWS = 8
_WIDTH = 420
_EXPLANATION = Qt.ItemDataRole.UserRole
_TEXT = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class CompletionList(QFrame):
    """A list that leaves the keyboard to the box it belongs to. `taken(text)` - an entry was chosen."""

    taken = Signal(str)

    def __init__(self, theme: Theme, box: QWidget) -> None:
        super().__init__(box.window())
        self._box = box
        self._above: QWidget | None = None
        self.setProperty("popup", "true")
        self.list = QListView()
        self.list.setObjectName("log.filter.completions")
        self.list.setAccessibleName("What can be typed")
        self.list.setProperty("kind", "choices")
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self._entries = QStandardItemModel(self)
        self.list.setModel(self._entries)
        self.list.setItemDelegate(_EntryPainter(theme, self.list))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.list)
        self.list.clicked.connect(self._on_clicked)
        self.hide()

    def offer(self, items: tuple[Completion, ...]) -> None:
        """Show these entries, none of them chosen; none: hide."""
        self._entries.clear()
        for item in items:
            entry = QStandardItem(one_line(item.text))
            entry.setData(one_line(item.explanation), _EXPLANATION)
            entry.setData(item.text, _TEXT)
            entry.setData(
                f"{one_line(item.text)}, {one_line(item.explanation)}", Qt.ItemDataRole.AccessibleTextRole
            )
            self._entries.appendRow(entry)
        if not items:
            self.hide()
            return
        self._place(len(items))
        self.show()
        self.raise_()

    def stay_below(self, above: QWidget) -> None:
        """Leave this in sight while it is there: it says what is wrong with what was typed."""
        self._above = above

    def place_again(self) -> None:
        """What it stays below came or went."""
        if self.isVisible():
            self._place(self._entries.rowCount())

    def step(self, by: int) -> None:
        """Choose the next entry, or the one before."""
        rows = self._entries.rowCount()
        current = self.list.currentIndex()
        row = (current.row() + by) % rows if current.isValid() else (0 if by > 0 else rows - 1)
        self.list.setCurrentIndex(self._entries.index(row, 0))

    def chosen(self, *, first: bool = False) -> str | None:
        """The text of the entry chosen; with `first`, of the first where none is."""
        current = self.list.currentIndex()
        if not current.isValid() and first and self._entries.rowCount():
            current = self._entries.index(0, 0)
        return str(current.data(_TEXT)) if current.isValid() else None

    def _place(self, rows: int) -> None:
        window, box = self._box.window(), self._box
        if self.parentWidget() is not window:
            self.setParent(window)
        corner = box.mapTo(window, QPoint(0, box.height() + 2))
        width = min(max(_WIDTH, box.width()), window.width() - 8)
        height = min(rows, _MOST_ROWS) * _ROW + 10
        if self._above is not None and self._above.isVisible():
            corner.setY(self._above.mapTo(window, QPoint(0, self._above.height() + 2)).y())
        left = max(4, min(corner.x(), window.width() - width - 4))
        self.setGeometry(left, corner.y(), width, min(height, max(60, window.height() - corner.y() - 4)))

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.taken.emit(str(index.data(_TEXT)))


class _EntryPainter(QStyledItemDelegate):
    """An entry with its explanation, more quietly, behind it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = theme.interface(13)
        self._quiet = theme.interface(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("accent_soft"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.color("hover"))
        room = rect.adjusted(_PAD, 0, -_PAD, 0)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        metrics = QFontMetrics(self._font)
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, room.width() * 3 // 5)
        painter.setFont(self._font)
        painter.setPen(self._theme.color("text"))
        painter.drawText(room, flags, text)
        taken = metrics.horizontalAdvance(text) + 12
        mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        rest = room.adjusted(0, 0, -taken, 0) if mirrored else room.adjusted(taken, 0, 0, 0)
        quiet = QFontMetrics(self._quiet)
        painter.setFont(self._quiet)
        painter.setPen(self._theme.color("muted"))
        words = quiet.elidedText(str(index.data(_EXPLANATION)), Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, flags, words)
        painter.restore()
