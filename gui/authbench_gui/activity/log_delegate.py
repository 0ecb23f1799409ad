"""How much room the cells of the log would like. The view paints its rows itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from authbench_gui.activity.log_columns import COLUMNS
from authbench_gui.activity.log_painter import ROW_HEIGHT, LogPainter

if TYPE_CHECKING:
    from authbench_gui.activity.log_model import LogModel


class LogDelegate(QStyledItemDelegate):
    """Tells how wide a column must be that a double click on its edge fits to what it shows."""

    def __init__(self, painter: LogPainter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._painter = painter

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row = cast("LogModel", index.model()).row_at(index.row())
        return QSize(self._painter.room_for(row, COLUMNS[index.column()]), ROW_HEIGHT)
