"""Spreads what takes some milliseconds over the turns of the event loop.

In a flood of events the log, the details, the sum of the run, the index of the filters and the collector are
all due at about the same time. Each alone is not noticed; one after the other in one turn they hold up a key
press.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot
from shiboken6 import isValid


class Turns(QObject):
    """Does one thing in a turn of the event loop, in the order in which they were asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[Callable[[], None], QObject] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._do_one)

    @classmethod
    def shared(cls) -> Turns:
        """The one of this process's window thread, as long as its application."""
        app = QCoreApplication.instance()
        assert app is not None
        found: Turns | None = app.findChild(cls)
        return found if found is not None else cls(app)

    def ask(self, owner: QObject, call: Callable[[], None]) -> None:
        """Do `call` in a turn of its own, soon, unless its owner is gone by then. What waits already is done
        once."""
        self._waiting.setdefault(call, owner)
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _do_one(self) -> None:
        call = next(iter(self._waiting))
        owner = self._waiting.pop(call)
        if not self._waiting:
            self._timer.stop()
        if isValid(owner):
            call()
