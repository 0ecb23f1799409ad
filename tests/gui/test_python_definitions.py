"""Definitions in Python at work in the window: the real engine, a server of our own, our samples."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from authbench.demo import sample_path
from authbench.events import Outcome
from authbench.oauth import RedirectSettings
from authbench_gui.activity.run_bar import Section
from authbench_gui.app import Workbench
from authbench_gui.dialogs.new_connection import NewConnectionDialog
from authbench_gui.workspace.connection import Connection
from support.connection_runs import free_port
from support.http_server import ScriptedServer, answering, response, serving
from support.real_window import real_workbench

TIMEOUT_MS = 30_000


class Desk:
    """The window, and what a person does in it."""

    def __init__(self, qtbot: QtBot, workbench: Workbench) -> None:
        self.qtbot = qtbot
        self.workbench = workbench

    @property
    def page(self):  # type: ignore[no-untyped-def]
        return self.workbench.window.page

    @property
    def current(self) -> Connection:
        connection = self.workbench.workspace.current
        assert connection is not None
        return connection

    def until(self, what: Callable[[], bool]) -> None:
        self.qtbot.wait_until(what, timeout=TIMEOUT_MS)

    def press(self, name: str) -> None:
        button = self.workbench.window.findChild(QPushButton, name)
        assert button is not None
        self.until(button.isEnabled)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def open(self, path: Path) -> None:
        self.workbench.window.open_definition(path)
        self.until(lambda: self.page.trust.isVisibleTo(self.workbench.window))
        self.press("trust.grant")
        self.until(lambda: not self.page.trust.isVisibleTo(self.workbench.window))
        self.until(lambda: self.workbench.tasks.idle)

    def run(self, name: str = "header.test") -> None:
        before = self.current.activity.run
        self.press(name)
        self.until(lambda: self.current.activity.run is not before)
        self.until(lambda: not self.current.activity.running and self.workbench.tasks.idle)
        QApplication.processEvents()

    def choose_sample(self, name: str) -> Connection:
        workspace = self.workbench.workspace
        connection = next(one for one in workspace.connections.values() if one.ref == f"demo:{name}")
        workspace.select(connection.id)
        self.until(lambda: connection.form is not None)
        # A port of its own: the usual one may be in use on this machine.
        workspace.profiles.set_settings(connection, RedirectSettings(port=free_port()), (), {})
        self.until(lambda: "port" in connection.profile.redirect)
        return connection

    def choose_language(self, index: int) -> None:
        self.page.tabs.choose(1)
        tabs = self.page.definition.language
        assert tabs.isVisibleTo(self.workbench.window)
        segment = tabs.findChild(QPushButton, f"tab.{index}")
        assert segment is not None
        self.qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)
        self.until(lambda: self.current.ref.endswith(".py") is bool(index))
        self.until(lambda: self.current.form_made_of[0] == self.current.ref and self.workbench.tasks.idle)


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    with real_workbench(qtbot, qapp, tmp_path / "settings") as made:
        yield Desk(qtbot, made)


@pytest.fixture
def api() -> Iterator[ScriptedServer]:
    with serving(answering(*[response(200, b'{"ok": true}')] * 8)) as server:
        yield server


def definition(folder: Path, api: ScriptedServer, test: str, before: str = "") -> Path:
    """A file whose `test` has this body."""
    body = "\n".join(f"    {line}" for line in dedent(test).strip().splitlines())
    path = folder / "connector.py"
    path.write_text(
        f'"""Acme."""\nfrom authbench.sdk import get, headers\n{before}\n\n'
        f"def test(connection):\n{body}\n\n\n"
        "connector = {\n"
        '    "title": "Acme",\n'
        '    "connection": {\n'
        '        "authorization": {"type": "custom_auth", "apply": lambda connection: headers(x_key="k")},\n'
        f'        "base_uri": lambda connection: "{api.url}/",\n'
        "    },\n"
        '    "test": test,\n'
        "}\n"
    )
    return path


def test_a_trusted_definition_tests_against_a_server(desk: Desk, tmp_path: Path, api: ScriptedServer) -> None:
    desk.open(definition(tmp_path, api, 'print("asking")\nreturn get("me")'))
    desk.run()
    run = desk.current.activity.run
    assert run is not None
    assert run.outcome is Outcome.OK
    assert desk.page.header.pill.text == "Connected"
    bar = desk.page.activity.run_bar
    assert bar.parts[Section.PRINTED].text() == "1 line printed"
    bar.open_section(Section.PRINTED)
    desk.qtbot.wait_until(lambda: bar.printed.toPlainText() == "asking")
    log = desk.current.activity.log
    assert [log.row_at(place).origin for place in range(log.rowCount())] == [api.url]


def test_a_failing_lambda_is_shown_at_its_line(desk: Desk, tmp_path: Path, api: ScriptedServer) -> None:
    desk.open(definition(tmp_path, api, 'found = {"a": 1}\nreturn found["token"]'))
    desk.run()
    card = desk.page.activity.card
    assert card.isVisibleTo(desk.workbench.window)
    texts = [label.text() for label in card.findChildren(QLabel)]
    shown = "\n".join(texts)
    assert "KeyError" in shown
    assert ">test</span>, line 7 of connector.py." in shown
    source = card.findChild(QLabel, "failure.source")
    assert source is not None
    assert source.text().split("\n")[0] == 'return found["token"]'
    assert source.text().split("\n")[1].strip() == "^"
    desk.press("failure.show_line")
    view = desk.page.definition
    assert view.isVisibleTo(desk.workbench.window)
    assert view.code.marked_line == 7


def test_a_failure_in_a_module_beside_it_opens_that_module(
    desk: Desk, tmp_path: Path, api: ScriptedServer
) -> None:
    (tmp_path / "paging.py").write_text("def pages():\n    return 1 / 0\n")
    desk.open(definition(tmp_path, api, "return paging.pages()", "import paging"))
    desk.run()
    desk.press("failure.show_line")
    view = desk.page.definition
    desk.until(lambda: view.code.toPlainText().startswith("def pages"))
    assert view.files.currentText() == "paging.py"
    assert view.code.marked_line == 2


def test_a_call_that_cannot_be_interrupted_is_left_behind_and_said_so(
    desk: Desk, tmp_path: Path, api: ScriptedServer
) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    marker = tmp_path / "waits"
    desk.open(
        definition(tmp_path, api, f'open("{marker}", "w").close()\nopen("{gate}").read()\nreturn get("me")')
    )
    desk.press("header.test")
    desk.until(marker.exists)
    desk.press("header.cancel")
    desk.until(lambda: not desk.current.activity.running and desk.workbench.tasks.idle)
    said = desk.workbench.window.toast.text.text()
    # The call ends now, so that its thread does not outlive the test.
    gate.open("w").close()
    assert said.startswith("Cancelled. test was waiting in a call that cannot be interrupted")


def test_problems_of_a_broken_file_lead_to_their_line(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "connector.py"
    path.write_text('connector = {\n    "title": "Acme"\n    "connection": {},\n}\n')
    desk.workbench.window.open_definition(path)
    desk.until(lambda: desk.page.problems.isVisibleTo(desk.workbench.window))
    place = desk.page.problems.findChild(QLabel, "problem.place")
    source = desk.page.problems.findChild(QLabel, "problem.source")
    assert place is not None
    assert place.text().startswith("connector.py:2")
    assert source is not None
    assert '"title": "Acme"' in source.text()
    assert "^" in source.text()
    show = next(one for one in desk.page.problems.findChildren(QPushButton) if "Show line" in one.text())
    desk.qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    assert desk.page.definition.code.marked_line == 2


@pytest.mark.parametrize("name", ["dropbox-pkce", "zendesk-basic", "stripe-multi-auth"])
def test_a_sample_connects_in_python_after_a_switch_of_languages(desk: Desk, name: str) -> None:
    connection = desk.choose_sample(name)
    title, port = connection.name, connection.profile.redirect["port"]
    in_ruby = {row.path: row.value for row in connection.form.rows} if connection.form is not None else {}
    desk.choose_language(1)
    assert connection.ref == f"demo:{name}.py"
    assert not desk.page.trust.isVisibleTo(desk.workbench.window)
    assert desk.page.definition.code.toPlainText().startswith('"""')
    assert connection.form is not None
    assert {row.path: row.value for row in connection.form.rows} == in_ruby
    assert (connection.name, connection.profile.redirect["port"]) == (title, port)
    desk.run("header.connect")
    assert desk.page.header.pill.text.startswith("Connected")


