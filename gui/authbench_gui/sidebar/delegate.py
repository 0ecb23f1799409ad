"""Paints the rows of the sidebar: headings, and connections with dot, name and second line."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from authbench_gui.sidebar.list_model import RowRole
from authbench_gui.theme.icons import draw_icon
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.workspace.connection import Status

_TEXT_LEFT = 32
_RIGHT = 12
_TOP = 7
_CLOSE = 20
"""Pixels of the square that closes an opened file."""
_DOTS: dict[Status, Role] = {
    Status.CONNECTED: "ok",
    Status.EXPIRING: "warn",
    Status.FAILED: "bad",
    Status.RUNNING: "accent",
}

Index = QModelIndex | QPersistentModelIndex


class SidebarDelegate(QStyledItemDelegate):
    """Two lines for each connection; the second wraps once rather than hide what happened."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        if index.data(RowRole.IS_GROUP):
            return QSize(width, 33)
        name_height = QFontMetrics(self._name_font()).height()
        return QSize(
            width, _TOP * 2 + name_height + self._second_height(str(index.data(RowRole.SECOND_LINE)), width)
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if index.data(RowRole.IS_GROUP):
            self._paint_group(painter, rect, str(index.data()))
        else:
            self._paint_connection(painter, rect, state, index)
        painter.restore()

    def _paint_group(self, painter: QPainter, rect: QRect, text: str) -> None:
        font = self._theme.interface(11)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.4)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        painter.setFont(font)
        painter.setPen(self._theme.color("muted"))
        room = rect.adjusted(14, 8, -_RIGHT, 0)
        elided = QFontMetrics(font).elidedText(text.upper(), Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)

    def _paint_connection(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, index: Index
    ) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, self._theme.color("accent_soft"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), self._theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.color("hover"))
        if selected and state & QStyle.StateFlag.State_HasFocus and self._by_keyboard():
            painter.setPen(QPen(self._theme.color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5))
        name_font = self._name_font()
        name_metrics = QFontMetrics(name_font)
        room = rect.adjusted(_TEXT_LEFT, _TOP, -_RIGHT, -_TOP)
        if index.data(RowRole.CAN_CLOSE):
            place = close_place(rect)
            draw_icon(painter, "cross", self._theme.color("muted"), QRectF(place).adjusted(4, 4, -4, -4))
            room.setRight(place.left() - 4)
        self._paint_dot(painter, Status(index.data(RowRole.STATUS)), rect)
        painter.setFont(name_font)
        painter.setPen(self._theme.color("text"))
        name = name_metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
        painter.setFont(self._theme.caption())
        painter.setPen(self._theme.color("muted"))
        second = room.adjusted(0, name_metrics.height(), 0, 0)
        text = str(index.data(RowRole.SECOND_LINE))
        painter.drawText(second, int(Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap), text)

    def _paint_dot(self, painter: QPainter, status: Status, rect: QRect) -> None:
        dot = QRectF(14, rect.center().y() - 4, 9, 9)
        role = _DOTS.get(status)
        if role is None:
            painter.setPen(QPen(self._theme.color("muted"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot.adjusted(0.6, 0.6, -0.6, -0.6))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(role))
        painter.drawEllipse(dot)

    def _by_keyboard(self) -> bool:
        return self._view.hasFocus() and bool(getattr(self._view, "by_keyboard", True))

    def _name_font(self) -> QFont:
        return self._theme.interface(13)

    def _second_height(self, text: str, width: int) -> int:
        metrics = QFontMetrics(self._theme.caption())
        room = QRect(0, 0, max(40, width - _TEXT_LEFT - _RIGHT), 1000)
        height = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text).height() if text else 0
        return min(height, metrics.lineSpacing() * 2 + 2)


def close_place(rect: QRect) -> QRect:
    """Where in a row of an opened file the cross is."""
    return QRect(rect.right() - _CLOSE - 6, rect.center().y() - _CLOSE // 2, _CLOSE, _CLOSE)
