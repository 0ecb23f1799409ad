"""The computed fields of one connection: they follow what a person types, off the window's thread.

A value that changes asks for them anew. What still runs for older values is told to stop, and whatever it
says after that is dropped, in whichever order answers come.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.errors import AuthbenchError, Cancelled
from authbench_gui.tasks import Tasks

if TYPE_CHECKING:
    from authbench.form import Form
    from authbench.http import CancelScope

TYPING_PAUSE_MS = 250
"""How long nobody types before fields follow."""
BUSY_AFTER_MS = 150
"""How long lambdas may take before it shows that they run."""
MOST_AT_ONCE = 3
"""Evaluations at a time: the one that counts, and some that were told to stop but cannot yet."""


class DynamicFields(QObject):
    """`changed` - other fields or other problems came; `busy_changed` - `busy` did; `failed(error)`."""

    changed = Signal()
    busy_changed = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._form: Form | None = None
        self._current: CancelScope | None = None
        self._running = 0
        self._postponed = False
        self._then: list[Callable[[], None]] = []
        self.busy = False
        """Whether the fields of the present values are being computed, and have been for a moment."""
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._evaluate)
        self._patience = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._patience.timeout.connect(self._lose_patience)

    def serve(self, form: Form | None) -> None:
        """Compute fields for this form from now on; what ran for another is dropped."""
        self._stop()
        self._pause.stop()
        self._patience.stop()
        self._then.clear()
        self._form = form
        self._show_busy(busy=False)

    def ask(self, *, at_once: bool) -> None:
        """A value changed: compute again, `at_once` or after a pause in typing."""
        self._stop()
        self._pause.start(0 if at_once else TYPING_PAUSE_MS)

    def hurry(self) -> None:
        """Do not wait any longer for a pause in typing."""
        if self._pause.isActive():
            self._pause.start(0)

    def settle(self, then: Callable[[], None]) -> None:
        """Compute again now, then call `then`: at once where there is nothing to compute."""
        if self._form is None or not self._form.needs_lambdas:
            then()
            return
        self._then.append(then)
        if len(self._then) == 1:
            self._stop()
            self._pause.stop()
            self._evaluate()

    @property
    def idle(self) -> bool:
        """Whether nothing is computed and nothing waits to be."""
        return self._current is None and not self._postponed and not self._pause.isActive()

    def _stop(self) -> None:
        if self._current is not None:
            self._current.cancel()
            self._current = None

    @Slot()
    def _evaluate(self) -> None:
        form = self._form
        if form is None:
            return
        if self._running >= MOST_AT_ONCE:
            self._postponed = True
            return
        from authbench.http import CancelScope

        self._postponed = False
        scope = self._current = CancelScope()
        self._running += 1
        if not self.busy:
            self._patience.start()

        def evaluate() -> None:
            try:
                form.refresh_dynamic(scope)
            except Cancelled:
                return

        self._tasks.ask(evaluate, lambda _: self._on_done(scope), lambda error: self._on_done(scope, error))

    def _on_done(self, scope: CancelScope, error: AuthbenchError | None = None) -> None:
        self._running -= 1
        if scope is not self._current:
            if self._postponed:
                self._evaluate()
            return
        self._current = None
        self._patience.stop()
        self._show_busy(busy=False)
        self.changed.emit()
        if error is not None:
            self.failed.emit(error)
        then, self._then = self._then, []
        for call in then:
            call()

    @Slot()
    def _lose_patience(self) -> None:
        self._show_busy(busy=True)

    def _show_busy(self, *, busy: bool) -> None:
        if busy != self.busy:
            self.busy = busy
            self.busy_changed.emit()
