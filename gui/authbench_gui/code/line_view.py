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
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QMenu

from authbench_gui.code.caret import Caret
from authbench_gui.code.finding import Hits
from authbench_gui.code.folding import Folds, ShownRows
from authbench_gui.code.line_keys import key_action
from authbench_gui.code.lines import Lines, Link
from authbench_gui.code.sheet import Sheet, Sight
from authbench_gui.theme.theme import Theme

if TYPE_CHECKING:
    from authbench_gui.code.sheet import Spot

_DRAG_MS = 40


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
        self._sheet = Sheet(theme)
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
        theme.changed.connect(self._on_theme)

    def show_lines(self, lines: Lines, folds: Folds | None = None, *, keep: bool = False) -> None:
        """Show a text. `keep`: it is the same text, of which there is more now."""
        top, left = self.verticalScrollBar().value(), self.horizontalScrollBar().value()
        before = self.caret
        self._sheet.show(lines, folds)
        if keep:
            self.caret.select(before.anchor, before.position)
        self._lay_bars()
        self.verticalScrollBar().setValue(top if keep else 0)
        self.horizontalScrollBar().setValue(left if keep else 0)
        self.viewport().update()

    @property
    def lines(self) -> Lines:
        """The text."""
        return self._sheet.lines

    @property
    def rows(self) -> ShownRows:
        """Which of its rows are shown."""
        return self._sheet.rows

    @property
    def caret(self) -> Caret:
        """Where the keyboard is, and what is selected."""
        return self._sheet.caret

    @property
    def hits(self) -> Hits:
        """What was found."""
        return self._sheet.hits

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
        return self._sheet.laid_out

    def visible_text(self) -> str:
        """The rows on the screen, for a screen reader."""
        return self._sheet.text_seen(self._sight)

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
        self._after_folding()

    def fold_all(self) -> None:
        """Fold all parts inside the outermost."""
        self.rows.fold_all()
        self._after_folding()

    def unfold_all(self) -> None:
        """Show every row."""
        self.rows.unfold_all()
        self._after_folding()

    def show_hits(self, hits: Hits) -> None:
        """Mark the places where something was found, and go to the current one."""
        self._sheet.hits = hits
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
        return self._sheet.spot_at(position)

    def spot_rect(self, spot: Spot) -> QRectF:
        """Where a chip or link is on the viewport."""
        return self._sheet.spot_rect(spot, self._sight)

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
        return QSize(80, 2 * self._sheet.row_height)

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
        return max(1, self.viewport().height() // self._sheet.row_height)

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
        if self._sheet.folds_under(point, self._sight):
            row = self._sheet.row_under(point.y(), self._sight)
            self.fold(row, not self.rows.is_folded(row))
            return
        self._pressed_spot = self._sheet.spot_under(point, self._sight)
        position = self._at(point)
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
        self.caret.put(self._at(point), extend=True)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag.stop()
        self._dragging = False
        pressed, self._pressed_spot = self._pressed_spot, None
        start, end = self.caret.selection
        released = self._sheet.spot_under(event.position(), self._sight)
        if pressed is not None and start == end and released is pressed:
            self.activate(pressed)
        clipboard = QGuiApplication.clipboard()
        if start != end and clipboard.supportsSelection():
            clipboard.setText(self.selected_text, clipboard.Mode.Selection)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed_spot = None
            self.caret.select_word(self._at(event.position()))
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
        wider = self._sheet.paint(painter, self._sight, caret=self.hasFocus())
        painter.end()
        if wider:
            QTimer.singleShot(0, self, self._lay_bars)

    @property
    def _sight(self) -> Sight:
        return Sight(
            self.verticalScrollBar().value(),
            self.page(),
            self.horizontalScrollBar().value(),
            self.viewport().width(),
            self.devicePixelRatioF(),
        )

    def _at(self, point: QPointF) -> int:
        return self._sheet.position_under(point, self._sight)

    def _point_at(self, point: QPointF) -> None:
        """The shape of the mouse says what a click would do."""
        sheet, sight = self._sheet, self._sight
        active = sheet.spot_under(point, sight) is not None or sheet.folds_under(point, sight)
        shape = Qt.CursorShape.PointingHandCursor if active else Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() is not shape:
            self.viewport().setCursor(shape)

    @Slot()
    def _drag_on(self) -> None:
        """The mouse is held above or below the view."""
        y, bar = self._drag_point.y(), self.verticalScrollBar()
        step = -1 if y < 0 else 1 if y > self.viewport().height() else 0
        bar.setValue(bar.value() + step * (1 + abs(y if y < 0 else y - self.viewport().height()) // 20))
        self.caret.put(self._at(QPointF(self._drag_point)), extend=True)
        self.viewport().update()

    def _into_view(self) -> None:
        """Scroll so far that the caret is seen."""
        place, bar = self.rows.place(self.caret.row), self.verticalScrollBar()
        if place < bar.value():
            bar.setValue(place)
        elif place >= bar.value() + self.page():
            far = place - bar.value() > 2 * self.page()
            bar.setValue(place - (self.page() // 2 if far else self.page() - 1))
        x = self._sheet.caret_x
        across = self.horizontalScrollBar()
        room = self.viewport().width() - self._sheet.around
        if x > across.value() + room:
            across.setMaximum(max(across.maximum(), int(x - room) + 1))
            across.setValue(int(x - room) + 1)
        elif x < across.value():
            across.setValue(max(0, int(x) - 20))
        self.viewport().update()

    def _after_folding(self) -> None:
        shown = self.rows.row(self.rows.place(self.caret.row))
        if shown != self.caret.row:
            self.caret.put(self.lines.end(shown))
        self._lay_bars()
        self._into_view()

    @Slot()
    def _lay_bars(self) -> None:
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, self.rows.count - self.page()))
        down.setPageStep(self.page())
        down.setSingleStep(1)
        across.setRange(0, max(0, int(self._sheet.width) - self.viewport().width()))
        across.setPageStep(self.viewport().width())
        across.setSingleStep(int(3 * self._sheet.char_width))

    @Slot()
    def _on_theme(self) -> None:
        self._sheet.forget_colors()
        self.viewport().update()
