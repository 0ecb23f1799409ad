"""Lays out and paints one row of a text: its colours, its chips and links, and what a fold hides."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)

from authbench_gui.code.languages import paints
from authbench_gui.code.lines import Lines
from authbench_gui.theme.theme import Theme

LEADING = 4
"""Pixels between rows."""

_KEPT = 400
"""Rows whose layout is remembered."""


class RowPainter:
    """Knows where the characters of a row are, and paints them."""

    def __init__(self, theme: Theme, font: QFont) -> None:
        self._theme = theme
        self.font = font
        self._metrics = QFontMetricsF(font)
        self.height = int(self._metrics.height() + 0.999) + LEADING
        self.char_width = self._metrics.horizontalAdvance("0")
        self._laid: OrderedDict[int, QTextLayout] = OrderedDict()
        self._lines = Lines("")

    def show(self, lines: Lines) -> None:
        """Rows are those of `lines` from now on."""
        self._lines = lines
        self._laid.clear()

    def forget(self) -> None:
        """Colours have changed."""
        self._laid.clear()

    @property
    def laid_out(self) -> int:
        """How many rows have a layout."""
        return len(self._laid)

    def x(self, row: int, position: int) -> float:
        """Where a character of a row begins, from the left edge of the row."""
        line = self._layout(row).lineAt(0)
        value: object = line.cursorToX(max(0, position - self._lines.start(row)))
        # PySide gives the position back beside the place.
        return float(value[0]) if isinstance(value, tuple) else float(str(value))

    def position(self, row: int, x: float) -> int:
        """The character gap of a row that is nearest to `x`."""
        return self._lines.start(row) + self._layout(row).lineAt(0).xToCursor(x)

    def width(self, row: int) -> float:
        """How wide a row is."""
        return self._layout(row).lineAt(0).naturalTextWidth()

    def advance(self, text: str) -> float:
        """How wide a text is that belongs to no row."""
        return self._metrics.horizontalAdvance(text)

    def paint_chips(self, painter: QPainter, row: int, left: float, top: float) -> None:
        """Paint what is below the text of a row whose top left corner is given."""
        for chip in self._lines.chips_in(row):
            rect = self.stretch(row, chip.start, chip.end, left, top).adjusted(-3, 0, 3, 0)
            ground = self._theme.alias_color(chip.number)[1]
            self.tag(painter, rect, ground)

    def paint(self, painter: QPainter, row: int, left: float, top: float) -> None:
        """Paint the text of a row."""
        laid = self._layout(row)
        # A character from another font makes its line higher: all rows stand at the same height above it.
        raised = laid.lineAt(0).ascent() - self._metrics.ascent()
        laid.draw(painter, QPointF(left, top + LEADING / 2 - raised))

    def stretch(self, row: int, start: int, end: int, left: float, top: float) -> QRectF:
        """The area of a row from one position to another."""
        start, end = max(start, self._lines.start(row)), min(end, self._lines.end(row))
        begin = left + self.x(row, start)
        return QRectF(begin, top + 0.5, left + self.x(row, end) - begin, self.height - 1)

    def tag(self, painter: QPainter, rect: QRectF, ground: QColor) -> None:
        """A rounded ground such as chips have."""
        painter.setPen(QPen(self._theme.color("code_line"), 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(rect, 4, 4)

    def _layout(self, row: int) -> QTextLayout:
        laid = self._laid.get(row)
        if laid is not None:
            self._laid.move_to_end(row)
            return laid
        text = self._lines.row_text(row)
        laid = QTextLayout(text, self.font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setTabStopDistance(4 * self.char_width)
        laid.setTextOption(option)
        laid.setCacheEnabled(True)
        laid.setFormats(self._formats(row, text))
        laid.beginLayout()
        line = laid.createLine()
        if line.isValid():
            line.setPosition(QPointF(0, 0))
        laid.endLayout()
        self._laid[row] = laid
        if len(self._laid) > _KEPT:
            self._laid.popitem(last=False)
        return laid

    def _formats(self, row: int, text: str) -> list[QTextLayout.FormatRange]:
        start, end = self._lines.start(row), self._lines.end(row)
        formats = [_colored(0, len(text), self._theme.color("text"))]
        for paint in paints(text, self._lines.language(row)):
            formats.append(_colored(paint.start, paint.length, self._theme.color(paint.role)))
        for tint in self._lines.tints_in(row):
            formats.append(_within(tint.start, tint.end, start, end, self._theme.color(tint.role)))
        for link in self._lines.links_in(row):
            linked = _within(link.start, link.end, start, end, self._theme.color("accent_text"))
            linked.format.setFontUnderline(True)
            formats.append(linked)
        for chip in self._lines.chips_in(row):
            formats.append(_within(chip.start, chip.end, start, end, self._theme.alias_color(chip.number)[0]))
        return formats


def _within(begin: int, finish: int, start: int, end: int, color: QColor) -> QTextLayout.FormatRange:
    first = max(begin, start)
    return _colored(first - start, min(finish, end) - first, color)


def _colored(start: int, length: int, color: QColor) -> QTextLayout.FormatRange:
    result = QTextLayout.FormatRange()
    result.start, result.length = start, length
    look = QTextCharFormat()
    look.setForeground(color)
    result.format = look
    return result
