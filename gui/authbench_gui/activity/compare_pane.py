"""Two exchanges side by side, with what differs marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.tables import show_whole_rows
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.theme.widgets import ElidedLabel, button, hairline, icon_button, label
from authbench_gui.wording import count, shown, tool_tip

if TYPE_CHECKING:
    from authbench.journal import ExchangeView
    from authbench.journal.comparison import ComparedLine

_ROW = 20
_PAD = 8
_SIGN = 16
_BEFORE = 12
"""Characters shown before a difference."""
_LINE_ROLE = Qt.ItemDataRole.UserRole
_SIGNS = {"CHANGED": "≠", "LEFT": "−", "RIGHT": "+"}

Index = QModelIndex | QPersistentModelIndex


class ComparePane(QWidget):
    """Shows a comparison. `closed` - the person is done with it."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.pair: tuple[int, int] | None = None
        """The exchanges that are shown."""
        self.title = ElidedLabel("", "strong")
        self.summary = label("", "muted")
        self.before = button("Previous", "small", "Previous difference")
        self.before.setObjectName("compare.previous")
        set_tip(self.before, "Previous difference (Shift+N)")
        self.after = button("Next", "small", "Next difference")
        self.after.setObjectName("compare.next")
        set_tip(self.after, "Next difference (N)")
        self.close_button = icon_button(theme, "cross", "Close the comparison (Esc)")
        self.close_button.setObjectName("compare.close")
        self.table = _CompareTable(theme)
        self.model = _Lines(self.table)
        self.table.setModel(self.model)
        head = QHBoxLayout()
        head.setContentsMargins(14, 7, 10, 7)
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.summary)
        head.addWidget(self.before)
        head.addWidget(self.after)
        head.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(hairline())
        layout.addWidget(self.table, 1)
        self.before.clicked.connect(lambda: self.step(-1))
        self.after.clicked.connect(lambda: self.step(1))
        self.close_button.clicked.connect(self.closed)
        self.table.step_asked.connect(self.step)
        self.table.closed.connect(self.closed)

    def show_comparison(self, left: ExchangeView, right: ExchangeView, lines: Sequence[ComparedLine]) -> None:
        """Show two exchanges with their lines put side by side, at the first difference."""
        self.pair = (left.row.id, right.row.id)
        self.title.set_text(f"#{left.row.id} and #{right.row.id}")
        self.model.show_lines(
            lines, (f"#{left.row.id}  {left.row.step}", f"#{right.row.id}  {right.row.step}")
        )
        different = len(self.model.differences)
        self.summary.setText(count(different, "difference") if different else "No difference")
        self.before.setEnabled(different > 0)
        self.after.setEnabled(different > 0)
        self.table.scrollToTop()
        if different:
            self.table.setCurrentIndex(self.model.index(self.model.differences[0], 0))

    def forget(self) -> None:
        """Show nothing."""
        self.pair = None
        self.title.set_text("")
        self.summary.setText("")
        self.model.show_lines((), ("", ""))

    @Slot(int)
    def step(self, by: int) -> None:
        """Go to the next difference, or the one before; round at the ends."""
        places = self.model.differences
        if not places:
            return
        current = self.table.currentIndex().row()
        if by > 0:
            row = next((place for place in places if place > current), places[0])
        else:
            row = next((place for place in reversed(places) if place < current), places[-1])
        index = self.model.index(row, 0)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)


class _Lines(QAbstractTableModel):
    """Compared lines; the first column is the left exchange's."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: Sequence[ComparedLine] = ()
        self._titles = ("", "")
        self.differences: list[int] = []

    def show_lines(self, lines: Sequence[ComparedLine], titles: tuple[str, str]) -> None:
        self.beginResetModel()
        self._lines, self._titles = lines, titles
        # Lines that differ together are one difference.
        self.differences = [
            row for row, line in enumerate(lines) if line.differs and not (row and lines[row - 1].differs)
        ]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return shown(self._titles[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        text = line.left if index.column() == 0 else line.right
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return shown(text)
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(text)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{line.likeness.value}: {shown(text)}" if line.differs else shown(text)
            case _ if role == _LINE_ROLE:
                return line
        return None


class _CompareTable(QTableView):
    """`step_asked(by)` and `closed` by keys."""

    step_asked = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("compare.table")
        self.setAccessibleName("Both exchanges, line by line")
        self.setItemDelegate(_ComparePainter(theme, self))
        show_whole_rows(self, _ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_N and (plain or shift):
            self.step_asked.emit(-1 if shift else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Before the window's Escape, which stops a run.
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of their own here."""


class _ComparePainter(QStyledItemDelegate):
    """A line with a sign for how it differs, and a ground colour for the same."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plain = theme.monospaced(12)
        self._strong = theme.interface(12)
        self._strong.setBold(True)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        line: ComparedLine = index.data(_LINE_ROLE)
        kind = line.likeness.name
        left = index.column() == 0
        own = kind == "CHANGED" or kind == ("LEFT" if left else "RIGHT")
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("accent_soft"))
        elif line.differs:
            ground: Role = "warn_soft" if kind == "CHANGED" else "bad_soft" if left else "ok_soft"
            painter.fillRect(rect, self._theme.color(ground if own else "hover"))
        if not left:
            painter.setPen(self._theme.color("line"))
            painter.drawLine(rect.topLeft(), rect.bottomLeft())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        room = rect.adjusted(_PAD, 0, -_PAD, 0)
        if kind == "HEADING":
            painter.setFont(self._strong)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(room, flags, str(index.data()) if left else "")
        else:
            painter.setFont(self._plain)
            painter.setPen(self._theme.color("text"))
            if own:
                painter.drawText(room, flags, _SIGNS[kind])
            mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
            room = room.adjusted(0, 0, -_SIGN, 0) if mirrored else room.adjusted(_SIGN, 0, 0, 0)
            metrics = QFontMetrics(self._plain)
            text = str(index.data()).replace("\t", "    ")
            if kind == "CHANGED" and metrics.horizontalAdvance(text) > room.width():
                text = _from_difference(text, _common(line.left, line.right))
            painter.drawText(room, flags, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width()))
        painter.restore()


def _common(left: str, right: str) -> int:
    """With how many of the same characters both begin."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(left), len(right)))


def _from_difference(text: str, common: int) -> str:
    """A line that is too long, from a little before where it differs: that must be in sight."""
    start = max(0, common - _BEFORE)
    return f"…{text[start:]}" if start > 1 else text
