"""Paints the rows of the log: method and status in colour, the cause after the URL, a bar for when an
exchange happened within its run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLine, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from authbench_gui.activity.log_cells import text_of
from authbench_gui.activity.log_columns import Column
from authbench_gui.theme.icons import draw_icon
from authbench_gui.theme.theme import Role, Theme
from authbench_gui.wording import one_line

if TYPE_CHECKING:
    from authbench.journal import RowView

ROW_HEIGHT = 32
_PAD = 8
_MIN_BAR = 4.0
_BAR = 7
_PIN = 11
_KEPT = 1000
"""Texts whose widths are remembered."""
_BETWEEN = " · "
"""A URL and its cause."""
_STRONG = (Column.METHOD, Column.STATUS)

Texts = defaultdict[tuple[bool, "Role"], list[tuple[int, int, str]]]
"""By whether they are strong, and their ink: where texts begin, and they themselves."""


@dataclass(frozen=True, slots=True)
class PaintedRow:
    """A row, its top on the viewport, and what else its looks depend on. `span` is the beginning and the end
    of its run, in seconds."""

    view: RowView
    top: int
    selected: bool
    pinned: bool
    span: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class PaintedColumn:
    """A column, and where it is on the viewport."""

    column: Column
    left: int
    width: int


class LogPainter(QObject):
    """Paints all rows that are seen together. In a flood that happens many times a second, and whenever Qt is
    called, other threads may take the interpreter: so what looks alike is painted in one go, and what was
    found out about a text is kept."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fonts = {False: theme.interface(13), True: theme.interface(12, QFont.Weight.DemiBold)}
        self._metrics = {strong: QFontMetrics(font) for strong, font in self._fonts.items()}
        self._baselines = {strong: _baseline(metrics) for strong, metrics in self._metrics.items()}
        self._colors: dict[Role, QColor] = {}
        self._fitted: dict[tuple[str, int, bool], str] = {}
        self._widths: dict[tuple[str, bool], int] = {}
        theme.changed.connect(self._on_theme)

    def room_for(self, row: RowView, column: Column) -> int:
        """How wide a column must be to show all that it has of a row, in pixels."""
        width = self._width(text_of(row, column), strong=column in _STRONG)
        if column is Column.URL and row.cause:
            width += self._width(_BETWEEN) + self._width(one_line(row.cause))
        return width + 2 * _PAD + 2

    def paint(
        self,
        painter: QPainter,
        rows: Sequence[PaintedRow],
        columns: Sequence[PaintedColumn],
        width: int,
        *,
        mirrored: bool,
    ) -> None:
        """Paint rows that are `width` pixels wide, from right to left where that is `mirrored`."""
        # URLs, figures and English read from left to right in a mirrored window, too.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for row in rows:
            if row.selected:
                painter.fillRect(0, row.top, width, ROW_HEIGHT, self._color("accent_soft"))
        ends = [row.top + ROW_HEIGHT - 1 for row in rows]
        painter.setPen(self._color("line"))
        painter.drawLines([QLine(0, end, width, end) for end in ends])
        texts: Texts = defaultdict(list)
        for place in columns:
            match place.column:
                case Column.WATERFALL:
                    self._paint_bars(painter, rows, place)
                case Column.URL:
                    self._add_urls(texts, rows, place, mirrored)
                case _:
                    self._add_cells(texts, rows, place, mirrored)
            if place.column is Column.NUMBER:
                self._paint_pins(painter, rows, place, mirrored)
        self._paint_texts(painter, texts)

    def _add_cells(
        self, texts: Texts, rows: Sequence[PaintedRow], place: PaintedColumn, mirrored: bool
    ) -> None:
        strong = place.column in _STRONG
        left, room = place.left + _PAD, place.width - 2 * _PAD
        for row in rows:
            text = self._fitting(text_of(row.view, place.column), room, strong=strong)
            x = left + room - self._width(text, strong=strong) if mirrored else left
            texts[strong, _ink(place.column, row.view)].append((x, row.top + self._baselines[strong], text))

    def _add_urls(
        self, texts: Texts, rows: Sequence[PaintedRow], place: PaintedColumn, mirrored: bool
    ) -> None:
        """A cause has what a URL leaves over, and at least two fifths."""
        left, room = place.left + _PAD, place.width - 2 * _PAD
        for row in rows:
            url, cause = text_of(row.view, place.column), one_line(row.view.cause)
            between = self._width(_BETWEEN) if cause else 0
            most = max(room - self._width(url), room * 2 // 5)
            tail_width = min(between + self._width(cause), most) if cause else 0
            # What tells requests apart is the host and the end of the path.
            shown = self._fitting(url, room - tail_width, Qt.TextElideMode.ElideMiddle)
            taken = self._width(shown)
            y = row.top + self._baselines[False]
            texts[False, "text"].append((left + room - taken if mirrored else left, y, shown))
            if cause:
                cause = self._fitting(cause, room - taken - between)
                tail = cause + _BETWEEN if mirrored else _BETWEEN + cause
                x = left + room - taken - self._width(tail) if mirrored else left + taken
                texts[False, "muted"].append((x, y, tail))

    def _paint_texts(self, painter: QPainter, texts: Texts) -> None:
        font: bool | None = None
        for (strong, role), places in sorted(texts.items()):
            if strong is not font:
                font = strong
                painter.setFont(self._fonts[strong])
            painter.setPen(self._color(role))
            for x, y, text in places:
                painter.drawText(x, y, text)

    def _paint_bars(self, painter: QPainter, rows: Sequence[PaintedRow], place: PaintedColumn) -> None:
        bars: defaultdict[Role, list[QRectF]] = defaultdict(list)
        left, room = place.left + _PAD, place.width - 2 * _PAD
        for row in rows:
            if row.span is not None:
                x, width = _bar(row.view, row.span, room)
                rect = QRectF(left + x, row.top + (ROW_HEIGHT - _BAR) // 2, width, _BAR)
                bars[_BARS.get(row.view.status_class, "bar")].append(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for role, rects in bars.items():
            painter.setBrush(self._color(role))
            for rect in rects:
                radius = min(_BAR / 2, rect.width() / 2)
                painter.drawRoundedRect(rect, radius, radius)

    def _paint_pins(
        self, painter: QPainter, rows: Sequence[PaintedRow], place: PaintedColumn, mirrored: bool
    ) -> None:
        left = place.left + 2 if mirrored else place.left + place.width - _PIN - 2
        for row in rows:
            if row.pinned:
                spot = QRectF(left, row.top + (ROW_HEIGHT - 1 - _PIN) // 2, _PIN, _PIN)
                draw_icon(painter, "pin", self._color("accent_text"), spot)

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
            if len(self._fitted) >= _KEPT:
                self._fitted.clear()
            found = self._fitted[key] = self._metrics[strong].elidedText(text, mode, width)
        return found

    def _width(self, text: str, *, strong: bool = False) -> int:
        found = self._widths.get((text, strong))
        if found is None:
            if len(self._widths) >= _KEPT:
                self._widths.clear()
            found = self._widths[text, strong] = self._metrics[strong].horizontalAdvance(text)
        return found

    @Slot()
    def _on_theme(self) -> None:
        self._colors.clear()


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


def _bar(row: RowView, span: tuple[float, float], room: int) -> tuple[float, float]:
    """Where an exchange is in its run, and how wide: in pixels, of as many as stand for the run."""
    whole = max(span[1] - span[0], 1e-6)
    width = min(float(room), max(_MIN_BAR, room * (row.elapsed or 0.0) / whole))
    return min(room * (row.started - span[0]) / whole, room - width), width


def _baseline(metrics: QFontMetrics) -> int:
    """How far below the top of its row a text stands, the line below the row left out."""
    return (ROW_HEIGHT - metrics.height()) // 2 + metrics.ascent()
