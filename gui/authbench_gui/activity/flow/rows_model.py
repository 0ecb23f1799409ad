"""The rows of a picture as a list: what a screen reader reads, and what the keyboard goes through."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from authbench.journal.flow.picture import Message, Picture, Row
from authbench_gui.activity.flow.wording import row_text, tip_text
from authbench_gui.wording import tool_tip


class FlowModel(QAbstractListModel):
    """Messages and waits from top to bottom."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: Picture | None = None
        self._rows: tuple[Row, ...] = ()

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture; rows that are in both stay where they are."""
        before, after = self._rows, picture.rows if picture is not None else ()
        if len(after) < len(before):
            self.beginRemoveRows(QModelIndex(), len(after), len(before) - 1)
            self.picture, self._rows = picture, after
            self.endRemoveRows()
        elif len(after) > len(before):
            self.beginInsertRows(QModelIndex(), len(before), len(after) - 1)
            self.picture, self._rows = picture, after
            self.endInsertRows()
        self.picture, self._rows = picture, after
        changed = [number for number, (old, new) in enumerate(zip(before, after, strict=False)) if old != new]
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def row_at(self, number: int) -> Row | None:
        """A row by its number from the top."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def number_of(self, exchange_id: int) -> int | None:
        """The first row that belongs to an exchange."""
        for number, row in enumerate(self._rows):
            if isinstance(row, Message) and row.exchange_id == exchange_id:
                return number
        return None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        row = self.row_at(index.row())
        if row is None or self.picture is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row_text(self.picture, row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(tip_text(self.picture, row))
        return None
