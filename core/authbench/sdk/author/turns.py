"""Runs code of a definition in a thread of its own, which can be told to stop.

An exception can be raised in another thread from outside, but it may strike anywhere. So that it never
strikes in our own code, where a lock may be held, each such thread has a `Turn`, which says whose code is
on top. Only the author's is struck. A call into ours made meanwhile raises `Cancelled` by itself.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from authbench.errors import AuthbenchError, Cancelled, Code

if TYPE_CHECKING:
    from authbench.http import CancelScope

_STOP_SECONDS = 0.03
"""How long a cancelled run waits for the author's code to stop before it is left behind: pure Python stops
at its next step, a call into C does not before it returns."""
_STRIKE_EVERY = 0.005
_PURSUE_EVERY = 0.05
_local = threading.local()


class LeftBehind(Cancelled):
    """The run was cancelled while code of the definition waited in a call that nothing can interrupt: the
    thread was left behind and its result is dropped."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.hint = left_behind_hint(name)


def left_behind_hint(name: str) -> str:
    """What a person is told about code that a cancelled run left behind."""
    return (
        f"{name} was waiting in a call that cannot be interrupted; it was left behind, and what it still does"
        " counts for nothing. To wait, use sleep from authbench.sdk instead of time.sleep."
    )


class TookTooLong(AuthbenchError):
    """Code of a definition that has a time limit went over it."""

    default_code = Code.LIMIT_EXCEEDED


class Turn:
    """Whose code is on top in one thread: the author's, unless `ours` counts."""

    __slots__ = ("_ident", "_lock", "_ours", "_stopped")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ours = 0
        self._ident: int | None = None
        self._stopped = False

    def begin(self) -> None:
        """Take the present thread, with the author's code on top."""
        with self._lock:
            self._ident = threading.get_ident()

    def end(self) -> None:
        """Nothing strikes from now on."""
        with self._lock:
            self._withdraw()
            self._ident = None

    def enter(self) -> None:
        """Our code comes on top. Raises Cancelled where the thread is to stop."""
        with self._lock:
            self._withdraw()
            if self._stopped and not self._ours:
                raise Cancelled
            self._ours += 1

    def leave(self) -> None:
        """The author's code is on top again."""
        with self._lock:
            self._ours -= 1

    @property
    def ours(self) -> bool:
        """Whether our code is on top."""
        return self._ours > 0

    def strike(self) -> bool:
        """Raise `Cancelled` in the author's code, now or when it is on top next. False once it ended."""
        with self._lock:
            self._stopped = True
            if self._ident is None:
                return False
            if not self._ours:
                _raise_in(self._ident, ctypes.py_object(Cancelled))
            return True

    def _withdraw(self) -> None:
        if self._stopped and self._ident is not None:
            _raise_in(self._ident, None)


def _raise_in(ident: int, kind: Any) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), kind)


def present_turn() -> Turn | None:
    """The turn of this thread; None in threads that are not the author's."""
    return getattr(_local, "turn", None)


class _Work:
    """One piece of work in its thread, and what came of it."""

    def __init__(
        self,
        work: Callable[[], Any],
        wake: threading.Event,
        around: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._work = work
        self._wake = wake
        self._around = around
        self.turn = Turn()
        self.ended = threading.Event()
        self.value: Any = None
        self.error: BaseException | None = Cancelled()

    def run(self) -> None:
        """The thread's main function."""
        try:
            with self._around():
                self._run()
        finally:
            self.ended.set()
            self._wake.set()

    def _run(self) -> None:
        try:
            try:
                _local.turn = self.turn
                self.turn.begin()
                value = self._work()
                self.turn.end()
                self.value, self.error = value, None
            except BaseException as error:  # noqa: BLE001  # whatever the author raises goes to who waits
                self.turn.end()
                self.error = error
        except Cancelled:
            self.turn.end()


def run_apart(
    work: Callable[[], Any],
    *,
    name: str,
    scope: CancelScope | None = None,
    seconds: float | None = None,
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Any:
    """`work()` in a thread of its own. Raises what it raises; `Cancelled` where `scope` is cancelled, which
    then waits for nobody; `TookTooLong` after `seconds`. The thread is in `around()` all the while, which
    nothing strikes as it is entered and left."""
    wake = threading.Event()
    piece = _Work(work, wake, around)
    remove = scope.on_cancel(wake.set) if scope is not None else None
    threading.Thread(target=piece.run, name=f"definition-{name}", daemon=True).start()
    try:
        on_time = wake.wait(seconds)
    except BaseException:
        _stop(piece)
        raise
    finally:
        if remove is not None:
            remove()
    if scope is not None and scope.cancelled:
        if not _stop(piece):
            raise LeftBehind(name)
        raise Cancelled
    if not on_time:
        _stop(piece)
        raise TookTooLong(
            f"{name} took longer than {seconds:g} seconds",
            hint="Move what takes long into the functions that need it.",
        )
    if piece.error is not None:
        raise piece.error
    return piece.value


def _stop(piece: _Work) -> bool:
    """Stop the author's code. False where it does not in time: it is struck on until it ends."""
    for _ in range(int(_STOP_SECONDS / _STRIKE_EVERY)):
        if not piece.turn.strike() or piece.ended.wait(_STRIKE_EVERY):
            return True
    if piece.ended.is_set():
        return True
    threading.Thread(target=_pursue, args=(piece,), name="definition-stop", daemon=True).start()
    return False


def _pursue(piece: _Work) -> None:
    pause = _PURSUE_EVERY
    while piece.turn.strike() and not piece.ended.wait(pause):
        pause = min(pause * 1.5, 1.0)
