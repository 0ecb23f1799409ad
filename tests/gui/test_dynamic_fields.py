"""Fields that code computes, in a real window: they follow what a person types, and nobody waits for them."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from authbench_gui.connection_page.form.following import BUSY_TEXT

TIMEOUT_MS = 20_000

STEPS = {
    ".rb": """
      fields = []
      if connection['kind'] == 'cloud'
        fields << { name: 'region', extends_schema: true, optional: false }
        if connection['region'].present?
          fields << { name: 'key', label: "Key for #{connection['region']}", control_type: 'password' }
          fields << { name: 'note' }
        end
      end
      fields""",
    ".py": """
fields = []
if connection.get("kind") == "cloud":
    fields.append({"name": "region", "extends_schema": True, "optional": False})
    if connection.get("region"):
        fields.append({"name": "key", "label": f"Key for {connection['region']}", "control_type": "password"})
        fields.append({"name": "note"})
return fields
""",
}
KIND = {
    ".rb": "{ name: 'kind', control_type: 'select', extends_schema: true, options: [%w[Cloud cloud], %w[Own own]] }",
    ".py": '{"name": "kind", "control_type": "select", "extends_schema": True,'
    ' "options": [["Cloud", "cloud"], ["Own", "own"]]}',
}


class Desk:
    """A window with a definition whose fields code computes, and what a person does there."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench
        self.qtbot = bench.qtbot

    def open(self, fields: str, body: str, suffix: str = ".rb", *, wait: bool = True) -> None:
        path = self.bench.home / f"connector{suffix}"
        if suffix == ".rb":
            path.write_text(
                f"{{ title: 'T', connection: {{ fields: [{fields}],\n"
                f"    extended_fields: lambda do |connection|\n{body}\n    end }} }}\n"
            )
        else:
            path.write_text(
                f"import time\n\n\ndef extended(connection):\n{indent(body.strip(), '    ')}\n\n\n"
                f'connector = {{"title": "T", "connection": {{"fields": [{fields}], "extended_fields": extended}}}}\n'
            )
        window = self.bench.window
        window.open_definition(path)
        if suffix == ".py":
            self.until(lambda: self.bench.page.trust.isVisibleTo(window))
            self.qtbot.mouseClick(window.findChild(QPushButton, "trust.grant"), Qt.MouseButton.LeftButton)
        self.until(lambda: self.bench.workspace.current is not None and self.bench.current.form is not None)
        if wait:
            self.settle()

    def until(self, what: Callable[[], bool]) -> None:
        self.qtbot.wait_until(what, timeout=TIMEOUT_MS)

    def settle(self) -> None:
        """Until the fields of the present values are there."""
        dynamic = self.bench.current.dynamic
        self.until(lambda: dynamic.idle and self.bench.workbench.tasks.idle)
        QApplication.processEvents()

    @property
    def shown(self) -> list[str]:
        """The fields that stand in the window, in order."""
        form = self.bench.page.form
        rows = self.bench.current.form.rows
        blocks = [(row.path, form.block(row.path)) for row in rows]
        return [path for path, block in blocks if block is not None and block.isVisibleTo(form)]

    def type(self, path: str, text: str) -> None:
        """Type at the end of a field."""
        editor = self.bench.editor(path)
        editor.setFocus(Qt.FocusReason.TabFocusReason)
        self.qtbot.keyClicks(editor, text)

    def clear(self, path: str) -> None:
        self.bench.editor(path).selectAll()
        self.qtbot.keyClick(self.bench.editor(path), Qt.Key.Key_Backspace)

    def choose(self, path: str, label: str) -> None:
        box = self.bench.editor(path)
        box.setFocus()
        while box.currentText() != label:
            before = box.currentIndex()
            key = Qt.Key.Key_Down if box.findText(label) > before else Qt.Key.Key_Up
            self.qtbot.keyClick(box, key)
            assert box.currentIndex() != before

    def following(self, path: str) -> Any:
        return self.bench.page.form.block(path).following

    def is_busy(self, path: str) -> bool:
        line = self.following(path)
        return line is not None and line.busy.isVisibleTo(self.bench.window)

    def trouble(self, path: str) -> str:
        line = self.following(path)
        visible = line is not None and line.trouble.isVisibleTo(self.bench.window)
        return line.trouble.text().replace("\u200b", "") if visible else ""

    def value(self, path: str) -> str:
        return str(self.bench.editor(path).text())


@pytest.fixture
def desk(bench: Any) -> Desk:
    return Desk(bench)


