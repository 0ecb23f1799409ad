"""Forms of hundreds of fields: what a screen shows is there at once, the rest follows, in order."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from authbench_gui.connection_page.form import panel
from authbench_gui.connection_page.form.block import FieldBlock

COUNT = 120


def open_long(bench: Any, *, last: str = "") -> Any:
    fields = ",\n".join(f"{{ name: 'f{number}' }}" for number in range(COUNT - 1))
    bench.open_form(f"{fields},\n{{ name: 'f{COUNT - 1}' {last} }}")
    return bench.page.form


def blocks_in_order(form: Any) -> list[str]:
    found = form.widget().findChildren(FieldBlock)
    placed = sorted((block.mapTo(form.widget(), block.rect().topLeft()).y(), block.path) for block in found)
    return [path for _, path in placed]


def test_the_rest_of_a_long_form_follows_in_order(bench: Any) -> None:
    form = open_long(bench)
    first = len(blocks_in_order(form))
    assert first >= 16
    bench.qtbot.keyClicks(bench.editor("f0"), "typed early")
    bench.qtbot.wait_until(lambda: form.complete, timeout=30_000)
    bench.settle()
    bench.qtbot.wait_until(lambda: blocks_in_order(form) == [f"f{number}" for number in range(COUNT)])
    assert bench.current.form.settings() == {"f0": "typed early"}
    bench.editor("f60").setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.keyClick(bench.editor("f60"), Qt.Key.Key_Tab)
    assert bench.window.focusWidget() is bench.editor("f61")


def test_a_form_is_complete_in_the_end_however_slow_the_machine_is(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where what is there already takes all of a turn's time, each turn brings something all the same."""
    monkeypatch.setattr(panel, "_TURN_S", -1.0)
    form = open_long(bench)
    bench.qtbot.wait_until(lambda: form.complete, timeout=30_000)
    assert sorted(blocks_in_order(form)) == sorted(f"f{number}" for number in range(COUNT))


def test_a_field_that_is_missing_far_below_gets_the_focus(bench: Any) -> None:
    form = open_long(bench, last=", optional: false")
    bench.world.engine.script = lambda run: run.finish()
    bench.page.header.connect_button.click()
    editor = bench.editor(f"f{COUNT - 1}")
    assert isinstance(editor, QLineEdit)
    assert bench.window.focusWidget() is editor
    assert form.complete


def test_only_what_changed_is_shown_anew(bench: Any) -> None:
    form = open_long(bench, last=", ngIf: 'input.f1'")
    bench.qtbot.wait_until(lambda: form.complete, timeout=30_000)
    bench.settle()
    shown: list[str] = []
    for number in range(COUNT):
        editor = form.block(f"f{number}").editor
        before = editor.show_row
        editor.show_row = lambda row, before=before: (shown.append(row.path), before(row))
    bench.qtbot.keyClicks(bench.editor("f1"), "x")
    assert shown == ["f1", f"f{COUNT - 1}"]
    assert form.block(f"f{COUNT - 1}").isVisibleTo(form)
