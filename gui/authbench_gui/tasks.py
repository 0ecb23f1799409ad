"""The one way off the GUI thread: `ask` does a job on a daemon thread and brings its result back.

Jobs that touch the same thing share a lane and run in the order they were asked for (keychain and
profiles), others run beside each other. Threads are daemons: a keychain prompt that nobody answers
must not keep the process alive.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from authbench.errors import AuthbenchError

_POLL_MS = 8
_LISTEN_MS = 500

T = TypeVar("T")
OnError = Callable[[AuthbenchError], None]


@dataclass(frozen=True, slots=True)
class _Job:
    call: Callable[[], Any]
    on_ok: Callable[[Any], None]
    on_error: OnError
    lane: str | None


@dataclass(frozen=True, slots=True)
class _Done:
    job: _Job
    value: Any = None
    error: AuthbenchError | None = None


class Tasks(QObject):
    """Runs jobs on daemon threads and calls back on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._results: SimpleQueue[_Done] = SimpleQueue()
        self._lanes: dict[str, deque[_Job]] = {}
        self._lock = threading.Lock()
        self._pending = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.deliver)
        self._told: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._listen = QTimer(self)
        self._listen.setInterval(_LISTEN_MS)
        self._listen.timeout.connect(self._deliver_told)
        self._listen.start()

    def ask(
        self,
        call: Callable[[], T],
        on_ok: Callable[[T], None],
        on_error: OnError,
        *,
        lane: str | None = None,
    ) -> None:
        """Do `call` off the GUI thread, then `on_ok(result)` or `on_error(error)` on it.

        `lane` names a queue: jobs of one lane run one after the other, in order.
        """
        job = _Job(call, on_ok, on_error, lane)
        self._pending += 1
        self._timer.start()
        if lane is not None:
            with self._lock:
                waiting = self._lanes.get(lane)
                if waiting is not None:
                    waiting.append(job)
                    return
                self._lanes[lane] = deque()
        threading.Thread(
            target=self._work, args=(job,), name=f"gui-task-{lane or 'free'}", daemon=True
        ).start()

    def tell(self, call: Callable[[], None]) -> None:
        """Do `call` on the GUI thread, soon; callable from any thread."""
        self._told.put(call)

    @property
    def idle(self) -> bool:
        """True when every job has been delivered."""
        return self._pending == 0

    def finish(self, timeout: float) -> bool:
        """Deliver results until every job is done or `timeout` seconds have passed; for closing."""
        deadline = time.monotonic() + timeout
        while self._pending:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return False
            try:
                self._deliver_one(self._results.get(timeout=remaining))
            except Empty:
                return False
        return True

    @Slot()
    def deliver(self) -> None:
        """Call back for every job that is done."""
        while True:
            try:
                done = self._results.get_nowait()
            except Empty:
                break
            self._deliver_one(done)
        if not self._pending:
            self._timer.stop()

    @Slot()
    def _deliver_told(self) -> None:
        while not self._told.empty():
            self._told.get_nowait()()

    def _deliver_one(self, done: _Done) -> None:
        self._pending -= 1
        if done.error is not None:
            done.job.on_error(done.error)
        else:
            done.job.on_ok(done.value)

    def _work(self, job: _Job) -> None:
        current: _Job | None = job
        while current is not None:
            self._results.put(_perform(current))
            current = self._next_in(current.lane) if current.lane is not None else None

    def _next_in(self, lane: str) -> _Job | None:
        with self._lock:
            waiting = self._lanes[lane]
            if waiting:
                return waiting.popleft()
            del self._lanes[lane]
            return None


def _perform(job: _Job) -> _Done:
    try:
        return _Done(job, value=job.call())
    except AuthbenchError as error:
        return _Done(job, error=error)
    except Exception as error:  # noqa: BLE001 - a bug becomes a message; a silent thread would hang the window
        return _Done(job, error=AuthbenchError(bug_text(error)))


def bug_text(error: BaseException) -> str:
    """An error of our own as a sentence: its class and place, not its text, which could hold anything."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return f"Something went wrong inside Authbench: {type(error).__name__}."
    file = trace.tb_frame.f_code.co_filename.replace("\\", "/").rsplit("/", 1)[-1]
    return f"Something went wrong inside Authbench: {type(error).__name__} ({file}:{trace.tb_lineno})."