@pytest.mark.parametrize("suffix", [".rb", ".py"])
def test_three_steps_grow_and_shrink_and_nothing_typed_is_lost(desk: Desk, suffix: str) -> None:
    desk.open(KIND[suffix], STEPS[suffix], suffix)
    assert desk.shown == ["kind"]
    desk.choose("kind", "Cloud")
    desk.settle()
    assert desk.shown == ["kind", "region"]
    desk.type("region", "eu")
    desk.settle()
    assert desk.shown == ["kind", "region", "key", "note"]
    assert desk.bench.page.form.block("key").caption.text() == "Key for eu"
    desk.type("key", "s3cret")
    desk.type("note", "kept")
    form = desk.bench.current.form
    everything = {"kind": "cloud", "region": "eu", "key": "s3cret", "note": "kept"}
    assert form.settings() == everything
    desk.clear("region")
    desk.settle()
    assert desk.shown == ["kind", "region"]
    assert form.settings() == {"kind": "cloud"}
    desk.choose("kind", "Own")
    desk.settle()
    assert desk.shown == ["kind"]
    assert form.settings() == {"kind": "own"}
    desk.choose("kind", "Cloud")
    desk.settle()
    desk.type("region", "eu")
    desk.settle()
    assert desk.shown == ["kind", "region", "key", "note"]
    assert form.settings() == everything
    assert (desk.value("key"), desk.value("note")) == ("s3cret", "kept")
    assert form.secret_names() == {"key"}


@pytest.mark.parametrize(
    ("suffix", "body", "place"),
    [
        (
            ".rb",
            "error('not this one') if connection['a'] == 'bad'\n[{ name: 'b' }]",
            "connection.extended_fields: not this one (connector.rb:3",
        ),
        (
            ".py",
            'if connection.get("a") == "bad":\n    raise ValueError("not this one")\nreturn [{"name": "b"}]',
            "(connector.py:6",
        ),
    ],
)
def test_what_the_code_raises_is_said_at_the_field_that_asked(
    desk: Desk, suffix: str, body: str, place: str
) -> None:
    fields = {
        ".rb": "{ name: 'a', extends_schema: true }, { name: 'plain' }",
        ".py": '{"name": "a", "extends_schema": True}, {"name": "plain"}',
    }
    desk.open(fields[suffix], body, suffix)
    assert desk.shown == ["a", "plain", "b"]
    desk.type("b", "typed")
    desk.type("a", "bad")
    desk.settle()
    assert "not this one" in desk.trouble("a")
    assert place in desk.trouble("a")
    assert not desk.bench.page.form.problems.isVisibleTo(desk.bench.window)
    # What was there stays, and the person goes on.
    assert desk.shown == ["a", "plain", "b"]
    assert desk.value("b") == "typed"
    desk.type("a", "ger")
    desk.settle()
    assert desk.trouble("a") == ""
    assert desk.bench.current.form.settings() == {"a": "badger", "b": "typed"}


SLOW = {
    ".rb": "sleep(3) if connection['a'] == 'slow'\n[{ name: \"for_#{connection['a']}\" }]",
    ".py": 'if connection.get("a") == "slow":\n    time.sleep(3)\nreturn [{"name": f"for_{connection.get(\'a\')}"}]',
}
TEXT = {
    ".rb": "{ name: 'a', extends_schema: true }, { name: 'plain' }",
    ".py": '{"name": "a", "extends_schema": True}, {"name": "plain"}',
}


@pytest.mark.parametrize("suffix", [".rb", ".py"])
def test_code_that_takes_three_seconds_does_not_stop_the_person(desk: Desk, suffix: str) -> None:
    desk.open(TEXT[suffix], SLOW[suffix], suffix)
    desk.type("a", "slow")
    desk.until(lambda: desk.is_busy("a"))
    assert desk.following("a").busy.text() == BUSY_TEXT
    ticks: list[bool] = []
    timer = QTimer(interval=0)
    timer.timeout.connect(lambda: ticks.append(desk.is_busy("a")))
    timer.start()
    for letter in "typed meanwhile":
        desk.type("plain", letter)
        QApplication.processEvents()
        assert desk.is_busy("a")
    assert desk.value("plain") == "typed meanwhile"
    assert desk.bench.window.focusWidget() is desk.bench.editor("plain")
    # Of three seconds there is some left on any machine, for this much at least.
    desk.until(lambda: len(ticks) > 20)
    assert all(ticks)
    desk.until(lambda: not desk.is_busy("a") and "for_slow" in desk.shown)
    timer.stop()
    assert desk.bench.window.focusWidget() is desk.bench.editor("plain")
    assert desk.bench.current.form.settings() == {"a": "slow", "plain": "typed meanwhile"}


def test_what_ran_for_older_values_is_stopped(desk: Desk) -> None:
    desk.open(TEXT[".rb"], SLOW[".rb"].replace("sleep(3)", "sleep(600)"))
    desk.type("a", "slow")
    desk.until(lambda: desk.is_busy("a"))
    desk.type("a", "er")
    desk.settle()
    assert desk.shown == ["a", "plain", "for_slower"]
    assert not desk.is_busy("a")


def test_an_answer_for_older_values_that_comes_last_is_dropped(desk: Desk) -> None:
    """Nothing can stop `time.sleep`, so its code answers after the one that was asked later."""
    desk.open(TEXT[".py"], SLOW[".py"].replace("time.sleep(3)", "time.sleep(1)"), ".py")
    desk.type("a", "slow")
    desk.until(lambda: desk.is_busy("a"))
    desk.type("a", "er")
    desk.until(lambda: "for_slower" in desk.shown)
    assert desk.bench.current.form.problems == ()
    desk.qtbot.wait_until(lambda: _threads_named("connection.extended_fields") == 0, timeout=TIMEOUT_MS)
    desk.settle()
    assert desk.shown == ["a", "plain", "for_slower"]
    assert desk.bench.current.form.problems == ()


