"""The table of exchanges."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from authbench_gui.activity.log_delegate import ROW_HEIGHT, LogDelegate
from authbench_gui.activity.log_model import Column, LogModel
from authbench_gui.theme.assistive import SelectionFollower
from authbench_gui.theme.theme import Theme

_MIN_URL = 160
_MIN_WATERFALL = 60


class LogView(QTableView):
    """Shows a log and follows its end until a person looks at an earlier row.

    `exchange_chosen(id)` - an exchange is shown in the detail pane; -1 for none.
    """

    exchange_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("log.table")
        self.setAccessibleName("Log of requests")
        self._theme = theme
        self._pinned = False
        self._fitting = False
        self._url_resized = False
        self.setItemDelegate(LogDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        columns = self.horizontalHeader()
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setStretchLastSection(True)
        columns.setMinimumSectionSize(30)
        columns.sectionResized.connect(self._on_resized)
        theme.changed.connect(self.viewport().update)

    def show_log(self, model: LogModel | None) -> None:
        """Show another connection's log, its last exchange chosen; None: let go of the one shown."""
        before = self.selectionModel()
        self.setModel(model)
        if before is not None:
            before.deleteLater()
        if model is None:
            return
        self.selectionModel().currentRowChanged.connect(self._on_current)
        SelectionFollower(self)
        self._pinned = False
        self._widths()
        self.follow()

    def follow(self) -> None:
        """New rows came: show the last one, unless a person has chosen another."""
        model = self.model()
        rows = model.rowCount() if model is not None else 0
        if not rows:
            self._pinned = False
            self.exchange_chosen.emit(None)
            return
        if not self._pinned:
            self._choose(rows - 1)

    def run_began(self) -> None:
        """A run starts: follow it."""
        self._pinned = False

    def show_exchange(self, exchange_id: int) -> bool:
        """Choose an exchange by its id."""
        model = self.model()
        row = model.row_of(exchange_id) if isinstance(model, LogModel) else None
        if row is None:
            return False
        self._pinned = True
        self._choose(row)
        return True

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_url()
        if event.size().height() < event.oldSize().height() and self.currentIndex().isValid():
            # Something opened above, such as the failure card: keep what is shown in detail in view.
            self.scrollTo(self.currentIndex())

    def _choose(self, row: int) -> None:
        self._choosing = True
        self.setCurrentIndex(self.model().index(row, 0))
        self.scrollTo(self.model().index(row, 0))
        self._choosing = False

    _choosing = False

    def _widths(self) -> None:
        """Widths that fit usual contents in this font."""
        if self._url_resized:
            return
        metrics = QFontMetrics(self._theme.interface(13))
        samples = {
            Column.NUMBER: "888",
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
            self._pinned = current.row() != model.rowCount() - 1
        self.exchange_chosen.emit(model.entry_at(current.row()).id)
