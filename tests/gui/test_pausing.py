"""Pausing in the window: ticking points, looking, editing, going on, aborting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from authbench.connection import Draft, DraftRefused, PausePoints
from authbench.events import Outcome, PausePoint, RunPaused
from authbench.oauth import RedirectSettings
from authbench_gui.connection_page.pause.editor import BODY, HEADERS, PARAMS, PauseEditor
from support.gui_fake_engine import ScriptedRun, ScriptedWorld, every_text
from support.real_window import real_workbench

SECRET = "s3cr3t-Value-4711"
CODE = "code-9931-aXbY"
BODY_TEXT = f"grant_type=authorization_code&client_secret={SECRET}&code={CODE}&x=%7e+y"
DRAFT = Draft(
    1,
    PausePoint.TOKEN,
    "token",
    None,
    "POST",
    "https://id.example/token?tenant=a%20b",
    (
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Authorization", f"Basic {SECRET}"),
        ("X-A", "1"),
    ),
    BODY_TEXT.encode(),
    ("A note on signing.",),
)


class Pausing:
    """The window with a run that stands at a pause."""

    def __init__(self, bench, world: ScriptedWorld, qtbot: QtBot) -> None:  # type: ignore[no-untyped-def]
        self.bench, self.world, self.qtbot = bench, world, qtbot
        bench.open_form("{ name: 'api_key' }")
        bench.settle()
        self.page = bench.page
        self.header = self.page.header

    def begin(self) -> ScriptedRun:
        engine = self.world.engine
        assert engine is not None
        known = len(engine.runs)
        self.header.connect_button.click()
        self.qtbot.wait_until(lambda: len(engine.runs) > known)
        run = engine.runs[-1]
        run.begin()
        run.learn(SECRET, "client secret")
        run.learn(CODE, "code")
        self.bench.settle()
        return run

    def stop(self, draft: Draft = DRAFT) -> tuple[ScriptedRun, PauseEditor]:
        run = self.begin()
        run.pause(draft)
        self.qtbot.wait_until(lambda: self.page.pause.draft_editor is not None)
        editor = self.page.pause.draft_editor
        assert editor is not None
        return run, editor


@pytest.fixture
def pausing(bench, world: ScriptedWorld, qtbot: QtBot) -> Pausing:  # type: ignore[no-untyped-def]
    return Pausing(bench, world, qtbot)


def body_box(editor: PauseEditor) -> QPlainTextEdit:
    box = editor.body.text.box
    assert isinstance(box, QPlainTextEdit)
    return box


def url_box(editor: PauseEditor) -> QLineEdit:
    box = editor.url.box
    assert isinstance(box, QLineEdit)
    return box


def test_points_are_ticked_beside_connect_and_go_with_the_run(pausing: Pausing) -> None:
    button = pausing.header.pauses
    assert button.accessibleName() == "Pause at…"
    assert button.property("marked") is False
    assert [action.text() for action in button.points.actions()] == [
        "Before the browser",
        "Before the token request",
        "Before each call",
    ]
    button.points.actions()[1].trigger()
    assert pausing.bench.current.pauses == PausePoints(before_token=True)
    assert button.property("marked") is True
    assert button.accessibleName() == "Pauses before the token request"
    button.points.actions()[0].trigger()
    assert button.accessibleName() == "Pauses before the browser and before the token request"
    assert button.text() == "2"
    run = pausing.begin()
    assert run.request.pauses == PausePoints(before_browser=True, before_token=True)
    assert not button.isHidden()
    button.points.actions()[1].trigger()
    assert run.points == PausePoints(before_browser=True)


def test_the_menu_has_the_points_too(pausing: Pausing) -> None:
    pausing.header.menu.aboutToShow.emit()
    entry = next(action for action in pausing.header.menu.actions() if action.text() == "Pause at…")
    menu = entry.menu()
    assert menu is not None
    menu.actions()[2].trigger()
    assert pausing.bench.current.pauses == PausePoints(before_each=True)
    assert pausing.header.pauses.text() == "1"


def test_a_pause_shows_what_waits_and_hides_what_is_secret(pausing: Pausing) -> None:
    _, editor = pausing.stop()
    header = pausing.header
    assert header.pill.text == "Paused before the token request"
    shown = [
        name
        for name in ("test", "connect_button", "browser", "paste", "cancel", "go_on", "abort", "more")
        if not getattr(header, name).isHidden()
    ]
    assert shown == ["go_on", "abort"]
    assert editor.parts.current == BODY
    assert body_box(editor).toPlainText() == (
        "grant_type=authorization_code&client_secret=‹hidden·1›&code=‹hidden·2›&x=%7e+y"
    )
    everything = "\n".join(every_text(pausing.bench.window))
    for secret in (SECRET, CODE):
        assert secret not in everything
    assert editor.notes.text() == "A note on signing."
    values = {row.name.text(): row.value.echoMode() for row in editor.body.fields.rows}
    hidden = QLineEdit.EchoMode.Password
    assert [name for name, mode in values.items() if mode == hidden] == ["client_secret", "code"]
    headers = {row.name.text(): row.value.echoMode() for row in editor.headers.rows}
    assert [name for name, mode in headers.items() if mode == hidden] == ["Authorization"]


def test_going_on_untouched_changes_nothing(pausing: Pausing) -> None:
    run, _ = pausing.stop()
    pausing.header.go_on.click()
    assert run.went_on == [DRAFT]
    pausing.qtbot.wait_until(lambda: pausing.page.pause.draft_editor is None)
    assert pausing.header.go_on.isHidden()
    assert not pausing.header.cancel.isHidden()


def test_typing_around_a_hidden_value_keeps_it(pausing: Pausing) -> None:
    run, editor = pausing.stop()
    box = body_box(editor)
    assert QApplication.focusWidget() is box or not pausing.bench.window.isActiveWindow()
    box.moveCursor(box.textCursor().MoveOperation.End)
    QTest.keyClicks(box, "&more=")
    box.insertPlainText("ü+\u00a0")
    pausing.header.go_on.click()
    assert run.went_on == [replace(DRAFT, body=(BODY_TEXT + "&more=ü+\u00a0").encode())]


def test_line_ends_stay_what_they_were(pausing: Pausing) -> None:
    run, editor = pausing.stop(replace(DRAFT, body=b"one\r\ntwo\r\n"))
    box = body_box(editor)
    box.moveCursor(box.textCursor().MoveOperation.End)
    QTest.keyClicks(box, "three")
    QTest.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    pausing.header.go_on.click()
    assert run.went_on == [replace(DRAFT, body=b"one\r\ntwo\r\nthree\r\n")]


def test_one_field_of_the_form_is_edited_and_the_rest_stays_as_written(pausing: Pausing) -> None:
    run, editor = pausing.stop()
    row = next(each for each in editor.body.fields.rows if each.name.text() == "client_secret")
    row.value.setText("an other")
    assert body_box(editor).toPlainText().endswith("&client_secret=‹hidden·3›&code=‹hidden·2›&x=%7e+y")
    pausing.header.go_on.click()
    expected = BODY_TEXT.replace(SECRET, "an+other").encode()
    assert run.went_on == [replace(DRAFT, body=expected)]


def test_a_hidden_value_is_the_same_wherever_it_is_moved_to(pausing: Pausing) -> None:
    url = f"https://id.example/token?code={CODE}"
    run, editor = pausing.stop(replace(DRAFT, url=url, body=b"client_secret=" + SECRET.encode()))
    line, box = url_box(editor), body_box(editor)
    line.setSelection(line.text().index("‹"), len("‹hidden·1›"))
    line.cut()
    box.moveCursor(box.textCursor().MoveOperation.End)
    QTest.keyClicks(box, "&code=")
    box.paste()
    assert CODE not in box.toPlainText()
    pausing.header.go_on.click()
    moved = f"client_secret={SECRET}&code={CODE}".encode()
    assert run.went_on == [replace(DRAFT, url="https://id.example/token?code=", body=moved)]


def test_nothing_hidden_comes_back_by_undoing(pausing: Pausing) -> None:
    _, editor = pausing.stop(replace(DRAFT, url=f"https://id.example/token?code={CODE}"))
    for field, secret in ((editor.url, CODE), (editor.body.text, SECRET)):
        field.reveal.click()
        assert secret in field._shown
        QTest.keyClicks(field.box, "abc")
        field.reveal.click()
        for _ in range(9):
            field.box.undo()
            assert secret not in field._shown
        field.box.selectAll()
        field.box.copy()
        assert secret not in QApplication.clipboard().text()
    QApplication.clipboard().clear()


def test_headers_method_and_parameters_are_edited(pausing: Pausing) -> None:
    run, editor = pausing.stop()
    editor.parts.choose(HEADERS)
    editor.headers.rows[2].value.setText("2")
    editor.parts.choose(PARAMS)
    editor.params.rows[0].value.setText("c d")
    editor.method.selectAll()
    QTest.keyClicks(editor.method, "PUT")
    assert url_box(editor).text() == "https://id.example/token?tenant=c%20d"
    url_box(editor).setText("https://id.example/token?tenant=c%20d&y=1")
    assert [row.pair for row in editor.params.rows] == [("tenant", "c d"), ("y", "1")]
    pausing.header.go_on.click()
    expected = replace(
        DRAFT,
        method="PUT",
        url="https://id.example/token?tenant=c%20d&y=1",
        headers=(*DRAFT.headers[:2], ("X-A", "2")),
    )
    assert run.went_on == [expected]


@pytest.mark.parametrize("size", [(1360, 860), (980, 620)], ids=lambda size: str(size[0]))
def test_the_names_of_headers_are_whole(pausing: Pausing, size: tuple[int, int]) -> None:
    names = ("Authorization", "Accept-Encoding", "X-Atlassian-Token")
    pausing.bench.window.resize(*size)
    _, editor = pausing.stop(replace(DRAFT, headers=tuple((name, "x" * 80) for name in names)))
    editor.parts.choose(HEADERS)
    QApplication.processEvents()
    for row in editor.headers.rows:
        assert row.name.width() >= row.name_width, row.name.text()
    before = editor.headers.rows[0].name.width()
    editor.headers.rows[0].name.setText("X-" + "Very-Long-" * 20)
    QApplication.processEvents()
    widths = {row.name.width() for row in editor.headers.rows}
    assert len(widths) == 1
    assert before <= widths.pop() <= editor.headers.viewport().width() * 0.6
    assert all(row.value.width() >= 60 for row in editor.headers.rows)


def test_a_hidden_value_that_was_cut_is_told_and_nothing_is_lost(pausing: Pausing) -> None:
    run, editor = pausing.stop()
    box = body_box(editor)
    box.setPlainText(box.toPlainText().replace("‹hidden·2›", "‹hidden·2"))
    pausing.header.go_on.click()
    assert run.went_on == []
    assert "cut in two" in editor.problem.text()
    assert "‹hidden·2&" in box.toPlainText()
    editor.reset.click()
    assert editor.problem.isHidden()
    pausing.header.go_on.click()
    assert run.went_on == [DRAFT]


def test_what_the_run_refuses_is_told_in_place(pausing: Pausing) -> None:
    run, editor = pausing.stop()
    run.refuse_draft = DraftRefused("The URL has no scheme and host.", code="invalid_url")
    pausing.header.go_on.click()
    assert "no scheme" in editor.problem.text()
    assert url_box(editor).property("problem") is True
    assert pausing.page.pause.draft_editor is editor


def test_values_are_shown_on_request_and_hidden_when_the_focus_leaves(pausing: Pausing) -> None:
    run, editor = pausing.stop()
    field = editor.body.text
    field.reveal.setChecked(True)
    assert field.box is body_box(editor)
    assert body_box(editor).toPlainText() == BODY_TEXT
    assert SECRET not in field.reveal.accessibleName() + editor.accessibleName()
    body_box(editor).setPlainText(BODY_TEXT.replace(CODE, "own"))
    editor.method.setFocus()
    field.reveal.setChecked(False)
    assert SECRET not in body_box(editor).toPlainText()
    pausing.header.go_on.click()
    assert run.went_on == [replace(DRAFT, body=BODY_TEXT.replace(CODE, "own").encode())]


def test_a_body_that_is_no_text_is_kept(pausing: Pausing) -> None:
    draft = replace(DRAFT, body=b"\xff\x00\x01")
    run, editor = pausing.stop(draft)
    assert "3 bytes" in editor.body.told.text()
    editor.headers.rows[2].value.setText("2")
    pausing.header.go_on.click()
    (sent,) = run.went_on
    assert sent is not None
    assert sent.body == draft.body


def test_before_the_browser_only_the_address_is_there(pausing: Pausing) -> None:
    draft = Draft(1, PausePoint.BROWSER, "consent", None, "GET", "https://id.example/authorize?state=abc&x=1")
    run, editor = pausing.stop(draft)
    assert pausing.header.pill.text == "Paused before the browser"
    assert editor.method.isHidden()
    url_box(editor).setText(url_box(editor).text() + "&prompt=login")
    pausing.header.go_on.click()
    assert run.went_on == [replace(draft, url=draft.url + "&prompt=login")]


@pytest.mark.parametrize("key", ["go_on", "abort"])
def test_keys_go_on_and_abort(pausing: Pausing, key: str) -> None:
    run, editor = pausing.stop()
    window = pausing.bench.window
    window.activateWindow()
    pausing.qtbot.wait_until(window.isActiveWindow)
    if key == "go_on":
        QTest.keyClick(editor.first_field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        pausing.qtbot.wait_until(lambda: bool(run.went_on))
        assert run.went_on == [DRAFT]
    else:
        QTest.keyClick(editor.first_field, Qt.Key.Key_Escape)
        pausing.qtbot.wait_until(lambda: run.cancelled)
    pausing.qtbot.wait_until(lambda: pausing.page.pause.draft_editor is None)


def test_the_keyboard_comes_back_after_the_pause(pausing: Pausing) -> None:
    window = pausing.bench.window
    window.activateWindow()
    pausing.qtbot.wait_until(window.isActiveWindow)
    run = pausing.begin()
    before = pausing.bench.editor("api_key")
    before.setFocus()
    focused = QApplication.focusWidget()
    run.pause(DRAFT)
    pausing.qtbot.wait_until(lambda: pausing.page.pause.draft_editor is not None)
    editor = pausing.page.pause.draft_editor
    assert editor is not None
    assert QApplication.focusWidget() is editor.first_field
    pausing.header.go_on.click()
    pausing.qtbot.wait_until(lambda: pausing.page.pause.draft_editor is None)
    assert QApplication.focusWidget() is focused


def test_what_was_edited_stays_while_another_connection_is_looked_at(
    pausing: Pausing, tmp_path: Path
) -> None:
    first = pausing.bench.current
    run, editor = pausing.stop()
    url_box(editor).setText("https://id.example/other")
    pausing.bench.open(pausing.bench.write("{ name: 'b' }", "other.rb"))
    assert pausing.page.pause.draft_editor is None
    pausing.bench.workspace.select(first.id)
    again = pausing.page.pause.draft_editor
    assert again is editor
    pausing.header.go_on.click()
    (sent,) = run.went_on
    assert sent is not None
    assert sent.url == "https://id.example/other"


def test_a_sample_pauses_before_its_token_request_and_connects(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    with real_workbench(qtbot, qapp, tmp_path) as workbench:
        workspace, header = workbench.workspace, workbench.window.page.header
        connection = next(each for each in workspace.connections.values() if each.ref == "demo:dropbox-pkce")
        workspace.select(connection.id)
        qtbot.wait_until(lambda: connection.form is not None, timeout=15_000)
        workspace.profiles.set_settings(connection, RedirectSettings(port=0), (), {})
        qtbot.wait_until(lambda: connection.profile.redirect.get("port") == 0)
        header.pauses.points.actions()[1].trigger()
        header.connect_button.click()
        pause = workbench.window.page.pause
        qtbot.wait_until(lambda: pause.draft_editor is not None, timeout=30_000)
        qtbot.wait_until(lambda: header.pill.text == "Paused before the token request", timeout=15_000)
        editor = pause.draft_editor
        assert editor is not None
        run = connection.run
        assert run is not None
        assert run.paused is not None
        sent = dict(part.split("=", 1) for part in run.paused.body.decode().split("&"))
        everything = "\n".join(every_text(workbench.window))
        for name in ("code", "code_verifier"):
            assert sent[name] not in everything
        box = body_box(editor)
        box.setPlainText(box.toPlainText() + "&extra=by%20hand")
        header.go_on.click()
        activity = connection.activity
        qtbot.wait_until(
            lambda: activity.run is not None and activity.run.outcome is not None, timeout=30_000
        )
        assert activity.run is not None
        assert activity.run.outcome is Outcome.OK
        services = workspace.services
        assert services is not None
        token = next(entry for entry in services.journal.entries() if entry.step == "token")
        view = services.journal.view(token.id)
        assert view is not None
        assert "by hand" in view.row.cause
        assert services.journal.notices(activity.run.id, (RunPaused,))
        qtbot.wait_until(lambda: workbench.tasks.idle)
