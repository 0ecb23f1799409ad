"""What happened and happens with one connection in this session: its run, steps, log and failure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Signal

from authbench.events import (
    AuthorizationUrlReady,
    BrowserOpened,
    ConsoleLine,
    Failure,
    ListenerStarted,
    NoteAdded,
    Outcome,
    PausePoint,
    RedirectIgnored,
    RedirectReceived,
    RenewalTriggered,
    RunFinished,
    RunKind,
    RunPaused,
    RunResumed,
    RunStarted,
    SettingsChanged,
    SettingsSeen,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal.entries import ExchangeLogged, Notice
from authbench_gui.activity.log_model import LogModel
from authbench_gui.activity.log_rows import Redaction
from authbench_gui.workspace.steps import StepList

_LOOKED_UP = (ExchangeLogged, SettingsChanged, SettingsSeen, RenewalTriggered)
"""Shown by the log, which asks the journal."""


@dataclass(slots=True)
class RunView:
    """One run as far as it is known. `waiting_since` is set while the person is in the browser,
    `paused_at` while the run waits at a pause."""

    id: str
    kind: RunKind
    started_at: datetime
    steps: StepList
    outcome: Outcome | None = None
    failure: Failure | None = None
    identity: str | None = None
    elapsed: float = 0.0
    browser_failed: bool = False
    redirect_uri: str | None = None
    deadline: datetime | None = None
    waiting_since: datetime | None = None
    paused_at: PausePoint | None = None


class Activity(QObject):
    """Follows the events of one connection. Signals say what to look at again:

    `run_changed` - the run began, ended or waits; `steps_changed`; `failed` - a failure is to be
    explained; `notes_changed`; `redirect_arrived` - the person is back from the browser;
    `exchanges_changed` - rows of the log came or changed; `noticed(events)` - all that happened;
    `run_appeared` - there is another run to look at, of an experiment; `cleared` - what is over was
    forgotten.
    """

    run_changed = Signal()
    steps_changed = Signal()
    failed = Signal()
    notes_changed = Signal()
    redirect_arrived = Signal()
    exchanges_changed = Signal()
    noticed = Signal(list)
    run_appeared = Signal()
    cleared = Signal()

    def __init__(self, redaction: Redaction, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._redaction = redaction
        self.log = LogModel(redaction, self)
        self.run: RunView | None = None
        self.runs: dict[str, RunStarted] = {}
        """The beginnings of all runs that were not cleared, in order."""
        self.starting = False

    @property
    def running(self) -> bool:
        """True from the press of the button until the run has ended."""
        return self.starting or (self.run is not None and self.run.outcome is None)

    @property
    def steps(self) -> StepList:
        """The steps of the current or last run."""
        return self.run.steps if self.run is not None else StepList()

    def begin(self) -> None:
        """The button was pressed; the run itself follows in a moment."""
        self.starting = True
        self.run_changed.emit()

    def abort(self) -> None:
        """The run could not be started."""
        self.starting = False
        self.run_changed.emit()

    def clear_log(self, *, pinned: bool = False) -> None:
        """Forget the exchanges, and what failed; those that are pinned only if `pinned`."""
        self.log.clear(pinned=pinned)
        if self.run is not None:
            self.run.failure = None
        kept = {entry.run_id for entry in self.log.rows.entries}
        if self.run is not None and self.running:
            kept.add(self.run.id)
        self.runs = {run_id: started for run_id, started in self.runs.items() if run_id in kept}
        self.failed.emit()
        self.cleared.emit()

    def look_on(self, events: list[Notice]) -> None:
        """Take a batch of events of an experiment with this connection: the log and the picture show them,
        and nothing else counts."""
        self._log(events)
        for event in events:
            if isinstance(event, RunStarted):
                self.runs[event.run_id] = event
                self.run_appeared.emit()
        self.noticed.emit(events)

    def apply(self, events: list[Notice]) -> None:
        """Take a batch of events of this connection, in order."""
        self._log(events)
        touched: set[str] = set()
        for event in events:
            touched.update(self._apply_one(event))
        for name in ("steps_changed", "notes_changed", "run_changed", "failed", "redirect_arrived"):
            if name in touched:
                getattr(self, name).emit()
        self.noticed.emit(events)

    def _log(self, events: list[Notice]) -> None:
        entries = [event.entry for event in events if isinstance(event, ExchangeLogged)]
        if entries:
            self.log.put(entries)
            self.exchanges_changed.emit()
        for event in events:
            if isinstance(event, RenewalTriggered) and event.exchange_id is not None:
                self.log.blame(event.exchange_id, f"{event.rule} {event.pattern}")

    def _apply_one(self, event: Notice) -> tuple[str, ...]:
        """Change the state; the names of the signals that this calls for."""
        if isinstance(event, RunStarted):
            self.starting = False
            self.runs[event.run_id] = event
            self.run = RunView(event.run_id, event.kind, event.at, StepList(event.plan))
            return ("run_changed", "steps_changed", "notes_changed", "failed")
        run = self.run
        if isinstance(event, RunFinished) and (run is None or run.id != event.run_id):
            # It failed before its first step.
            self.starting = False
            run = self.run = RunView(event.run_id, RunKind.CONNECT, event.at, StepList())
        if run is None or isinstance(event, _LOOKED_UP):
            return ()
        match event:
            case StepStarted():
                run.steps.started(event)
            case StepFinished():
                run.steps.finished(event)
            case ListenerStarted():
                run.redirect_uri, run.deadline = event.redirect_uri, event.deadline
                run.steps.describe(StepName.CONSENT, f"listening on {urlsplit(event.redirect_uri).netloc}")
            case AuthorizationUrlReady():
                run.waiting_since = datetime.now(run.started_at.tzinfo)
                return ("run_changed",)
            case BrowserOpened():
                run.browser_failed = not event.ok
                return ("run_changed",)
            case RedirectReceived():
                run.waiting_since = None
                return ("run_changed", "redirect_arrived")
            case RunPaused():
                run.paused_at = event.point
                return ("run_changed",)
            case RunResumed():
                run.paused_at = None
                return ("run_changed",)
            case RedirectIgnored() | ConsoleLine() | NoteAdded():
                return ("notes_changed",)
            case RunFinished():
                run.outcome, run.failure, run.paused_at = event.outcome, event.failure, None
                run.identity, run.elapsed, run.waiting_since = event.identity, event.elapsed, None
                run.steps.run_finished(event)
                return ("run_changed", "steps_changed", "failed")
            case _:
                assert_never(event)
        return ("steps_changed",)
