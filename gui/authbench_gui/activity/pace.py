"""When something is shown: at once while little happens, some times a second in a flood."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from authbench_gui.turns import Turns

_PAUSE_MS = 40
_CALM = 3
"""Pauses in which nothing was asked for, until things are done at once again."""


class Pace(QObject):
    """Does what it is asked for: at once, or in a flood one thing after a pause, each in a turn of the event
    loop of its own and in the order in which they were asked for. What waits already is done once."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: dict[Callable[[], None], None] = {}
        self._calm = 0
        self._turns = Turns.shared()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)

    def ask(self, *calls: Callable[[], None]) -> None:
        """Do these soon, in this order."""
        self._waiting.update(dict.fromkeys(call for call in calls if call not in self._waiting))
        if not self._pause.isActive():
            while self._waiting:
                self._do_one()

    def hurry(self) -> None:
        """What is asked for next is done at once."""
        self._pause.stop()

    @Slot()
    def _on_pause(self) -> None:
        if self._waiting:
            self._calm = 0
            self._turns.ask(self, self._do_one)
        elif self._calm < _CALM:
            self._calm += 1
            self._pause.start()

    def _do_one(self) -> None:
        # First, for what is done may ask for more.
        self._pause.start()
        if self._waiting:
            call = next(iter(self._waiting))
            del self._waiting[call]
            call()
