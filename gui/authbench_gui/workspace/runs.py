"""Starting, cancelling and finishing runs from the window."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from authbench.connection.pausing import PausePoints
from authbench.errors import AuthbenchError
from authbench.events import (
    Failure,
    Outcome,
    RedirectReceived,
    RunFinished,
    RunKind,
    RunStarted,
)
from authbench.journal.entries import Notice
from authbench_gui.pump import EventPump
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.outcomes import keep_aside, last_result
from authbench_gui.workspace.run_requests import build_request

if TYPE_CHECKING:
    from authbench.connection import Draft, Run, RunResult, TryRequest
    from authbench.connection.provider_question import ProviderQuestion
    from authbench.vault import Profile

RESULT_WAIT_S = 5.0
_ASIDE = (RunKind.TRY, RunKind.PROVIDER)
"""Runs that say nothing of whether the connection works, as long as they change nothing."""


class Runs(QObject):
    """Runs of all connections: one at a time each. `reported(message)` is for the person;
    `asked_in_vain(id, result)` says that a run lacked account properties or lookup tables,
    `tried(connection, result)` that a tried request is over, without a result where it was cancelled;
    `answered(connection, result)` says the same of a question to the provider."""

    reported = Signal(str)
    redirect_arrived = Signal(str)
    asked_in_vain = Signal(str, object)
    tried = Signal(object, object)
    answered = Signal(object, object)

    def __init__(
        self,
        tasks: Tasks,
        pump: EventPump,
        find: Callable[[str], Connection | None],
        may_run: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pump = pump
        self._find = find
        self._may_run = may_run
        self._services: Services | None = None
        self._owner: dict[str, str] = {}
        self._leaving: dict[str, Connection] = {}
        """Whose runs are being stopped because it is going away, by the run: they are to end for it, too."""
        self._early: list[Notice] = []
        self._starting: dict[str, RunFinished | None] = {}
        """Connections whose run has not been handed back yet, with its end where that came first."""
        self._experimenting: set[str] = set()
        """Connections on which the lab tries something: their runs are none of the connection's own."""
        self._apart: set[str] = set()
        """The runs of experiments: the log and the picture show them, and nothing else counts."""
        pump.drained.connect(self._on_events)

    def attach(self, services: Services) -> None:
        """The engine is ready; its events go to the pump."""
        self._services = services
        services.journal.subscribe(self._pump.put)

    def start(
        self,
        connection: Connection,
        kind: RunKind,
        tried: TryRequest | None = None,
        asked: ProviderQuestion | None = None,
    ) -> bool:
        """Start a run with what the form holds now; not of a program that nobody trusted. `tried` is what
        to send, `asked` what to ask, where that is what the run is for. False where nothing was started."""
        services, form = self._services, connection.form
        if services is None or form is None or connection.activity.running:
            return False
        if not self._may_run(connection.ref):
            return False
        if connection.id in self._experimenting:
            self.reported.emit("An experiment is under way in the lab. Wait for it, or stop it there.")
            return False
        connection.cancel_wanted = False
        self._starting[connection.id] = None
        connection.activity.begin()
        self._pump.run_began()
        values, profile, pauses = form.settings(), connection.profile, connection.pauses

        def begin() -> Run:
            request = build_request(services, profile, form, kind, values, tried, pauses)
            return services.engine.start(replace(request, asked=asked))

        self._tasks.ask(
            begin,
            lambda run: self._on_started(connection, run),
            lambda error: self._on_refused(connection, kind, error),
            lane="vault",
        )
        return True

    def begin_experiment(self, connection: Connection) -> bool:
        """From now on, runs of a connection are experiments. False while a run of its own is on, or where its
        program is not trusted."""
        if connection.activity.running or not self._may_run(connection.ref):
            return False
        self._experimenting.add(connection.id)
        self._pump.run_began()
        return True

    def leave_apart(self, run_ids: Iterable[str]) -> None:
        """These runs were experiments, whenever their events arrive."""
        self._apart.update(run_ids)

    def end_experiment(self, connection: Connection) -> None:
        """Runs of a connection are its own again."""
        self._experimenting.discard(connection.id)
        self._pump.run_ended()

    def cancel(self, connection: Connection) -> None:
        """Stop the run of a connection, also one that is just being started."""
        connection.cancel_wanted = True
        if connection.run is not None:
            connection.run.cancel()

    def paste_redirect(
        self,
        connection: Connection,
        url: str,
        on_ok: Callable[[None], None],
        on_error: Callable[[AuthbenchError], None],
    ) -> None:
        """Hand a pasted redirect URL to the waiting run."""
        run = connection.run
        if run is not None:
            self._tasks.ask(lambda: run.paste_redirect(url), on_ok, on_error)

    def open_browser_again(self, connection: Connection) -> None:
        """Open the authorization URL once more."""
        run = connection.run
        if run is not None:
            self._tasks.ask(run.open_browser_again, lambda _: None, self._report)

    def pause_at(self, connection: Connection, points: PausePoints) -> None:
        """Where runs of a connection pause from now on, also the one that is on."""
        connection.pauses = points
        if connection.run is not None:
            connection.run.pause_at(points)
        connection.changed.emit()

    def go_on(self, connection: Connection, edited: Draft) -> None:
        """Leave the pause with what a person made of the request. Raises what cannot be sent."""
        if connection.run is not None:
            connection.run.go_on(edited)

    def forget(self, connection: Connection) -> None:
        """A connection is going away: stop what it does."""
        if connection.activity.running:
            self.cancel(connection)
        if connection.run is not None:
            self._leaving[connection.run.id] = connection

    def _on_started(self, connection: Connection, run: Run) -> None:
        connection.run = run
        self._owner[run.id] = connection.id
        if self._find(connection.id) is not connection:
            self._leaving[run.id] = connection
        if connection.cancel_wanted:
            run.cancel()
        if connection.pauses != run.request.pauses:
            run.pause_at(connection.pauses)
        if connection.activity.run is not None and connection.activity.run.paused_at is not None:
            connection.changed.emit()
        ended = self._starting.pop(connection.id, None)
        early, self._early = self._early, []
        self._on_events(early)
        if ended is not None:
            self._on_finished(connection, ended)

    def _on_refused(self, connection: Connection, kind: RunKind, error: AuthbenchError) -> None:
        self._starting.pop(connection.id, None)
        self._pump.run_ended()
        connection.activity.abort()
        connection.changed.emit()
        if kind in _ASIDE:
            self._tell_refused(connection, kind, error)
        else:
            self._report(error)

    def _tell_refused(self, connection: Connection, kind: RunKind, error: AuthbenchError) -> None:
        from authbench.connection import RunResult

        failure = Failure(error.code, error.message, hint=error.hint)
        self._tell_aside(kind, connection, RunResult(Outcome.FAILED, failure))

    def _tell_aside(self, kind: RunKind, connection: Connection, result: RunResult | None) -> None:
        (self.tried if kind is RunKind.TRY else self.answered).emit(connection, result)

    def _report(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))

    def _on_events(self, events: list[Notice]) -> None:
        batches: dict[Connection, list[Notice]] = {}
        tried: dict[str, list[Notice]] = {}
        for event in events:
            if isinstance(event, RunStarted):
                self._owner[event.run_id] = event.connection_id
                if event.connection_id in self._experimenting:
                    self._apart.add(event.run_id)
            owner = self._owner.get(event.run_id)
            if event.run_id in self._apart:
                if owner is not None:
                    tried.setdefault(owner, []).append(event)
            elif owner is not None:
                connection = self._leaving.get(event.run_id) or self._find(owner)
                if connection is None and owner in self._starting:
                    # It was deleted before `start` came back with its run.
                    self._early.append(event)
                    continue
                if isinstance(event, RunFinished):
                    self._pump.run_ended()
                if connection is not None:
                    batches.setdefault(connection, []).append(event)
            elif isinstance(event, RunFinished):
                # It ended before its first step and before `start` came back with its id.
                self._early.append(event)
        for owner, batch in tried.items():
            looked_at = self._find(owner)
            if looked_at is not None:
                looked_at.activity.look_on(batch)
        for connection, batch in batches.items():
            self._apply(connection, batch)

    def _apply(self, connection: Connection, batch: list[Notice]) -> None:
        connection.activity.apply(batch)
        if any(isinstance(event, RedirectReceived) for event in batch):
            self.redirect_arrived.emit(connection.id)
        if any(isinstance(event, RunStarted) for event in batch):
            connection.changed.emit()
        for event in batch:
            if isinstance(event, RunFinished):
                self._on_finished(connection, event)

    def _on_finished(self, connection: Connection, event: RunFinished) -> None:
        """Remember the outcome, off the GUI thread, once the run has given its result."""
        if connection.id in self._starting:
            self._starting[connection.id] = event
            return
        services, run, profile_id = self._services, connection.run, connection.id
        left = self._leaving.pop(event.run_id, None) is not None
        connection.run = None
        connection.changed.emit()
        if services is not None and event.outcome is Outcome.CANCELLED:
            hint = event.failure.hint if event.failure is not None else None
            if hint:
                # Something of the run goes on all the same: the definition's code could not be stopped.
                self.reported.emit(f"Cancelled. {hint}")
        aside = run.request.kind if run is not None and run.request.kind in _ASIDE else None
        if services is None or left or event.outcome is Outcome.CANCELLED:
            if aside is not None:
                self._tell_aside(aside, connection, None)
            connection.tokens_changed.emit()
            return
        form_values = connection.form.values() if connection.form is not None else None

        def keep() -> tuple[Profile, bool, RunResult | None]:
            result = run.wait(RESULT_WAIT_S) if run is not None else None
            has_tokens = bool(services.store.stored(profile_id))
            if aside is not None:
                return keep_aside(services, profile_id, result), has_tokens, result
            profile = services.store.record_result(
                profile_id, last_result(event, result, services.journal.redactor.text)
            )
            return profile, has_tokens, result

        def kept(outcome: tuple[Profile, bool, RunResult | None]) -> None:
            connection.profile, connection.has_tokens, result = outcome
            if result is not None and (result.missing_properties or result.missing_tables):
                self.asked_in_vain.emit(connection.id, result)
            if connection.profile.last is not None:
                connection.authorization = connection.profile.last.authorization
            if aside is not None:
                self._tell_aside(aside, connection, result)
            elif event.outcome is Outcome.OK and form_values is not None:
                connection.login_values = form_values
            connection.changed.emit()
            connection.form_changed.emit()
            connection.tokens_changed.emit()

        self._tasks.ask(keep, kept, self._report, lane="vault")
