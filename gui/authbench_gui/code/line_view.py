"""A read-only view of a long text. Only the rows on the screen are laid out, whatever there is above and
below them, so a text of 150,000 lines is as quick as one of ten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu

from authbench_gui.code.caret import Caret
from authbench_gui.code.finding import Hits
from authbench_gui.code.folding import Folds, ShownRows
from authbench_gui.code.line_keys import key_action
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
_DRAG_MS = 40
_HIT_INK = 0.25
"""How much of its colour the ground of something found has; the text must stay readable."""


class LineView(QAbstractScrollArea):
    """Shows a `Lines`; its text can be selected, copied, folded and searched.

    `chip_activated(Span)` and `link_activated(target)` - one was clicked, or Enter pressed on it;
    `find_requested` - Ctrl+F.
    """

    assistive_role = QAccessible.Role.Document
    chip_activated = Signal(object)
    link_activated = Signal(object)
    find_requested = Signal()

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._painter = RowPainter(theme, theme.monospaced(12))
        self.setProperty("kind", "code")
        # Code starts at the left in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setAccessibleDescription("Ctrl+Down goes to the next hidden value or link, Enter opens it.")
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._pressed_spot: Spot | None = None
        self._dragging = False
        self._drag_point = QPoint()
        self._drag = QTimer(self)
        self._drag.setInterval(_DRAG_MS)
        self._drag.timeout.connect(self._drag_on)
        self.hits = Hits()
        self._widest = 0.0
        self._icons: dict[tuple[str, str, float], QPixmap] = {}
        self.lines = Lines("")
        self.rows = ShownRows(self.lines, Folds(self.lines))
        self.caret = Caret(self.lines, self.rows)
        theme.changed.connect(self._on_theme)

    def show_lines(self, lines: Lines, folds: Folds | None = None, *, keep: bool = False) -> None:
        """Show a text. `keep`: it is the same text, of which there is more now."""
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        before = self.caret
        self.lines = lines
        self.rows = ShownRows(lines, folds if folds is not None else Folds(lines))
        self.caret = Caret(lines, self.rows)
        self.hits = Hits()
        self._painter.show(lines)
        self._widest = 0.0
        if keep:
            self.caret.select(before.anchor, before.position)
        self._lay_bars()
        self.verticalScrollBar().setValue(top if keep else 0)
        self.horizontalScrollBar().setValue(left if keep else 0)
        self.viewport().update()

    def toPlainText(self) -> str:  # named as in Qt's text views
        """All of the text."""
        return self.lines.text

    @property
    def selected_text(self) -> str:
        """What is selected, as shown."""
        start, end = self.caret.selection
        return self.lines.text[start:end]

    @property
    def laid_out(self) -> int:
        """How many rows have been laid out so far."""
        return self._painter.laid_out

    def visible_text(self) -> str:
        """The rows on the screen, for a screen reader."""
        return "\n".join(self._row_as_shown(row) for row, _ in self._rows_on_screen())

    assistive_value = visible_text

    def copy(self) -> None:
        """Copy what is selected."""
        if self.selected_text:
            QGuiApplication.clipboard().setText(self.selected_text)

    def select_all(self) -> None:
        """Select the whole text."""
        self.caret.select(0, len(self.lines.text))
        self.viewport().update()

    def fold(self, row: int, folded: bool) -> None:
        """Fold the part that begins in `row`, or unfold it."""
        self.rows.fold(row, folded)
        shown = self.rows.row(self.rows.place(self.caret.row))
        if shown != self.caret.row:
            self.caret.put(self.lines.end(shown))
        self._after_folding()

    def fold_all(self) -> None:
        """Fold all parts inside the outermost."""
        self.rows.fold_all()
        shown = self.rows.row(self.rows.place(self.caret.row))
        if shown != self.caret.row:
            self.caret.put(self.lines.end(shown))
        self._after_folding()

    def unfold_all(self) -> None:
        """Show every row."""
        self.rows.unfold_all()
        self._after_folding()

    def show_hits(self, hits: Hits) -> None:
        """Mark the places where something was found, and go to the current one."""
        self.hits = hits
        span = hits.current
        if span is not None:
            self.show_stretch(*span)
        self.viewport().update()

    def show_stretch(self, start: int, end: int) -> None:
        """Select a stretch and bring it into view."""
        if self.rows.reveal(self.lines.row_at(start)):
            self._lay_bars()
        self.caret.select(start, end)
        self._into_view()

    def spots(self) -> list[Spot]:
        """Chips and links in order."""
        spots: list[Spot] = [*self.lines.chips, *self.lines.links]
        return sorted(spots, key=lambda spot: spot.start)

    def spot_at(self, position: int) -> Spot | None:
        """The chip or link that a position is in or at the beginning of; None where there is none."""
        row = self.lines.row_at(position)
        spots: list[Spot] = [*self.lines.chips_in(row), *self.lines.links_in(row)]
        for spot in spots:
            if spot.start <= position < spot.end:
                return spot
        return None

    def spot_rect(self, spot: Spot) -> QRectF:
        """Where a chip or link is on the viewport."""
        row = self.lines.row_at(spot.start)
        return self._painter.stretch(row, spot.start, spot.end, self._left(), self._top(row))

    def activate(self, spot: Spot | None) -> None:
        """Do what a chip or link is for."""
        if isinstance(spot, Link):
            self.link_activated.emit(spot.target)
        elif spot is not None:
            self.chip_activated.emit(spot)

    def go_to_spot(self, way: int) -> None:
        """Move to the next chip or link, or the one before."""
        spots = [spot for spot in self.spots() if way * (spot.start - self.caret.position) > 0]
        if spots:
            place = spots[0 if way > 0 else -1].start
            self.show_stretch(place, place)

    def sizeHint(self) -> QSize:
        return QSize(320, 200)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 2 * self._painter.height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if key_action(self, event):
            event.accept()
            self.viewport().update()
        else:
            super().keyPressEvent(event)

    def after_key(self) -> None:
        """The caret was moved by a key."""
        self._into_view()

    def page(self) -> int:
        """Rows that fit the view."""
        return max(1, self.viewport().height() // self._painter.height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_bars()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position()
        row = self._row_under(point.y())
        if self._on_fold(row, point.x()):
            self.fold(row, not self.rows.is_folded(row))
            return
        self._pressed_spot = self._spot_under(point)
        position = self._position_under(point)
        self.caret.put(position, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        self._dragging = True
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if not self._dragging:
            self._point_at(point)
            return
        self._drag_point = point.toPoint()
        if self.viewport().rect().contains(self._drag_point):
            self._drag.stop()
        elif not self._drag.isActive():
            self._drag.start()
        self.caret.put(self._position_under(point), extend=True)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag.stop()
        self._dragging = False
        pressed, self._pressed_spot = self._pressed_spot, None
        start, end = self.caret.selection
        if pressed is not None and start == end and self._spot_under(event.position()) is pressed:
            self.activate(pressed)
        clipboard = QGuiApplication.clipboard()
        if start != end and clipboard.supportsSelection():
            clipboard.setText(self.selected_text, clipboard.Mode.Selection)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_spot = None
            self.caret.select_word(self._position_under(event.position()))
            self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        copy = menu.addAction("Copy", self.copy)
        copy.setEnabled(bool(self.selected_text))
        menu.addAction("Select all", self.select_all)
        if self.rows.folds:
            menu.addSeparator()
            menu.addAction("Fold all", self.fold_all)
            menu.addAction("Unfold all", self.unfold_all)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self._left()
        widest = self._widest
        for row, top in self._rows_on_screen():
            self._painter.paint_chips(painter, row, left, top)
            self._paint_marks(painter, row, left, top)
            self._painter.paint(painter, row, left, top)
            if self.rows.folds:
                self._paint_fold(painter, row, left, top)
            widest = max(widest, self._painter.width(row))
        if self.hasFocus():
            self._paint_caret(painter, left)
        painter.end()
        if widest > self._widest:
            self._widest = widest
            QTimer.singleShot(0, self, self._lay_bars)

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
            rect.setRight(rect.right() + self._painter.char_width / 2)
        painter.fillRect(rect, self._theme.color("bar_soft"))

    def _paint_fold(self, painter: QPainter, row: int, left: float, top: float) -> None:
        if self.rows.folds.last(row) is None:
            return
        folded = self.rows.is_folded(row)
        place = QPointF(left - _FOLD_GUTTER + 1, top + (self._painter.height - _ICON) / 2)
        icon = "chevron-right" if folded else "chevron-down"
        painter.drawPixmap(place, self._icon(icon))
        if not folded:
            return
        painter.setFont(self._painter.font)
        rect = self._fold_tag(row, left, top)
        self._painter.tag(painter, rect, self._theme.color("hover"))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.rows.folds.summary(row))
        painter.setPen(self._theme.color("text"))
        closing = QRectF(rect.right() + 6, top, self.viewport().width(), self._painter.height)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(closing, flags, self._closing(row))

    def _icon(self, name: str) -> QPixmap:
        """An icon as an image: drawing it anew for every row would take most of the time."""
        key = (name, self._theme.color("muted").name(), self.devicePixelRatioF())
        if key not in self._icons:
            self._icons[key] = pixmap(name, self._theme.color("muted"), _ICON, self.devicePixelRatioF())
        return self._icons[key]

    def _paint_caret(self, painter: QPainter, left: float) -> None:
        row = self.caret.row
        if self.rows.row(self.rows.place(row)) != row:
            return
        top = self._top(row)
        spot = self.spot_at(self.caret.position)
        start, end = self.caret.selection
        if spot is not None and start == end:
            painter.setPen(QPen(self._theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.spot_rect(spot).adjusted(-3, 0, 3, 0), 4, 4)
            return
        x = left + self._painter.x(row, self.caret.position)
        painter.fillRect(QRectF(x, top + 1, 1, self._painter.height - 2), self._theme.color("text"))

    def _fold_tag(self, row: int, left: float, top: float) -> QRectF:
        width = self._painter.advance(self.rows.folds.summary(row)) + 12
        return QRectF(left + self._painter.width(row) + 6, top + 1, width, self._painter.height - 2)

    def _closing(self, row: int) -> str:
        last = self.rows.folds.last(row)
        return "" if last is None else self.lines.row_text(last).strip()

    def _row_as_shown(self, row: int) -> str:
        text = self.lines.row_text(row)
        if self.rows.is_folded(row):
            return f"{text} {self.rows.folds.summary(row)} {self._closing(row)}"
        return text

    def _rows_on_screen(self) -> list[tuple[int, float]]:
        first = self.verticalScrollBar().value()
        last = min(self.rows.count, first + self.page() + 2)
        return [(self.rows.row(place), self._top_of_place(place)) for place in range(first, last)]

    def _left(self) -> float:
        gutter = _FOLD_GUTTER if self.rows.folds else 0
        return float(_MARGIN + gutter - self.horizontalScrollBar().value())

    def _top(self, row: int) -> float:
        return self._top_of_place(self.rows.place(row))

    def _top_of_place(self, place: int) -> float:
        return float(2 + (place - self.verticalScrollBar().value()) * self._painter.height)

    def _row_under(self, y: float) -> int:
        place = self.verticalScrollBar().value() + int((y - 2) // self._painter.height)
        return self.rows.row(max(0, min(place, self.rows.count - 1)))

    def _position_under(self, point: QPointF) -> int:
        row = self._row_under(point.y())
        return self._painter.position(row, point.x() - self._left())

    def _spot_under(self, point: QPointF) -> Spot | None:
        row = self._row_under(point.y())
        spots: list[Spot] = [*self.lines.chips_in(row), *self.lines.links_in(row)]
        for spot in spots:
            if self.spot_rect(spot).adjusted(-3, 0, 3, 0).contains(point):
                return spot
        return None

    def _on_fold(self, row: int, x: float) -> bool:
        if self.rows.folds.last(row) is None:
            return False
        if x < self._left():
            return True
        tag = self._fold_tag(row, self._left(), 0)
        return self.rows.is_folded(row) and tag.left() <= x <= tag.right()

    def _point_at(self, point: QPointF) -> None:
        """The shape of the mouse says what a click would do."""
        row = self._row_under(point.y())
        active = self._spot_under(point) is not None or self._on_fold(row, point.x())
        shape = Qt.CursorShape.PointingHandCursor if active else Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    @Slot()
    def _drag_on(self) -> None:
        """The mouse is held above or below the view."""
        y, bar = self._drag_point.y(), self.verticalScrollBar()
        step = -1 if y < 0 else 1 if y > self.viewport().height() else 0
        bar.setValue(bar.value() + step * (1 + abs(y if y < 0 else y - self.viewport().height()) // 20))
        self.caret.put(self._position_under(QPointF(self._drag_point)), extend=True)
        self.viewport().update()

    def _into_view(self) -> None:
        """Scroll so far that the caret is seen."""
        place, bar = self.rows.place(self.caret.row), self.verticalScrollBar()
        if place < bar.value():
            bar.setValue(place)
        elif place >= bar.value() + self.page():
            far = place - bar.value() > 2 * self.page()
            bar.setValue(place - (self.page() // 2 if far else self.page() - 1))
        x = self._painter.x(self.caret.row, self.caret.position)
        across = self.horizontalScrollBar()
        room = self.viewport().width() - 3 * _MARGIN - (_FOLD_GUTTER if self.rows.folds else 0)
        if x > across.value() + room:
            across.setMaximum(max(across.maximum(), int(x - room) + 1))
            across.setValue(int(x - room) + 1)
        elif x < across.value():
            across.setValue(max(0, int(x) - 20))
        self.viewport().update()

    def _after_folding(self) -> None:
        self._lay_bars()
        self._into_view()

    @Slot()
    def _lay_bars(self) -> None:
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, self.rows.count - self.page()))
        down.setPageStep(self.page())
        down.setSingleStep(1)
        widest = max(self._widest, self.lines.longest * self._painter.char_width)
        gutter = _FOLD_GUTTER if self.rows.folds else 0
        across.setRange(0, max(0, int(widest) + 2 * _MARGIN + gutter - self.viewport().width()))
        across.setPageStep(self.viewport().width())
        across.setSingleStep(int(3 * self._painter.char_width))

    @Slot()
    def _on_theme(self) -> None:
        self._painter.forget()
        self.viewport().update()
