"""Paints a definition to choose: its title, and below it what it is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from authbench_gui.theme.theme import Theme
from authbench_gui.wording import one_line

SOURCE_ROLE = Qt.ItemDataRole.UserRole


class SourceDelegate(QStyledItemDelegate):
    """Two lines for each definition."""

    def __init__(self, theme: Theme, view: QListWidget) -> None:
        super().__init__(view)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        source = index.data(SOURCE_ROLE)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), self._theme.color("accent"))
        room = rect.adjusted(14, 7, -12, -7)
        title_metrics = QFontMetrics(self._theme.interface(13))
        painter.setFont(self._theme.interface(13))
        painter.setPen(self._theme.color("text"))
        title = title_metrics.elidedText(one_line(source.title), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, title)
        caption = QFontMetrics(self._theme.caption())
        painter.setFont(self._theme.caption())
        painter.setPen(self._theme.color("muted"))
        detail = caption.elidedText(one_line(source.detail), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, detail)
        painter.restore()
