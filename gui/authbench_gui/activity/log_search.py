"""Looks into headers and bodies for a filter, off the GUI thread, a few exchanges at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from authbench.errors import AuthbenchError
from authbench_gui.activity.log_model import LogModel
from authbench_gui.tasks import Tasks

if TYPE_CHECKING:
    from authbench.journal import Journal
    from authbench.journal.filters import Filter, Surroundings

_AT_ONCE = 1_500
_SLICE_S = 0.03

Waiting = list[tuple[int, "Surroundings"]]
Told = tuple[list[int], list[int]]


class LogSearch(QObject):
    """Decides what the model cannot. `changed` - it began, went on, or is over."""

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._journal: Journal | None = None
        self._model: LogModel | None = None
        self._asked = 0
        self._busy = False

    def watch(self, model: LogModel | None, journal: Journal | None) -> None:
        """Another log is shown, and its `journal` is looked into."""
        if self._model is not None:
            self._model.undecided_changed.disconnect(self._go_on)
        self._model, self._journal = model, journal
        self._asked += 1
        self._busy = False
        if model is not None:
            model.undecided_changed.connect(self._go_on)
            self._go_on()

    def look_through(self, journal: Journal) -> None:
        """Look at the same log with more hidden, or less."""
        self.watch(self._model, journal)

    @property
    def left(self) -> int:
        """Exchanges that are still to be looked at."""
        return self._model.undecided if self._model is not None else 0

    def cancel(self) -> None:
        """Leave the rest open."""
        self._asked += 1
        self._busy = False
        if self._model is not None:
            self._model.give_up()

    @Slot()
    def _go_on(self) -> None:
        model, journal = self._model, self._journal
        self.changed.emit()
        if self._busy or model is None or journal is None or not model.undecided:
            return
        self._busy = True
        self._asked += 1
        asked, wanted, waiting = self._asked, model.filter, model.take_undecided(_AT_ONCE)

        def found(told: Told) -> None:
            if asked == self._asked:
                self._busy = False
                if model.filter is wanted:
                    model.decide(*told)
                else:
                    self._go_on()

        def failed(_error: AuthbenchError) -> None:
            if asked == self._asked:
                self.cancel()

        def cancelled() -> bool:
            # Another filter ends what is looked for, at the next press of a key.
            return asked != self._asked or model.filter is not wanted

        self._tasks.ask(lambda: _look(journal, wanted, waiting, cancelled), found, failed)


def _look(journal: Journal, wanted: Filter, waiting: Waiting, cancelled: Callable[[], bool]) -> Told:
    """As many as there is time for: which pass, and which do not."""
    until = time.monotonic() + _SLICE_S
    passing: list[int] = []
    others: list[int] = []
    for exchange_id, around in waiting:
        passes = journal.passes(wanted, exchange_id, around, cancelled=cancelled)
        (passing if passes else others).append(exchange_id)
        if time.monotonic() > until or cancelled():
            break
    return passing, others
