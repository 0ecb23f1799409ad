"""The picture of a run on the screen: painted, scrolled, zoomed, and gone through row by row.

To the keyboard and to a screen reader it is a list of the same rows.
"""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QScrollBar

from authbench.journal.flow.geometry import Box, Layout
from authbench.journal.flow.picture import Message, MessageState, Picture, Row, Wait
from authbench_gui.activity.flow.measuring import measure_with
from authbench_gui.activity.flow.painting import HEAD_ROOM, PicturePainter, head_shift, theme_palette
from authbench_gui.activity.flow.placing import AROUND, LEAST_ZOOM, MOST_ZOOM, Placing
from authbench_gui.activity.flow.rows_model import FlowModel
from authbench_gui.theme.assistive import SelectionFollower
from authbench_gui.theme.theme import TEXT_PX, Theme

_ZOOM_STEP = 1.15
_TICK_MS = 1000
_SPARE = 24.0
_Keys = Qt.Key
_Index = QModelIndex | QPersistentModelIndex
_Move = QAbstractItemView.CursorAction


class FlowCanvas(QListView):
    """Shows a picture and follows its end until a person looks elsewhere.

    `row_chosen` - another row is the current one, or none; `row_opened(number)` - a row is to be opened;
    `zoom_changed`; `view_moved` - another part of the picture is seen.
    """

    row_chosen = Signal()
    row_opened = Signal(int)
    zoom_changed = Signal()
    view_moved = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._flow = FlowModel(self)
        self._placed = Placing()
        self._following = True
        self._placing = False
        self._kept = False
        self._hovered = -1
        self.opens_on_click = True
        """Whether a click opens a row; else it only chooses it, and a double click opens it."""
        self.setObjectName("flow.picture")
        self.setAccessibleName("Flow of the run")
        # A picture is not mirrored: its numbers and arrows go the same way everywhere.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setModel(self._flow)
        self._base = theme.interface(TEXT_PX)
        self._measure = measure_with(self._base)
        self._painter = PicturePainter(theme_palette(theme), self._base)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.viewport().update)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        SelectionFollower(self)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self.verticalScrollBar().setSingleStep(24)
        self.horizontalScrollBar().setSingleStep(24)
        theme.changed.connect(self._on_theme)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._flow.picture

    @property
    def drawn(self) -> Layout | None:
        """Where everything of it stands."""
        return self._placed.layout

    @property
    def zoom(self) -> float:
        """1.0 for 100 %."""
        return self._placed.zoom

    @property
    def fitted(self) -> bool:
        """Whether the zoom follows the size of the view, so that all is seen."""
        return self._placed.fitted

    @property
    def following(self) -> bool:
        """Whether it goes on to each new message."""
        return self._following

    @property
    def row(self) -> Row | None:
        """The row that a person has chosen; None while nobody has."""
        return self._flow.row_at(self.currentIndex().row())

    @property
    def shown_row(self) -> Row | None:
        """The chosen row, or the newest."""
        return self.row or self._flow.row_at(self._newest())

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture, or what this one has become."""
        before = self.picture
        other = before is None or picture is None or before.run_id != picture.run_id
        self._flow.show_picture(picture)
        if other:
            self.setCurrentIndex(QModelIndex())
            self._following = True
        self._place(keep=not other)
        waits = picture is not None and any(_lasts(row) for row in picture.rows)
        if waits != self._tick.isActive():
            self._tick.start() if waits else self._tick.stop()
        self.row_chosen.emit()

    def show_exchange(self, exchange_id: int) -> bool:
        """Choose the first message of an exchange; False where it is not in the picture."""
        number = self._flow.number_of(exchange_id)
        if number is None:
            return False
        self.choose(number)
        return True

    def choose(self, number: int) -> None:
        """Make a row the current one, and show it."""
        self.setCurrentIndex(self._flow.index(number, 0))

    def set_zoom(self, zoom: float) -> None:
        """Show it at a size; 1.0 for 100 %."""
        self._placed.fitted, self._placed.chosen = False, True
        self._apply_zoom(zoom)

    def zoom_by(self, steps: int) -> None:
        """Larger by some steps, or smaller."""
        self.set_zoom(self.zoom * _ZOOM_STEP**steps)

    def fit(self) -> None:
        """As large as it can be with all of it to be seen, now and when the view or the run grows."""
        self._placed.fitted = self._placed.chosen = True
        self._place(keep=True)
        self.zoom_changed.emit()

    def step_in_view(self) -> float:
        """Which row is at the upper edge of the view, with the part of it that is past."""
        return self._placed.step_at(self.verticalOffset() / self.zoom + HEAD_ROOM)

    def show_step(self, step: float) -> None:
        """Bring a row to the upper edge of the view, as `step_in_view` counts."""
        y = self._placed.height_of(step)
        if y is None:
            return
        self._placing = True
        self.verticalScrollBar().setValue(round((y - HEAD_ROOM) * self.zoom))
        self._placing = False

    def keep_step(self, step: float) -> None:
        """Stand where another picture stands, as `step_in_view` counts; what this moves tells nobody."""
        if not self._kept:
            self._kept = True
            self.show_step(step)
            self._following = self._sees_newest()
            self._kept = False

    # What the list asks for.

    def visualRect(self, index: _Index) -> QRect:
        area = self._placed.area(index.row())
        return QRect() if area is None else self._on_screen(area).toAlignedRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        if point.y() < HEAD_ROOM * self.zoom:
            return QModelIndex()
        x, y = point.x() + self.horizontalOffset(), point.y() + self.verticalOffset()
        return self._flow.index(self._placed.row_at(x / self.zoom, y / self.zoom), 0)

    def scrollTo(
        self, index: _Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        area, zoom = self._placed.area(index.row()), self.zoom
        if area is None:
            return
        self._bring(
            self.verticalScrollBar(),
            (area.y - HEAD_ROOM - _SPARE) * zoom,
            (area.bottom + _SPARE) * zoom - self.viewport().height(),
        )
        self._bring(
            self.horizontalScrollBar(),
            # Where a row begins near the left edge, the head of its lane is to be seen, too.
            0.0 if area.x * zoom < self.viewport().width() / 2 else (area.x - _SPARE) * zoom,
            (area.right + _SPARE) * zoom - self.viewport().width(),
        )

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        rows, current = self._flow.rowCount(), self.currentIndex().row()
        if not rows:
            return QModelIndex()
        if current < 0:
            current = self._newest()
            if action not in (_Move.MoveHome, _Move.MoveEnd):
                return self._flow.index(max(0, current), 0)
        match action:
            case _Move.MoveUp | _Move.MoveLeft | _Move.MovePrevious:
                wanted = current - 1
            case _Move.MoveDown | _Move.MoveRight | _Move.MoveNext:
                wanted = current + 1
            case _Move.MovePageUp:
                wanted = current - self._page()
            case _Move.MovePageDown:
                wanted = current + self._page()
            case _Move.MoveHome:
                wanted = 0
            case _:
                wanted = rows - 1
        return self._flow.index(max(0, min(rows - 1, wanted)), 0)

    def horizontalOffset(self) -> int:
        return self.horizontalScrollBar().value()

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of their own here."""

    def updateGeometries(self) -> None:
        layout, view = self._placed.layout, self.viewport().size()
        wide, high = (layout.width, layout.height) if layout is not None else (0.0, 0.0)
        for bar, size, room in (
            (self.horizontalScrollBar(), wide, view.width()),
            (self.verticalScrollBar(), high, view.height()),
        ):
            bar.setPageStep(room)
            bar.setRange(0, max(0, round(size * self.zoom) - room))

    # What a person does.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (_Keys.Key_J, _Keys.Key_K):
            move = _Move.MoveDown if event.key() == _Keys.Key_J else _Move.MoveUp
            self.setCurrentIndex(self.moveCursor(move, event.modifiers()))
        elif plain and event.key() in (_Keys.Key_Return, _Keys.Key_Enter):
            if self.currentIndex().isValid():
                self.row_opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        chosen = index.isValid() and index.row() == self.currentIndex().row()
        if chosen and self.opens_on_click and event.button() == Qt.MouseButton.LeftButton:
            self.row_opened.emit(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self.opens_on_click:
            self.row_opened.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.zoom_by(1 if turned > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(keep=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.fillRect(event.rect(), self._painter.ground())
        layout = self._placed.layout
        if layout is None:
            return
        painter.scale(self.zoom, self.zoom)
        left, top = self.horizontalOffset() / self.zoom, self.verticalOffset() / self.zoom
        painter.translate(-left, -top)
        bottom = top + self.viewport().height() / self.zoom
        self._painter.lanes(painter, layout, max(layout.height, bottom))
        now, current = datetime.now(UTC), self.currentIndex().row()
        for number, shape in enumerate(layout.shapes):
            if shape.area.bottom + AROUND < top or shape.area.y - AROUND > bottom:
                continue
            if number in (current, self._hovered):
                self._painter.marked(
                    painter, shape, chosen=number == current, focused=self.hasFocus() and number == current
                )
            self._painter.row(painter, shape, now)
        shift = head_shift(top)
        if shift:
            width = max(layout.width, self.viewport().width() / self.zoom)
            painter.fillRect(QRectF(left, top, width, HEAD_ROOM), self._painter.ground())
        painter.translate(0, shift)
        for head in layout.heads:
            self._painter.head(painter, head)

    def _place(self, *, keep: bool = False) -> None:
        """Lay everything out for the size of the view; `keep` the place, or the end where it is followed."""
        picture = self.picture
        room, before = self.viewport().size().toSizeF(), self.zoom
        self._placing = True
        theme = self._theme
        self._placed.place(picture, self._measure, room, scale=theme.scale, large=theme.presenting.on)
        self.updateGeometries()
        if self._following:
            self.scrollTo(self._flow.index(max(0, self._newest()), 0))
        elif not keep:
            self.verticalScrollBar().setValue(0)
        self._placing = False
        self.viewport().update()
        if self.zoom != before:
            self.zoom_changed.emit()

    def _apply_zoom(self, zoom: float) -> None:
        step = self.step_in_view()
        self._placed.zoom = max(LEAST_ZOOM, min(zoom, MOST_ZOOM))
        self._place(keep=True)
        if not self._following:
            self.show_step(step)
        self.zoom_changed.emit()

    def _newest(self) -> int:
        """The last row that has happened, or happens."""
        picture = self.picture
        rows = picture.rows if picture is not None else ()
        there = [number for number, row in enumerate(rows) if row.state is not MessageState.FUTURE]
        return there[-1] if there else -1

    def _page(self) -> int:
        return self._placed.rows_in(self.viewport().height())

    def _on_screen(self, area: Box) -> QRectF:
        return self._placed.on_screen(area, self.horizontalOffset(), self.verticalOffset())

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            row = self._flow.row_at(number)
            opens = self.opens_on_click and isinstance(row, Message) and row.exchange_id is not None
            shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def _bring(self, bar: QScrollBar, first: float, last: float) -> None:
        """Scroll as little as shows what lies between; its beginning, where that is too much."""
        if bar.value() < last:
            bar.setValue(round(last))
        if bar.value() > first:
            bar.setValue(round(first))

    @Slot()
    def _on_scrolled(self) -> None:
        if not self._placing:
            self._following = self._sees_newest()
        self.viewport().update()
        if not self._kept:
            self.view_moved.emit()

    def _sees_newest(self) -> bool:
        area = self.visualRect(self._flow.index(max(0, self._newest()), 0))
        return area.bottom() <= self.viewport().height() + _SPARE

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, before: QModelIndex) -> None:
        if current.isValid():
            self._placing = True
            self.scrollTo(current)
            self._placing = False
            self._following = current.row() >= self._newest()
        self.viewport().update()
        self.row_chosen.emit()

    @Slot()
    def _on_theme(self) -> None:
        self._base = self._theme.interface(TEXT_PX)
        self._measure = measure_with(self._base)
        self._painter = PicturePainter(theme_palette(self._theme), self._base)
        self._place(keep=True)


def _lasts(row: Row) -> bool:
    return isinstance(row, Wait) and row.state is MessageState.PENDING
