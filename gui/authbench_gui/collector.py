"""Frees what only reference cycles hold, on the window's thread alone.

Python collects cycles on whichever thread happens to allocate. A Qt object that is freed on one of the
engine's threads, away from its own, ends the process.
"""

from __future__ import annotations

import gc
import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS: Final = 250
"""Milliseconds between two looks."""
_SHARE: Final = 200
"""A full collection may take one part in so many of the time."""


class CycleCollector(QObject):
    """Takes over from Python's own collector for the rest of the process. Make it on the window's thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._earliest_full = 0.0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        youngest, middle, oldest = gc.get_count()
        due_youngest, due_middle, due_oldest = self._thresholds
        began = time.monotonic()
        if oldest > due_oldest and began >= self._earliest_full:
            gc.collect(2)
            ended = time.monotonic()
            self._earliest_full = ended + _SHARE * (ended - began)
        elif middle > due_middle:
            gc.collect(1)
        elif youngest > due_youngest:
            gc.collect(0)
