"""A scripted engine for the window: real events, journal, vault and forms, but no network."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from authbench.connection import ConnectionStore, Draft, PausePoints, RunRequest, RunResult
from authbench.errors import AuthbenchError, Location
from authbench.events import (
    AuthorizationUrlReady,
    Body,
    BrowserOpened,
    ExchangeFinished,
    ExchangeStarted,
    Failure,
    HttpExchange,
    ListenerStarted,
    Outcome,
    Phases,
    RedirectReceived,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    SecretLearned,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal import Journal
from authbench.vault import MemoryStore, ProfileStore, TrustStore
from authbench_gui.composition import Opened, make_form
from authbench_gui.services import Services

T0 = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)


class ScriptedRun:
    """A run whose events the test records."""

    def __init__(self, run_id: str, request: RunRequest, journal: Journal) -> None:
        self.id = run_id
        self.request = request
        self.connection_id = request.connection_id
        self.result: RunResult | None = None
        self.cancelled = False
        self.opened_again = 0
        self.pasted: list[str] = []
        self.refuse_paste: AuthbenchError | None = None
        self.authorization_url: str | None = None
        self.paused: Draft | None = None
        self.went_on: list[Draft | None] = []
        self.refuse_draft: AuthbenchError | None = None
        self.points: PausePoints = request.pauses
        self._journal = journal
        self._steps = itertools.count(1)

    def wait(self, timeout: float | None = None) -> RunResult | None:
        return self.result

    def cancel(self) -> None:
        self.cancelled = True
        if self.result is None:
            self.finish(Outcome.CANCELLED, Failure("cancelled", "Cancelled."))

    def pause(self, draft: Draft) -> None:
        """Stand at a pause."""
        self.paused = draft
        self._journal.record(RunPaused(self.id, draft.point, draft.step, draft.method, draft.url, T0))

    def go_on(self, edited: Draft | None = None) -> None:
        if self.refuse_draft is not None:
            raise self.refuse_draft
        self.went_on.append(edited)
        self.paused = None
        self._journal.record(RunResumed(self.id, (), False, 1.0, T0))

    def pause_at(self, points: PausePoints) -> None:
        self.points = points

    def open_browser_again(self) -> None:
        self.opened_again += 1

    def paste_redirect(self, url: str) -> None:
        if self.refuse_paste is not None:
            raise self.refuse_paste
        self.pasted.append(url)

    def begin(self, *plan: StepName) -> None:
        self._journal.record(RunStarted(self.id, self.connection_id, self.request.kind, plan, T0))

    def step(
        self,
        name: StepName,
        detail: str = "",
        *,
        ok: bool = True,
        expected: bool = False,
        elapsed: float = 0.002,
        failure: Failure | None = None,
    ) -> None:
        step_id = self.start_step(name)
        self._journal.record(StepFinished(self.id, step_id, name, ok, detail, elapsed, failure, expected))

    def start_step(self, name: StepName) -> int:
        step_id = next(self._steps)
        self._journal.record(StepStarted(self.id, step_id, name, T0))
        return step_id

    def exchange(self, **facts: object) -> HttpExchange:
        exchange = make_exchange(run_id=self.id, **facts)
        self._journal.record(ExchangeStarted(exchange))
        self._journal.record(ExchangeFinished(exchange))
        return exchange

    def wait_for_browser(
        self, url: str = "https://id.example/authorize?client_id=c", *, opened: bool = True
    ) -> None:
        self.start_step(StepName.CONSENT)
        self.authorization_url = url
        uri = "http://localhost:45555/oauth/callback"
        self._journal.record(ListenerStarted(self.id, uri, ("127.0.0.1:45555",), T0 + timedelta(minutes=5)))
        self._journal.record(AuthorizationUrlReady(self.id, url))
        self._journal.record(BrowserOpened(self.id, opened))

    def redirect(self) -> None:
        self._journal.record(RedirectReceived(self.id, True, None))

    def learn(self, value: str, label: str) -> None:
        self._journal.record(SecretLearned(value, label))

    def finish(
        self,
        outcome: Outcome = Outcome.OK,
        failure: Failure | None = None,
        *,
        identity: str | None = None,
        expires_in: float | None = None,
        authorization: str = "custom_auth",
    ) -> None:
        expires = (
            None if expires_in is None else (datetime.now(UTC) + timedelta(seconds=expires_in)).isoformat()
        )
        self.result = RunResult(
            outcome, failure, identity=identity, authorization=authorization, expires_at=expires, elapsed=0.1
        )
        self._journal.record(RunFinished(self.id, outcome, 0.1, T0, failure, identity))


class ScriptedEngine:
    """Hands out scripted runs; `script` may record a run's events as soon as it is started."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.runs: list[ScriptedRun] = []
        self.script: Callable[[ScriptedRun], None] | None = None
        self.refuse: AuthbenchError | None = None
        self.closed = False

    def start(self, request: RunRequest) -> ScriptedRun:
        if self.refuse is not None:
            raise self.refuse
        run = ScriptedRun(f"run-{next(_numbers)}", request, self.journal)
        self.runs.append(run)
        if self.script is not None:
            self.script(run)
        return run

    def close(self, timeout: float = 2.0) -> None:
        self.closed = True


