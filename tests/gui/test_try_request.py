"""Trying a request in the window: type, send, read the answer, send it again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authbench.connection import BodyKind, TryRequest
from authbench.events import Outcome, RunKind
from authbench_gui.app import Workbench
from authbench_gui.composition import open_services
from authbench_gui.connection_page.left_pane import TRY_TAB
from authbench_gui.connection_page.try_request.panel import TryPanel
from authbench_gui.theme.theme import Scheme
from support.connection_runs import ScriptedApi
from support.gui_fake_engine import every_text

DEFINITION = """
{ title: 'Keyed',
  connection: {
    fields: [{ name: 'api_key', control_type: 'password', optional: false }, { name: 'host' }],
    authorization: { type: 'custom_auth',
      acquire: ->(connection) { { access_token: post('ORIGIN/token')['access_token'] } },
      refresh_on: [401],
      apply: ->(connection) {
        headers('X-Api-Key': connection['api_key'], Authorization: "Bearer #{connection['access_token']}") } },
    BASE
  },
  test: ->(connection) { get('ping') } }
"""
KEY = "k-5hQ2mVx91w"


class Window:
    """The real window and engine on a definition whose API is scripted."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, home: Path, api: ScriptedApi, base: str) -> None:
        self.qtbot, self.home, self.api = qtbot, home, api
        self.workbench = Workbench(
            qapp,
            home / "settings",
            lambda folder, seeded: open_services(folder, seeded, allow_keychain=False, demo_port=0),
            Scheme.LIGHT,
        )
        qtbot.add_widget(self.workbench.window)
        self.workbench.show()
        qtbot.wait_until(
            lambda: hasattr(self.workbench, "workspace") and self.workbench.workspace.services is not None,
            timeout=30_000,
        )
        path = home / "connector.rb"
        path.write_text(DEFINITION.replace("ORIGIN", api.origin).replace("BASE", base), "utf-8")
        self.workbench.window.open_definition(path)
        qtbot.wait_until(
            lambda: (
                self.workbench.workspace.current is not None
                and self.current.ref == str(path)
                and self.current.form is not None
            ),
            timeout=15_000,
        )
        self.current.set_value("api_key", KEY)
        self.page.tabs.choose(TRY_TAB)
        qtbot.wait_until(lambda: self.panel.isVisible() and self.workbench.workspace.trying.state.base_known)

    @property
    def current(self) -> Any:
        return self.workbench.workspace.current

    @property
    def page(self) -> Any:
        return self.workbench.window.page

    @property
    def panel(self) -> TryPanel:
        return self.page.try_request  # type: ignore[no-any-return]

    def done(self) -> None:
        state = self.workbench.workspace.trying.state
        self.qtbot.wait_until(
            lambda: not self.current.activity.running and not state.sending and self.workbench.tasks.idle,
            timeout=20_000,
        )

    def send(self) -> None:
        self.panel.send.click()
        self.done()

    def type(self, widget: Any, text: str) -> None:
        widget.setFocus()
        QTest.keyClicks(widget, text)

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.panel.editor.path.setFocus()
        self.panel.editor.path.selectAll()
        self.panel.editor.path.paste()

    @property
    def body(self) -> str:
        return self.panel.answer.message.view.toPlainText()

    def close(self) -> None:
        self.workbench.close()


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    with ScriptedApi() as made:
        made.default = (200, {"hello": "world"})
        yield made


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, api: ScriptedApi
) -> Iterator[Callable[..., Window]]:
    made: list[Window] = []

    def make(base: str = "") -> Window:
        based = base or f"base_uri: ->(connection) {{ '{api.origin}/v1/' }}"
        made.append(Window(qtbot, qapp, tmp_path, api, based))
        return made[-1]

    yield make
    for window in made:
        window.close()


@pytest.fixture
def window(open_window: Callable[..., Window]) -> Window:
    return open_window()


def test_type_send_and_read(window: Window, api: ScriptedApi) -> None:
    editor = window.panel.editor
    assert editor.base.full_text == f"after {api.origin}/v1/"
    window.type(editor.path, "items")
    editor.parts.choose(0)
    row = editor.params.rows[0]
    window.type(row.name, "q")
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    window.type(row.value, "a b")
    assert window.panel.address.full_text == f"{api.origin}/v1/items?q=a+b"
    window.send()
    assert [request.url.partition("/v1/")[2] for request in api.received] == ["items?q=a+b"]
    assert api.received[0].headers["X-Api-Key"] == KEY
    assert window.panel.answer.pill.text == "200 OK"
    assert json.loads(window.body) == {"hello": "world"}
    assert window.page.steps.isVisible()
    assert window.current.activity.run.kind is RunKind.TRY