def test_values_and_tokens_stay_when_the_language_is_switched_back(desk: Desk) -> None:
    connection = desk.choose_sample("dropbox-pkce")
    desk.run("header.connect")
    services = desk.workbench.workspace.services
    assert services is not None
    tokens = services.store.stored(connection.id)
    assert tokens
    assert connection.form is not None
    before = connection.form.values()
    desk.choose_language(1)
    assert services.store.stored(connection.id) == tokens
    assert connection.form.values() == before
    assert connection.has_tokens
    desk.run("header.test")
    assert desk.page.header.pill.text.startswith("Connected")
    desk.choose_language(0)
    assert connection.ref == "demo:dropbox-pkce"
    assert connection.form.values() == before
    assert desk.page.header.pill.text.startswith("Connected")
    assert services.store.load(connection.id).connector == "demo:dropbox-pkce"


def test_a_new_connection_of_a_sample_offers_both_languages_once(desk: Desk) -> None:
    window = desk.workbench.window
    desk.press("top.new")
    dialog = window.findChild(NewConnectionDialog)
    assert dialog is not None
    titles = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert len(titles) == len(set(titles)) >= 16
    segment = dialog.language.findChild(QPushButton, "tab.1")
    assert segment is not None
    assert segment.accessibleName() == "Language of the sample: Python"
    desk.qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)
    desk.qtbot.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.workbench.workspace.current is not None and desk.current.ref.endswith(".py"))
    desk.until(lambda: desk.current.form is not None)
    assert desk.current.ref == "demo:dropbox-pkce.py"
    assert window.sidebar.model.second_line(desk.current).startswith("oauth2")


def test_a_sample_that_is_opened_as_a_file_is_trusted(desk: Desk) -> None:
    path = sample_path("zendesk-basic", "python")
    desk.workbench.window.open_definition(path)
    desk.until(lambda: desk.workbench.workspace.current is not None and desk.current.ref == str(path))
    desk.until(lambda: desk.current.form is not None)
    assert not desk.page.trust.isVisibleTo(desk.workbench.window)
