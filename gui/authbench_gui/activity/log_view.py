"""The table of exchanges."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import (
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView

from authbench_gui.activity.log_columns import Column
from authbench_gui.activity.log_delegate import LogDelegate
from authbench_gui.activity.log_keys import LogAction, action_for
from authbench_gui.activity.log_model import LogModel
from authbench_gui.activity.log_painter import ROW_HEIGHT, LogPainter, PaintedColumn, PaintedRow
from authbench_gui.theme.assistive import SelectionFollower
from authbench_gui.theme.tables import show_whole_rows
from authbench_gui.theme.theme import Theme

_MIN_URL = 160
_MIN_WATERFALL = 60
_DIGITS = 3
"""Of the numbers of requests, at least."""


class LogView(QTableView):
    """Shows a log and follows its end until a person looks at an earlier row.

    `exchange_chosen(id)` - an exchange is shown in the detail pane; None for none. `asked(action)` - a key
    asks for a `LogAction`. `menu_wanted(place)` - for the chosen rows. `following_changed`.
    `count_chosen(number)` - as many rows are chosen now.
    """

    exchange_chosen = Signal(object)
    asked = Signal(object)
    menu_wanted = Signal(QPoint)
    following_changed = Signal(bool)
    count_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("log.table")
        self.setAccessibleName("Log of requests")
        self._theme = theme
        self._pinned = False
        self._fitting = False
        self._url_resized = False
        self._choosing = False
        self._chosen: int | None = None
        self._count = 0
        self._digits = _DIGITS
        self._pressed = False
        self._sideways = False
        self._painter = LogPainter(theme, self)
        self.setItemDelegate(LogDelegate(self._painter, self))
        show_whole_rows(self, ROW_HEIGHT)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        columns = self.horizontalHeader()
        columns.setStretchLastSection(True)
        columns.setMinimumSectionSize(30)
        columns.setSectionsClickable(True)
        columns.setSortIndicatorClearable(True)
        columns.sectionResized.connect(self._on_resized)
        columns.sortIndicatorChanged.connect(self._on_sorted)
        theme.changed.connect(self.viewport().update)

    def show_log(self, model: LogModel | None) -> None:
        """Show another connection's log, its last exchange chosen; None: let go of the one shown."""
        before, shown = self.selectionModel(), self.model()
        if isinstance(shown, LogModel):
            shown.modelReset.disconnect(self._on_reset)
        self.setModel(model)
        if before is not None:
            before.deleteLater()
        self._chosen = None
        self._tell_count()
        if model is None:
            return
        model.modelReset.connect(self._on_reset)
        self._show_sorting(model)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(self._tell_count)
        SelectionFollower(self)
        self._hold(False)
        self._digits = _DIGITS
        self._widths()
        self.follow()

    def follow(self) -> None:
        """New rows came: show the last one, unless a person has chosen another."""
        model = self.model()
        rows = model.rowCount() if model is not None else 0
        if not rows:
            self._hold(False)
            self.exchange_chosen.emit(None)
            return
        self._make_room_for_numbers()
        if not self._pinned or not self.currentIndex().isValid():
            self._choose(rows - 1)

    def run_began(self) -> None:
        """A run starts: follow it."""
        self._hold(False)

    def set_following(self, following: bool) -> None:
        """Go to the end and stay there, or stay where it is."""
        self._hold(not following)
        if following:
            self.follow()

    def show_exchange(self, exchange_id: int) -> bool:
        """Choose an exchange by its id."""
        model = self.model()
        row = model.row_of(exchange_id) if isinstance(model, LogModel) else None
        if row is None:
            return False
        self._hold(True)
        same = self.currentIndex().row() == row
        self._choose(row)
        if same:
            # It may be shown as it was before: in a flood the details come some times a second.
            self.exchange_chosen.emit(exchange_id)
        return True

    def chosen_ids(self) -> list[int]:
        """The chosen exchanges in the order shown."""
        model, selection = self.model(), self.selectionModel()
        if not isinstance(model, LogModel) or selection is None:
            return []
        return [model.entry_at(row).id for row in sorted(index.row() for index in selection.selectedRows())]

    @property
    def current_id(self) -> int | None:
        """The exchange that the keyboard is at."""
        model, current = self.model(), self.currentIndex()
        return model.entry_at(current.row()).id if isinstance(model, LogModel) and current.isValid() else None

    @property
    def pinned(self) -> bool:
        """Whether a person has chosen the row, so that the end is not followed."""
        return self._pinned

    def column_widths(self) -> list[int]:
        """The widths to remember; empty until a person changed one."""
        return [self.columnWidth(column) for column in Column] if self._url_resized else []

    def restore_widths(self, widths: list[int]) -> None:
        """Widths from the last session."""
        if len(widths) == len(Column) and self.model() is not None:
            self._fitting = True
            for column, width in zip(Column, widths, strict=True):
                self.setColumnWidth(column, max(30, int(width)))
            self._fitting = False
            self._url_resized = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match action_for(event):
            case None:
                self._sideways = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right)
                super().keyPressEvent(event)
                self._sideways = False
            case LogAction.NEXT:
                self._step(1)
            case LogAction.PREVIOUS:
                self._step(-1)
            case LogAction.FIRST:
                self._go_to(0)
            case LogAction.LAST:
                self._go_to(self.model().rowCount() - 1 if self.model() is not None else -1)
            case action:
                self.asked.emit(action)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.button() == Qt.MouseButton.LeftButton
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._pressed = False
        self._tell_count()

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into view. Only the keys for it go sideways: a click into a column that is wider than
        the view would push those before it out."""
        bar = self.horizontalScrollBar()
        place = bar.value()
        super().scrollTo(index, hint)
        if not self._sideways:
            bar.setValue(place)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of their own here, not the beginning of a number in the first column."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            below = self.visualRect(self.currentIndex()).bottomLeft()
            self.menu_wanted.emit(self.viewport().mapToGlobal(below))
        elif self.indexAt(event.pos()).isValid():
            self.menu_wanted.emit(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_url()
        if event.size().height() < event.oldSize().height() and self.currentIndex().isValid():
            # Something opened above, such as the failure card: keep what is shown in detail in view.
            self.scrollTo(self.currentIndex())

    def paintEvent(self, event: QPaintEvent) -> None:
        model = self.model()
        if not isinstance(model, LogModel):
            return
        painter = QPainter(self.viewport())
        rows, width = self._rows_in(event.rect(), model), self.viewport().width()
        if rows:
            columns = self._columns_seen(width)
            self._painter.paint(painter, rows, columns, width, mirrored=self.isRightToLeft())
        painter.end()

    def _rows_in(self, rect: QRect, model: LogModel) -> list[PaintedRow]:
        first, last = self.rowAt(rect.top()), self.rowAt(rect.bottom())
        if first < 0:
            return []
        last = last if last >= 0 else model.rowCount() - 1
        top, selected = self.rowViewportPosition(first), self._selected(first, last)
        rows = []
        for place in range(first, last + 1):
            view = model.row_at(place)
            pinned, span = model.pinned(view.id), model.rows.span(view.run_id)
            rows.append(PaintedRow(view, top + (place - first) * ROW_HEIGHT, place in selected, pinned, span))
        return rows

    def _selected(self, first: int, last: int) -> set[int]:
        """Which of these places are chosen."""
        parts = cast("list[QItemSelectionRange]", self.selectionModel().selection())
        reach = ((max(first, part.top()), min(last, part.bottom())) for part in parts)
        return {place for begin, end in reach for place in range(begin, end + 1)}

    def _columns_seen(self, width: int) -> list[PaintedColumn]:
        columns = (
            PaintedColumn(column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in Column
        )
        return [place for place in columns if place.left < width and place.left + place.width > 0]

    def _step(self, by: int) -> None:
        model = self.model()
        if model is not None and model.rowCount():
            current = self.currentIndex()
            row = current.row() + by if current.isValid() else 0
            self._go_to(max(0, min(model.rowCount() - 1, row)))

    def _go_to(self, row: int) -> None:
        """As the arrow keys do."""
        model = self.model()
        if model is not None and 0 <= row < model.rowCount():
            # Not as the view does it, which would select up to there while Shift is held for "G".
            index = model.index(row, max(0, self.currentIndex().column()))
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
            self.scrollTo(index)

    def _choose(self, row: int) -> None:
        self._choosing = True
        self.setCurrentIndex(self.model().index(row, 0))
        self.scrollTo(self.model().index(row, 0))
        self._choosing = False

    def _hold(self, held: bool) -> None:
        if held != self._pinned:
            self._pinned = held
            self.following_changed.emit(not held)

    def _widths(self) -> None:
        """Widths that fit usual contents in this font."""
        if self._url_resized:
            return
        metrics = QFontMetrics(self._theme.interface(13))
        samples = {
            Column.NUMBER: "8" * self._digits,
            Column.STEP: "authorize",
            Column.METHOD: "METHOD",
            Column.STATUS: "browser",
            Column.SIZE: "88.8 KB",
            Column.TIME: "888 ms",
        }
        self._fitting = True
        for column, sample in samples.items():
            self.setColumnWidth(column, metrics.horizontalAdvance(sample) + 18)
        self._fitting = False
        self._fit_url()

    def _make_room_for_numbers(self) -> None:
        """A long log has higher numbers."""
        model = self.model()
        digits = len(str(model.last_id)) if isinstance(model, LogModel) else 0
        if digits > self._digits:
            self._digits = digits
            self._widths()

    def _fit_url(self) -> None:
        """Give the URL what the others leave over."""
        if self.model() is None or self._url_resized:
            return
        waterfall = max(_MIN_WATERFALL, min(150, self.viewport().width() // 7))
        others = sum(
            self.columnWidth(column) for column in Column if column not in (Column.URL, Column.WATERFALL)
        )
        self._fitting = True
        self.setColumnWidth(Column.URL, max(_MIN_URL, self.viewport().width() - others - waterfall))
        self._fitting = False

    def _show_sorting(self, model: LogModel) -> None:
        columns = self.horizontalHeader()
        columns.blockSignals(True)
        column, order = model.sorting or (None, Qt.SortOrder.AscendingOrder)
        columns.setSortIndicatorShown(column is not None)
        columns.setSortIndicator(-1 if column is None else int(column), order)
        columns.blockSignals(False)

    @Slot()
    def _tell_count(self) -> None:
        """Not while a button is down: what is said of it above the rows would move them below the mouse."""
        selection = self.selectionModel()
        # By ranges: all of a long log is one of them. What the binding returns is a list.
        parts = cast("list[QItemSelectionRange]", selection.selection() if selection is not None else [])
        count = sum(part.height() for part in parts)
        if count != self._count and not self._pressed:
            self._count = count
            self.count_chosen.emit(count)

    @Slot(int, Qt.SortOrder)
    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """A click on a heading sorts upwards, the next downwards, a third leaves the order of arrival."""
        self.horizontalHeader().setSortIndicatorShown(column >= 0)
        model = self.model()
        if isinstance(model, LogModel):
            model.sort(column, order)

    @Slot()
    def _on_reset(self) -> None:
        """Other rows are shown: stay with the exchange that was chosen, if it is among them."""
        model = self.model()
        if not isinstance(model, LogModel):
            return
        row = model.row_of(self._chosen) if self._chosen is not None else None
        if row is not None:
            self._choose(row)
        elif model.rowCount() and self._chosen is not None:
            self._choose(0 if self._pinned else model.rowCount() - 1)
        elif not model.rowCount():
            self.exchange_chosen.emit(None)
        self._tell_count()

    @Slot(int, int, int)
    def _on_resized(self, section: int, before: int, after: int) -> None:
        if not self._fitting and section != Column.WATERFALL:
            self._url_resized = True

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        model = self.model()
        if not current.isValid() or not isinstance(model, LogModel):
            return
        if not self._choosing:
            self._hold(current.row() != model.rowCount() - 1)
        self._chosen = model.entry_at(current.row()).id
        self.exchange_chosen.emit(self._chosen)
