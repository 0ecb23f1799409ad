"""The head of the log: how many there are, the filter, and what can be done with all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from authbench_gui.activity.exporting import ExportButton
from authbench_gui.activity.filter_box import FilterBox
from authbench_gui.activity.filter_menu import FilterMenu
from authbench_gui.activity.revealed_strip import RedactionButton
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.icons import ThemedIcon, icon
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, icon_button

_FILTER_AT_LEAST = 120
"""Pixels that the filter box keeps before the words of others."""
_EXPORT = "Export ▾"
_SPACING = 6
_NARROW_SPACING = 3


class LogHead(QWidget):
    """`tabs` lead from the log to the picture of a run and back, and stand before either's controls.
    `pause_wanted(paused)`, `follow_wanted(following)`, `clear_wanted`."""

    pause_wanted = Signal(bool)
    follow_wanted = Signal(bool)
    clear_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.tabs = TabStrip(("Log", "Flow"), "Activity")
        self.tabs.setObjectName("activity.tabs")
        self.heading = self.tabs.tab(0)
        self.box = FilterBox(theme)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.filters = FilterMenu()
        self.redaction = RedactionButton(theme)
        self.redaction.hide()
        self.pause = icon_button(theme, "pause", "Pause (Space)")
        self.pause.setObjectName("log.pause")
        self.pause.setCheckable(True)
        self._pause_icon = self.pause.findChild(ThemedIcon)
        self._paused: bool | None = None
        self.follow = icon_button(theme, "follow", "Follow the end")
        self.follow.setObjectName("log.follow")
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.export = ExportButton()
        self.clear = button("Clear", "small", "Clear the log")
        self.clear.setObjectName("log.clear")
        set_tip(self.clear, "Clear the log (Ctrl+L). It is not kept after closing either.")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(4, 7, 12, 7)
        self.row.setSpacing(_SPACING)
        self.row.addWidget(self.box, 1)
        for control in (self.filters, self.redaction, self.pause, self.follow, self.export, self.clear):
            self.row.addWidget(control)
        self.pause.clicked.connect(self.pause_wanted)
        self.follow.clicked.connect(self.follow_wanted)
        self.clear.clicked.connect(self.clear_wanted)

        self._theme = theme
        theme.changed.connect(self.fit)
        self.filters.named.connect(self.fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Leave the filter some room: where it is narrow, filters, lock and export stand without words."""
        self._show_export(compact=False)
        self.filters.show_compact(False)
        others = sum(
            each.sizeHint().width() + _SPACING
            for each in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if each not in (self.box, self.redaction) and not each.isHidden()
        )
        margins = self.row.contentsMargins()
        room = self.width() - margins.left() - margins.right() - others - self.redaction.roomy_width
        narrow = room < _FILTER_AT_LEAST
        self.redaction.show_compact(narrow)
        self._show_export(compact=narrow)
        self.filters.show_compact(narrow)
        self.row.setSpacing(_NARROW_SPACING if narrow else _SPACING)

    def _show_export(self, *, compact: bool) -> None:
        self.export.setText("" if compact else _EXPORT)
        self.export.setIcon(icon("export", self._theme.color("text"), 14) if compact else QIcon())

    def show_live(self, live: bool) -> None:
        """Whether more may come, be held back and be cleared."""
        for control in (self.pause, self.follow, self.export, self.clear):
            control.setVisible(live)

    def show_counts(self, shown: int, total: int, pinned_only: bool) -> None:
        """How many are shown, of how many."""
        if not total:
            self.tabs.rename(0, "Log")
        elif shown == total:
            self.tabs.rename(0, f"Log {total:,}")
        else:
            self.tabs.rename(0, f"Log {shown:,} / {total:,}")
        said = f"Log, {total} requests" if shown == total else f"Log, {shown} of {total} requests"
        self.heading.setAccessibleName(said)
        self.clear.setEnabled(total > 0)
        self.export.setEnabled(total > 0)
        self.clear.setText("Clear pinned" if pinned_only else "Clear")
        self.clear.setAccessibleName("Clear the pinned requests" if pinned_only else "Clear the log")

    def show_paused(self, paused: bool) -> None:
        """Whether new rows are held back."""
        self.pause.setChecked(paused)
        if paused is self._paused:
            return
        self._paused = paused
        if self._pause_icon is not None:
            self._pause_icon.show_icon("play" if paused else "pause", "accent_text" if paused else "muted")
        name = "Resume (Space)" if paused else "Pause (Space)"
        self.pause.setAccessibleName(name)
        set_tip(self.pause, name)

    @Slot(bool)
    def show_following(self, following: bool) -> None:
        """Whether the end is followed."""
        self.follow.setChecked(following)
