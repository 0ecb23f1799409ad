"""Requests that a person tries: what is being made up, what came back, and what was sent before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.errors import AuthbenchError
from authbench.events import RunKind
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.kept_tries import KeptTries
from authbench_gui.workspace.runs import Runs

if TYPE_CHECKING:
    from authbench.connection import RunResult, TryAnswer, TryRequest
    from authbench.connection.try_history import Tried
    from authbench.journal import ExchangeView
    from authbench_gui.activity.messages import MessageTexts

_SAVE_AFTER_MS = 800
_PAUSE_MS = 250
"""How long typing in the form must rest before the base URL is looked at again."""


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer as it may be shown, redacted."""

    view: ExchangeView
    texts: MessageTexts | None
    note: str
    whole: bool
    generation: int


@dataclass(slots=True)
class TryState:
    """What is known of the tries of one connection. `base` is the base URL as evaluated, `shown_base` the
    same redacted; `sent` is what was sent last; `full` holds what was sent in this session as it was, by
    the id of its entry in the history."""

    draft: TryRequest | None = None
    kept_draft: TryRequest | None = None
    base: str | None = None
    shown_base: str = ""
    base_known: bool = False
    base_problem: str = ""
    sending: bool = False
    sent: TryRequest | None = None
    answer: TryAnswer | None = None
    shown: ShownAnswer | None = None
    problem: str = ""
    cancelled: bool = False
    full: dict[str, TryRequest] = field(default_factory=dict)


