"""The left pane of an opened file: what it holds and where it is from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from authbench_gui.connection_page.token.values import WrappedText
from authbench_gui.opened_page.facts import Fact, FileSummary
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import label
from authbench_gui.wording import breakable, one_line, shown, tool_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from authbench.journal.exports.case_file import SettingShape

_MOST_SETTINGS = 500
_MOST_ROWS = 14
_ROW = 26


class SummaryPane(QScrollArea):
    """Shows the summary of a file. `clean` makes of a stranger's text what may be shown."""

    assistive_role = QAccessible.Role.Grouping

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("surface", "panel")
        self.setAccessibleName("About this file")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table: QTableWidget | None = None

    def show_summary(self, summary: FileSummary, clean: Callable[[str], str]) -> None:
        """Show another summary."""
        self.table = None
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 12, 18, 18)
        column.setSpacing(12)
        column.addWidget(label("About this file", "strong"))
        for fact in summary.facts:
            column.addLayout(self._fact(fact))
        if summary.settings:
            column.addWidget(label("Settings", "strong"))
            note = "Their shape only: no value is in the file."
            column.addWidget(label(note, "caption", wrap=True))
            self.table = _table(summary.settings[:_MOST_SETTINGS], clean)
            column.addWidget(self.table)
            more = len(summary.settings) - _MOST_SETTINGS
            if more > 0:
                column.addWidget(label(f"… and {more:,} more", "muted"))
        column.addStretch(1)
        # The old one goes with its widgets.
        self.setWidget(inner)

    def _fact(self, fact: Fact) -> QVBoxLayout:
        lines = QVBoxLayout()
        lines.setSpacing(1)
        lines.addWidget(label(fact.name, "caption"))
        if fact.code:
            code = WrappedText(self._theme, fact.name)
            code.show_text(fact.text)
            lines.addWidget(code)
        else:
            text = label("", wrap=True, selectable=True)
            text.setText(breakable(fact.text[:2000]))
            text.setAccessibleName(f"{fact.name}: {shown(fact.text[:2000])}")
            lines.addWidget(text)
        return lines


def _table(settings: Sequence[SettingShape], clean: Callable[[str], str]) -> QTableWidget:
    table = QTableWidget(len(settings), 3)
    table.setObjectName("file.settings")
    table.setAccessibleName("Settings by name, type, and whether they are filled")
    table.setHorizontalHeaderLabels(["Name", "Type", "Filled"])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
    header.setMaximumSectionSize(200)
    for row, setting in enumerate(settings):
        texts = (
            clean(setting.name[:500]),
            clean(setting.kind[:100]),
            "filled" if setting.filled else "empty",
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem(one_line(text))
            item.setToolTip(tool_tip(text))
            table.setItem(row, column, item)
    rows = min(len(settings), _MOST_ROWS)
    table.setFixedHeight(header.sizeHint().height() + rows * _ROW + 4)
    return table
