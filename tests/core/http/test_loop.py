from __future__ import annotations

import asyncio
import gc
import inspect
import threading
from collections.abc import Iterator

import pytest

from authbench.errors import Cancelled
from authbench.http import CancelScope, IoLoop


@pytest.fixture
def io() -> Iterator[IoLoop]:
    loop = IoLoop()
    yield loop
    loop.close()


async def answer(value: object) -> object:
    await asyncio.sleep(0)
    return value


def test_starts_no_thread_before_it_is_needed() -> None:
    before = set(threading.enumerate())
    loop = IoLoop()
    assert set(threading.enumerate()) == before
    loop.close()


def test_returns_results_and_raises_exceptions(io: IoLoop) -> None:
    async def fail() -> None:
        raise LookupError("no")

    assert io.run(answer(7), CancelScope()) == 7
    with pytest.raises(LookupError, match="no"):
        io.run(fail(), CancelScope())


def test_runs_on_one_daemon_thread_named_engine_io(io: IoLoop) -> None:
    async def where() -> threading.Thread:
        return threading.current_thread()

    thread = io.run(where(), CancelScope())
    assert thread.name == "engine-io"
    assert thread.daemon
    assert io.run(where(), CancelScope()) is thread


def test_refuses_to_wait_for_itself(io: IoLoop) -> None:
    async def nested() -> None:
        io.run(answer(1), CancelScope())

    with pytest.raises(RuntimeError, match="own thread"):
        io.run(nested(), CancelScope())


def test_cancelling_ends_a_waiting_worker_and_its_task(io: IoLoop) -> None:
    scope = CancelScope()
    begun, ended = threading.Event(), threading.Event()

    async def wait_for_ever() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    canceller = threading.Thread(target=lambda: (begun.wait(10), scope.cancel()))
    canceller.start()
    with pytest.raises(Cancelled):
        io.run(wait_for_ever(), scope)
    canceller.join()
    assert ended.wait(10)


def test_a_task_that_ignores_cancelling_does_not_hold_its_worker(io: IoLoop) -> None:
    scope = CancelScope()
    begun, release = threading.Event(), asyncio.Event()

    async def stubborn() -> None:
        begun.set()
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    canceller = threading.Thread(target=lambda: (begun.wait(10), scope.cancel()))
    canceller.start()
    with pytest.raises(Cancelled):
        io.run(stubborn(), scope)
    canceller.join()
    io.call_soon(release.set)


def test_a_cancelled_scope_runs_nothing(io: IoLoop) -> None:
    scope = CancelScope()
    scope.cancel()
    ran: list[int] = []

    async def note() -> None:
        ran.append(1)

    with pytest.raises(Cancelled):
        io.run(note(), scope)
    assert ran == []


def test_an_error_raised_while_cancelling_is_not_reported_as_lost(
    io: IoLoop, caplog: pytest.LogCaptureFixture
) -> None:
    scope = CancelScope()
    begun = threading.Event()

    async def fails_when_cancelled() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise LookupError("while cleaning up") from None

    canceller = threading.Thread(target=lambda: (begun.wait(10), scope.cancel()))
    canceller.start()
    with pytest.raises((Cancelled, LookupError)):
        io.run(fails_when_cancelled(), scope)
    canceller.join()
    io.run(answer(1), CancelScope())
    gc.collect()
    assert caplog.records == []


def test_many_workers_at_once(io: IoLoop) -> None:
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda n=n: results.append(io.run(answer(n), CancelScope())))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=str) == sorted(range(20), key=str)


def test_close_ends_the_thread_and_what_runs_on_it() -> None:
    io = IoLoop()
    ended = threading.Event()

    async def wait_for_ever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    outcome: list[BaseException] = []

    def work() -> None:
        try:
            io.run(wait_for_ever(), CancelScope())
        except BaseException as error:  # noqa: BLE001 - a worker sees the end as Cancelled
            outcome.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    while not any(thread.name == "engine-io" for thread in threading.enumerate()):
        pass
    io.run(answer(1), CancelScope())
    io.close()
    worker.join(10)
    assert ended.is_set()
    assert isinstance(outcome[0], Cancelled)
    assert not any(thread.name == "engine-io" for thread in threading.enumerate())
    with pytest.raises(RuntimeError, match="closed"):
        io.run(answer(1), CancelScope())


def test_a_coroutine_that_never_began_is_closed_with_its_worker(io: IoLoop) -> None:
    async def nothing() -> None:
        return None

    busy, go_on = threading.Event(), threading.Event()
    io.call_soon(lambda: (busy.set(), go_on.wait(10)))
    assert busy.wait(10)
    scope, coroutine = CancelScope(), nothing()
    scope_cancel = threading.Timer(0.05, scope.cancel)
    scope_cancel.start()
    with pytest.raises(Cancelled):
        io.run(coroutine, scope)
    assert inspect.getcoroutinestate(coroutine) == inspect.CORO_CLOSED
    go_on.set()
    scope_cancel.join()
