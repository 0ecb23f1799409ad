"""Which steps of a run are still to come, from its plan and what happened so far."""

from __future__ import annotations

from collections.abc import Sequence

from authbench.events import RenewalTriggered, RunFinished, RunStarted, StepFinished, StepName, StepStarted
from authbench.journal.entries import ExchangeLogged, Notice

RENEWING = (StepName.TOKEN, StepName.ACQUIRE, StepName.REFRESH)
"""The steps that get credentials."""
_SILENT = (StepName.FIELDS,)


class Coming:
    """Follows the steps of a run. `plan` counts until the run itself says what it will do. What the run, its
    steps and exchanges tell may be taken twice: the second time changes nothing."""

    def __init__(self, plan: Sequence[StepName] = ()) -> None:
        self.consent_failed = False
        self._remaining = list(plan)
        self._current: StepName | None = None
        self._sent = False
        self._started = False
        # The numbers of the last step that began, and of the last one that ended.
        self._begun = self._ended = 0

    @property
    def steps(self) -> tuple[StepName, ...]:
        """The steps of which nothing was sent yet, in order."""
        current = (self._current,) if self._current is not None and not self._sent else ()
        return tuple(step for step in (*current, *self._remaining) if step not in _SILENT)

    def take(self, notice: Notice) -> None:
        """Go on with what happened."""
        match notice:
            case RunStarted() if not self._started:
                self._started = True
                self._remaining = list(notice.plan)
            case StepStarted() if notice.step_id > self._begun:
                self._begun = notice.step_id
                self._pass(notice.name)
                self._current, self._sent = notice.name, False
            case StepFinished() if notice.step_id > self._ended:
                self._ended = notice.step_id
                self._current = None
                if not notice.ok:
                    self._remaining = []
                    self.consent_failed |= notice.name is StepName.CONSENT
            case RenewalTriggered():
                self._renew()
            case ExchangeLogged():
                self._sent = True
            case RunFinished():
                self._remaining, self._current = [], None
            case _:
                pass

    def _pass(self, name: StepName) -> None:
        for place, step in enumerate(self._remaining):
            if step is name or (step in RENEWING and name in RENEWING):
                del self._remaining[: place + 1]
                return

    def _renew(self) -> None:
        """Credentials are renewed, and what was refused is sent once more."""
        following = [step for step in self._remaining if step not in _SILENT]
        if not following or following[0] not in RENEWING:
            again = [self._current] if self._current is not None else []
            self._remaining = [StepName.REFRESH, *again, *following]
