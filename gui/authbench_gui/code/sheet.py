"""A long text as it lies behind a view: where its rows are, what is under a point, and how it is painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from authbench_gui.code.caret import Caret
from authbench_gui.code.finding import Hits
from authbench_gui.code.folding import Folds, ShownRows
from authbench_gui.code.lines import Lines, Link
from authbench_gui.code.row_painter import RowPainter
from authbench_gui.theme.icons import pixmap
from authbench_gui.theme.theme import Theme

if TYPE_CHECKING:
    from authbench.journal import Span

    Spot = Span | Link
    """What can be activated in a text."""

_MARGIN = 6
_FOLD_GUTTER = 16
_ICON = 11
_HIT_INK = 0.25
"""How much of its colour the ground of something found has; the text must stay readable."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of a sheet: the place of the first row and how many fit, how far it is moved to the left
    and how wide the view is, in logical pixels, with the screen's pixels to one of them."""

    first: int
    fitting: int
    scrolled: int
    width: int
    ratio: float


class Sheet:
    """Holds a text with its folds, its caret and what was found in it.

    Places on the screen are those of a `Sight`. Only rows that are asked about are laid out.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._painter = RowPainter(theme, theme.monospaced(12))
        self._icons: dict[tuple[str, str, float], QPixmap] = {}
        self._widest = 0.0
        self.lines = Lines("")
        self.rows = ShownRows(self.lines, Folds(self.lines))
        self.caret = Caret(self.lines, self.rows)
        self.hits = Hits()

    def show(self, lines: Lines, folds: Folds | None) -> None:
        """Hold another text, the caret at its beginning."""
        self.lines = lines
        self.rows = ShownRows(lines, folds if folds is not None else Folds(lines))
        self.caret = Caret(lines, self.rows)
        self.hits = Hits()
        self._painter.show(lines)
        self._widest = 0.0

    def forget_colors(self) -> None:
        """The theme has changed."""
        self._painter.forget()

    @property
    def laid_out(self) -> int:
        """How many rows have been laid out so far."""
        return self._painter.laid_out

    @property
    def row_height(self) -> int:
        """How high every row is."""
        return self._painter.height

    @property
    def char_width(self) -> float:
        """How wide a digit is."""
        return self._painter.char_width

    @property
    def width(self) -> float:
        """How wide the text is, as far as is known, with all around it."""
        widest = max(self._widest, self.lines.longest * self.char_width)
        return widest + 2 * _MARGIN + self._gutter

    @property
    def around(self) -> int:
        """What of a view's width is not for the text, with some air at its end."""
        return 3 * _MARGIN + self._gutter

    @property
    def caret_x(self) -> float:
        """How far into its row the caret is."""
        return self._painter.x(self.caret.row, self.caret.position)

    def rows_seen(self, sight: Sight) -> list[tuple[int, float]]:
        """The rows on the screen, with their tops."""
        last = min(self.rows.count, sight.first + sight.fitting + 2)
        places = range(sight.first, last)
        return [(self.rows.row(place), self._top_of_place(place, sight)) for place in places]

    def text_seen(self, sight: Sight) -> str:
        """What can be read on the screen."""
        return "\n".join(self._row_as_shown(row) for row, _ in self.rows_seen(sight))

    def row_under(self, y: float, sight: Sight) -> int:
        """The row at a height, or the nearest one."""
        place = sight.first + int((y - 2) // self.row_height)
        return self.rows.row(max(0, min(place, self.rows.count - 1)))

    def position_under(self, point: QPointF, sight: Sight) -> int:
        """The character gap that is nearest to a point."""
        return self._painter.position(self.row_under(point.y(), sight), point.x() - self._left(sight))

    def spots_in(self, row: int) -> list[Spot]:
        """Chips and links of a row."""
        return [*self.lines.chips_in(row), *self.lines.links_in(row)]

    def spot_at(self, position: int) -> Spot | None:
        """The chip or link that a position is in or at the beginning of; None where there is none."""
        spots = self.spots_in(self.lines.row_at(position))
        return next((spot for spot in spots if spot.start <= position < spot.end), None)

    def spot_under(self, point: QPointF, sight: Sight) -> Spot | None:
        """The chip or link at a point; None where there is none."""
        for spot in self.spots_in(self.row_under(point.y(), sight)):
            if self.spot_rect(spot, sight).adjusted(-3, 0, 3, 0).contains(point):
                return spot
        return None

    def spot_rect(self, spot: Spot, sight: Sight) -> QRectF:
        """Where a chip or link is on the screen."""
        row = self.lines.row_at(spot.start)
        return self._painter.stretch(row, spot.start, spot.end, self._left(sight), self._top(row, sight))

    def folds_under(self, point: QPointF, sight: Sight) -> bool:
        """Whether a click at a point folds or unfolds its row."""
        row = self.row_under(point.y(), sight)
        if self.rows.folds.last(row) is None:
            return False
        left = self._left(sight)
        if point.x() < left:
            return True
        tag = self._fold_tag(row, left, 0)
        return self.rows.is_folded(row) and tag.left() <= point.x() <= tag.right()

    def paint(self, painter: QPainter, sight: Sight, *, caret: bool) -> bool:
        """Paint the rows on the screen. True where the text turned out to be wider than was known."""
        left = self._left(sight)
        known = self._widest
        for row, top in self.rows_seen(sight):
            self._painter.paint_chips(painter, row, left, top)
            self._paint_marks(painter, row, left, top)
            self._painter.paint(painter, row, left, top)
            if self.rows.folds:
                self._paint_fold(painter, row, left, top, sight)
            self._widest = max(self._widest, self._painter.width(row))
        if caret:
            self._paint_caret(painter, sight)
        return self._widest > known

    def _paint_marks(self, painter: QPainter, row: int, left: float, top: float) -> None:
        """What was found in a row, and what is selected of it."""
        start, end = self.lines.start(row), self.lines.end(row)
        for begin, finish in self.hits.between(start, end + 1):
            rect = self._painter.stretch(row, begin, finish, left, top)
            found = self._theme.color("warn")
            found.setAlphaF(_HIT_INK)
            painter.fillRect(rect, found)
            if (begin, finish) == self.hits.current:
                painter.setPen(QPen(self._theme.color("warn"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(rect)
        first, last = self.caret.selection
        if first >= last or first > end or last <= start:
            return
        rect = self._painter.stretch(row, first, last, left, top)
        if last > end:
            rect.setRight(rect.right() + self.char_width / 2)
        painter.fillRect(rect, self._theme.color("bar_soft"))

    def _paint_fold(self, painter: QPainter, row: int, left: float, top: float, sight: Sight) -> None:
        if self.rows.folds.last(row) is None:
            return
        folded = self.rows.is_folded(row)
        place = QPointF(left - _FOLD_GUTTER + 1, top + (self.row_height - _ICON) / 2)
        painter.drawPixmap(place, self._icon("chevron-right" if folded else "chevron-down", sight.ratio))
        if not folded:
            return
        painter.setFont(self._painter.font)
        rect = self._fold_tag(row, left, top)
        self._painter.tag(painter, rect, self._theme.color("hover"))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.rows.folds.summary(row))
        painter.setPen(self._theme.color("text"))
        closing = QRectF(rect.right() + 6, top, sight.width, self.row_height)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(closing, flags, self._closing(row))

    def _icon(self, name: str, ratio: float) -> QPixmap:
        """An icon as an image: drawing it anew for every row would take most of the time."""
        key = (name, self._theme.color("muted").name(), ratio)
        if key not in self._icons:
            self._icons[key] = pixmap(name, self._theme.color("muted"), _ICON, ratio)
        return self._icons[key]

    def _paint_caret(self, painter: QPainter, sight: Sight) -> None:
        row = self.caret.row
        if self.rows.row(self.rows.place(row)) != row:
            return
        spot = self.spot_at(self.caret.position)
        start, end = self.caret.selection
        if spot is not None and start == end:
            painter.setPen(QPen(self._theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.spot_rect(spot, sight).adjusted(-3, 0, 3, 0), 4, 4)
            return
        x, top = self._left(sight) + self.caret_x, self._top(row, sight)
        painter.fillRect(QRectF(x, top + 1, 1, self.row_height - 2), self._theme.color("text"))

    def _fold_tag(self, row: int, left: float, top: float) -> QRectF:
        width = self._painter.advance(self.rows.folds.summary(row)) + 12
        return QRectF(left + self._painter.width(row) + 6, top + 1, width, self.row_height - 2)

    def _closing(self, row: int) -> str:
        last = self.rows.folds.last(row)
        return "" if last is None else self.lines.row_text(last).strip()

    def _row_as_shown(self, row: int) -> str:
        text = self.lines.row_text(row)
        if self.rows.is_folded(row):
            return f"{text} {self.rows.folds.summary(row)} {self._closing(row)}"
        return text

    @property
    def _gutter(self) -> int:
        return _FOLD_GUTTER if self.rows.folds else 0

    def _left(self, sight: Sight) -> float:
        return float(_MARGIN + self._gutter - sight.scrolled)

    def _top(self, row: int, sight: Sight) -> float:
        return self._top_of_place(self.rows.place(row), sight)

    def _top_of_place(self, place: int, sight: Sight) -> float:
        return float(2 + (place - sight.first) * self.row_height)
