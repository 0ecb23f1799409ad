"""Cancelling: one scope per run, asked by everything that waits or loops."""

from __future__ import annotations

import threading
from collections.abc import Callable

from authbench.errors import Cancelled


class CancelScope:
    """Says once and for all that the work it covers is to stop. Safe to use from any thread."""

    __slots__ = ("_callbacks", "_cancelled", "_lock", "_next")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callbacks: dict[int, Callable[[], None]] = {}
        self._next = 0

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled

    def check(self) -> None:
        """Raise `Cancelled` if the scope was cancelled."""
        if self._cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Cancel the work. Callbacks run in this thread, in the order they came; later calls do nothing."""
        with self._lock:
            if self._cancelled:
                return
            self._cancelled = True
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once when the scope is cancelled, at once if it already is.

        The callback runs in the thread that cancels and must not block. Returns a function that
        takes the callback away again.
        """
        with self._lock:
            if not self._cancelled:
                key = self._next
                self._next += 1
                self._callbacks[key] = callback

                def remove() -> None:
                    with self._lock:
                        self._callbacks.pop(key, None)

                return remove
        callback()
        return _nothing_to_remove


def _nothing_to_remove() -> None:
    return None
