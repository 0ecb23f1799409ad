"""What a failure quotes does not show in the window or reach the disk."""

from __future__ import annotations

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from authbench.events import (
    Failure,
    Outcome,
    RunFinished,
    RunKind,
    RunStarted,
    StepFinished,
    StepName,
    StepStarted,
)
from authbench.journal import Journal, Notice, RowView
from authbench_gui.connection_page.steps import StepsStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.workspace.activity import Activity
from authbench_gui.workspace.outcomes import last_result
from support.gui_fake_engine import every_text

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SECRET = "xk7QpZ2mVw9LtR4cHb8N"


class Redacting:
    def __init__(self) -> None:
        self.journal = Journal()
        self.journal.redactor.add(SECRET, "api key")

    def row(self, exchange_id: int) -> RowView | None:
        return self.journal.row(exchange_id)

    def text(self, text: str) -> str:
        return self.journal.redactor.text(text)

    def generation(self) -> int:
        return self.journal.redactor.generation


def test_a_step_that_quotes_a_secret(qtbot: QtBot, theme: Theme) -> None:
    redacting = Redacting()
    activity = Activity(redacting)
    notices: list[Notice] = []
    redacting.journal.subscribe(notices.append)
    failure = Failure("connector_error", f"bad key {SECRET}")
    for event in (
        RunStarted("run", "connection", RunKind.TEST, (StepName.TEST,), NOW),
        StepStarted("run", 1, StepName.TEST, NOW, f"refused {SECRET}"),
        StepFinished("run", 1, StepName.TEST, False, f"bad key {SECRET}", 0.1, failure),
    ):
        redacting.journal.record(event)
    activity.apply(notices)
    strip = StepsStrip(theme)
    qtbot.add_widget(strip)
    strip.show_steps(activity.steps.steps)
    strip.show()
    shown = "\n".join(
        [
            *every_text(strip),
            *(item.toolTip() for item in strip.items),
            *(item.accessibleName() for item in strip.items),
        ]
    )
    assert "bad key" in shown
    assert SECRET not in shown


def test_a_result_as_the_profile_keeps_it() -> None:
    finished = RunFinished(
        "run", Outcome.FAILED, 0.1, NOW, identity=f"jo {SECRET}", failure=Failure(f"denied_{SECRET}", "no")
    )
    kept = last_result(finished, None, Redacting().text)
    assert SECRET not in repr(kept)
    assert kept.identity.startswith("jo ")