def test_what_is_tried_says_nothing_of_the_connection(window: Window, api: ScriptedApi) -> None:
    api.default = (404, {"error": "no such thing"})
    window.type(window.panel.editor.path, "nothing")
    window.send()
    assert window.panel.answer.pill.text == "404 Not Found"
    assert "no such thing" in window.body
    assert window.current.activity.run.outcome is Outcome.OK
    assert window.current.status().value == "never"


def test_control_return_sends_where_the_keyboard_is_in_there_and_connects_elsewhere(window: Window) -> None:
    window.type(window.panel.editor.path, "items")
    QTest.keyClick(window.panel.editor.path, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.done()
    assert window.current.activity.run.kind is RunKind.TRY
    window.workbench.window.sidebar.list.setFocus()
    window.workbench.window.actions_.running.connect_or_send()
    window.qtbot.wait_until(lambda: window.current.activity.run.kind is RunKind.CONNECT)
    window.done()


def test_refused_credentials_are_renewed_and_it_is_said(window: Window, api: ScriptedApi) -> None:
    api.answer = lambda request: (
        (200, {"access_token": "fresh-token-1"})
        if request.url.endswith("/token")
        else (200, {"id": 1})
        if request.headers.get("Authorization") == "Bearer fresh-token-1"
        else (401, {})
    )
    window.type(window.panel.editor.path, "me")
    window.send()
    assert window.panel.answer.pill.text == "200 OK"
    assert window.panel.answer.note.text() == "Refused at first; sent once more with new credentials."
    assert window.current.has_tokens


def test_the_answer_leads_to_the_log(window: Window, api: ScriptedApi) -> None:
    window.type(window.panel.editor.path, "one")
    window.send()
    table = window.page.activity.table
    first = window.current.activity.log.entry_at(0).id
    window.panel.answer.jump.click()
    assert table.currentIndex().row() == 0
    assert table.hasFocus()
    assert window.workbench.workspace.trying.state.shown is not None
    assert window.workbench.workspace.trying.state.shown.view.row.id == first


def test_an_answer_without_a_body(window: Window, api: ScriptedApi) -> None:
    api.default = (204, "")
    window.panel.editor.method.setCurrentText("DELETE")
    window.type(window.panel.editor.path, "items/1")
    window.send()
    assert window.panel.answer.pill.text == "204 No Content"
    assert window.body == "No body"


def test_bytes_and_long_bodies(window: Window, api: ScriptedApi) -> None:
    api.default = (200, bytes(range(256)), {"Content-Type": "image/png"})
    window.type(window.panel.editor.path, "image")
    window.send()
    assert "00 01 02" in window.body or "0001" in window.body.replace(" ", "")
    long = json.dumps([{"number": number, "text": "x" * 80} for number in range(10_000)])
    api.default = (200, long)
    window.send()
    answer = window.panel.answer
    assert answer.whole.isVisible()
    assert len(window.body) < len(long)
    answer.whole.click()
    window.done()
    assert not answer.whole.isVisible()
    window.qtbot.wait_until(lambda: '"number": 9999' in window.body, timeout=20_000)


def test_no_answer_says_why(window: Window, api: ScriptedApi) -> None:
    window.type(window.panel.editor.path, "http://127.0.0.1:9/x")
    window.send()
    assert "127.0.0.1" in window.panel.answer.problem.text()
    assert not window.panel.answer.pill.isVisible()


def test_cancel(window: Window, api: ScriptedApi) -> None:
    import threading

    release, reached = threading.Event(), threading.Event()

    def silent(_: Any) -> Any:
        reached.set()
        release.wait(20)
        return 200, {}

    api.answer = silent
    window.type(window.panel.editor.path, "slow")
    window.panel.send.setFocus()
    window.panel.send.click()
    window.qtbot.wait_until(reached.is_set)
    assert window.panel.cancel.isVisible()
    assert window.panel.cancel.hasFocus()
    assert window.panel.answer.state.text() == "Sending…"
    window.panel.cancel.click()
    window.done()
    release.set()
    assert window.panel.answer.state.text() == "Cancelled."
    assert window.panel.send.isVisible()
    assert window.panel.send.hasFocus()


def test_a_body_that_is_no_json_is_not_sent(window: Window, api: ScriptedApi) -> None:
    editor = window.panel.editor
    editor.show_request(TryRequest("POST", "items", body_kind=BodyKind.JSON, body='{"a": }'))
    window.panel.send.click()
    assert "The body is no JSON: line 1, column 7." in window.panel.problem.text()
    assert editor.body.text.property("problem") is True
    assert editor.body.text.accessibleDescription().startswith("The body is no JSON")
    assert editor.parts.current == 2
    assert api.received == []
    editor.body.text.setPlainText('{"a": 1}')
    assert not window.panel.problem.isVisible()
    window.send()
    assert api.received[0].body == '{"a":1}'


def test_without_base_uri_a_path_has_no_host(open_window: Callable[..., Window]) -> None:
    window = open_window("base_uri: nil")
    window.type(window.panel.editor.path, "/items")
    assert "no base_uri" in window.panel.warning.text()
    assert window.panel.editor.caption.text() == "URL"
    window.panel.editor.path.setText("https://api.example.com/items")
    assert not window.panel.warning.isVisible()


def test_another_host_is_pointed_out(window: Window) -> None:
    window.panel.editor.path.setText("https://elsewhere.example/items")
    assert "go to elsewhere.example" in window.panel.warning.text()
    window.panel.editor.path.setText(f"{window.api.origin}/items")
    assert not window.panel.warning.isVisible()


def test_the_base_follows_the_fields(open_window: Callable[..., Window]) -> None:
    window = open_window("base_uri: ->(connection) { \"https://#{connection['host']}/v2/\" }")
    window.current.set_value("host", "eu.example.com")
    window.qtbot.wait_until(
        lambda: window.panel.editor.base.full_text == "after https://eu.example.com/v2/", timeout=10_000
    )


def test_a_base_that_cannot_be_evaluated_is_told(open_window: Callable[..., Window]) -> None:
    window = open_window(
        "base_uri: ->(connection) { connection['host'].blank? ? 'https://a.example' : nil.x }"
    )
    window.current.set_value("host", "b")
    window.qtbot.wait_until(lambda: "base_uri could not be evaluated" in window.panel.warning.text())


def test_a_pasted_url_is_split(window: Window, api: ScriptedApi) -> None:
    window.panel.editor.method.setCurrentText("PUT")
    window.paste(f"{api.origin}/v1/items?a=1&b=%C3%A4#top")
    assert window.panel.editor.request == TryRequest("PUT", "/v1/items", (("a", "1"), ("b", "ä")))


def test_typing_a_url_is_left_alone(window: Window) -> None:
    QGuiApplication.clipboard().setText("something else")
    window.type(window.panel.editor.path, "https://a.example/x?b=1&c=2")
    assert window.panel.editor.request == TryRequest("GET", "https://a.example/x?b=1&c=2")


def test_a_pasted_curl_command_fills_everything_in(window: Window, api: ScriptedApi) -> None:
    window.paste(
        f"curl -k -X PATCH '{api.origin}/v1/items?x=1' \\\n"
        "  -H 'X-Mine: yes' -H 'Content-Type: application/json' --data-raw '{\"a\": 1}'"
    )
    assert window.panel.editor.request == TryRequest(
        "PATCH", "/v1/items", (("x", "1"),), (("X-Mine", "yes"),), BodyKind.JSON, '{"a": 1}'
    )
    assert window.panel.told.text() == "Not taken over: -k."


def test_a_typed_curl_command_is_taken_apart_before_it_is_sent(window: Window, api: ScriptedApi) -> None:
    QGuiApplication.clipboard().setText("something else")
    window.type(window.panel.editor.path, f"curl -k -X POST '{api.origin}/v1/items?x=1' -d 'a=1'")
    window.panel.send.click()
    assert window.panel.editor.request == TryRequest(
        "POST", "/v1/items", (("x", "1"),), (), BodyKind.FORM, fields=(("a", "1"),)
    )
    told = "Not taken over: -k. This is the cURL command. Look it over, then send it."
    assert window.panel.told.text().replace("\u200b", "") == told
    assert not api.received


def test_history_survives_a_restart_without_secrets(
    open_window: Callable[..., Window], api: ScriptedApi
) -> None:
    window = open_window()
    typed = "Zt8wQx31pLm4"
    window.panel.editor.show_request(
        TryRequest(
            "POST",
            "items",
            (("q", "plain"), ("copy", KEY)),
            (("X-Api-Token", typed), ("X-Plain", "on")),
            BodyKind.JSON,
            json.dumps({"password": typed, "name": "jo"}),
        )
    )
    window.send()
    assert api.received[0].headers["X-Api-Token"] == typed
    window.panel.editor.show_request(TryRequest("GET", "plain", (("page", "2"),)))
    window.send()
    assert window.panel.history.list.count() == 2
    assert not [text for text in every_text(window.workbench.window) if typed in text or KEY in text]
    window.close()
    written = "\n".join(
        file.read_text("utf-8", "replace") for file in window.home.rglob("*") if file.is_file()
    )
    assert "plain" in written
    assert typed not in written
    assert KEY not in written
    again = open_window()
    history = again.panel.history
    assert history.list.count() == 2
    history.list.setCurrentRow(1)
    QTest.keyClick(history.list, Qt.Key.Key_Return)
    assert again.panel.editor.request == TryRequest(
        "POST", "items", (("q", "plain"), ("copy", "")), (("X-Plain", "on"),), BodyKind.JSON
    )
    assert "header X-Api-Token" in again.panel.told.text()
    assert "body" in again.panel.told.text()


def test_send_again_delete_and_clear(window: Window, api: ScriptedApi) -> None:
    for name in ("one", "two", "three"):
        window.panel.editor.path.setText(name)
        window.send()
    history = window.panel.history
    window.panel.editor.go_to(3)
    assert [history.list.item(row).text() for row in range(3)] == [
        "200  GET three",
        "200  GET two",
        "200  GET one",
    ]
    history.list.setCurrentRow(2)
    history.resend.click()
    window.done()
    assert api.received[-1].url.endswith("/one")
    assert history.list.item(0).text() == "200  GET one"
    assert history.list.count() == 3
    history.list.setCurrentRow(0)
    history.list.setFocus()
    QTest.keyClick(history.list, Qt.Key.Key_Delete)
    window.done()
    assert history.list.count() == 2
    history.clear.click()
    window.done()
    assert history.list.count() == 0
    assert window.workbench.workspace.trying.history == ()


def test_what_is_secret_is_sent_again_within_the_session(window: Window, api: ScriptedApi) -> None:
    window.panel.editor.show_request(TryRequest("GET", "x", headers=(("X-Auth-Token", "Zt8wQx31pLm4"),)))
    window.send()
    window.panel.editor.show_request(TryRequest())
    window.panel.history.list.setCurrentRow(0)
    window.panel.history.resend.click()
    window.done()
    assert api.received[-1].headers["X-Auth-Token"] == "Zt8wQx31pLm4"


def test_a_half_written_request_waits_for_its_connection(window: Window) -> None:
    window.panel.editor.path.setText("half")
    mine = window.current
    window.workbench.workspace.create("demo:dropbox-pkce", "Other")
    window.qtbot.wait_until(lambda: window.current is not mine, timeout=10_000)
    assert window.panel.editor.path.text() == ""
    window.workbench.workspace.select(mine.id)
    assert window.panel.editor.path.text() == "half"


def test_a_half_written_request_is_there_after_a_restart_without_secrets(
    open_window: Callable[..., Window],
) -> None:
    window = open_window()
    window.panel.editor.show_request(
        TryRequest("PUT", "half", headers=(("Authorization", "Bearer Zt8wQx31pLm4"), ("X-Plain", "on")))
    )
    window.close()
    written = [file.read_text("utf-8", "replace") for file in window.home.rglob("*") if file.is_file()]
    assert not [text for text in written if "Zt8wQx31pLm4" in text]
    again = open_window()
    assert again.panel.editor.request == TryRequest("PUT", "half", headers=(("X-Plain", "on"),))
    assert again.panel.history.list.count() == 0


def test_the_keyboard_goes_from_above_to_below(window: Window) -> None:
    window.type(window.panel.editor.path, "x")
    window.send()
    editor, answer = window.panel.editor, window.panel.answer
    wanted = [editor.method, editor.path, window.panel.send]
    editor.params.add.click()
    for row in editor.params.rows:
        wanted += [row.name, row.value, row.remove]
    wanted += [editor.params.add, answer.jump, answer.message.view]
    order, at = [], editor.method
    for _ in range(400):
        if at in wanted and at not in order:
            order.append(at)
        at = at.nextInFocusChain()
    assert [wanted.index(each) for each in order] == list(range(len(wanted)))


def test_control_return_in_the_body_sends_and_types_nothing(window: Window, api: ScriptedApi) -> None:
    editor = window.panel.editor
    editor.show_request(TryRequest("POST", "items", body_kind=BodyKind.TEXT, body="words"))
    editor.go_to(2)
    editor.body.text.setFocus()
    QTest.keyClick(editor.body.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    window.done()
    assert [request.body for request in api.received] == ["words"]
    assert editor.body.text.toPlainText() == "words"


def test_a_run_that_ends_before_it_is_handed_back_is_not_lost(window: Window) -> None:
    engine = window.workbench.workspace.services.engine
    start = engine.start

    def late(request: Any) -> Any:
        run = start(request)
        run.wait(20)
        return run

    engine.start = late
    window.type(window.panel.editor.path, "items")
    window.panel.send.click()
    window.qtbot.wait_until(lambda: window.current.activity.run is not None)
    window.done()
    assert window.panel.answer.pill.text == "200 OK"


def test_rows_are_added_and_removed_by_keyboard(window: Window) -> None:
    headers = window.panel.editor.headers
    window.panel.editor.go_to(1)
    window.type(headers.rows[0].name, "Authorization")
    row = headers.rows[0]
    assert row.value.echoMode() is row.value.EchoMode.Password
    row.reveal.click()
    assert row.value.echoMode() is row.value.EchoMode.Normal
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    assert row.value.hasFocus()
    QTest.keyClick(row.value, Qt.Key.Key_Return)
    assert len(headers.rows) == 2
    assert headers.rows[1].name.hasFocus()
    assert headers.rows[1].name.accessibleName() == "Name of header 2"
    headers.rows[1].remove.click()
    assert len(headers.rows) == 1
    headers.rows[0].remove.click()
    assert headers.pairs == ()
    assert len(headers.rows) == 1


def test_missing_fields_lead_to_the_form(window: Window, api: ScriptedApi) -> None:
    window.current.set_value("api_key", "")
    window.type(window.panel.editor.path, "items")
    window.panel.send.click()
    window.qtbot.wait_until(lambda: window.page.tabs.current == 0)
    window.done()
    assert api.received == []


def test_everything_in_it_has_a_name(window: Window) -> None:
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QWidget

    kinds = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit)
    controls = [each for each in window.panel.findChildren(QWidget) if isinstance(each, kinds)]
    assert len(controls) > 20
    nameless = [
        each
        for each in controls
        if not (each.accessibleName() or each.isHidden() or each.objectName().startswith("qt_"))
    ]
    assert nameless == []
    assert window.panel.editor.caption.buddy() is window.panel.editor.path


def test_a_request_of_the_log_is_sent_again_with_what_the_connection_adds_now(
    window: Window, api: ScriptedApi
) -> None:
    window.paste(f"curl '{api.origin}/v1/items?page=2' -H 'X-Trace: on'")
    window.send()
    window.panel.editor.show_request(TryRequest())
    window.current.set_value("api_key", KEY + "-next")
    window.page.tabs.choose(0)
    table = window.page.activity.table
    window.qtbot.wait_until(lambda: table.model().rowCount() == 1)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_G)
    menu = window.page.activity.log.menu()
    assert "Send again\tCtrl+R" in [entry.text() for entry in menu.actions()]
    menu.deleteLater()
    QTest.keyClick(table, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    window.qtbot.wait_until(lambda: len(api.received) == 2)
    window.done()
    assert window.panel.isVisible()
    assert [request.url.partition("/v1/")[2] for request in api.received] == ["items?page=2"] * 2
    assert api.received[1].headers["X-Trace"] == "on"
    assert api.received[1].headers["X-Api-Key"] == KEY + "-next"
    assert KEY not in repr(window.panel.editor.request)


def test_one_that_may_change_something_waits_to_be_sent(window: Window, api: ScriptedApi) -> None:
    window.paste(f"curl -X PUT '{api.origin}/v1/items/1' --json '{{\"a\": 1}}'")
    window.send()
    window.panel.editor.show_request(TryRequest())
    table = window.page.activity.table
    window.qtbot.wait_until(lambda: table.model().rowCount() == 1)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_G)
    QTest.keyClick(table, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    window.qtbot.wait_until(lambda: window.panel.told.isVisible())
    assert "Look it over" in window.panel.told.text()
    assert window.panel.send.hasFocus()
    assert len(api.received) == 1
    window.send()
    assert len(api.received) == 2
    assert json.loads(api.received[1].body) == {"a": 1}
    assert api.received[1].method == "PUT"


def test_what_is_not_kept_any_more_is_not_sent_again(window: Window, api: ScriptedApi) -> None:
    window.type(window.panel.editor.path, "one")
    window.send()
    told: list[str] = []
    window.page.activity.log.reported.connect(told.append)
    window.page.activity.log.again_requested.emit(10**9)
    window.qtbot.wait_until(lambda: bool(told))
    assert "can be sent again" in told[0]
    assert len(api.received) == 1
