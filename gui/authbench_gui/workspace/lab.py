"""Experiments on connections: one at a time each, their verdicts, and the demo provider's switches."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.errors import AuthbenchError
from authbench.events import RunKind
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import moment_of, said
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.run_requests import build_request
from authbench_gui.workspace.runs import Runs

if TYPE_CHECKING:
    from authbench.connection import Run
    from authbench.connection.lab import Fault, Parameters, Verdict
    from authbench.demo import DemoProvider, Faults
    from authbench.vault import Profile

_LOOK_MS = 400
"""How often switches are looked at while any is on: counted ones switch themselves off."""


@dataclass(slots=True)
class LabState:
    """What the lab knows of one connection. `verdicts` are those of this session, the newest last; `now` is
    what is being tried, `left` what comes after it."""

    verdicts: list[Verdict] = field(default_factory=list)
    now: Fault | None = None
    left: deque[tuple[Fault, Parameters]] = field(default_factory=deque)
    runs: list[Run] = field(default_factory=list)
    stopped: bool = False
    problem: str = ""


class Lab(QObject):
    """The lab of the connection that is shown.

    Signals: `changed` - another connection, or something began or ended; `switches_changed` - the demo
    provider's switches are elsewhere.
    """

    changed = Signal()
    switches_changed = Signal()

    def __init__(
        self,
        tasks: Tasks,
        runs: Runs,
        current: Callable[[], Connection | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._runs = runs
        self._current = current
        self._services: Services | None = None
        self._states: dict[str, LabState] = {}
        self._seen: Faults | None = None
        self._followed: Connection | None = None
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_at_switches)

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self._services = services

    @property
    def connection(self) -> Connection | None:
        """The connection that is shown."""
        return self._current()

    @property
    def state(self) -> LabState:
        """What is known of it."""
        connection = self.connection
        return self._states.setdefault(connection.id, LabState()) if connection is not None else LabState()

    @property
    def provider(self) -> DemoProvider | None:
        """The demo provider, while it runs."""
        return self._services.demo if self._services is not None else None

    @property
    def is_demo(self) -> bool:
        """Whether the demo provider answers for the connection that is shown."""
        services, connection = self._services, self.connection
        return (
            services is not None
            and services.demo is not None
            and connection is not None
            and services.sample(connection.ref) is not None
        )

    @property
    def experimenting(self) -> bool:
        """Whether an experiment is under way, with whatever connection."""
        return any(state.now is not None for state in self._states.values())

    def conduct(self, trials: Sequence[tuple[Fault, Parameters]]) -> bool:
        """Try faults, each with its parameters, on the connection that is shown, one after the other. False
        where nothing can be tried now: something runs already, or there is no form."""
        connection, services = self.connection, self._services
        if connection is None or services is None or connection.form is None or self.experimenting:
            return False
        if not trials or not self._runs.begin_experiment(connection):
            return False
        state = self.state
        state.left, state.stopped, state.problem = deque(trials), False, ""
        self._next(connection, state)
        return True

    @Slot()
    def stop(self) -> None:
        """Stop what is under way; what it renewed stays renewed."""
        for connection_id in self._states:
            self.forget(connection_id)

    def forget(self, connection_id: str) -> None:
        """A connection is going away: stop what is tried with it, and nothing else."""
        state = self._states.get(connection_id)
        if state is not None:
            state.left.clear()
            state.stopped = True
            for run in state.runs:
                run.cancel()

    @Slot()
    def show_current(self) -> None:
        """Another connection is shown."""
        if self._followed is not None:
            self._followed.changed.disconnect(self.changed)
            self._followed.form_replaced.disconnect(self.changed)
        self._followed = self.connection
        if self._followed is not None:
            self._followed.changed.connect(self.changed)
            self._followed.form_replaced.connect(self.changed)
        self.changed.emit()

    def switches(self) -> Faults | None:
        """The position of the demo provider's switches; None while it does not run."""
        return self.provider.faults.now() if self.provider is not None else None

    def throw(self, **changes: Any) -> None:
        """Throw switches by name."""
        if self.provider is not None and not self.experimenting:
            self.provider.faults.set(**changes)
            self._look_at_switches()

    def all_off(self) -> None:
        """Switch everything off."""
        if self.provider is not None and not self.experimenting:
            self.provider.faults.reset()
            self._look_at_switches()

    @Slot()
    def _look_at_switches(self) -> None:
        faults = self.switches()
        if faults is None or self.experimenting:
            return
        if faults.any_on:
            self._look.start()
        else:
            self._look.stop()
        if faults != self._seen:
            self._seen = faults
            self.switches_changed.emit()

    def _next(self, connection: Connection, state: LabState) -> None:
        services, form = self._services, connection.form
        state.runs = []
        if services is None or form is None or not state.left:
            state.now = None
            self._runs.end_experiment(connection)
            connection.tokens_changed.emit()
            self.changed.emit()
            self._look_at_switches()
            return
        fault, parameters = state.left.popleft()
        state.now = fault
        values, profile = form.settings(), connection.profile
        demo = services.demo if services.sample(connection.ref) is not None else None

        def started(run: Run) -> None:
            state.runs.append(run)
            if state.stopped:
                run.cancel()

        def conduct() -> Verdict:
            from authbench.connection.lab import experiment

            request = build_request(services, profile, form, RunKind.TEST, values)
            return experiment(services.engine, request, fault, demo, parameters=parameters, started=started)

        def over(verdict: Verdict) -> None:
            state.verdicts.append(verdict)
            self._runs.leave_apart(verdict.run_ids)
            if verdict.stored:
                self._keep_expiry(connection)
            self._next(connection, state)

        def failed(error: AuthbenchError) -> None:
            state.left.clear()
            state.problem = said(error)
            self._next(connection, state)

        self._tasks.ask(conduct, over, failed)
        self.changed.emit()

    def _keep_expiry(self, connection: Connection) -> None:
        """An experiment says nothing of how the connection stands, but its token ends at another time now."""
        services = self._services
        if services is None:
            return

        def keep() -> Profile:
            profile = services.store.load(connection.id)
            if profile.last is None:
                return profile
            ends = moment_of(services.store.entry(connection.id).expires_at)
            return services.store.record_result(connection.id, replace(profile.last, expires_at=ends))

        def kept(profile: Profile) -> None:
            connection.profile = profile
            connection.changed.emit()

        def failed(error: AuthbenchError) -> None:
            self._states[connection.id].problem = said(error)
            self.changed.emit()

        self._tasks.ask(keep, kept, failed, lane="vault")
