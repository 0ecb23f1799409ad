"""The thread on which everything that waits for a socket runs: one asyncio loop named "engine-io".

Lambdas are synchronous and wait for a response in the middle of an expression, and only a task on a
loop can be cancelled while it is stuck in a connect, a handshake or a read. So a worker thread hands
a coroutine to this loop and blocks until its result or the cancellation.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from authbench.errors import Cancelled
from authbench.http.scope import CancelScope

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

_UNWIND_SECONDS = 0.05
"""How long a cancelled worker waits for its task to clean up before it leaves it to the loop."""


class IoLoop:
    """An asyncio loop on a daemon thread, started when first needed.

    A daemon thread, and no executor, so that a stuck system call never delays the end of the process.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def run(self, coroutine: Coroutine[Any, Any, T], scope: CancelScope) -> T:
        """Run `coroutine` on the loop and return its result or raise its exception.

        Raises `Cancelled` as soon as `scope` is cancelled. Must not be called on the loop's own
        thread, where it would wait for itself.
        """
        if threading.current_thread() is self._thread:
            coroutine.close()
            raise RuntimeError("IoLoop.run was called on the loop's own thread")
        if scope.cancelled:
            coroutine.close()
            raise Cancelled
        try:
            loop = self._started()
        except RuntimeError:
            coroutine.close()
            raise
        call = _Call(loop, coroutine)
        remove = scope.on_cancel(call.cancel)
        try:
            loop.call_soon_threadsafe(call.start)
            return call.result()
        finally:
            remove()
            call.give_up()

    def call_soon(self, callback: Callable[[], object]) -> None:
        """Run `callback` on the loop's thread soon; from any thread."""
        self._started().call_soon_threadsafe(callback)

    def close(self, timeout: float = 2.0) -> None:
        """Cancel what runs, stop the loop and wait up to `timeout` seconds for its thread."""
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop is None or thread is None or not thread.is_alive():
            return
        loop.call_soon_threadsafe(loop.stop)
        if threading.current_thread() is not thread:
            thread.join(timeout)

    def _started(self) -> asyncio.AbstractEventLoop:
        loop = self._loop
        if loop is not None and not self._closed:
            return loop
        import asyncio

        with self._lock:
            if self._closed:
                raise RuntimeError("the loop was closed")
            if self._loop is None:
                loop = asyncio.new_event_loop()
                thread = threading.Thread(target=_serve, args=(loop,), name="engine-io", daemon=True)
                thread.start()
                self._loop, self._thread = loop, thread
            return self._loop


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    import asyncio

    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        # A connection accepted at the last moment has a task that has not begun yet: cancelled as it is,
        # it would leave its socket open. And closed transports give theirs back a turn later.
        loop.run_until_complete(asyncio.sleep(0))
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks, timeout=1.0))
        loop.run_until_complete(asyncio.sleep(0))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


class _Call(Generic[T]):
    """One coroutine on its way: started on the loop, awaited by a worker, cancelled by anyone."""

    def __init__(self, loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, T]) -> None:
        self._loop = loop
        self._coroutine = coroutine
        self._task: asyncio.Task[T] | None = None
        self._woken = threading.Event()
        self._finished = threading.Event()
        self._beginning = threading.Lock()
        self._cancelled = False

    def start(self) -> None:
        """Loop thread: begin the task, unless the worker has already gone."""
        with self._beginning:
            if self._cancelled:
                self._coroutine.close()
                self._finished.set()
                return
            self._task = self._loop.create_task(self._coroutine)
        self._task.add_done_callback(self._done)

    def give_up(self) -> None:
        """Worker thread: make sure that a coroutine that a closed loop never began is not left waiting."""
        with self._beginning:
            if self._task is None:
                self._cancelled = True
                self._coroutine.close()

    def _done(self, task: asyncio.Task[T]) -> None:
        if self._cancelled and not task.cancelled():
            task.exception()
        self._finished.set()
        self._woken.set()

    def cancel(self) -> None:
        """Any thread: cancel the task and wake the worker."""
        self._cancelled = True
        try:
            self._loop.call_soon_threadsafe(self._cancel_task)
        except RuntimeError:  # The loop is closed: nothing runs any more.
            self._finished.set()
        self._woken.set()

    def _cancel_task(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def result(self) -> T:
        """Worker thread: wait for the end."""
        self._woken.wait()
        if not self._finished.is_set():
            self._finished.wait(_UNWIND_SECONDS)
        task = self._task
        if task is None or not task.done() or task.cancelled():
            raise Cancelled
        return task.result()
