"""The settings as the lambdas of a run saw them, before and after, with what changed marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from authbench_gui.activity.run_bar.settings_model import SETTING_ROLE, VALUE_ROLE, SettingsModel
from authbench_gui.activity.run_bar.settings_painter import ROW, SettingPainter
from authbench_gui.theme.tables import show_whole_rows
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import CheckBox, label
from authbench_gui.wording import count

if TYPE_CHECKING:
    from authbench.journal import Span
    from authbench.journal.settings_views import SettingsView

_SEARCHED = 10
"""Settings from which on they can be searched."""
_NAME = 150
_HEAD = 30


class SettingsPage(QWidget):
    """A table with a switch for what changed and, where it is long, a search."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.table = SettingsTable(theme)
        self.model = SettingsModel(self.table)
        self.table.setModel(self.model)
        self.only_changed = CheckBox(theme, "Only changed")
        self.only_changed.setObjectName("run.settings.changed")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search settings")
        self.search.setAccessibleName("Search settings")
        self.search.setObjectName("run.settings.search")
        self.search.setClearButtonEnabled(True)
        self.told = label("", "caption")
        self._controls = QWidget()
        row = QHBoxLayout(self._controls)
        row.setContentsMargins(14, 2, 14, 4)
        row.setSpacing(10)
        row.addWidget(self.only_changed)
        row.addWidget(self.search, 1)
        row.addWidget(self.told)
        row.addStretch(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._controls)
        layout.addWidget(self.table, 1)
        self.only_changed.toggled.connect(self._filter)
        self.search.textChanged.connect(self._filter)

    def show_settings(self, settings: SettingsView) -> None:
        """Show the settings of a run."""
        changed = sum(row.changed for row in settings.rows)
        self.model.show_rows(settings.rows, final=settings.final)
        searched = len(settings.rows) >= _SEARCHED
        if not searched:
            self.search.clear()
        self.search.setVisible(searched)
        self.only_changed.setVisible(0 < changed < len(settings.rows))
        if not changed and self.only_changed.isChecked():
            self.only_changed.setChecked(False)
        self._filter()
        self._show_first_change()

    def _show_first_change(self) -> None:
        """What the run did is what one looks for, not how the settings begin."""
        # Rows that were just put in have no places yet.
        self.table.executeDelayedItemsLayout()
        self.table.updateGeometries()
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            if index.data(SETTING_ROLE).changed:
                self.table.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
                return

    @Slot()
    def _filter(self) -> None:
        wanted = self.only_changed.isChecked()
        self.model.filter(changed=wanted, words=self.search.text())
        shown, total = self.model.rowCount(), self.model.total
        if not self.model.final:
            told = "The run has not ended yet"
        elif shown != total:
            told = f"{shown:,} of {total:,}"
        else:
            changed = self.model.changed
            told = f"{changed:,} of {count(total, 'setting')} changed" if changed else "Nothing changed"
        self.told.setText(told)


class SettingsTable(QTableView):
    """Ctrl+C copies the chosen rows as they are shown. `chip_activated(Span, text, QPoint)` - a chip was
    clicked, or Enter pressed in its cell or row; with its text, and where on the screen it ends below."""

    chip_activated = Signal(object, str, QPoint)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._pressed: tuple[Span, QRect] | None = None
        self.setMouseTracking(True)
        self.setObjectName("run.settings")
        self.setAccessibleName("Settings before and after the run")
        self._painter = SettingPainter(theme, self)
        self.setItemDelegate(self._painter)
        show_whole_rows(self, ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        columns.setFixedHeight(_HEAD)
        theme.changed.connect(self.viewport().update)

    def setModel(self, model: SettingsModel | None) -> None:  # type: ignore[override]
        super().setModel(model)
        if model is not None:
            columns = self.horizontalHeader()
            columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
            columns.resizeSection(0, _NAME)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self._chosen_chip())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = self._chip_under(event.position().toPoint()) if left else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is not None and self._chip_under(event.position().toPoint()) == pressed:
            self._activate(pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._chip_under(event.position().toPoint()) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _chip_under(self, point: QPoint) -> tuple[Span, QRect] | None:
        index = self.indexAt(point)
        value = index.data(VALUE_ROLE)
        return self._painter.chip_at(point, self.visualRect(index), value) if value is not None else None

    def _chosen_chip(self) -> tuple[Span, QRect] | None:
        """The first chip of the current cell, or else of its row."""
        current = self.currentIndex()
        for index in (current, current.siblingAtColumn(1), current.siblingAtColumn(2)):
            value = index.data(VALUE_ROLE)
            found = self._painter.chip_in(self.visualRect(index), value) if value is not None else None
            if found is not None:
                return found
        return None

    def _activate(self, found: tuple[Span, QRect] | None) -> None:
        if found is None:
            return
        from authbench.journal.chips import chip_text

        chip, rect = found
        at = self.viewport().mapToGlobal(rect.bottomLeft() + QPoint(0, 1))
        self.chip_activated.emit(chip, chip_text(chip), at)

    def copy(self) -> None:
        """Copy the chosen rows, a line each, with secrets hidden."""
        rows: Sequence[int] = sorted(index.row() for index in self.selectionModel().selectedRows())
        model = self.model()
        lines = ("\t".join(str(model.index(row, column).data()) for column in range(3)) for row in rows)
        if rows:
            QGuiApplication.clipboard().setText("\n".join(lines))
