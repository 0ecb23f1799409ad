from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from authbench.events import Outcome, RunFinished, StepFinished, StepName, StepStarted
from authbench_gui.connection_page.steps import StepsStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.workspace.steps import Step, StepList, StepState

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def start(steps: StepList, number: int, name: StepName) -> None:
    steps.started(StepStarted("run", number, name, NOW))


def finish(
    steps: StepList, number: int, name: StepName, detail: str = "", *, ok: bool = True, expected: bool = False
) -> None:
    steps.finished(StepFinished("run", number, name, ok, detail, 0.041, expected=expected))


def shown(steps: StepList) -> list[tuple[str, str, str]]:
    return [(step.title, step.state.value, step.detail) for step in steps.steps]


def test_a_plan_is_ticked_off_with_durations() -> None:
    steps = StepList((StepName.FIELDS, StepName.TEST))
    assert [state for _, state, _ in shown(steps)] == ["planned", "planned"]
    start(steps, 1, StepName.FIELDS)
    assert [state for _, state, _ in shown(steps)] == ["current", "planned"]
    finish(steps, 1, StepName.FIELDS)
    start(steps, 2, StepName.TEST)
    finish(steps, 2, StepName.TEST, "POST 200")
    assert shown(steps) == [("Check fields", "done", "41 ms"), ("Test request", "done", "POST 200 · 41 ms")]


def test_an_expected_refusal_is_noted_and_the_test_is_planned_again() -> None:
    steps = StepList((StepName.FIELDS, StepName.TEST))
    start(steps, 1, StepName.FIELDS)
    finish(steps, 1, StepName.FIELDS)
    start(steps, 2, StepName.TEST)
    finish(steps, 2, StepName.TEST, "GET 401 · asks for a token", expected=True)
    start(steps, 3, StepName.ACQUIRE)
    finish(steps, 3, StepName.ACQUIRE, "POST 401", ok=False)
    assert shown(steps) == [
        ("Check fields", "done", "41 ms"),
        ("Test request", "noted", "GET 401 · asks for a token"),
        ("Get token (acquire)", "failed", "POST 401 · 41 ms"),
        ("Test again", "planned", ""),
    ]


def test_what_was_not_needed_is_not_left_standing_after_success() -> None:
    steps = StepList((StepName.FIELDS, StepName.TEST, StepName.IDENTITY))
    start(steps, 1, StepName.FIELDS)
    finish(steps, 1, StepName.FIELDS)
    steps.run_finished(RunFinished("run", Outcome.OK, 0.1, NOW))
    assert [step.title for step in steps.steps] == ["Check fields"]


def test_a_cancelled_step_is_stopped_and_not_failed() -> None:
    steps = StepList((StepName.FIELDS, StepName.CONSENT))
    start(steps, 1, StepName.FIELDS)
    finish(steps, 1, StepName.FIELDS)
    start(steps, 2, StepName.CONSENT)
    steps.describe(StepName.CONSENT, "listening on localhost:45555")
    steps.run_finished(RunFinished("run", Outcome.CANCELLED, 0.1, NOW))
    assert steps.steps[1].state is StepState.STOPPED


def test_the_strip_tells_a_screen_reader_and_spins_only_while_something_runs(
    qtbot: QtBot, theme: Theme
) -> None:
    strip = StepsStrip(theme)
    qtbot.add_widget(strip)
    strip.resize(900, 44)
    strip.show_steps(
        [
            Step(StepName.FIELDS, "Check fields", StepState.DONE, "2 ms", 1),
            Step(StepName.TEST, "Test request", StepState.CURRENT, "", 2),
            Step(StepName.IDENTITY, "Identity"),
        ]
    )
    assert [item.accessibleName() for item in strip.items] == [
        "Step 1: Check fields, done, 2 ms",
        "Step 2: Test request, running",
        "Step 3: Identity, planned",
    ]
    assert strip.spinning
    strip.grab()
    strip.show_steps([Step(StepName.TEST, "Test request", StepState.FAILED, "GET 500", 2)])
    assert len(strip.items) == 1
    assert not strip.spinning
