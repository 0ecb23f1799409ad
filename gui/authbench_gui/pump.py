"""Brings what happens in the engine to the GUI thread.

Engine threads put events on a queue and never touch a Qt object: emitting across threads has
crashed PySide6, and one emit per event stalls the window. A timer in the GUI thread drains the
queue in batches with a time budget, so that a flood of events never holds up a repaint.
"""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.journal.entries import Notice
from authbench_gui.turns import Turns

BUSY_INTERVAL_MS = 16
FLOOD_INTERVAL_MS = 32
"""As often as one can see that a log scrolls: all of it is painted anew each time."""
IDLE_INTERVAL_MS = 200
_FLOOD = 16
"""Events in one tick from which on it is a flood."""
_BATCH = 256
_BUDGET_S = 0.012


class EventPump(QObject):
    """Queues events from any thread; emits `drained` with lists of them, in order.

    Between runs the timer is slow, so that an idle window costs nothing; `hurry` makes it fast
    until a drain finds nothing to do and nobody is running.
    """

    drained = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[Notice] = SimpleQueue()
        self._running = 0
        self._timer = QTimer(self)
        self._timer.setInterval(IDLE_INTERVAL_MS)
        self._timer.timeout.connect(self._on_timer)
        self._turns = Turns.shared()
        self._timer.start()

    def put(self, event: Notice) -> None:
        """Take an event; callable from any thread, never blocks."""
        self._queue.put(event)

    @property
    def interval_ms(self) -> int:
        """How often it drains."""
        return self._timer.interval()

    def run_began(self) -> None:
        """A run is about to start: drain at screen rate."""
        self._running += 1
        self._timer.setInterval(BUSY_INTERVAL_MS)

    def run_ended(self) -> None:
        """A run ended: drain lazily once nothing runs."""
        self._running = max(0, self._running - 1)
        if not self._running:
            self._timer.setInterval(IDLE_INTERVAL_MS)

    @Slot()
    def _on_timer(self) -> None:
        if not self._queue.empty():
            self._turns.ask(self, self.drain)
        elif self._running:
            self._timer.setInterval(BUSY_INTERVAL_MS)

    def drain(self) -> None:
        """Emit what is queued, for at most the time budget of one tick."""
        taken = self._drain()
        if self._running:
            self._timer.setInterval(FLOOD_INTERVAL_MS if taken >= _FLOOD else BUSY_INTERVAL_MS)

    def _drain(self) -> int:
        """How many events there were."""
        taken = 0
        until = time.monotonic() + _BUDGET_S
        while True:
            batch: list[Notice] = []
            try:
                while len(batch) < _BATCH:
                    batch.append(self._queue.get_nowait())
            except Empty:
                pass
            if not batch:
                return taken
            taken += len(batch)
            self.drained.emit(batch)
            if time.monotonic() > until:
                return taken
