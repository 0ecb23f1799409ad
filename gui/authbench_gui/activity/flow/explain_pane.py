"""Beside the picture: what happens at the chosen step, and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from authbench.journal.flow.explaining import Depth, explained
from authbench.journal.flow.layout import waited
from authbench.journal.flow.picture import Message, MessageState, Row, Topic, Wait
from authbench.journal.flow.working import workable, worked_out
from authbench_gui.activity.flow.wording import state_text
from authbench_gui.activity.flow.working_view import WorkingView
from authbench_gui.tasks import Tasks
from authbench_gui.theme.rich_text import code_label
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label

if TYPE_CHECKING:
    from authbench.errors import AuthbenchError
    from authbench.journal import Journal
    from authbench.journal.flow.working import Working

WIDTH = 320
_DEPTHS = (Depth.NEWCOMER, Depth.ENGINEER)
_WORKED = {
    Topic.PKCE: "PKCE",
    Topic.BASIC: "Basic",
    Topic.ASSERTION: "the assertion",
    Topic.SIGV4: "the signature",
    Topic.DIGEST: "Digest",
}


class _Area(QScrollArea):
    """Scrolls what is told."""

    assistive_role = QAccessible.Role.Grouping


class ExplainPane(QFrame):
    """`link_requested(url)` - a source is to be opened; `exchange_requested(id)` - the exchange of the step;
    `depth_changed`."""

    link_requested = Signal(str)
    exchange_requested = Signal(int)
    depth_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tasks = Tasks(self)
        self._journal: Journal | None = None
        self._row: Row | None = None
        self._told: QWidget | None = None
        self._working: WorkingView | None = None
        self.setProperty("surface", "panel")
        self.setObjectName("flow.explain")
        self.setMinimumWidth(220)
        self.depths = TabStrip(("Newcomer", "Engineer"), "Explained for", "segment")
        self.depths.setObjectName("flow.depth")
        self.depths.chosen.connect(self._on_depth)
        head = QHBoxLayout()
        head.setContentsMargins(14, 10, 14, 6)
        self._heading = label("What happens", "strong")
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self.depths)
        self._scrolled = QWidget()
        self._scrolled.setObjectName("scrolled")
        self._column = QVBoxLayout(self._scrolled)
        self._column.setContentsMargins(14, 4, 14, 14)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self.area = _Area()
        self.area.setObjectName("flow.explanation")
        self.area.setAccessibleName("What happens at the chosen step")
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setWidget(self._scrolled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.area, 1)

    @property
    def level(self) -> Depth:
        """For whom it is explained."""
        return _DEPTHS[self.depths.current]

    def set_level(self, level: Depth) -> None:
        """Explain for others."""
        self.depths.choose(_DEPTHS.index(level))

    def show_row(self, row: Row | None, journal: Journal | None) -> None:
        """Explain another step."""
        if row == self._row and journal is self._journal:
            return
        self._row, self._journal = row, journal
        self._tell()

    def look_again(self) -> None:
        """Explain the step anew, for an audience or not."""
        self._heading.setHidden(self._theme.presenting.on)
        self._tell()

    @Slot()
    def _on_depth(self) -> None:
        self._tell()
        self.depth_changed.emit()

    def _tell(self) -> None:
        before, self._told, self._working = self._told, None, None
        if before is not None:
            self._column.removeWidget(before)
            before.hide()
            before.deleteLater()
        if self._row is not None:
            self._told = self._made(self._row)
            self._column.insertWidget(0, self._told)

    def _made(self, row: Row) -> QWidget:
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        explanation = explained(row, self.level)
        column.addWidget(label(row.title, "caption", wrap=True))
        column.addWidget(label(explanation.title, "strong", wrap=True))
        for sentence in explanation.sentences:
            column.addWidget(code_label(self._theme, sentence))
        for source in explanation.rfc:
            if source.url:
                link = button(source.name, "link", f"Open {source.name}")
                link.setCursor(Qt.CursorShape.PointingHandCursor)
                link.clicked.connect(partial(self.link_requested.emit, source.url))
                column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                column.addWidget(label(source.name, "caption", wrap=True))
        column.addWidget(label(_stands(row), "caption", wrap=True))
        if isinstance(row, Message):
            self._add_buttons(column, row)
        return told

    def _add_buttons(self, column: QVBoxLayout, message: Message) -> None:
        # There is no log to lead to before an audience.
        if message.exchange_id is not None and not self._theme.presenting.on:
            leading = button("Show the exchange", "small")
            leading.setObjectName("flow.show_exchange")
            leading.clicked.connect(partial(self.exchange_requested.emit, message.exchange_id))
            column.addWidget(leading, 0, Qt.AlignmentFlag.AlignLeft)
        topics = workable(message)
        for topic in topics:
            name = f"Work out {_WORKED[topic]}"
            work = button(name, "small")
            work.setObjectName(f"flow.work_out.{topic.value}")
            work.clicked.connect(partial(self._work_out, message, topic))
            column.addWidget(work, 0, Qt.AlignmentFlag.AlignLeft)

    def _work_out(self, message: Message, topic: Topic) -> None:
        journal = self._journal
        if journal is None:
            return

        def show(working: Working | None) -> None:
            self._show_working(message, working)

        self._tasks.ask(lambda: worked_out(journal, message, topic), show, self._on_error)

    def _show_working(self, message: Message, working: Working | None) -> None:
        told = self._told
        if told is None or message != self._row:
            return
        layout = told.layout()
        if self._working is not None and layout is not None:
            layout.removeWidget(self._working)
            self._working.hide()
            self._working.deleteLater()
            self._working = None
        if layout is None:
            return
        if working is None:
            self._say_none(told)
            return
        self._working = WorkingView(self._theme, working)
        layout.addWidget(self._working)

    def _say_none(self, told: QWidget) -> None:
        """Say once that there is nothing to show."""
        layout = told.layout()
        if layout is not None and told.findChild(QWidget, "flow.not_worked_out") is None:
            said = label("What is needed for it is not recorded here.", "caption", wrap=True)
            said.setObjectName("flow.not_worked_out")
            layout.addWidget(said)

    def _on_error(self, error: AuthbenchError) -> None:
        if self._told is not None:
            self._say_none(self._told)


def _stands(row: Row) -> str:
    """How far the step is."""
    if isinstance(row, Wait):
        return waited(row) or ("still to come" if row.state is MessageState.FUTURE else "")
    said = state_text(row)
    return said[:1].upper() + said[1:]
