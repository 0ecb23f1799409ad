"""How much room the cells of the log would like. The view paints its rows itself."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from authbench_gui.activity.log_columns import COLUMNS
from authbench_gui.activity.log_painter import ROW_HEIGHT, LogPainter


class LogDelegate(QStyledItemDelegate):
    """Tells how wide a column must be that a double click on its edge fits to what it shows."""

    def __init__(self, painter: LogPainter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._painter = painter

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._painter.room_for(str(index.data() or ""), COLUMNS[index.column()]), ROW_HEIGHT)
