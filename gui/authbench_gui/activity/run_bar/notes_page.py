"""The notes of a run, to be read: in groups, each with what leads to its request and its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from authbench_gui.activity.run_bar.notes import NoteLine
from authbench_gui.theme.assistive import keep_tab_place
from authbench_gui.theme.rich_text import code_label
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import one_line

_MOST = 200
"""Notes that are shown; only a listener that strangers talk to has more."""
_MARGIN = 14


class NotesPage(QScrollArea):
    """`activated(target)` - an exchange (its number) or a place in the definition (a `Location`)."""

    assistive_role = QAccessible.Role.Grouping
    activated = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("run.notes")
        self.setAccessibleName("Notes of the run")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._shown: tuple[Sequence[NoteLine], bool] = ((), False)

    def show_notes(self, lines: Sequence[NoteLine], *, places: bool) -> None:
        """Show notes, those of one kind together; `places`: their lines can be shown."""
        if (lines, places) == self._shown:
            return
        self._shown = (lines, places)
        at = self.verticalScrollBar().value()
        inner = QWidget()
        inner.setObjectName("scrolled")
        inner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(_MARGIN, 4, _MARGIN, 8)
        layout.setSpacing(2)
        kind = ""
        for line in lines[:_MOST]:
            if line.kind != kind:
                layout.addSpacing(6 if kind else 0)
                kind = line.kind
                layout.addWidget(label(kind, "caption"))
            self._add(layout, line, places)
        if len(lines) > _MOST:
            layout.addWidget(label(f"and {len(lines) - _MOST:,} more", "muted"))
        layout.addStretch(1)
        self.setWidget(inner)
        keep_tab_place(self)
        self.verticalScrollBar().setValue(at)

    def _add(self, layout: QVBoxLayout, line: NoteLine, places: bool) -> None:
        layout.addSpacing(3)
        layout.addWidget(code_label(self._theme, line.text))
        foot = QHBoxLayout()
        foot.setSpacing(12)
        if line.reason:
            layout.addWidget(code_label(self._theme, line.reason, "caption"))
        if line.exchange_id is not None:
            foot.addWidget(self._link(f"Show request #{line.exchange_id}", line.text, line.exchange_id))
        if places and line.location is not None and line.location.line is not None:
            foot.addWidget(self._link(f"Show line {line.location.line}", line.text, line.location))
        if foot.count():
            foot.addStretch(1)
            layout.addLayout(foot)

    def _link(self, text: str, about: str, target: object) -> QWidget:
        link = button(text, "link", f"{text}: {one_line(about)}")
        link.clicked.connect(self._leading_to(target))
        return link

    def _leading_to(self, target: object) -> Callable[[], None]:
        return lambda: self.activated.emit(target)
