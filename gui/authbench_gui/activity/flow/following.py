"""Keeps the picture of one run up to date while it is on, away from the window's own thread."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.events import RedirectIgnored, RenewalTriggered, RunPaused, RunResumed
from authbench.journal.entries import Notice
from authbench.journal.flow.drawing import FlowFollower
from authbench.journal.flow.picture import Picture
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said

if TYPE_CHECKING:
    from authbench.errors import AuthbenchError
    from authbench.journal import Journal

_PAUSE_MS = 50
"""Twenty pictures a second are as many as one sees."""
_ROOM = 4
"""How many times as long as a picture takes to be shown the next one is waited for."""
_NOT_TWICE = (RenewalTriggered, RedirectIgnored, RunPaused, RunResumed)
"""What may not be taken twice. Whether the journal has told of it is not known: then it tells all anew."""


class RunFollowing(QObject):
    """`changed` - there is another picture. `failed(message)` - it could not be drawn."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.picture: Picture | None = None
        self.run_id = ""
        self._journal: Journal | None = None
        self._tasks = Tasks(self)
        self._follower: FlowFollower | None = None
        self._taken: list[Notice] = []
        self._anew = False
        self._busy = False
        self._generation = -1
        self._seen = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._work)

    def follow(self, journal: Journal | None, run_id: str) -> None:
        """Draw a run from now on; none for an empty id."""
        if journal is self._journal and run_id == self.run_id:
            return
        self._journal, self.run_id = journal, run_id
        self._follower = FlowFollower(journal, run_id) if journal is not None and run_id else None
        self._taken, self._anew, self._busy = [], True, False
        if self._follower is None:
            self.picture = None
            self.changed.emit()
        else:
            self._work()

    def leave_room(self, seconds: float) -> None:
        """Showing a picture took so long: the next comes late enough for the window to do other things."""
        self._pause.setInterval(max(_PAUSE_MS, round(seconds * 1000 * _ROOM)))

    def set_seen(self, seen: bool) -> None:
        """Whether anybody looks: for nobody nothing is drawn."""
        self._seen = seen
        if seen:
            self._work_soon()

    @Slot(list)
    def take(self, notices: Sequence[Notice]) -> None:
        """Go on with what happened, in this run or another: what became known as secret in any goes."""
        journal = self._journal
        if journal is None or self._follower is None:
            return
        if not self._seen:
            self._anew = True
            return
        mine = [notice for notice in notices if notice.run_id == self.run_id]
        if any(isinstance(notice, _NOT_TWICE) for notice in mine):
            self._anew = True
        self._taken += mine
        if mine or journal.redactor.generation != self._generation:
            self._work_soon()

    def _work_soon(self) -> None:
        if not self._busy and not self._pause.isActive():
            self._work()

    @Slot()
    def _work(self) -> None:
        follower, journal = self._follower, self._journal
        if follower is None or journal is None or self._busy or not self._seen:
            return
        generation = journal.redactor.generation
        if not self._taken and not self._anew and generation == self._generation:
            return
        self._busy = True
        taken, self._taken = self._taken, []
        anew, self._anew = self._anew, False
        self._tasks.ask(
            lambda: _drawn(follower, taken, anew=anew),
            partial(self._on_drawn, follower, generation),
            partial(self._on_error, follower),
        )

    def _on_drawn(self, follower: FlowFollower, generation: int, picture: Picture) -> None:
        if follower is not self._follower:
            return
        self._busy = False
        self._generation = generation
        self._pause.start()
        if picture != self.picture:
            self.picture = picture
            self.changed.emit()
            # Anew, now that it is known how long that took.
            self._pause.start()

    def _on_error(self, follower: FlowFollower, error: AuthbenchError) -> None:
        if follower is self._follower:
            self._busy = False
            self.failed.emit(said(error))


def _drawn(follower: FlowFollower, taken: Sequence[Notice], *, anew: bool) -> Picture:
    if anew:
        follower.catch_up()
    else:
        for notice in taken:
            follower.take(notice)
    return follower.picture
