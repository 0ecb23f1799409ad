"""Paints the settings of a run: what changed on a ground of its own, secrets as chips in their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from authbench_gui.activity.run_bar.settings_model import SETTING_ROLE, VALUE_ROLE, how
from authbench_gui.theme.theme import Role, Theme

if TYPE_CHECKING:
    from authbench.journal import Redacted, Span

ROW = 24
_PAD = 8
_SIGN = 16
_SIGNS = {"changed": "≠", "added": "+", "removed": "−"}
_GROUNDS: dict[str, Role] = {"changed": "warn_soft", "added": "ok_soft", "removed": "bad_soft"}

Index = QModelIndex | QPersistentModelIndex


class SettingPainter(QStyledItemDelegate):
    """One cell on one line."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._font = theme.monospaced(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row = index.data(SETTING_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(rect)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("accent_soft"))
        elif row.changed:
            painter.fillRect(rect, self._theme.color(_GROUNDS[how(row)]))
        painter.setFont(self._font)
        painter.setPen(self._theme.color("text"))
        room = rect.adjusted(_PAD, 0, -_PAD, 0)
        if index.column() == 0:
            if row.changed:
                painter.drawText(room, _FLAGS, _SIGNS[how(row)])
            mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
            room = room.adjusted(0, 0, -_SIGN, 0) if mirrored else room.adjusted(_SIGN, 0, 0, 0)
            text = QFontMetrics(self._font).elidedText(
                str(index.data()), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, _FLAGS, text)
        else:
            value: Redacted | None = index.data(VALUE_ROLE)
            if value is None:
                painter.setPen(self._theme.color("muted"))
                painter.drawText(room, _FLAGS, str(index.data()))
            else:
                # Code starts at the left in every language.
                painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
                self._paint_value(painter, value, room)
        painter.restore()

    def _paint_value(self, painter: QPainter, value: Redacted, room: QRect) -> None:
        metrics = QFontMetrics(self._font)
        left, done = room.left(), 0
        for chip in (*value.chips, None):
            end = chip.start if chip is not None else len(value.text)
            # No more than fits is measured: a value may be long.
            left = self._paint_piece(painter, metrics, value.text[done:end], left, room)
            if chip is None or left >= room.right():
                return
            ink, ground = self._theme.alias_color(chip.number)
            text = value.text[chip.start : chip.end]
            text = _fitting(chip, text, metrics, room.right() - left - 8)
            tag = QRectF(left, room.top() + 3, metrics.horizontalAdvance(text) + 8, room.height() - 6)
            painter.setPen(QPen(self._theme.color("code_line"), 1))
            painter.setBrush(ground)
            painter.drawRoundedRect(tag, 4, 4)
            painter.setPen(ink)
            painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
            painter.setPen(self._theme.color("text"))
            left, done = int(tag.right()) + 1, chip.end

    def _paint_piece(
        self, painter: QPainter, metrics: QFontMetrics, text: str, left: int, room: QRect
    ) -> int:
        width = room.right() - left
        if not text or width <= 0:
            return left
        fitting = metrics.elidedText(text[: max(8, width)], Qt.TextElideMode.ElideRight, width)
        painter.drawText(QRect(left, room.top(), width, room.height()), _FLAGS, fitting)
        return left + metrics.horizontalAdvance(fitting) if fitting == text else room.right()


def _fitting(chip: Span, text: str, metrics: QFontMetrics, width: int) -> str:
    """A chip's text for so many pixels. Its number is what tells it from another: that goes last."""
    from authbench.journal.chips import alias_text, number_text

    if metrics.horizontalAdvance(text) <= width:
        return text
    alias, number = alias_text(chip.label, chip.number), number_text(chip.number)
    if metrics.horizontalAdvance(alias) <= width or not number:
        return metrics.elidedText(alias, Qt.TextElideMode.ElideRight, width)
    room = width - metrics.horizontalAdvance(f" {number}")
    return f"{metrics.elidedText(chip.label, Qt.TextElideMode.ElideRight, room)} {number}"


_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