class Trying(QObject):
    """Tries of the connection that is shown.

    Signals: `changed` - it is being sent, was answered, failed or was cancelled; `base_changed`;
    `history_changed`; `reported(message)`.
    """

    changed = Signal()
    base_changed = Signal()
    history_changed = Signal()
    reported = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        runs: Runs,
        find: Callable[[str], Connection | None],
        may_run: Callable[[str], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._runs = runs
        self._find = find
        self._may_run = may_run
        self._services: Services | None = None
        self._states: dict[str, TryState] = {}
        self._watched = False
        self._asked = 0
        self.connection: Connection | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.look_at_base)
        self._save_soon = QTimer(self)
        self._save_soon.setSingleShot(True)
        self._save_soon.setInterval(_SAVE_AFTER_MS)
        self._save_soon.timeout.connect(self.save_drafts)
        self._kept = KeptTries(tasks, find, self)
        self._kept.history_changed.connect(self._on_history)
        self._kept.reported.connect(self.reported)
        runs.tried.connect(self._on_tried)

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self._services = services

    def show_connection(self, connection: Connection | None) -> None:
        """Another connection is shown."""
        if self.connection is not None:
            self.connection.form_changed.disconnect(self._pause.start)
            self.connection.changed.disconnect(self._on_connection)
        self.connection = connection
        self._asked += 1
        if connection is not None:
            connection.form_changed.connect(self._pause.start)
            connection.changed.connect(self._on_connection)
        self.changed.emit()
        self.base_changed.emit()
        self.history_changed.emit()
        self.look_at_base()

    def watch(self, watched: bool) -> None:
        """Whether somebody looks: the base URL is evaluated for nobody else."""
        self._watched = watched
        if watched:
            self.look_at_base()
            self._show_again()

    @property
    def state(self) -> TryState:
        """The state of the connection that is shown."""
        if self.connection is None:
            return TryState()
        return self._states.setdefault(self.connection.id, TryState())

    @property
    def history(self) -> tuple[Tried, ...]:
        """What was sent before, the newest first."""
        if self.connection is None or not self.connection.profile.tries:
            return ()
        from authbench.connection.try_history import from_plain

        return tuple(one for one in from_plain(self.connection.profile.tries) if not one.draft)

    @property
    def draft(self) -> TryRequest | None:
        """What is being made up for the connection that is shown; after a restart, what was left of it."""
        state = self.state
        if state.draft is None and self.connection is not None and self.connection.profile.tries:
            from authbench.connection.try_history import from_plain

            drafts = (one.request for one in from_plain(self.connection.profile.tries) if one.draft)
            state.draft = state.kept_draft = next(drafts, None)
        return state.draft

    def edit(self, request: TryRequest) -> None:
        """The person changed the request that is being made up."""
        self.state.draft = request
        self._save_soon.start()

    @Slot()
    def save_drafts(self) -> None:
        """Keep what is being made up, without what is secret in it, over a restart."""
        self._save_soon.stop()
        services = self._services
        for connection_id, state in self._states.items():
            if services is None or self._find(connection_id) is None:
                continue
            if state.draft is not None and state.draft != state.kept_draft:
                state.kept_draft = state.draft
                self._kept.keep_draft(services, connection_id, state.draft)

    @property
    def redact_url(self) -> Callable[[str], str]:
        """What may be shown of a URL."""
        services = self._services
        return (
            (lambda url: services.journal.redactor.url(url).text) if services is not None else (lambda _: "")
        )

    def begin(self, connection: Connection, request: TryRequest) -> None:
        """Send `request` with what the form of `connection` holds now."""
        if connection.activity.running or connection.form is None:
            return
        state = self._states.setdefault(connection.id, TryState())
        state.sent, state.cancelled, state.problem = request, False, ""
        state.answer = state.shown = None
        state.sending = self._runs.start(connection, RunKind.TRY, request)
        self.changed.emit()

    def show_whole(self) -> None:
        """Show all of a long body."""
        if self.connection is not None and self.state.answer is not None:
            self._render(self.connection, self.state.answer, whole=True)

    def full_request(self, tried: Tried) -> TryRequest | None:
        """An entry of the history as it was sent; None where parts of it were not kept."""
        return self.state.full.get(tried.id) or (None if tried.left_out else tried.request)

    def forget(self, tried_id: str) -> None:
        """Delete one entry of the history."""
        self._change_history(lambda tries: [one for one in tries if one.get("id") != tried_id])

    def forget_all(self) -> None:
        """Delete the history; what is being made up stays."""
        self._change_history(lambda tries: [one for one in tries if one.get("draft")])

    @Slot()
    def look_at_base(self) -> None:
        """Evaluate the base URL anew, off this thread; what is shown stays until it is known."""
        connection, services = self.connection, self._services
        if connection is None or services is None or connection.form is None or not self._watched:
            return
        if not self._may_run(connection.ref):
            return
        self._asked += 1
        asked, form, profile_id = self._asked, connection.form, connection.id
        values, secret_names = form.settings(), connection.secret_names()
        project = (form.account_properties(), form.lookup_tables())

        def look() -> tuple[str | None, str]:
            from authbench.connection.secrecy import secret_results
            from authbench.connection.trying import base_address
            from authbench.journal.secret_names import label_for

            stored = services.store.stored(profile_id)
            redactor = services.journal.redactor
            named = [(name, str(values.get(name) or "")) for name in secret_names]
            for name, value in (*named, *secret_results(stored)):
                if value:
                    redactor.add(value, label_for(name))
            base = base_address(form.connector, {**values, **stored}, lambda: project)
            return base, redactor.url(base).text if base else ""

        def got(base: tuple[str | None, str]) -> None:
            if asked == self._asked:
                state = self.state
                state.base, state.shown_base = base
                state.base_known, state.base_problem = True, ""
                self.base_changed.emit()

        def failed(error: AuthbenchError) -> None:
            if asked == self._asked:
                state = self.state
                state.base, state.shown_base, state.base_known = None, "", False
                state.base_problem = services.journal.redactor.text(error.message)
                self.base_changed.emit()

        self._tasks.ask(look, got, failed)

    @Slot()
    def _on_connection(self) -> None:
        self.changed.emit()

    def _on_tried(self, connection: Connection, result: RunResult | None) -> None:
        """A try is over; without a result it was cancelled, or never began."""
        from authbench.connection import TryAnswer

        state, services = self._states.setdefault(connection.id, TryState()), self._services
        state.sending = False
        if services is None or result is None:
            state.cancelled = True
            self.changed.emit()
            return
        answer = result.value if isinstance(result.value, TryAnswer) else None
        if result.failure is not None:
            redact = services.journal.redactor.text
            parts = (result.failure.message, result.failure.hint)
            state.problem = redact(" ".join(part for part in parts if part))
        state.answer = answer
        if answer is not None:
            self._render(connection, answer)
        sent = state.sent
        if sent is not None:
            status = answer.status if answer is not None else None
            self._kept.add(services, connection, sent, status, lambda one: state.full.update({one: sent}))
        if connection is self.connection:
            self.changed.emit()
            self.look_at_base()

    def _render(self, connection: Connection, answer: TryAnswer, *, whole: bool = False) -> None:
        """Make the texts of an answer, off this thread: redacting and laying out takes time."""
        services, state = self._services, self._states[connection.id]
        if services is None:
            return

        def make() -> ShownAnswer | None:
            from authbench_gui.activity.messages import response_texts

            journal = services.journal
            generation = journal.redactor.generation
            number = answer.exchange.id
            view = journal.view(number, limit=None) if whole else journal.view(number)
            if view is None:
                return None
            texts = response_texts(view)
            note = journal.redactor.text(answer.note) if answer.note else ""
            return ShownAnswer(view, texts, note, whole, generation)

        def made(shown: ShownAnswer | None) -> None:
            if state.answer is answer:
                state.shown = shown
                if connection is self.connection:
                    self.changed.emit()

        self._tasks.ask(make, made, self._report)

    def _show_again(self) -> None:
        """More may be known as secret than when the answer was shown first."""
        services, state, connection = self._services, self.state, self.connection
        if services is None or connection is None or state.shown is None or state.answer is None:
            return
        if state.shown.generation != services.journal.redactor.generation:
            self._render(connection, state.answer, whole=state.shown.whole)

    def _change_history(self, change: Callable[[tuple[dict[str, Any], ...]], list[dict[str, Any]]]) -> None:
        if self.connection is not None and self._services is not None:
            self._kept.change(self._services, self.connection, change)

    @Slot(object)
    def _on_history(self, connection: Connection) -> None:
        if connection is self.connection:
            self.history_changed.emit()

    def _report(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))
