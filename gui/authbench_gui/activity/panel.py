"""What happened: why it failed if it did, the log, and one exchange in detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from authbench.errors import Location
from authbench.events import Outcome
from authbench_gui.activity.compare_pane import ComparePane
from authbench_gui.activity.detail import DetailPane
from authbench_gui.activity.exporting import Exporting
from authbench_gui.activity.failure_card import FailureCard
from authbench_gui.activity.flow_switch import FlowSwitch
from authbench_gui.activity.log_control import LogControl
from authbench_gui.activity.log_head import LogHead
from authbench_gui.activity.log_strip import LogStrip
from authbench_gui.activity.log_view import LogView
from authbench_gui.activity.nothing_passes import NothingPasses
from authbench_gui.activity.pace import Pace
from authbench_gui.activity.recorded import Recorded
from authbench_gui.activity.revealed_strip import RevealedStrip
from authbench_gui.activity.run_bar import RunBar
from authbench_gui.activity.run_choice import RunChoice
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.definition_view.problems import caret_text
from authbench_gui.tasks import Tasks
from authbench_gui.theme.assistive import read_in_order
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import hairline, label, surface

if TYPE_CHECKING:
    from authbench.journal import Action, Explanation
    from authbench.journal.comparison import Compared


_LOG_HEIGHT = 204
"""Pixels that log and detail keep below a failure card."""
_ROWS_HEIGHT = 114
"""What shows the headings, two rows and a scroll bar."""
_LOG_BESIDE_RUN = 220
"""Pixels that they keep when a person makes what a run tells of higher."""
_SOURCE = 72
"""Characters of a source line in the failure card."""


class ActivityPanel(QWidget):
    """Shows one activity.

    `blamed(names)` - fields, the first that exists of which is likely to be what is wrong.
    `place_requested(location)` asks for a place in the definition, `action_requested(action)` for what a
    button of the failure card says.
    """

    place_requested = Signal(object)
    action_requested = Signal(object)
    blamed = Signal(object)

    def __init__(self, theme: Theme, clipboard: SecretClipboard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Recorded | None = None
        self._shown_exchange: int | None = None
        self._pace = Pace(self)
        # From the outside in: a widget that moves into another has all inside it styled again.
        self.ground = surface("background")
        _column(self).addWidget(self.ground)
        inner = _column(self.ground)
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 0, 0)
        head.setSpacing(0)
        inner.addLayout(head)
        heads, rooms, room = QStackedWidget(), QStackedWidget(), QWidget()
        self.head = LogHead(theme)
        self.heading = self.head.heading
        self.clear = self.head.clear
        head.addWidget(self.head.tabs)
        head.addWidget(heads, 1)
        heads.addWidget(self.head)
        self.revealed = RevealedStrip(theme)
        inner.addWidget(hairline())
        inner.addWidget(self.revealed)
        inner.addWidget(rooms, 1)
        rooms.addWidget(room)
        self._fill(_column(room), theme, clipboard)
        self.flow = FlowSwitch(self, theme, self.head.tabs, heads, rooms)
        self._connect(clipboard)

    def _fill(self, room: QVBoxLayout, theme: Theme, clipboard: SecretClipboard) -> None:
        """What is below the head: strips, failure, what the run came to, and the log with its details."""
        tasks = Tasks(self)
        self.strip = LogStrip()
        self._card_room = QWidget()
        self._stack = QStackedWidget()
        # In a low window log and detail give way before the card is cut off.
        self._stack.setMinimumHeight(_LOG_HEIGHT)
        self._card_room.hide()
        self.card = FailureCard(theme)
        card_layout = QVBoxLayout(self._card_room)
        card_layout.setContentsMargins(14, 12, 14, 12)
        card_layout.addWidget(self.card)
        self.run_bar = RunBar(theme, clipboard, tasks)
        for part in (self.strip, self._card_room, self.run_bar):
            room.addWidget(part)
        room.addWidget(self._stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.empty = label("Requests appear here as they are made. They are not kept after closing.", "muted")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.rows, self.below = QStackedWidget(), QStackedWidget()
        self.rows.setMinimumHeight(_ROWS_HEIGHT)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.splitter)
        self.splitter.addWidget(self.rows)
        self.splitter.addWidget(self.below)
        # Made in the order in which the Tab key goes through them.
        self.table = LogView(theme)
        self.nothing = NothingPasses()
        self.rows.addWidget(self.table)
        self.rows.addWidget(self.nothing)
        self.detail = DetailPane(theme, clipboard, tasks, self.below)
        self.compare = ComparePane(theme)
        self.below.addWidget(self.detail)
        self.below.addWidget(self.compare)
        self.splitter.setSizes([260, 380])
        read_in_order(self.splitter)

    def _connect(self, clipboard: SecretClipboard) -> None:
        self._run = RunChoice(self, self.run_bar)
        self.card.acted.connect(self._on_action)
        self.table.exchange_chosen.connect(self._on_exchange)
        self.detail.place_requested.connect(self.place_requested)
        self.detail.exchange_requested.connect(self.show_exchange)
        self.run_bar.activated.connect(self._on_leading)
        self.log = LogControl(self.head, self.strip, self.table, clipboard, self)
        self.exporting = Exporting(self.head.export, self.detail.tasks, lambda: self.table.current_id, self)
        self.exporting.reported.connect(self.log.reported)
        self.detail.copies_wanted.connect(self.log.add_copies_of)
        self.detail.copy_requested.connect(self.log.copying.copy)
        self.detail.filter_requested.connect(self.log.set_filter)
        self.run_bar.filter_requested.connect(self.log.set_filter)
        self.run_bar.spare = lambda: self._stack.height() - _LOG_BESIDE_RUN
        self.log.counted.connect(self._on_count)
        self.log.clear_requested.connect(self._on_clear)
        self.log.compare_requested.connect(self.show_comparison)
        self.nothing.clear.clicked.connect(lambda: self.log.set_filter(""))
        self.compare.closed.connect(self._on_compared)
        self.flow.exchange_requested.connect(self.show_exchange)
        self.flow.reported.connect(self.log.reported)
        self.flow.log_wanted.connect(self._to_table)
        self.flow.chosen_id = lambda: self.table.current_id if self.table.pinned else None

    @property
    def recorded(self) -> Recorded | None:
        """What is shown."""
        return self._shown

    def show_recorded(self, recorded: Recorded | None) -> None:
        """Show another activity."""
        before = self._shown
        self._pace.hurry()
        if before is not None:
            before.activity.exchanges_changed.disconnect(self._on_rows)
            before.activity.failed.disconnect(self._on_failed)
            before.activity.run_changed.disconnect(self._on_run)
        self._shown = recorded
        self.exporting.show_recorded(recorded)
        self.flow.show_recorded(recorded)
        if recorded is None:
            self.log.show_log(None, None)
            self._run.show_recorded(None)
            return
        activity = recorded.activity
        activity.exchanges_changed.connect(self._on_rows)
        activity.failed.connect(self._on_failed)
        activity.run_changed.connect(self._on_run)
        self._shown_exchange = None
        # Another journal may have an exchange that looks the same, with other content behind it.
        self.detail.show_exchange(None)
        self.below.setCurrentWidget(self.detail)
        self.detail.places = recorded.live
        self.log.show_log(activity.log, recorded.journal, live=recorded.live, redacted=recorded.redacted)
        self.detail.tell_revealed(recorded.revealed)
        self.compare.forget()
        self._on_failed()
        self._run.show_recorded(self._shown)

    def look_again(self, recorded: Recorded) -> None:
        """Show what is shown with more hidden, or less."""
        self._shown = recorded
        self.exporting.show_recorded(recorded)
        self.flow.show_recorded(recorded)
        self.log.look_through(recorded.journal, recorded.redacted)
        self.detail.tell_revealed(recorded.revealed)
        self.detail.forget()
        if self.below.currentWidget() is self.compare and self.compare.pair is not None:
            self.show_comparison(*self.compare.pair)
        else:
            self.compare.forget()
        self._explain()
        self._run.show_recorded(self._shown)
        self._refresh_detail()

    @Slot(int)
    def show_exchange(self, exchange_id: int) -> None:
        """Bring the person to an exchange in the log."""
        self.flow.show_log()
        if self.log.show_exchange(exchange_id):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.fit(self.width() - 28)
        self.run_bar.fit(self.height())

    @Slot()
    def _on_rows(self) -> None:
        """Rows came or changed: follow the end, and show what the chosen exchange has become."""
        self._pace.ask(self.table.follow, self._refresh_detail)

    @Slot()
    def _on_run(self) -> None:
        shown = self._shown
        if shown is not None and shown.activity.starting:
            self.table.run_began()

    @Slot()
    def _on_count(self) -> None:
        log = self._shown.activity.log if self._shown is not None else None
        self._stack.setCurrentIndex(1 if log is not None and log.total else 0)
        nothing = log is not None and log.rowCount() == 0
        self.nothing.tell(searching=self.log.search.left > 0)
        self.rows.setCurrentWidget(self.nothing if nothing else self.table)

    @Slot()
    def _on_failed(self) -> None:
        self._explain()
        self.blamed.emit(_blamed_fields(self.card.explanation))
        run = self._shown.activity.run if self._shown is not None else None
        if run is not None and run.failure is not None and run.failure.exchange_id is not None:
            self.table.show_exchange(run.failure.exchange_id)

    def _explain(self) -> None:
        explanation = self._explanation()
        self.card.explain(explanation, self._source_line(explanation))
        self._card_room.setVisible(self.card.explanation is not None)
        self.card.fit(self.width() - 28)

    def _source_line(self, explanation: Explanation | None) -> str:
        """The line that failed with a caret below it, unless there is a secret in it."""
        place, shown = _place_of(explanation), self._shown
        if place is None or shown is None or not place.source:
            return ""
        return caret_text(place, _SOURCE) if shown.journal.redactor.text(place.source) == place.source else ""

    def _explanation(self) -> Explanation | None:
        shown = self._shown
        run = shown.activity.run if shown is not None else None
        if shown is None or run is None or run.failure is None or run.outcome is Outcome.CANCELLED:
            # What a person has stopped needs no explanation: the steps say where it was.
            return None
        return shown.explain(run.id)

    @Slot(object)
    def _on_exchange(self, exchange_id: int | None) -> None:
        self._shown_exchange = exchange_id
        self._run.choose(exchange_id)
        if self.table.pinned:
            self._refresh_detail()
        else:
            self._pace.ask(self._refresh_detail)

    def _refresh_detail(self) -> None:
        shown, chosen = self._shown, self._shown_exchange
        row = shown.activity.log.row_of(chosen) if shown is not None and chosen is not None else None
        if shown is None or row is None:
            self.detail.show_exchange(None)
            return
        self.detail.show_logged(shown.activity.log.entry_at(row).id, shown.journal)

    @Slot(int, int)
    def show_comparison(self, left: int, right: int) -> None:
        """Two exchanges side by side, in the place of the details."""
        if self._shown is None:
            return
        from authbench.journal.comparison import compare, compared, goes_on

        journal, shown = self._shown.journal, self._shown
        views = journal.view(left), journal.view(right)
        if views[0] is None or views[1] is None:
            return
        if not goes_on(views[0], views[1]):
            self._show_compared((views[0], views[1], compare(views[0], views[1])))
            return

        def found(lines: Compared | None) -> None:
            if lines is not None and self._shown is shown:
                self._show_compared(lines)

        # All of long bodies takes its time.
        self.detail.tasks.ask(
            lambda: compared(journal, left, right), found, lambda error: self.log.reported.emit(error.message)
        )

    def _show_compared(self, compared: Compared) -> None:
        self.compare.show_comparison(*compared)
        self.below.setCurrentWidget(self.compare)
        self.compare.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_compared(self) -> None:
        self.compare.forget()
        self.below.setCurrentWidget(self.detail)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(bool)
    def _on_clear(self, pinned: bool) -> None:
        if self._shown is not None:
            self.below.setCurrentWidget(self.detail)
            self._shown.activity.clear_log(pinned=pinned)
            self._shown_exchange = None
            self._run.forget()
            self._refresh_detail()

    @Slot(object)
    def _on_leading(self, target: object) -> None:
        """Something leads to an exchange or to a place in the definition."""
        if isinstance(target, Location):
            self.place_requested.emit(target)
        elif isinstance(target, int):
            self.show_exchange(target)

    @Slot(object)
    def _on_action(self, action: Action) -> None:
        target = action.target
        if action.kind == "show_request" and isinstance(target, int):
            self.show_exchange(target)
        elif action.kind == "show_line" and isinstance(target, Location):
            self.place_requested.emit(target)
        else:
            self.action_requested.emit(action)


def _place_of(explanation: Explanation | None) -> Location | None:
    for action in explanation.actions if explanation is not None else ():
        if action.kind == "show_line" and isinstance(action.target, Location):
            return action.target
    return None


def _blamed_fields(explanation: Explanation | None) -> tuple[str, ...]:
    for action in explanation.actions if explanation is not None else ():
        if action.kind == "focus_field" and isinstance(action.target, tuple):
            return action.target
    return ()


def _column(widget: QWidget) -> QVBoxLayout:
    """A layout of parts one below the other, with nothing between them."""
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