def _threads_named(name: str) -> int:
    import threading

    return sum(name in thread.name for thread in threading.enumerate())


def test_change_on_blur_waits_until_the_focus_leaves(desk: Desk) -> None:
    desk.open(
        "{ name: 'a', extends_schema: true, change_on_blur: true }, { name: 'plain' }",
        "[{ name: \"for_#{connection['a']}\" }] if connection['a'].present?",
    )
    desk.type("a", "x")
    desk.type("a", "y")
    desk.settle()
    assert desk.shown == ["a", "plain"]
    desk.qtbot.keyClick(desk.bench.editor("a"), Qt.Key.Key_Tab)
    desk.until(lambda: "for_xy" in desk.shown)
    desk.settle()
    assert desk.shown == ["a", "plain", "for_xy"]


def test_a_field_that_is_made_anew_while_one_types_keeps_focus_and_cursor(desk: Desk) -> None:
    desk.open(
        "{ name: 'plain' }",
        "[{ name: 'host', extends_schema: true, label: \"Host #{connection['host']}\" }]",
    )
    desk.type("host", "api.example")
    editor = desk.bench.editor("host")
    editor.setCursorPosition(3)
    desk.qtbot.keyClicks(editor, "2")
    desk.settle()
    again = desk.bench.editor("host")
    assert again is not editor
    assert desk.bench.page.form.block("host").caption.text().replace("\u200b", "") == "Host api2.example"
    assert desk.bench.window.focusWidget() is again
    desk.qtbot.keyClicks(again, "3")
    assert desk.value("host") == "api23.example"


def test_a_form_whose_code_takes_long_is_shown_before_it_answers(desk: Desk) -> None:
    desk.open("{ name: 'plain' }", "sleep(1)\n[{ name: 'late' }]", wait=False)
    assert desk.shown == ["plain"]
    desk.type("plain", "typed")
    desk.until(lambda: desk.bench.page.form.following.busy.isVisibleTo(desk.bench.window))
    desk.until(lambda: "late" in desk.shown)
    assert desk.value("plain") == "typed"
    assert not desk.bench.page.form.following.isVisibleTo(desk.bench.window)


def test_connect_computes_once_more_and_goes_to_what_is_missing(desk: Desk) -> None:
    """No field asks for it: they are computed when the form opens, and before it is used."""
    desk.open("{ name: 'a' }", "[{ name: 'b', optional: false }] if connection['a'] == 'x'")
    desk.type("a", "x")
    desk.settle()
    assert desk.shown == ["a"]
    desk.bench.world.engine.script = lambda run: run.finish()
    desk.bench.page.header.connect_button.click()
    desk.until(lambda: "b" in desk.shown and bool(desk.bench.world.runs))
    assert desk.bench.window.focusWidget() is desk.bench.editor("b")
    assert "must be present" in desk.bench.page.form.block("b").problem.text()


def test_connect_sends_what_belongs_to_the_last_answer(desk: Desk) -> None:
    desk.open(TEXT[".rb"], "[{ name: 'b', default: connection['a'].to_s * 2 }]")
    desk.bench.world.engine.script = lambda run: run.finish()
    desk.type("a", "xy")
    desk.bench.page.header.connect_button.click()
    desk.until(lambda: bool(desk.bench.world.runs))
    assert desk.bench.world.runs[0].request.values == {"a": "xy", "b": "xyxy"}


def test_a_definition_that_changed_is_asked_with_what_was_typed(desk: Desk) -> None:
    desk.open(TEXT[".rb"], "[{ name: 'one' }] if connection['a'] == 'x'")
    desk.type("a", "x")
    desk.settle()
    desk.type("one", "kept")
    path = desk.bench.home / "connector.rb"
    path.write_text(path.read_text().replace("[{ name: 'one' }]", "[{ name: 'one' }, { name: 'two' }]"))
    desk.until(lambda: "two" in desk.shown)
    desk.settle()
    assert desk.shown == ["a", "plain", "one", "two"]
    assert (desk.value("a"), desk.value("one")) == ("x", "kept")


def test_fields_follow_when_the_way_of_entry_is_swapped(desk: Desk) -> None:
    desk.open(
        "{ name: 'a', control_type: 'select', options: [%w[One 1]], extends_schema: true, toggle_hint: 'Choose',"
        " toggle_field: { name: 'a', type: 'string', extends_schema: true, toggle_hint: 'Write' } }",
        "[{ name: \"for_#{connection['a']}\" }] if connection['a'].present?",
    )
    desk.choose("a", "One")
    desk.settle()
    assert desk.shown == ["a", "for_1"]
    desk.bench.page.form.block("a").toggle_requested.emit("a")
    desk.settle()
    assert desk.shown == ["a"]
    desk.type("a", "typed")
    desk.settle()
    assert desk.shown == ["a", "for_typed"]
    desk.bench.page.form.block("a").toggle_requested.emit("a")
    desk.settle()
    assert desk.shown == ["a", "for_1"]
