"""Paints a picture from its layout: the same on the screen, in an image and in a document."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from authbench.journal.flow.exports.palette import Palette
from authbench.journal.flow.geometry import HEAD_HEIGHT, MARGIN, Arrow, Box, Head, Layout, Shape, TextLine
from authbench.journal.flow.picture import Message, MessageState, Wait
from authbench_gui.activity.flow.measuring import picture_font
from authbench_gui.theme.theme import ROLES, Theme
from authbench_gui.wording import clock

HEAD_TOP = 8.0
"""Where the heads stay while the rows move on below them."""
HEAD_ROOM = HEAD_TOP + HEAD_HEIGHT + 8.0
_ALIASES = 8
_TIP = 13.0
_TIP_HALF = 6.0
_LINE = 1.6
_BELOW = 12.0
"""Between the end of the lanes' lines and that of the picture."""
_CHIP_PAD = 2.0


def theme_palette(theme: Theme) -> Palette:
    """The colours of the window now."""
    roles = {str(role): theme.color(role).name() for role in ROLES}
    chips = (theme.alias_color(number) for number in range(1, _ALIASES + 1))
    return Palette(roles, tuple((text.name(), ground.name()) for text, ground in chips))


class PicturePainter:
    """Paints in the colours of `palette`, in the fonts of `base`. Coordinates are those of the layout."""

    def __init__(self, palette: Palette, base: QFont) -> None:
        self.palette = palette
        self._base = base
        self._fonts: dict[tuple[float, QFont.Weight], QFont] = {}

    def ground(self) -> QColor:
        """What all of it lies on."""
        return self._color("panel")

    def paint(self, painter: QPainter, layout: Layout) -> None:
        """All of it, as it is to be kept."""
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.fillRect(QRectF(0, 0, layout.width, layout.height), self.ground())
        self.lanes(painter, layout, layout.height)
        for head in layout.heads:
            self.head(painter, head)
        for shape in layout.shapes:
            self.row(painter, shape)

    def lanes(self, painter: QPainter, layout: Layout, height: float) -> None:
        """The lines of the lanes down to `height`."""
        pen = QPen(self._color("faint"), 1)
        pen.setDashPattern([3, 4])
        painter.setPen(pen)
        for head in layout.heads:
            painter.drawLine(QLineF(head.center, head.box.bottom, head.center, height - _BELOW))

    def head(self, painter: QPainter, head: Head) -> None:
        """The box of a lane."""
        self._box(painter, head.box, "accent_soft", "accent", 6)
        for line in head.lines:
            self._line(painter, line, self._color("text" if line.bold else "muted"), QFont.Weight.DemiBold)

    def marked(self, painter: QPainter, shape: Shape, *, chosen: bool, focused: bool) -> None:
        """The ground of a row that is chosen, or that the mouse is over."""
        area = shape.area
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._color("hover"))
        edge = "accent" if focused else "control_line"
        painter.setPen(QPen(self._color(edge), 1.5) if chosen else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(area.x - 6, area.y - 4, area.width + 12, area.height + 8), 6, 6)

    def row(self, painter: QPainter, shape: Shape, now: datetime | None = None) -> None:
        """A message or a wait; a wait that lasts says how long it has, where it is told what time it is."""
        row, weight = shape.row, QFont.Weight.Medium
        more = ""
        if isinstance(row, Message):
            title = self.palette.title(row.state)
            if shape.arrow is not None:
                stroke = QColor(self.palette.stroke(row.state))
                self._arrow(painter, shape.arrow, stroke, dashed=row.state is MessageState.FUTURE)
            if shape.box is not None:
                self._box(painter, shape.box, "code", "code_line", 5)
        else:
            lasts = row.state is MessageState.PENDING
            title = self.palette.roles["warn"] if lasts else self.palette.title(row.state)
            weight = QFont.Weight.DemiBold
            if shape.box is not None:
                ground, edge = ("warn_soft", "warn") if lasts else ("code", "code_line")
                self._box(painter, shape.box, ground, edge, 6)
            more = waited_for(row, now)
        muted = self._color("muted")
        if isinstance(row, Wait) and row.state is MessageState.PENDING:
            muted = self._color("warn")
        for line in shape.lines:
            color = QColor(title) if line.bold else muted
            self._line(painter, line, color, weight, "" if line.bold else more)

    def _arrow(self, painter: QPainter, arrow: Arrow, color: QColor, *, dashed: bool) -> None:
        turn = 1 if arrow.end > arrow.start else -1
        tip = arrow.end - turn * 3
        back = tip - turn * _TIP
        pen = QPen(color, _LINE)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dashed:
            pen.setDashPattern([6 / _LINE, 4 / _LINE])
        painter.setPen(pen)
        painter.drawLine(QLineF(arrow.start, arrow.y, back, arrow.y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        corners = (
            QPointF(tip, arrow.y),
            QPointF(back, arrow.y - _TIP_HALF),
            QPointF(back, arrow.y + _TIP_HALF),
        )
        painter.drawPolygon(QPolygonF(corners))

    def _box(self, painter: QPainter, box: Box, fill: str, edge: str, radius: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._color(edge), 1))
        painter.setBrush(self._color(fill))
        painter.drawRoundedRect(QRectF(box.x, box.y, box.width, box.height), radius, radius)

    def _line(
        self, painter: QPainter, line: TextLine, color: QColor, bold: QFont.Weight, more: str = ""
    ) -> None:
        font = self._font(line.size, bold if line.bold else QFont.Weight.Normal)
        painter.setFont(font)
        x = line.x
        if more:
            x -= painter.fontMetrics().horizontalAdvance(more) / 2
        for piece in line.pieces:
            if piece.is_chip:
                text, ground = self.palette.chip(piece.number)
                self._chip(painter, QPointF(x + piece.x, line.y), piece.text, line.size, ground)
                painter.setPen(QColor(text))
            else:
                painter.setPen(color)
            painter.drawText(QPointF(x + piece.x, line.y), piece.text)
        if more and line.pieces:
            painter.setPen(color)
            painter.drawText(QPointF(x + line.pieces[0].x + line.width, line.y), more)

    def _chip(self, painter: QPainter, place: QPointF, text: str, size: float, ground: str) -> None:
        wide = painter.fontMetrics().horizontalAdvance(text.rstrip())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        rect = QRectF(place.x() - _CHIP_PAD, place.y() - size, wide + 2 * _CHIP_PAD, size + 4)
        painter.drawRoundedRect(rect, 4, 4)

    def _font(self, size: float, weight: QFont.Weight) -> QFont:
        known = self._fonts.get((size, weight))
        if known is None:
            known = self._fonts[size, weight] = picture_font(self._base, size, weight)
        return known

    def _color(self, role: str) -> QColor:
        return QColor(self.palette.roles[role])


def waited_for(row: Wait, now: datetime | None) -> str:
    """What is added to a wait that lasts: ` · 0:14`."""
    if now is None or row.since is None or row.state is not MessageState.PENDING:
        return ""
    return f" · {clock((now - row.since).total_seconds())}"


def head_shift(scrolled: float) -> float:
    """How far down the heads move when the rows are scrolled by so much."""
    return max(0.0, scrolled - (MARGIN - HEAD_TOP))
