"""The steps of a run as the strip shows them: planned, current, done, noted, failed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from authbench.errors import Code
from authbench.events import Outcome, RunFinished, StepFinished, StepName, StepStarted
from authbench_gui.wording import duration

STEP_TITLES: dict[StepName, str] = {
    StepName.FIELDS: "Check fields",
    StepName.CONSENT: "Consent in browser",
    StepName.TOKEN: "Get token",
    StepName.ACQUIRE: "Get token (acquire)",
    StepName.REFRESH: "Refresh token",
    StepName.TEST: "Test request",
    StepName.IDENTITY: "Identity",
    StepName.TRY: "Request",
    StepName.EXECUTE: "Run",
    StepName.PROVIDER: "Ask the provider",
}


class StepState(StrEnum):
    """`NOTED` is a refusal that belongs to the order of things: green, with a note."""

    PLANNED = "planned"
    CURRENT = "current"
    DONE = "done"
    NOTED = "noted"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage as shown. `id` is None until it has started."""

    name: StepName
    title: str
    state: StepState = StepState.PLANNED
    detail: str = ""
    id: int | None = None


class StepList:
    """Follows a run's step events; what was not planned is put in where it happens."""

    def __init__(self, plan: tuple[StepName, ...] = ()) -> None:
        self.steps: list[Step] = []
        for name in plan:
            self.steps.append(Step(name, self._title(name)))

    def started(self, event: StepStarted) -> None:
        """A step began: a planned one of that name, else a new one after those that have begun."""
        waiting = (
            position
            for position, step in enumerate(self.steps)
            if step.state is StepState.PLANNED and step.name is event.name
        )
        index = next(waiting, None)
        if index is None:
            index = sum(step.id is not None for step in self.steps)
            self.steps.insert(index, Step(event.name, self._title(event.name)))
        detail = event.cause or ""
        self.steps[index] = replace(
            self.steps[index], state=StepState.CURRENT, id=event.step_id, detail=detail
        )

    def describe(self, name: StepName, detail: str) -> None:
        """Say more about the current step of that name."""
        for index, step in enumerate(self.steps):
            if step.name is name and step.state is StepState.CURRENT:
                self.steps[index] = replace(step, detail=detail)

    def finished(self, event: StepFinished) -> None:
        """A step ended. After an expected refusal of the test, it will be tried again."""
        stopped = event.failure is not None and event.failure.code == Code.CANCELLED
        state = (
            StepState.STOPPED
            if stopped
            else StepState.NOTED
            if event.expected
            else StepState.DONE
            if event.ok
            else StepState.FAILED
        )
        took = "" if event.expected else duration(event.elapsed)
        said = "cancelled" if stopped else event.detail
        detail = " · ".join(part for part in (said, took) if part)
        for index, step in enumerate(self.steps):
            if step.id == event.step_id:
                self.steps[index] = replace(step, state=state, detail=detail)
                break
        if event.expected and event.name is StepName.TEST:
            planned = any(step.name is StepName.TEST and step.id is None for step in self.steps)
            if not planned:
                begun = sum(step.id is not None for step in self.steps)
                self.steps.insert(begun, Step(StepName.TEST, self._title(StepName.TEST)))

    def run_finished(self, event: RunFinished) -> None:
        """The run ended: what was still going on was stopped."""
        for index, step in enumerate(self.steps):
            if step.state is StepState.CURRENT:
                stopped = event.outcome is Outcome.CANCELLED
                self.steps[index] = replace(
                    step,
                    state=StepState.STOPPED if stopped else StepState.FAILED,
                    detail="cancelled" if stopped else step.detail,
                )
        if event.outcome is Outcome.OK:
            self.steps = [step for step in self.steps if step.id is not None]

    def _title(self, name: StepName) -> str:
        again = any(step.name is name for step in self.steps)
        if again and name in (StepName.TEST, StepName.TRY):
            return "Test again" if name is StepName.TEST else "Request again"
        return STEP_TITLES[name]
