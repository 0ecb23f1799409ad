"""Paints the cells of the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from authbench_gui.activity.log_columns import COLUMNS, Column
from authbench_gui.activity.log_model import LogModel, text_of
from authbench_gui.theme.icons import draw_icon
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.wording import one_line

if TYPE_CHECKING:
    from authbench.journal import RowView

ROW_HEIGHT = 32
_PAD = 8
_MIN_BAR = 4.0
_PIN = 11
_KEPT = 1000
"""Texts whose widths are remembered."""
_STRONG = (Column.METHOD, Column.STATUS)
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

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
        self._colors: dict[Role, QColor] = {}
        self._fitted: dict[tuple[str, int, bool], str] = {}
        self._widths: dict[str, int] = {}
        theme.changed.connect(self._on_theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = str(index.data() or "")
        strong = index.column() in _STRONG
        metrics = self._strong_metrics if strong else self._plain_metrics
        return QSize(metrics.horizontalAdvance(text) + 2 * _PAD + 2, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # In a flood all that is seen is painted many times a second, while other threads want the interpreter
        # whenever Qt is called: so the model is asked directly, and what was found out is kept.
        model = index.model()
        if not isinstance(model, LogModel):
            return
        rect: QRect = option.rect
        row, column = model.row_at(index.row()), COLUMNS[index.column()]
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._color("accent_soft"))
        painter.setPen(self._color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(_PAD, 0, -_PAD, -1)
        if column is Column.WATERFALL:
            self._paint_bar(painter, room, row, model.rows.span(row.run_id))
        elif column is Column.URL:
            self._paint_url(painter, room, text_of(row, column), one_line(row.cause))
        else:
            if column is Column.NUMBER and model.pinned(row.id):
                self._paint_pin(painter, rect)
            strong = column in _STRONG
            painter.setFont(self._strong if strong else self._plain)
            painter.setPen(self._color(_ink(column, row)))
            painter.drawText(room, _FLAGS, self._fitting(text_of(row, column), room.width(), strong=strong))
        painter.restore()

    def _color(self, role: Role) -> QColor:
        made = self._colors.get(role)
        if made is None:
            made = self._colors[role] = self._theme.color(role)
        return made

    def _fitting(
        self,
        text: str,
        width: int,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        *,
        strong: bool = False,
    ) -> str:
        """As much of a text as fits. The same text is always cut in the same way."""
        key = (text, width, strong)
        found = self._fitted.get(key)
        if found is None:
            metrics = self._strong_metrics if strong else self._plain_metrics
            if len(self._fitted) >= _KEPT:
                self._fitted.clear()
            found = self._fitted[key] = metrics.elidedText(text, mode, width)
        return found

    def _width(self, text: str) -> int:
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) >= _KEPT:
                self._widths.clear()
            found = self._widths[text] = self._plain_metrics.horizontalAdvance(text)
        return found

    @Slot()
    def _on_theme(self) -> None:
        self._colors.clear()

    def _paint_url(self, painter: QPainter, room: QRect, url: str, cause: str) -> None:
        tail = f" · {cause}" if cause else ""
        left = max(room.width() - self._width(url), room.width() * 2 // 5)
        tail_width = min(self._width(tail), left) if tail else 0
        # What tells requests apart is the host and the end of the path.
        shown = self._fitting(url, room.width() - tail_width, Qt.TextElideMode.ElideMiddle)
        painter.setFont(self._plain)
        painter.setPen(self._color("text"))
        painter.drawText(room, _FLAGS, shown)
        if tail:
            taken = self._width(shown)
            mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
            rest = room.adjusted(0, 0, -taken, 0) if mirrored else room.adjusted(taken, 0, 0, 0)
            painter.setPen(self._color("muted"))
            painter.drawText(rest, _FLAGS, self._fitting(tail, rest.width()))

    def _paint_pin(self, painter: QPainter, rect: QRect) -> None:
        mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = rect.left() + 2 if mirrored else rect.right() - _PIN - 1
        place = QRectF(left, rect.center().y() - _PIN / 2, _PIN, _PIN)
        draw_icon(painter, "pin", self._color("accent_text"), place)

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
        painter.setBrush(self._color(_BARS.get(row.status_class, "bar")))
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
