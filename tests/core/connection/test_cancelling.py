"""Cancelling in each step: the run is over at once, and nothing of it stays."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from authbench.connection import Run
from authbench.events import Outcome, RunKind, StepStarted
from authbench.journal import ExchangeLogged
from authbench.journal.reveal import Reveal
from authbench.vault import MemoryStore
from support.connection_runs import Bench, Received, ScriptedApi


@pytest.fixture
def silent() -> Iterator[str]:
    """The origin of a server that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def cancelled_when(bench: Bench, kind: RunKind, source: str, origin: str, moment: type, **more: Any) -> Run:
    """Start a run and cancel it at its first event of that kind; it must be over at once."""
    reached = threading.Event()
    stop = bench.journal.subscribe(lambda event: reached.set() if isinstance(event, moment) else None)
    run = bench.engine.start(bench.request(kind, source, {}, origin, **more))
    assert reached.wait(10)
    run.cancel()
    result = run.wait(5)
    stop()
    assert result is not None
    assert result.outcome is Outcome.CANCELLED
    assert result.failure is not None
    assert result.failure.code == "cancelled"
    return run


def test_in_a_request_that_hangs(bench: Bench, silent: str) -> None:
    source = "{ connection: {}, test: ->(c) { get('https://api.test/slow') } }"
    cancelled_when(bench, RunKind.TEST, source, silent, ExchangeLogged)


def test_in_acquire(bench: Bench, silent: str) -> None:
    source = "{ connection: { authorization: { type: 'custom_auth', acquire: ->(c) { { t: post('https://api.test/slow')['t'] } } } } }"
    cancelled_when(bench, RunKind.ACQUIRE, source, silent, ExchangeLogged)


def test_in_a_lambdas_loop_that_rescues_everything(bench: Bench, silent: str) -> None:
    source = "{ connection: {}, test: ->(c) { while true; begin; [1, 2].map { |x| x + 1 }; rescue => e; retry; ensure; 1; end; end } }"
    cancelled_when(bench, RunKind.TEST, source, silent, StepStarted)


def test_in_sleep(bench: Bench, silent: str) -> None:
    cancelled_when(bench, RunKind.TEST, "{ connection: {}, test: ->(c) { sleep(60) } }", silent, StepStarted)


class StuckStore(MemoryStore):
    """A keychain whose prompt nobody answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.release = threading.Event()

    def get(self, key: str, *, check: Any = None) -> dict[str, Any] | None:
        self.asked.set()
        self.release.wait(30)
        return super().get(key, check=check)


def test_while_the_keychain_does_not_answer(tmp_path: Path, api: ScriptedApi) -> None:
    secrets = StuckStore()
    bench = Bench(tmp_path, secrets)
    run = bench.engine.start(
        bench.request(
            RunKind.TEST, "{ connection: {}, test: ->(c) { get('https://api.test/x') } }", {}, api.origin
        )
    )
    assert secrets.asked.wait(10)
    run.cancel()
    result = run.wait(5)
    assert result is not None
    assert result.outcome is Outcome.CANCELLED
    events = len(Reveal(bench.journal).events())
    secrets.release.set()
    for thread in threading.enumerate():
        if thread.name == f"run-{run.id}":
            thread.join(10)
    assert len(Reveal(bench.journal).events()) == events
    assert api.received == []
    bench.close()


def test_while_another_run_renews(bench: Bench, api: ScriptedApi) -> None:
    """Waiting for somebody else's refresh can be cancelled too."""
    source = """
{ connection: { authorization: { type: 'custom_auth', refresh_on: [401],
    acquire: ->(c) { { token: post('https://auth.test/t')['access_token'] } }, apply: ->(c) { headers('X' => c['token']) } } },
  test: ->(c) { get('https://api.test/me') } }
"""
    in_refresh, go_on, second_refused = threading.Event(), threading.Event(), threading.Event()
    refusals = []

    def answer(request: Received) -> tuple[int, Any]:
        if request.url.endswith("/t"):
            in_refresh.set()
            go_on.wait(20)
            return 200, {"access_token": "renewed-token-1"}
        if "X" in request.headers:
            return 200, {}
        refusals.append(request)
        if len(refusals) == 2:
            second_refused.set()
        return 401, {}

    api.answer = answer
    first = bench.engine.start(bench.request(RunKind.TEST, source, {}, api.origin))
    assert in_refresh.wait(10)
    second = bench.engine.start(bench.request(RunKind.TEST, source, {}, api.origin))
    assert second_refused.wait(10)
    second.cancel()
    cancelled = second.wait(5)
    go_on.set()
    finished = first.wait(10)
    assert cancelled is not None
    assert finished is not None
    assert (cancelled.outcome, finished.outcome) == (Outcome.CANCELLED, Outcome.OK)


def test_closing_the_engine_ends_every_run(tmp_path: Path, silent: str) -> None:
    bench = Bench(tmp_path)
    request = bench.request(
        RunKind.TEST, "{ connection: {}, test: ->(c) { get('https://api.test/slow') } }", {}, silent
    )
    runs = [bench.engine.start(request) for _ in range(3)]
    bench.close()
    assert all(run.result is not None and run.result.outcome is Outcome.CANCELLED for run in runs)
    with pytest.raises(RuntimeError):
        bench.engine.start(request)
