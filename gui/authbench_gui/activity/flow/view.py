"""The Flow tab: the picture of a run, another beside it, and what happens at each step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from authbench.events import Outcome
from authbench.journal.flow.explaining import Depth
from authbench_gui.activity.flow.beside import SideBySide, newest_runs
from authbench_gui.activity.flow.canvas import FlowCanvas
from authbench_gui.activity.flow.explain_pane import WIDTH, ExplainPane
from authbench_gui.activity.flow.exports import Drawn, FlowExports
from authbench_gui.activity.flow.foot import FlowFoot
from authbench_gui.activity.flow.head import FlowHead
from authbench_gui.activity.flow.pane import FlowPane
from authbench_gui.activity.flow.wording import outcome_text, run_text
from authbench_gui.activity.recorded import Recorded, activity_of
from authbench_gui.theme.assistive import read_in_order
from authbench_gui.theme.theme import TEXT_PX, Theme
from authbench_gui.theme.widgets import hairline, label

if TYPE_CHECKING:
    from authbench.journal import Journal
    from authbench_gui.workspace.activity import Activity

_BESIDE = 620
"""Pixels from which on the explanation is beside the picture rather than below it."""


class FlowView(QWidget):
    """`exchange_requested(id)` asks for the log, `link_requested(url)` for the browser, `log_requested` for
    the reason of a failure. `name_of()` is what is shown is called."""

    exchange_requested = Signal(int)
    link_requested = Signal(str)
    log_requested = Signal()
    reported = Signal(str)
    saved = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._recorded: Recorded | None = None
        self._chosen: str | None = None
        self._wanted: int | None = None
        self._part: int | None = None
        self.name_of: Callable[[], str] = str
        self.head = FlowHead()
        self.foot = FlowFoot()
        self.explain = ExplainPane(theme)
        self.explain.hide()
        self.exports = FlowExports(self._to_save, self)
        self.pane = FlowPane(theme)
        self.empty = label(
            "The flow of a run is drawn here as it happens: press Connect or Test.", "muted", wrap=True
        )
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pictures = QSplitter(Qt.Orientation.Horizontal)
        self.pictures.setHandleWidth(1)
        self.pictures.setChildrenCollapsible(False)
        self.pictures.addWidget(self.pane)
        self.beside = SideBySide(theme, self.pane, self.pictures)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.pictures)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._stack)
        self.splitter.addWidget(self.explain)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([700, WIDTH])
        self.splitter.splitterMoved.connect(self._on_split)
        read_in_order(self.splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(hairline())
        layout.addWidget(self.foot)
        self._connect()
        self._show()

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.row_chosen.connect(self._on_row)
        canvas.zoom_changed.connect(self._on_zoom)
        self.pane.exchange_opened.connect(self.exchange_requested)
        self.pane.drawn.connect(self._show)
        self.pane.following.failed.connect(self.reported)
        self.head.runs_wanted.connect(self._fill_runs)
        self.head.others_wanted.connect(self.beside.fill)
        self.beside.opened.connect(self._on_beside)
        self.beside.exchange_opened.connect(self.exchange_requested)
        self.head.export_wanted.connect(self.exports.fill)
        self.head.explain_wanted.connect(self.show_explanation)
        self.head.present_wanted.connect(self._theme.presenting.toggle)
        self._theme.presenting.changed.connect(self._on_presenting)
        self.foot.zoom_wanted.connect(self._zoom_by)
        self.foot.whole_wanted.connect(lambda: self._zoom_to(1.0))
        self.foot.fit_wanted.connect(self._fit)
        self.foot.reason_wanted.connect(self.log_requested)
        self.explain.link_requested.connect(self.link_requested)
        self.explain.exchange_requested.connect(self.exchange_requested)
        self.exports.reported.connect(self.reported)
        self.exports.saved.connect(self.saved)
        for keys, act in (
            (("Ctrl++", "Ctrl+="), lambda: self._zoom_by(1)),
            (("Ctrl+-",), lambda: self._zoom_by(-1)),
            (("Ctrl+0",), self._fit),
        ):
            action = QAction(self)
            action.setShortcuts([QKeySequence(one) for one in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(act)
            self.addAction(action)

    @property
    def canvas(self) -> FlowCanvas:
        """The picture."""
        return self.pane.canvas

    @property
    def explaining(self) -> bool:
        """Whether the steps are explained."""
        return self.head.explain.isChecked()

    def show_recorded(self, recorded: Recorded | None) -> None:
        """Draw runs of another activity, or of the same with more or less hidden: a picture hides always."""
        before, after = activity_of(self._recorded), activity_of(recorded)
        self._recorded = recorded
        if before is not after:
            if before is not None:
                self._leave(before)
            if after is not None:
                after.noticed.connect(self.pane.following.take)
                after.run_changed.connect(self._follow)
                after.run_appeared.connect(self._follow)
                after.cleared.connect(self._on_cleared)
            self._chosen = self._wanted = None
        self.beside.show_recorded(recorded)
        self._follow()

    def show_exchange(self, exchange_id: int) -> None:
        """Choose the message of an exchange, in the picture of its run."""
        recorded = self._recorded
        entry = recorded.activity.log.entry(exchange_id) if recorded is not None else None
        if entry is None or not entry.run_id:
            return
        self._chosen, self._wanted = entry.run_id, exchange_id
        self._follow()
        self._choose_wanted()

    @Slot(bool)
    def show_explanation(self, shown: bool) -> None:
        """Explain the steps, or not."""
        self.head.explain.setChecked(shown)
        self.explain.setVisible(shown)
        for pane in self._panes():
            pane.canvas.opens_on_click = not shown
        self._turn()
        self._on_row()

    def remembered(self) -> dict[str, object]:
        """What the next window is to begin with."""
        return {"explain": self.explaining, "depth": self.explain.level.value}

    def restore(self, state: dict[str, object]) -> None:
        """Begin as the last window ended."""
        if state.get("depth") in set(Depth):
            self.explain.set_level(Depth(str(state["depth"])))
        self.show_explanation(state.get("explain") is True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._see(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._see(False)

    def _see(self, seen: bool) -> None:
        for pane in self._panes():
            pane.following.set_seen(seen)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        """Where there is too little room beside the picture, the explanation is below it."""
        wide = self.width() >= _BESIDE
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.splitter.orientation() != wanted:
            self.splitter.setOrientation(wanted)
            self._part = None
        self.fit_explanation()

    def fit_explanation(self) -> None:
        """Give the explanation what a person has given it, or what is usual, and never most of the room."""
        wide = self.splitter.orientation() is Qt.Orientation.Horizontal
        size = self.width() if wide else self.splitter.height()
        least = self.explain.minimumWidth() if wide else 0
        usual = size * 2 // 5 if not wide else least if self._theme.presenting.on else WIDTH
        part = max(least, min(usual if self._part is None else self._part, size * 2 // 5))
        self.splitter.setSizes([max(1, size - part), part])

    @Slot()
    def _on_split(self) -> None:
        self._part = self.splitter.sizes()[1]

    def _leave(self, activity: Activity) -> None:
        activity.noticed.disconnect(self.pane.following.take)
        activity.run_changed.disconnect(self._follow)
        activity.run_appeared.disconnect(self._follow)
        activity.cleared.disconnect(self._on_cleared)

    @property
    def _journal(self) -> Journal | None:
        return self._recorded.hiding if self._recorded is not None else None

    @Slot()
    def _follow(self) -> None:
        """The chosen run, or the last; one that begins takes its place."""
        recorded = self._recorded
        runs = recorded.activity.runs if recorded is not None else {}
        if recorded is not None and recorded.activity.starting:
            self._chosen = self._wanted = None
        last = next(reversed(runs), "")
        self.pane.following.follow(self._journal, self._chosen or last)
        self._show()

    @Slot()
    def _on_cleared(self) -> None:
        recorded = self._recorded
        if recorded is not None and self._chosen not in recorded.activity.runs:
            self._chosen = None
        self._follow()

    @Slot()
    def _on_beside(self) -> None:
        self._see(self.isVisible())
        self._show()

    @Slot()
    def _show(self) -> None:
        """Say in head and foot what is drawn."""
        recorded, picture = self._recorded, self.canvas.picture
        following = self.pane.following
        drawn = picture is not None and bool(picture.lanes) and picture.run_id == following.run_id
        self._stack.setCurrentWidget(self.pictures if drawn else self.empty)
        runs = recorded.activity.runs if recorded is not None else {}
        started = runs.get(following.run_id)
        name = run_text(started) if started is not None else "Run"
        self.head.show_run(name, several=len(runs) > 1, drawn=drawn)
        failed = drawn and picture is not None and picture.outcome is Outcome.FAILED
        # The log, which says why, is not for an audience.
        failed = failed and not self._theme.presenting.on
        self.foot.tell(outcome_text(picture) if drawn and picture is not None else "", failed=failed)
        self.foot.reason.setText("Why it failed")
        self._choose_wanted()
        if self.beside.second is not None:
            self.pane.show_caption(name)
        self._on_row()
        self._on_zoom()

    def _choose_wanted(self) -> None:
        picture = self.canvas.picture
        if self._wanted is None or picture is None or picture.run_id != self.pane.following.run_id:
            return
        wanted, self._wanted = self._wanted, None
        self.canvas.show_exchange(wanted)

    @Slot()
    def _on_row(self) -> None:
        if self.explaining:
            self.explain.show_row(self.canvas.shown_row, self._journal)

    @Slot()
    def _on_zoom(self) -> None:
        self.foot.show_zoom(self.canvas.zoom, fitted=self.canvas.fitted)

    @Slot()
    def _on_presenting(self) -> None:
        self.head.show_presenting(self._theme.presenting.on)
        self.explain.look_again()
        self._show()

    def _zoom_by(self, steps: int) -> None:
        for pane in self._panes():
            pane.canvas.zoom_by(steps)

    def _zoom_to(self, zoom: float) -> None:
        for pane in self._panes():
            pane.canvas.set_zoom(zoom)

    @Slot()
    def _fit(self) -> None:
        for pane in self._panes():
            pane.canvas.fit()

    def _panes(self) -> tuple[FlowPane, ...]:
        second = self.beside.second
        return (self.pane,) if second is None else (self.pane, second)

    @Slot(QMenu)
    def _fill_runs(self, menu: QMenu) -> None:
        menu.clear()
        if self._recorded is None:
            return
        for started in newest_runs(self._recorded):
            action = menu.addAction(run_text(started), partial(self.choose_run, started.run_id))
            action.setCheckable(True)
            action.setChecked(started.run_id == self.pane.following.run_id)

    def choose_run(self, run_id: str) -> None:
        """Draw another run."""
        self._chosen, self._wanted = run_id, None
        self._follow()

    def _to_save(self) -> Drawn | None:
        picture, journal = self.canvas.picture, self._journal
        if picture is None or journal is None:
            return None
        font = self._theme.interface(TEXT_PX)
        return Drawn(picture, journal, self.name_of(), font, self.explain.level)
