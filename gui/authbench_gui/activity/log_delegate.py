"""Paints the cells of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from authbench_gui.activity.log_columns import COLUMNS, PINNED_ROLE, ROW_ROLE, SPAN_ROLE, Column
from authbench_gui.theme.icons import draw_icon
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.wording import one_line

if TYPE_CHECKING:
    from authbench.journal import RowView

ROW_HEIGHT = 32
_PAD = 8
_MIN_BAR = 4.0
_PIN = 11

Index = QModelIndex | QPersistentModelIndex


class LogDelegate(QStyledItemDelegate):
    """One painter for every column: method and status in colour, the cause after the URL, a bar for
    when the exchange happened within its run."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plain = theme.interface(13)
        self._strong = theme.interface(12, QFont.Weight.DemiBold)
        self._plain_metrics = QFontMetrics(self._plain)
        self._strong_metrics = QFontMetrics(self._strong)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = str(index.data() or "")
        strong = index.column() in (Column.METHOD, Column.STATUS)
        metrics = self._strong_metrics if strong else self._plain_metrics
        return QSize(metrics.horizontalAdvance(text) + 2 * _PAD + 2, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row: RowView = index.data(ROW_ROLE)
        column = COLUMNS[index.column()]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("accent_soft"))
        painter.setPen(self._theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(_PAD, 0, -_PAD, -1)
        if column is Column.WATERFALL:
            self._paint_bar(painter, room, row, index.data(SPAN_ROLE))
        elif column is Column.URL:
            self._paint_url(painter, room, str(index.data()), one_line(row.cause))
        else:
            if column is Column.NUMBER and index.data(PINNED_ROLE):
                self._paint_pin(painter, rect)
            strong = column in (Column.METHOD, Column.STATUS)
            painter.setFont(self._strong if strong else self._plain)
            painter.setPen(self._theme.color(_ink(column, row)))
            metrics = self._strong_metrics if strong else self._plain_metrics
            text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _paint_url(self, painter: QPainter, room: QRect, url: str, cause: str) -> None:
        metrics = self._plain_metrics
        tail = f" · {cause}" if cause else ""
        tail_width = min(metrics.horizontalAdvance(tail), room.width() * 3 // 5)
        shown = metrics.elidedText(url, Qt.TextElideMode.ElideRight, room.width() - tail_width)
        painter.setFont(self._plain)
        painter.setPen(self._theme.color("text"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flags, shown)
        if tail:
            taken = metrics.horizontalAdvance(shown)
            mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
            rest = room.adjusted(0, 0, -taken, 0) if mirrored else room.adjusted(taken, 0, 0, 0)
            painter.setPen(self._theme.color("muted"))
            painter.drawText(rest, flags, metrics.elidedText(tail, Qt.TextElideMode.ElideRight, rest.width()))

    def _paint_pin(self, painter: QPainter, rect: QRect) -> None:
        mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = rect.left() + 2 if mirrored else rect.right() - _PIN - 1
        place = QRectF(left, rect.center().y() - _PIN / 2, _PIN, _PIN)
        draw_icon(painter, "pin", self._theme.color("accent_text"), place)

    def _paint_bar(
        self, painter: QPainter, room: QRect, row: RowView, span: tuple[float, float] | None
    ) -> None:
        if span is None:
            return
        whole = max(span[1] - span[0], 1e-6)
        took = row.elapsed or 0.0
        width = min(float(room.width()), max(_MIN_BAR, room.width() * took / whole))
        left = room.left() + room.width() * (row.started - span[0]) / whole
        left = min(left, room.right() + 1 - width)
        bar = QRectF(left, room.center().y() - 3, width, 7)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(_BARS.get(row.status_class, "bar")))
        radius = min(3.5, bar.width() / 2)
        painter.drawRoundedRect(bar, radius, radius)


_INKS: dict[str, Role] = {
    "ok": "ok",
    "redirect": "accent_text",
    "expected": "warn",
    "browser": "warn",
    "error": "bad",
}
_BARS: dict[str, Role] = {"expected": "warn", "error": "bad", "browser": "bar_soft"}


def _ink(column: Column, row: RowView) -> Role:
    match column:
        case Column.METHOD:
            return "ok" if row.method in ("GET", "HEAD") else "accent_text"
        case Column.STATUS:
            return _INKS.get(row.status_class, "muted")
        case Column.NUMBER | Column.SIZE:
            return "muted"
        case _:
            return "text"