def make_exchange(
    *,
    run_id: str = "",
    step: str = "test",
    method: str = "GET",
    url: str = "https://api.example/v1/me",
    status: int | None = 200,
    response: str = '{"ok": true}',
    request: str = "",
    headers: tuple[tuple[str, str], ...] = (("Host", "api.example"), ("Accept", "application/json")),
    content_type: str = "application/json",
    cause: str | None = None,
    elapsed: float | None = 0.022,
    expected_refusal: bool = False,
    browser: bool = False,
    line: int | None = None,
    exchange_id: int | None = None,
    started_clock: float = 100.0,
) -> HttpExchange:
    """An exchange as the engine records it."""
    body = response.encode()
    place = Location("connector.rb", line, 3, "test") if line is not None else None
    return HttpExchange(
        id=next(_numbers) if exchange_id is None else exchange_id,
        run_id=run_id,
        step=step,
        method=method,
        url=url,
        started_at=T0,
        started_clock=started_clock,
        request_headers=headers,
        request_body=Body(request.encode(), len(request)),
        cause=cause,
        lambda_location=place,
        status=status,
        reason="OK" if status == 200 else "",
        response_headers=(("Content-Type", content_type),) if status is not None else (),
        response_body=Body(body, len(body)) if status is not None else Body(),
        phases=Phases(connect=0.003, send=0.001, wait=0.015, receive=0.002),
        elapsed=elapsed,
        expected_refusal=expected_refusal,
        browser=browser,
    )


class ScriptedWorld:
    """What a test of the window controls: the engine's script, the links opened, the secret store.
    It outlives a window, as a keychain does."""

    def __init__(self) -> None:
        self.secrets = MemoryStore()
        self.opened_links: list[str] = []
        self.engine: ScriptedEngine | None = None
        self.journal = Journal()

    def open(self, home: Path, seeded: tuple[str, ...]) -> Opened:
        """The services, as `open_services` gives them."""
        self.journal = Journal()
        self.engine = ScriptedEngine(self.journal)
        store = ConnectionStore(ProfileStore(home), self.secrets)

        def open_url(url: str) -> bool:
            self.opened_links.append(url)
            return True

        services = Services(
            journal=self.journal,
            engine=self.engine,  # type: ignore[arg-type]
            store=store,
            secrets=self.secrets,
            trust=TrustStore(home),
            make_form=make_form,
            open_url=open_url,
        )
        return Opened(services, store.list(), ())

    @property
    def runs(self) -> list[ScriptedRun]:
        """The runs started so far."""
        assert self.engine is not None
        return self.engine.runs


def definition_text(fields: str, authorization: str = "type: 'custom_auth'", title: str = "Acme") -> str:
    """A small definition with these fields."""
    return (
        "{\n"
        f"  title: '{title}',\n"
        "  connection: {\n"
        f"    fields: [\n{fields}\n    ],\n"
        f"    authorization: {{ {authorization} }}\n"
        "  },\n"
        "  test: lambda do |connection|\n    get('https://api.example/v1/me')\n  end\n"
        "}\n"
    )


def every_text(widget: object) -> Iterator[str]:
    """Every text that a widget tree shows, tells a screen reader, or has in a tool tip."""
    from PySide6.QtCore import QAbstractItemModel, Qt
    from PySide6.QtWidgets import (
        QAbstractButton,
        QAbstractItemView,
        QLabel,
        QLineEdit,
        QPlainTextEdit,
        QTableView,
        QWidget,
    )

    from authbench_gui.code.line_view import LineView

    assert isinstance(widget, QWidget)
    for child in [widget, *widget.findChildren(QWidget)]:
        yield from (
            child.toolTip(),
            child.accessibleName(),
            child.accessibleDescription(),
            child.windowTitle(),
        )
        if isinstance(child, QLabel | QAbstractButton):
            yield child.text()
        elif isinstance(child, QLineEdit):
            yield child.displayText()
        elif isinstance(child, QPlainTextEdit | LineView):
            yield child.toPlainText()
        elif isinstance(child, QAbstractItemView):
            model: QAbstractItemModel | None = child.model()
            for row in range(model.rowCount() if model is not None else 0):
                for column in range(child.horizontalHeader().count() if isinstance(child, QTableView) else 1):
                    for role in (
                        Qt.ItemDataRole.DisplayRole,
                        Qt.ItemDataRole.ToolTipRole,
                        Qt.ItemDataRole.AccessibleTextRole,
                    ):
                        yield str(model.index(row, column).data(role) or "")
