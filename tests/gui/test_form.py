from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QLabel, QLineEdit, QPlainTextEdit

from authbench.events import StepName
from authbench_gui.connection_page.form.hints import HintLabel
from authbench_gui.connection_page.form.secret_editor import SecretAreaEditor
from support.gui_fake_engine import every_text

NG_IF = """
  { name: 'mode', control_type: 'select', optional: false, default: 'key',
    options: [['API key', 'key'], ['OAuth 2.0', 'oauth2']] },
  { name: 'api_key', control_type: 'password', optional: false, ngIf: 'input.mode == "key"' },
  { name: 'client_id', optional: false, ngIf: 'input.mode == "oauth2"' },
"""


def choose(box: QComboBox, label: str, qtbot) -> None:  # type: ignore[no-untyped-def]
    """As a person does with the keyboard: open, go, take."""
    index = box.findText(label)
    assert index >= 0
    box.setFocus()
    while box.currentIndex() < index:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    while box.currentIndex() > index:
        qtbot.keyClick(box, Qt.Key.Key_Up)


def test_typing_reaches_the_form_and_survives_a_restart(make_bench: Callable) -> None:  # type: ignore[type-arg]
    first = make_bench()
    first.open_form("{ name: 'host' }, { name: 'secret_key', control_type: 'password' }")
    first.qtbot.keyClicks(first.editor("host"), "api.acme.example")
    first.qtbot.keyClicks(first.editor("secret_key"), "correct horse")
    assert first.current.form.settings() == {"host": "api.acme.example", "secret_key": "correct horse"}
    first.close()
    written = b"".join(path.read_bytes() for path in (first.home / "settings").rglob("*") if path.is_file())
    assert b"api.acme.example" in written
    assert b"correct horse" not in written
    second = make_bench()
    second.qtbot.wait_until(lambda: second.workspace.current is not None and second.current.form is not None)
    assert second.editor("host").text() == "api.acme.example"
    assert second.editor("secret_key").text() == "correct horse"
    assert second.editor("secret_key").displayText() != "correct horse"


