"""The Lab tab: what can go wrong, what the definition makes of it, and the demo provider's switches."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from authbench.connection.lab import FAULTS, Fault, Parameters, Verdict
from authbench.connection.lab.faults import facts_of
from authbench_gui.connection_page.lab.fault_row import FaultRow
from authbench_gui.connection_page.lab.switches import SwitchPanel
from authbench_gui.connection_page.lab.verdict_card import VerdictCard
from authbench_gui.connection_page.lab.wording import MOODS, summary_line
from authbench_gui.theme.assistive import announce
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import breakable
from authbench_gui.workspace.lab import Lab

_MOST_ROWS = 8
_ABOUT = (
    "Break something on purpose and see which rule of the definition renews. What is broken is a copy: your"
    " tokens stay, and what a renewal really obtained is kept."
)


class LabPanel(QScrollArea):
    """Shows what `lab` knows. `place_requested(Location)` asks for a line of the definition,
    `exchange_requested(id)` for the log."""

    assistive_role = QAccessible.Role.Grouping

    place_requested = Signal(object)
    exchange_requested = Signal(int)

    def __init__(self, theme: Theme, lab: Lab) -> None:
        super().__init__()
        self._theme, self._lab = theme, lab
        self._shown: list[Verdict] = []
        self._connection_id = ""
        self.setAccessibleName("Refresh lab")
        self.setWidgetResizable(True)
        # It moves with whatever in it has the keyboard.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 8, 18, 18)
        column.setSpacing(10)
        self.run_all = button("Run all", "small", "Run all experiments")
        self.run_all.setObjectName("lab.run_all")
        self.stop = button("Stop", "small", "Stop the experiments")
        self.stop.setObjectName("lab.stop")
        self.state = label("", "caption", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.card = VerdictCard(theme)
        self.summary = label("", "caption", wrap=True)
        self.list = QListWidget()
        self.list.setObjectName("lab.verdicts")
        self.list.setAccessibleName("Verdicts of this session")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.rows = [FaultRow(facts) for facts in FAULTS]
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.run_all, self.stop):
            widget.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            head.addWidget(widget)
        head.addWidget(self.state, 1)
        column.addWidget(label(_ABOUT, "muted", wrap=True))
        column.addLayout(head)
        for part in (self.problem, self.card, self.summary, self.list):
            column.addWidget(part)
        column.addWidget(label("With any API", "caption"))
        for row in self.rows:
            if not row.facts.demo:
                column.addWidget(row)
        self.demo_head = label("With the demo provider", "caption")
        column.addWidget(self.demo_head)
        for row in self.rows:
            if row.facts.demo:
                column.addWidget(row)
        self.switches = SwitchPanel(theme, lab)
        column.addWidget(self.switches)
        column.addStretch(1)
        self.setWidget(inner)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        for row in self.rows:
            row.run_requested.connect(self._on_run)
        self.run_all.clicked.connect(self._on_run_all)
        self.stop.clicked.connect(self._lab.stop)
        self.list.currentRowChanged.connect(self._on_row)
        self.card.place_requested.connect(self.place_requested)
        self.card.exchange_requested.connect(self.exchange_requested)
        self._theme.changed.connect(self._colour)
        self._lab.changed.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Show what is known now."""
        connection, state = self._lab.connection, self._lab.state
        busy = self._lab.experimenting
        able = connection is not None and connection.form is not None and not busy
        for row in self.rows:
            row.setVisible(self._lab.is_demo or not row.facts.demo)
        self.demo_head.setVisible(self._lab.is_demo)
        self.switches.setVisible(self._lab.is_demo)
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        self.stop.setVisible(busy)
        if busy and inside and focused is not self.stop:
            self.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self.run_all.setEnabled(able)
        for row in self.rows:
            row.set_enabled(able)
        self.problem.setText(breakable(state.problem))
        self.problem.setVisible(bool(state.problem))
        left = f", {len(state.left)} more to come" if state.left else ""
        now = f"Trying: {facts_of(state.now).title}{left}" if state.now is not None else ""
        elsewhere = "An experiment with another connection is under way." if busy and not now else ""
        self.state.setText(now or elsewhere)
        now_id = connection.id if connection is not None else ""
        if now_id != self._connection_id or state.verdicts[: len(self._shown)] != self._shown:
            self._connection_id, self._shown = now_id, []
            self.list.clear()
            self.card.show_verdict(None)
        self._add_verdicts(state.verdicts)
        if not busy and focused is self.stop:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_verdicts(self, verdicts: list[Verdict]) -> None:
        fresh = verdicts[len(self._shown) :]
        self._shown = list(verdicts)
        for verdict in fresh:
            said, _, _ = MOODS[verdict.mood]
            text = f"{facts_of(verdict.fault).title}: {verdict.headline}"
            item = QListWidgetItem(f"{said} · {text}")
            item.setToolTip(text)
            self.list.addItem(item)
        self.summary.setText(summary_line(verdicts) if verdicts else "")
        self.summary.setVisible(bool(verdicts))
        self.list.setVisible(bool(verdicts))
        if fresh:
            self._colour()
            height = max(self.list.sizeHintForRow(0), 20)
            self.list.setFixedHeight(height * min(len(verdicts), _MOST_ROWS) + 12)
            self.list.setCurrentRow(len(verdicts) - 1)
            announce(self.card, self.card.accessibleName())

    @Slot()
    def _colour(self) -> None:
        for index, verdict in enumerate(self._shown):
            self.list.item(index).setForeground(QColor(self._theme.color(MOODS[verdict.mood][1])))

    @Slot(int)
    def _on_row(self, index: int) -> None:
        self.card.show_verdict(self._shown[index] if 0 <= index < len(self._shown) else None)
        # Qt would put what was made just now behind all of the window.
        for before, after in pairwise((self.stop, *self.card.findChildren(QPushButton), self.list)):
            QWidget.setTabOrder(before, after)

    @Slot(object)
    def _on_run(self, fault: Fault) -> None:
        row = next(row for row in self.rows if row.facts.fault is fault)
        parameters = row.chosen(Parameters())
        if parameters is not None:
            self._conduct([(fault, parameters)])

    @Slot()
    def _on_run_all(self) -> None:
        trials = []
        for row in self.rows:
            if row.isHidden():
                continue
            parameters = row.chosen(Parameters())
            if parameters is None:
                return
            trials.append((row.facts.fault, parameters))
        self._conduct(trials)

    def _conduct(self, trials: list[tuple[Fault, Parameters]]) -> None:
        if self._lab.conduct(trials):
            # The verdict shows at the top.
            self.verticalScrollBar().setValue(0)
            return
        self.problem.setText("Something runs with this connection. Wait until it is over.")
        self.problem.show()
