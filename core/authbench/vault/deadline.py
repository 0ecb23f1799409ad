"""Calls that may never come back, on a daemon thread with a deadline.

A keychain can block for as long as a person leaves its question open, and no library offers a time
limit. The call is abandoned then: its thread ends when the system lets it and never delays exit.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
POLL_SECONDS = 0.02


class DeadlinePassed(Exception):
    """The call did not end in time and was abandoned."""


class _Call(Generic[T]):
    def __init__(self, function: Callable[[], T]) -> None:
        self.function = function
        self.done = threading.Event()
        self.abandoned = False
        self.value: T | None = None
        self.error: BaseException | None = None


class PatientCaller:
    """Runs blocking calls one after another, each within `seconds`.

    One at a time: an unanswered question to unlock must not be followed by a second one, and a call
    that was abandoned before it began never runs.
    """

    def __init__(self, seconds: float = 30.0) -> None:
        self.seconds = seconds
        self._turn = threading.Lock()

    def call(self, function: Callable[[], T], check: Callable[[], None] | None = None) -> T:
        """The result of `function`, or its error. Raises `DeadlinePassed`, or what `check` raises."""
        call = _Call(function)
        threading.Thread(target=self._run, args=(call,), name="keychain", daemon=True).start()
        deadline = time.monotonic() + self.seconds
        try:
            while not call.done.wait(self._wait(deadline, check)):
                if check is not None:
                    check()
                if time.monotonic() >= deadline:
                    raise DeadlinePassed
        finally:
            call.abandoned = True
        if call.error is not None:
            raise call.error
        return call.value  # type: ignore[return-value]

    def _wait(self, deadline: float, check: Callable[[], None] | None) -> float:
        left = max(0.0, deadline - time.monotonic())
        return left if check is None else min(POLL_SECONDS, left)

    def _run(self, call: _Call[T]) -> None:
        with self._turn:
            if call.abandoned:
                return
            try:
                call.value = call.function()
            except BaseException as error:  # noqa: BLE001 - handed to the waiting thread as it is
                call.error = error
            call.done.set()
