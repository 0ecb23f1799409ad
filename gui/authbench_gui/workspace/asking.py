"""Asking the provider about the login of the connection that is shown: what is known, and what is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from authbench.events import Outcome, RunKind
from authbench_gui.services import Services
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said
from authbench_gui.workspace.connection import Connection
from authbench_gui.workspace.runs import Runs

if TYPE_CHECKING:
    from authbench.connection import RunResult
    from authbench.connection.provider_question import Ask, ProviderAnswer
    from authbench.connection.token_view.claims import ClaimView
    from authbench.errors import AuthbenchError
    from authbench.journal import Journal, Redactor
    from authbench.oauth.discovery import ProviderMetadata

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """What came of a question, redacted. `lines` are a name, how it stands (`ok`, `wrong`, `open`) and what
    was found; `claims` are what the provider said of the token or the person, `body` what else it answered.
    """

    ok: bool
    headline: str
    lines: tuple[tuple[str, str, str], ...] = ()
    claims: tuple[ClaimView, ...] = ()
    body: str = ""
    exchange_id: int | None = None

    @property
    def signed(self) -> bool:
        """Whether the provider made the token, and nothing in it is wrong."""
        return self.ok and bool(self.lines)


@dataclass(slots=True)
class AskingState:
    """What is known of one connection's provider in this session. The answer for the path `()` is that of
    discovery."""

    provider: ProviderMetadata | None = None
    answers: dict[Path, ShownAnswer] = field(default_factory=dict)
    waiting: Path | None = None


class ProviderAsking(QObject):
    """Questions to the provider, one at a time for each connection. Nothing is sent unless `ask` is called.

    Signals: `changed` - there is something else to show; `reported(message)` - a value could not be fetched.
    """

    changed = Signal()
    reported = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        runs: Runs,
        current: Callable[[], Connection | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._runs, self._current = tasks, runs, current
        self._services: Services | None = None
        self._states: dict[str, AskingState] = {}
        self._followed: Connection | None = None
        runs.answered.connect(self._on_answered)

    def attach(self, services: Services) -> None:
        """The engine is ready."""
        self._services = services

    @property
    def state(self) -> AskingState:
        """What is known of the connection that is shown."""
        connection = self._current()
        return (
            self._states.setdefault(connection.id, AskingState()) if connection is not None else AskingState()
        )

    @property
    def able(self) -> bool:
        """Whether something can be asked now."""
        connection = self._current()
        return connection is not None and connection.form is not None and not connection.activity.running

    @Slot()
    def show_current(self) -> None:
        """Another connection is shown."""
        if self._followed is not None:
            self._followed.changed.disconnect(self.changed)
            self._followed.tokens_changed.disconnect(self._on_tokens)
        self._followed = self._current()
        if self._followed is not None:
            self._followed.changed.connect(self.changed)
            self._followed.tokens_changed.connect(self._on_tokens)
        self.changed.emit()

    @Slot()
    def _on_tokens(self) -> None:
        """What was said of tokens does not hold for those that came after them."""
        connection = self._followed
        run = connection.activity.run if connection is not None else None
        if run is None or run.kind is not RunKind.PROVIDER:
            state = self.state
            state.answers = {path: answer for path, answer in state.answers.items() if not path}
            self.changed.emit()

    def ask(self, what: Ask, path: Path = (), *, agreed: str = "") -> bool:
        """Ask about the token at `path`. `agreed` is a foreign origin that a person agreed to have it sent
        to. False where nothing can be asked now."""
        from authbench.connection.provider_question import ProviderQuestion

        connection, state = self._current(), self.state
        if connection is None:
            return False
        question = ProviderQuestion(what, path, state.provider, agreed)
        if not self._runs.start(connection, RunKind.PROVIDER, asked=question):
            return False
        state.waiting = path
        state.answers.pop(path, None)
        self.changed.emit()
        return True

    def claim(self, path: Path, number: int, on_text: Callable[[str], object]) -> None:
        """Fetch one of the claims in the answer about the token at `path`, counted from 0, because a person
        asked for it."""
        services, answer = self._services, self.state.answers.get(path)
        if services is None or answer is None:
            return
        journal, state = services.journal, self.state

        def fetch() -> str:
            from authbench.connection.token_view.answered import answered_claim_text

            return answered_claim_text(_body_of(journal, answer.exchange_id), number)

        def got(text: str) -> None:
            if state.answers.get(path) is answer:
                on_text(text)

        self._tasks.ask(fetch, got, lambda error: self.reported.emit(said(error)))

    @Slot(object, object)
    def _on_answered(self, connection: Connection, result: RunResult | None) -> None:
        services, state = self._services, self._states.setdefault(connection.id, AskingState())
        path, state.waiting = state.waiting or (), None
        if services is None or result is None:
            self.changed.emit()
            return
        journal, answer = services.journal, result.value
        if result.outcome is not Outcome.OK or answer is None:
            failure = result.failure
            words = (failure.message, failure.hint) if failure is not None else ("There is no answer.",)
            text = journal.redactor.text(" ".join(part for part in words if part))
            number = failure.exchange_id if failure is not None else None
            state.answers[path] = ShownAnswer(False, text, exchange_id=number)
            self.changed.emit()
            return
        state.provider = answer.provider

        def make() -> ShownAnswer:
            body = _body_of(journal, answer.exchange_id) if answer.verified is None else ""
            return shown_answer(answer, journal.redactor, body)

        def made(shown: ShownAnswer) -> None:
            state.answers[path] = shown
            self.changed.emit()

        def failed(error: AuthbenchError) -> None:
            state.answers[path] = ShownAnswer(False, error.message)
            self.changed.emit()

        self._tasks.ask(make, made, failed)


def shown_answer(answer: ProviderAnswer, redactor: Redactor, body: str) -> ShownAnswer:
    """An answer without any secret; `body` is redacted already."""
    from authbench.connection.provider_question import Ask

    findings = answer.verified.findings if answer.verified is not None else ()
    claims: tuple[ClaimView, ...] = ()
    if answer.ask in (Ask.INTROSPECT, Ask.USERINFO):
        from authbench.connection.token_view.answered import answered_claims

        claims = answered_claims(body, redactor.text)
        # What else tells of a person is in the log; what tells of a problem is wanted here.
        body = "" if claims or answer.ok else body
    return ShownAnswer(
        answer.ok,
        redactor.text(answer.headline),
        tuple((each.name, each.standing.value, redactor.text(each.text)) for each in findings),
        claims,
        body,
        answer.exchange_id,
    )


def _body_of(journal: Journal, exchange_id: int | None) -> str:
    """What was answered, redacted; empty where the log has let go of it."""
    view = journal.view(exchange_id) if exchange_id is not None else None
    return view.response_body.content.text if view is not None else ""
