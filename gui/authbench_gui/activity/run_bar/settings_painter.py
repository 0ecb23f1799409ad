"""Paints the settings of a run: what changed on a ground of its own, secrets as chips in their colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
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


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a value and where it is painted; `chip` where it stands for a secret."""

    text: str
    rect: QRect
    chip: Span | None = None


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
        room = _room(rect)
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

    def chip_at(self, point: QPoint, cell: QRect, value: Redacted) -> tuple[Span, QRect] | None:
        """The chip that is painted at a point of a cell, and where."""
        for piece in self.pieces(value, _room(cell)):
            if piece.chip is not None and piece.rect.contains(point):
                return piece.chip, piece.rect
        return None

    def chip_in(self, cell: QRect, value: Redacted) -> tuple[Span, QRect] | None:
        """The first chip of a cell, and where it is painted."""
        pieces = self.pieces(value, _room(cell))
        return next(((one.chip, one.rect) for one in pieces if one.chip is not None), None)

    def pieces(self, value: Redacted, room: QRect) -> Iterator[Piece]:
        """What is painted of a value, from left to right, until the room ends."""
        metrics = QFontMetrics(self._font)
        left, done = room.left(), 0
        for chip in (*value.chips, None):
            end = chip.start if chip is not None else len(value.text)
            width = room.right() - left
            if end > done and width > 0:
                # No more than fits is measured: a value may be long.
                text = value.text[done:end]
                fitting = metrics.elidedText(text[: max(8, width)], Qt.TextElideMode.ElideRight, width)
                yield Piece(fitting, QRect(left, room.top(), width, room.height()))
                left = left + metrics.horizontalAdvance(fitting) if fitting == text else room.right()
            if chip is None or left >= room.right():
                return
            text = _fitting(chip, value.text[chip.start : chip.end], metrics, room.right() - left - 8)
            tag = QRect(left, room.top() + 3, metrics.horizontalAdvance(text) + 8, room.height() - 6)
            yield Piece(text, tag, chip)
            left, done = tag.right() + 2, chip.end

    def _paint_value(self, painter: QPainter, value: Redacted, room: QRect) -> None:
        for piece in self.pieces(value, room):
            if piece.chip is None:
                painter.setPen(self._theme.color("text"))
                painter.drawText(piece.rect, _FLAGS, piece.text)
                continue
            ink, ground = self._theme.alias_color(piece.chip.number)
            tag = QRectF(piece.rect)
            painter.setPen(QPen(self._theme.color("code_line"), 1))
            painter.setBrush(ground)
            painter.drawRoundedRect(tag, 4, 4)
            painter.setPen(ink)
            painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, piece.text)


def _room(cell: QRect) -> QRect:
    return cell.adjusted(_PAD, 0, -_PAD, 0)


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
