from __future__ import annotations

import threading

import pytest

from authbench.errors import Cancelled
from authbench.http import CancelScope


def test_check_passes_until_cancelled() -> None:
    scope = CancelScope()
    scope.check()
    scope.cancel()
    assert scope.cancelled
    with pytest.raises(Cancelled):
        scope.check()


def test_cancelled_is_not_an_ordinary_exception() -> None:
    assert not issubclass(Cancelled, Exception)


def test_callbacks_run_once_in_order() -> None:
    scope = CancelScope()
    calls: list[str] = []
    scope.on_cancel(lambda: calls.append("first"))
    scope.on_cancel(lambda: calls.append("second"))
    scope.cancel()
    scope.cancel()
    assert calls == ["first", "second"]


def test_removed_callback_is_not_called() -> None:
    scope = CancelScope()
    calls: list[str] = []
    remove = scope.on_cancel(lambda: calls.append("removed"))
    scope.on_cancel(lambda: calls.append("kept"))
    remove()
    remove()
    scope.cancel()
    assert calls == ["kept"]


def test_callback_on_a_cancelled_scope_runs_at_once() -> None:
    scope = CancelScope()
    scope.cancel()
    calls: list[str] = []
    remove = scope.on_cancel(lambda: calls.append("late"))
    remove()
    assert calls == ["late"]


def test_many_threads_cancelling_run_a_callback_once() -> None:
    scope = CancelScope()
    calls: list[int] = []
    scope.on_cancel(lambda: calls.append(1))
    threads = [threading.Thread(target=scope.cancel) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [1]
