"""Frees what only reference cycles hold, on the window's thread alone, and when nobody waits for it.

Python collects cycles on whichever thread happens to allocate. A Qt object that is freed on one of the
engine's threads, away from its own, ends the process. And a collection of everything stops all threads for
a tenth of a second.
"""

from __future__ import annotations

import gc
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from authbench_gui.turns import Turns

INTERVAL_MS: Final = 250
"""Milliseconds between two looks."""
BUSY_MS: Final = 25
"""The same while many objects are made: a collection takes the longer the more of them are new."""
_MANY: Final = 4000
"""New objects that call for a look soon."""
_FEW: Final = 700
"""New objects at a look soon after the last, with which the many are over."""
_SOON: Final = 2
"""Collections of the young after which, while many are made, those that survived are looked at once more.
After as many as Python would wait for they would be so many that the window stood still."""
QUIET: Final = 4
"""Looks at which nothing must have happened before old objects are collected. Not seconds: where the machine
is busy, many pass between two looks, and what happened in them is not known yet."""
REST: Final = 80
"""The same before everything is, with what was there from the beginning."""
_EVERYTHING_AFTER_S: Final = 300.0
_SHARE: Final = 200
"""A collection of old objects may take one part in so many of the time."""


class CycleCollector(QObject):
    """Takes over from Python's own collector for the rest of the process. Make it on the window's thread. It
    does nothing until it is told to `begin`: what is made while a program starts stays.

    The young are collected at any time, which takes a millisecond. Old objects are collected when nothing
    happens, and those that survive are set apart, so that the next time there are few to look at. Seldom,
    and only after a longer rest, those are looked at again.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._earliest = 0.0
        self._everything = time.monotonic()
        self._quiet = 0
        self._busy = False
        self._turns = Turns.shared()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._on_timer)

    def begin(self) -> None:
        """Set apart all there is by now, and look after what comes."""
        if not self._timer.isActive():
            gc.freeze()
            self._timer.start()

    @Slot()
    def stir(self) -> None:
        """Something happens just now."""
        self._quiet = 0
        if not self._busy and gc.get_count()[0] > _MANY:
            self._hurry(True)

    @Slot()
    def _on_timer(self) -> None:
        self._turns.ask(self, self.look)

    def look(self) -> None:
        """Collect what is due by Python's own thresholds and may be collected now."""
        youngest, middle, oldest = gc.get_count()
        due_youngest, due_middle, due_oldest = self._thresholds
        began = time.monotonic()
        self._quiet += 1
        self._hurry(youngest > (_FEW if self._busy else _MANY))
        if self._quiet > REST and began - self._everything >= _EVERYTHING_AFTER_S:
            gc.unfreeze()
            self._collect_old(began)
            self._everything = time.monotonic()
        elif oldest > due_oldest and self._quiet > QUIET and began >= self._earliest:
            self._collect_old(began)
        elif middle > (_SOON if self._busy else due_middle):
            gc.collect(1)
        elif youngest > due_youngest:
            gc.collect(0)

    def _hurry(self, busy: bool) -> None:
        if busy is not self._busy:
            self._busy = busy
            self._timer.setInterval(BUSY_MS if busy else INTERVAL_MS)

    def _collect_old(self, began: float) -> None:
        gc.collect(2)
        gc.freeze()
        ended = time.monotonic()
        self._earliest = ended + _SHARE * (ended - began)
