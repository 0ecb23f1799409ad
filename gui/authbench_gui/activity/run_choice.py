"""Which run the panel tells of, and that its end is said aloud."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from authbench.events import Outcome
from authbench_gui.activity.recorded import Recorded, activity_of
from authbench_gui.activity.run_bar import RunBar
from authbench_gui.activity.run_bar.words import end_of_run
from authbench_gui.theme.assistive import announce
from authbench_gui.workspace.activity import Activity, RunView


class RunChoice(QObject):
    """The run of the chosen exchange, or the last; a run that begins takes the place of either.

    `panel` is whose announcement the end of a run is.
    """

    def __init__(self, panel: QWidget, bar: RunBar) -> None:
        super().__init__(panel)
        self._panel = panel
        self._bar = bar
        self._recorded: Recorded | None = None
        self._last: str | None = None
        self._chosen: str | None = None
        self._forgotten: str | None = None
        self._ended: str | None = None

    def show_recorded(self, recorded: Recorded | None) -> None:
        """Tell of another activity, or of the same with more or less hidden."""
        before, after = activity_of(self._recorded), activity_of(recorded)
        self._recorded = recorded
        if before is not after:
            if before is not None:
                self._leave(before)
            if after is not None:
                self._follow(after)
            run = after.run if after is not None else None
            self._last = run.id if run is not None else None
            # What has ended before is no news.
            self._ended = run.id if run is not None and run.outcome is not None else None
        self._show()

    def choose(self, exchange_id: int | None) -> None:
        """Another exchange is chosen in the log."""
        recorded = self._recorded
        entry = (
            recorded.activity.log.entry(exchange_id)
            if recorded is not None and exchange_id is not None
            else None
        )
        self._chosen = entry.run_id or None if entry is not None else None
        self._show()

    def forget(self) -> None:
        """The log was cleared: tell of nothing until something happens again."""
        recorded = self._recorded
        run = recorded.activity.run if recorded is not None else None
        if recorded is not None and run is not None and not recorded.activity.running:
            self._forgotten = run.id
        self._show()

    def _follow(self, activity: Activity) -> None:
        activity.notes_changed.connect(self._show)
        activity.exchanges_changed.connect(self._show)
        activity.run_changed.connect(self._on_run)
        activity.failed.connect(self._on_end)

    def _leave(self, activity: Activity) -> None:
        activity.notes_changed.disconnect(self._show)
        activity.exchanges_changed.disconnect(self._show)
        activity.run_changed.disconnect(self._on_run)
        activity.failed.disconnect(self._on_end)
        self._chosen = self._forgotten = None

    @property
    def _run(self) -> RunView | None:
        return self._recorded.activity.run if self._recorded is not None else None

    @Slot()
    def _on_run(self) -> None:
        run = self._run
        if run is not None and run.id != self._last:
            self._last, self._chosen = run.id, None
        self._show()

    @Slot()
    def _show(self) -> None:
        run, recorded = self._run, self._recorded
        wanted = self._chosen or (run.id if run is not None else None)
        if wanted is not None and wanted == self._forgotten:
            wanted = None
        earlier = (
            run is not None
            and recorded is not None
            and wanted not in (None, run.id)
            and wanted in _up_to(run.id, recorded.journal.run_ids())
        )
        self._bar.show_run(recorded, wanted, earlier=earlier)

    @Slot()
    def _on_end(self) -> None:
        run = self._run
        if run is None or run.outcome is None or run.id == self._ended:
            return
        self._ended = run.id
        # After the card, which is made at the same moment.
        QTimer.singleShot(0, self, self._announce)

    @Slot()
    def _announce(self) -> None:
        run, recorded = self._run, self._recorded
        if run is None or recorded is None or run.outcome is None:
            return
        explanation = recorded.explain(run.id) if run.outcome is Outcome.FAILED else None
        told = end_of_run(
            recorded.journal.summary(run.id),
            explanation.title if explanation is not None else "",
            cancelled=run.outcome is Outcome.CANCELLED,
        )
        announce(self._panel, told)


def _up_to(run_id: str, run_ids: Sequence[str]) -> Sequence[str]:
    """The runs before one; all of them where it is not kept any more. Experiments come after the last run
    that was asked for by itself."""
    return run_ids[: run_ids.index(run_id)] if run_id in run_ids else run_ids
