"""A connection that is deleted while it does something, and brought back."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from authbench.connection import TryRequest
from authbench.connection.provider_question import Ask
from authbench.errors import AuthbenchError
from authbench.events import Outcome, RunKind, StepName
from support.gui_fake_engine import ScriptedRun


def begin(run: ScriptedRun) -> None:
    run.begin(StepName.TEST)


def under_way(bench: Any) -> ScriptedRun:
    connection = bench.current
    bench.qtbot.wait_until(lambda: connection.run is not None and connection.activity.run is not None)
    run: ScriptedRun = connection.run
    return run


def test_a_try_does_not_go_on_after_undo(bench: Any) -> None:
    bench.open_form("{ name: 'item' }")
    bench.world.engine.script = begin
    trying, before = bench.workspace.trying, bench.current
    trying.begin(before, TryRequest())
    assert under_way(bench).request.kind is RunKind.TRY
    assert trying.state.sending
    bench.workspace.delete(before)
    bench.settle()
    assert not before.activity.running
    bench.workspace.undo_delete()
    bench.qtbot.wait_until(lambda: bench.workspace.current is not None)
    assert bench.current is not before
    assert bench.current.id == before.id
    assert not trying.state.sending
    assert trying.state.cancelled


def test_a_question_to_the_provider_does_not_go_on_after_undo(bench: Any) -> None:
    bench.open_form("{ name: 'item' }")
    bench.world.engine.script = begin
    asking, before = bench.workspace.asking, bench.current
    assert asking.ask(Ask.INTROSPECT, ("access_token",))
    under_way(bench)
    bench.workspace.delete(before)
    bench.settle()
    bench.workspace.undo_delete()
    bench.qtbot.wait_until(lambda: bench.workspace.current is not None)
    assert asking.state.waiting is None


@pytest.mark.parametrize("outcome", [Outcome.CANCELLED, Outcome.OK])
def test_what_could_not_be_deleted_does_not_run_for_ever(
    bench: Any, monkeypatch: pytest.MonkeyPatch, outcome: Outcome
) -> None:
    bench.open_form("{ name: 'item' }")
    bench.world.engine.script = begin
    connection = bench.current
    bench.page.header.connect_button.click()
    run = under_way(bench)
    if outcome is Outcome.OK:
        monkeypatch.setattr(run, "cancel", run.finish)

    def refuse(_: str) -> None:
        raise AuthbenchError("The keychain is locked.")

    monkeypatch.setattr(bench.workspace.services.store, "delete", refuse)
    bench.workspace.delete(connection)
    bench.settle()
    assert bench.workspace.connections == {connection.id: connection}
    assert not connection.activity.running
    assert connection.run is None
    bench.workspace.select(connection.id)
    bench.world.engine.script = None
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: len(bench.world.runs) == 2)


@pytest.mark.parametrize("ends", [False, True])
def test_a_run_that_is_only_being_started_ends_for_what_is_deleted(bench: Any, ends: bool) -> None:
    begun = threading.Event()

    def script(run: ScriptedRun) -> None:
        run.begin(StepName.TEST)
        if ends:
            run.finish()
        begun.set()

    bench.open_form("{ name: 'item' }")
    bench.world.engine.script = script
    before = bench.current
    bench.workspace.trying.begin(before, TryRequest())
    assert begun.wait(10)
    bench.workspace.delete(before)
    bench.workbench.pump.drain()
    assert before.run is None
    bench.settle()
    assert bench.world.runs[0].cancelled
    assert not before.activity.running
    bench.workspace.undo_delete()
    bench.qtbot.wait_until(lambda: bench.workspace.current is not None)
    assert not bench.workspace.trying.state.sending