def test_conditions_show_and_hide_fields_while_one_chooses(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(NG_IF)
    form = bench.page.form
    assert form.block("api_key").isVisibleTo(form)
    assert not form.block("client_id").isVisibleTo(form)
    choose(bench.editor("mode"), "OAuth 2.0", bench.qtbot)
    assert not form.block("api_key").isVisibleTo(form)
    assert form.block("client_id").isVisibleTo(form)
    bench.qtbot.keyClicks(bench.editor("client_id"), "abc")
    choose(bench.editor("mode"), "API key", bench.qtbot)
    choose(bench.editor("mode"), "OAuth 2.0", bench.qtbot)
    assert bench.editor("client_id").text() == "abc"


def test_missing_fields_are_said_in_red_and_get_the_focus(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'note' }, { name: 'client_id', optional: false }")
    bench.world.engine.script = lambda run: run.finish()
    bench.page.header.connect_button.click()
    block = bench.page.form.block("client_id")
    assert block.problem.isVisibleTo(bench.page)
    assert "must be present" in block.problem.text()
    assert bench.editor("client_id").property("problem") == "true"
    assert "must be present" in bench.editor("client_id").accessibleDescription()
    assert bench.window.focusWidget() is bench.editor("client_id")
    bench.qtbot.keyClicks(bench.editor("client_id"), "x")
    assert not block.problem.isVisibleTo(bench.page)
    assert bench.editor("client_id").property("problem") == "false"


def test_a_secret_shows_dots_until_revealed_and_again_when_the_focus_leaves(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'user' }, { name: 'client_secret', control_type: 'password' }")
    line = bench.editor("client_secret")
    bench.qtbot.keyClicks(line, "s3cr3t-value")
    assert "s3cr3t-value" not in set(every_text(bench.window))
    reveal = next(action for action in line.actions() if action.isCheckable())
    reveal.trigger()
    assert line.displayText() == "s3cr3t-value"
    bench.editor("user").setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.wait_until(lambda: line.echoMode() is QLineEdit.EchoMode.Password)
    assert not reveal.isChecked()


def test_a_copied_secret_leaves_the_clipboard_unless_something_else_was_copied(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'client_secret', control_type: 'password' }")
    line, clipboard = bench.editor("client_secret"), QApplication.clipboard()
    bench.qtbot.keyClicks(line, "s3cr3t-value")
    copy: QAction = next(action for action in line.actions() if not action.isCheckable())
    copy.trigger()
    assert clipboard.text() == "s3cr3t-value"
    assert clipboard.mimeData().data("x-kde-passwordManagerHint") == b"secret"
    assert bench.workbench.clipboard.clear_after_ms == 60_000
    bench.workbench.clipboard.clear_if_unchanged()
    assert clipboard.text() == ""
    copy.trigger()
    clipboard.setText("a shopping list")
    bench.workbench.clipboard.clear_if_unchanged()
    assert clipboard.text() == "a shopping list"


def test_the_clipboard_is_cleared_by_its_timer(qtbot, qapp: QApplication) -> None:  # type: ignore[no-untyped-def]
    from authbench_gui.clipboard import SecretClipboard

    copied = SecretClipboard(qapp.clipboard(), clear_after_ms=1)
    copied.copy_secret("s3cr3t-value")
    qtbot.wait_until(lambda: qapp.clipboard().text() == "")
    assert not copied.holds_secret


def test_a_private_key_is_several_masked_lines(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'private_key', control_type: 'password', multiline: true }, { name: 'other' }")
    area: QPlainTextEdit = bench.editor("private_key")
    key = "-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----"
    QApplication.clipboard().setText(key)
    area.setFocus()
    area.paste()
    assert bench.current.form.settings()["private_key"] == key
    bench.editor("other").setFocus(Qt.FocusReason.TabFocusReason)
    bench.qtbot.wait_until(lambda: "3 lines hidden" in area.toPlainText())
    assert "MIIabc" not in "".join(every_text(bench.window))
    assert area.isReadOnly()
    editor = bench.page.form.block("private_key").editor
    assert isinstance(editor, SecretAreaEditor)
    bench.qtbot.mouseClick(editor.reveal, Qt.MouseButton.LeftButton)
    assert area.toPlainText() == key
    assert bench.current.form.settings()["private_key"] == key


def test_selects_and_yes_no_know_the_unset_state(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(
        "{ name: 'region', control_type: 'select', options: [['Europe', 'eu'], ['US', 'us']] },"
        "{ name: 'sandbox', type: 'boolean', control_type: 'checkbox' }"
    )
    region, sandbox = bench.editor("region"), bench.editor("sandbox")
    assert [region.itemText(index) for index in range(region.count())] == ["–", "Europe", "US"]
    assert [sandbox.itemText(index) for index in range(sandbox.count())] == ["–", "Yes", "No"]
    choose(region, "US", bench.qtbot)
    choose(sandbox, "Yes", bench.qtbot)
    assert bench.current.form.settings() == {"region": "us", "sandbox": "true"}
    choose(sandbox, "–", bench.qtbot)
    assert bench.current.form.settings() == {"region": "us"}


def test_numbers_are_advised_on_and_never_refused(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'port', control_type: 'integer' }")
    bench.qtbot.keyClicks(bench.editor("port"), "80x")
    block = bench.page.form.block("port")
    assert "whole number" in block.advice.text()
    assert bench.current.form.settings() == {"port": "80x"}


@pytest.mark.parametrize(
    ("control", "said"),
    [
        ("tree", "Trees are not shown here"),
        ("pasword", "Unknown control_type “pasword”"),
    ],
)
def test_controls_without_an_editor_are_text_with_a_note(bench, control: str, said: str) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(f"{{ name: 'field', control_type: '{control}' }}")
    assert isinstance(bench.editor("field"), QLineEdit)
    assert any(said in text for text in every_text(bench.page.form))


def test_hints_are_safe_and_links_open_only_when_clicked(bench) -> None:  # type: ignore[no-untyped-def]
    hint = (
        'See <a href="https://docs.example/start">the guide</a> <img src="http://127.0.0.1:9/x"> '
        '<a href="file:///etc/passwd">local</a><script>alert(1)</script>'
    )
    bench.open_form(f"{{ name: 'field', hint: '{hint}' }}")
    label = bench.page.form.block("field").findChild(HintLabel)
    assert label is not None
    assert "<img" not in label.text()
    assert "script" not in label.text()
    assert "file:" not in label.text()
    assert bench.world.opened_links == []
    label.linkHovered.emit("https://docs.example/start")
    assert "https://docs.example/start" in label.toolTip()
    label.linkActivated.emit("https://docs.example/start")
    bench.qtbot.wait_until(lambda: bench.world.opened_links == ["https://docs.example/start"])
    label.linkActivated.emit("file:///etc/passwd")
    bench.settle()
    assert bench.world.opened_links == ["https://docs.example/start"]


def test_foreign_texts_are_never_taken_for_markup(bench) -> None:  # type: ignore[no-untyped-def]
    evil = "<img src=http://127.0.0.1:9/x><b>bold</b>"
    bench.open_form(f"{{ name: 'field', label: '{evil}', optional: false }}", title=evil)
    for label in bench.window.findChildren(QLabel):
        if "<b>bold" in label.text() or "&lt;b" in label.text():
            safe = label.textFormat() is Qt.TextFormat.PlainText or "&lt;b" in label.text()
            assert safe, label.objectName()
    for text in (widget.toolTip() for widget in bench.window.findChildren(QLabel)):
        assert "<b>bold" not in text
    assert any(evil == label.text().replace("\u200b", "") for label in bench.page.form.findChildren(QLabel))


def test_direction_changing_characters_are_shown(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'field', label: 'abc\u202edef' }")
    assert any("abc⟨U+202E⟩def" in text for text in every_text(bench.page.form))


def test_every_editor_has_a_name_and_its_label_is_its_buddy(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(NG_IF + "{ name: 'notes', control_type: 'text-area', label: 'Notes' }")
    for path, label in (("mode", "Mode, required"), ("api_key", "Api key, required"), ("notes", "Notes")):
        editor = bench.editor(path)
        assert editor.accessibleName() == label
        assert bench.page.form.block(path).caption.buddy() is editor


def test_tab_goes_through_the_fields_in_order(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'one' }, { name: 'two', control_type: 'text-area' }, { name: 'three' }")
    bench.editor("one").setFocus()
    seen = []
    for _ in range(3):
        seen.append(bench.window.focusWidget().objectName())
        bench.qtbot.keyClick(bench.window.focusWidget(), Qt.Key.Key_Tab)
    assert seen == ["field.one", "field.two", "field.three"]


def test_the_redirect_to_register_is_shown_where_a_browser_is_needed(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(
        "{ name: 'client_id' }",
        authorization=(
            "type: 'oauth2', authorization_url: lambda do |c| 'https://id.example/a' end, "
            "token_url: lambda do |c| 'https://id.example/t' end"
        ),
    )
    block = bench.page.form.redirect
    assert block.isVisibleTo(bench.page)
    assert block.line.text() == "http://localhost:45555/oauth/callback"
    block.copy.click()
    assert QApplication.clipboard().text() == "http://localhost:45555/oauth/callback"
    bench.open(bench.write("{ name: 'key' }", name="basic.rb", authorization="type: 'basic_auth'"))
    assert not block.isVisibleTo(bench.page)


def test_memory_only_storage_is_said_under_each_secret(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'client_secret', control_type: 'password' }")
    assert "Kept in memory until you close Authbench" in set(every_text(bench.page.form))
    assert any("kept in memory only" in text for text in every_text(bench.window.status))


def test_labels_without_blanks_do_not_make_the_form_wider_than_its_panel(bench) -> None:  # type: ignore[no-untyped-def]
    word = "w" * 90
    bench.open_form(f"{{ name: 'a', label: '{word}', optional: false }}, {{ name: 'b' }}")
    form = bench.page.form
    assert form.widget().width() == form.viewport().width()
    caption = form.block("a").caption
    assert caption.text().replace("\u200b", "") == word
    assert caption.height() > 2 * caption.fontMetrics().height()
    right = bench.editor("b").mapTo(form.viewport(), bench.editor("b").rect().topRight()).x()
    assert right <= form.viewport().width()


def test_the_first_group_has_no_line_above_it(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'a', group: 'One' }, { name: 'b', group: 'Two' }")
    lines = [
        [frame for frame in bench.page.form.block(name).findChildren(QFrame) if frame.property("hairline")]
        for name in ("a", "b")
    ]
    assert [len(found) for found in lines] == [0, 1]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
        ("https://" + "ü" * 80 + ".example/", "https://" + "ü" * 80 + ".example/"),
        ("https://example.com/ü", "https://example.com/ü"),
    ],
)
def test_a_link_says_its_host_as_it_is_looked_up(theme, qtbot, address: str, told: str) -> None:  # type: ignore[no-untyped-def]
    hint = HintLabel(theme, "see there")
    qtbot.add_widget(hint)
    hint.linkHovered.emit(address)
    assert told in hint.toolTip()


def test_tab_goes_through_the_form_before_the_log(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(
        "{ name: 'a', hint: '<a href=\"https://example.com\">where</a>' },"
        "{ name: 'b', control_type: 'select', options: [['X', 'x']] },"
        "{ name: 'c', control_type: 'password' }, { name: 'd' }"
    )
    # The second form of a window takes the place of the first.
    bench.open(
        bench.write("{ name: 'e' }, { name: 'f', control_type: 'select', options: [] }", name="two.rb")
    )
    bench.world.engine.script = lambda run: (run.begin(StepName.TEST), run.exchange(), run.finish())
    bench.page.header.test.click()
    bench.qtbot.wait_until(lambda: bench.page.activity.table.isVisibleTo(bench.window))
    bench.window.activateWindow()
    bench.window.sidebar.list.setFocus()
    visited = []
    for _ in range(24):
        focused = bench.window.focusWidget()
        visited.append(focused.objectName())
        bench.qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert visited.index("header.test") < visited.index("field.e") < visited.index("field.f")
    assert visited.index("field.f") < visited.index("log.table")
    bench.settle()


def test_a_secret_is_revealed_and_copied_by_keyboard(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form("{ name: 'key', control_type: 'password' }")
    line = bench.editor("key")
    bench.window.activateWindow()
    bench.qtbot.keyClicks(line, "some-secret")
    line.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    bench.qtbot.keyClick(line, Qt.Key.Key_S, both)
    assert line.displayText() == "some-secret"
    bench.qtbot.keyClick(line, Qt.Key.Key_S, both)
    assert "some-secret" not in line.displayText()
    bench.qtbot.keyClick(line, Qt.Key.Key_C, both)
    assert QApplication.clipboard().text() == "some-secret"
    QApplication.clipboard().clear()


LISTS = (
    "{ name: 'headers', type: 'array', of: 'object', properties: [{ name: 'key' }, { name: 'value' }] },\n"
    "{ name: 'tags', type: 'array', of: 'string' },\n"
    "{ name: 'rules', type: 'array', of: 'object', properties: [\n"
    "  { name: 'on', hint: 'When' }, { name: 'to' }, { name: 'by' }, { name: 'names', type: 'array',"
    " of: 'string' }] }"
)
FILLED = {
    "headers": [{"key": "X-A", "value": "1"}, {"key": "X-B", "value": "2"}],
    "tags": ["red", "blue"],
    "rules": [{"on": "x", "to": "y", "by": "z", "names": ["one", "two"]}],
}


def typed_items(bench: Any) -> dict[str, list[str]]:
    """What stands in the fields of each list."""
    return {
        path: [
            line.text()
            for line in bench.page.form.block(path).findChildren(QLineEdit)
            if line.isVisibleTo(bench.page.form)
        ]
        for path in FILLED
    }


def test_lists_that_hold_something_come_back_as_they_were(make_bench: Any) -> None:
    bench = make_bench()
    connection = bench.open_form(LISTS)
    for path, value in FILLED.items():
        connection.set_value(path, value)
    shown = typed_items(bench)
    assert shown == {
        "headers": ["X-A", "1", "X-B", "2"],
        "tags": ["red", "blue"],
        "rules": ["x", "y", "z", "one", "two"],
    }
    bench.workspace.select("")
    bench.workspace.select(connection.id)
    assert typed_items(bench) == shown
    bench.settle()
    bench.close()
    again = make_bench()
    again.open(again.home / "connector.rb")
    assert again.current.form.settings() == FILLED
    assert typed_items(again) == shown
