"""The settings as the lambdas of a run saw them, before and after, with what changed marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from authbench_gui.activity.run_bar.settings_model import SettingsModel
from authbench_gui.activity.run_bar.settings_painter import ROW, SettingPainter
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import CheckBox, label
from authbench_gui.wording import count

if TYPE_CHECKING:
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
    """Ctrl+C copies the chosen rows as they are shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("run.settings")
        self.setAccessibleName("Settings before and after the run")
        self.setItemDelegate(SettingPainter(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW)
        columns = self.horizontalHeader()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setHighlightSections(False)
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
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the chosen rows, a line each, with secrets hidden."""
        rows: Sequence[int] = sorted(index.row() for index in self.selectionModel().selectedRows())
        model = self.model()
        lines = ("\t".join(str(model.index(row, column).data()) for column in range(3)) for row in rows)
        if rows:
            QGuiApplication.clipboard().setText("\n".join(lines))
