"""Asking the provider about a login in the Token tab: the real engine, the real demo provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from authbench.connection.provider_question import Ask
from authbench.demo.credentials import USER, USER_ID
from authbench.events import Outcome
from authbench_gui.app import Workbench
from authbench_gui.connection_page.header import status_line
from authbench_gui.connection_page.left_pane import TOKEN_TAB
from authbench_gui.connection_page.token.values import MaskedValue
from authbench_gui.dialogs.revoke import RevokeDialog
from authbench_gui.dialogs.send_token import SendTokenDialog
from authbench_gui.workspace.connection import Connection
from support.gui_fake_engine import every_text
from support.real_window import real_workbench


class Tab:
    """A connected sample with its Token tab open."""

    def __init__(self, workbench: Workbench, qtbot: QtBot, name: str) -> None:
        self.workbench, self.qtbot = workbench, qtbot
        self.workspace = workbench.workspace
        self.page = workbench.window.page
        connections = self.workspace.connections.values()
        self.connection: Connection = next(each for each in connections if each.ref == f"demo:{name}")
        self.workspace.select(self.connection.id)
        qtbot.wait_until(lambda: self.connection.form is not None, timeout=15_000)
        self.page.header.connect_button.click()
        self.settle()
        assert self.run.outcome is Outcome.OK
        self.page.tabs.choose(TOKEN_TAB)
        self.settle()

    @property
    def run(self) -> Any:
        run = self.connection.activity.run
        assert run is not None
        return run

    def settle(self) -> None:
        self.qtbot.wait_until(
            lambda: self.connection.activity.run is not None and not self.connection.activity.running,
            timeout=30_000,
        )
        self.qtbot.wait_until(lambda: self.workbench.tasks.idle)
        QApplication.processEvents()

    def button(self, what: Ask, card: int = 0) -> QPushButton | None:
        section = self.page.tokens.cards[card].provider
        found = section.buttons.get(what) if section is not None else None
        assert found is None or isinstance(found, QPushButton)
        return found

    def press(self, what: Ask, card: int = 0) -> None:
        found = self.button(what, card)
        assert found is not None, what
        assert found.isEnabled()
        self.qtbot.mouseClick(found, Qt.MouseButton.LeftButton)
        if what is not Ask.REVOKE:
            self.settle()

    def told(self, card: int = 0) -> str:
        section = self.page.tokens.cards[card].provider
        assert section is not None
        return "\n".join(each.text() for each in section.findChildren(QLabel) if not each.isHidden()).replace(
            "\u200b", ""
        )

    def sent(self) -> list[str]:
        services = self.workspace.services
        assert services is not None
        journal = services.journal
        rows = [journal.row(each.id) for run in journal.run_ids() for each in journal.entries(run)]
        return [row.url.text for row in rows if row is not None and row.step == "provider"]

    def secrets(self) -> list[str]:
        services = self.workspace.services
        assert services is not None
        kept = services.store.stored(self.connection.id)
        return [value for value in kept.values() if isinstance(value, str) and len(value) > 20]


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Workbench]:
    with real_workbench(qtbot, qapp, tmp_path) as made:
        yield made


@pytest.fixture
def tab(workbench: Workbench, qtbot: QtBot) -> Tab:
    return Tab(workbench, qtbot, "atlassian-authorization-code")


def test_nothing_is_asked_before_somebody_presses(tab: Tab) -> None:
    assert tab.sent() == []
    assert tab.button(Ask.DISCOVER) is not None
    assert tab.button(Ask.VERIFY) is None
    tab.press(Ask.DISCOVER)
    assert len(tab.sent()) == 1
    assert tab.button(Ask.DISCOVER) is None
    assert tab.button(Ask.VERIFY) is not None
    assert tab.button(Ask.INTROSPECT) is not None
    assert tab.button(Ask.USERINFO) is None, "this provider has none"
    assert status_line(tab.connection, tab.page.tokens.clock()).text.startswith("Connected")


def test_a_signature_is_verified_and_its_request_shown(tab: Tab) -> None:
    tab.press(Ask.DISCOVER)
    tab.press(Ask.VERIFY)
    text = tab.told()
    assert "Signature verified. Keys from" in text
    assert "Signature: ok. ES256" in text
    assert "Issuer: ok." in text
    assert "The signature was verified" in "\n".join(every_text(tab.page.tokens.cards[0]))
    section = tab.page.tokens.cards[0].provider
    assert section is not None
    show = section.findChild(QPushButton, "provider.show")
    assert show is not None
    tab.qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    assert tab.page.activity.detail.isVisible()


def test_introspection_then_revocation_which_the_state_tells(tab: Tab) -> None:
    tab.press(Ask.DISCOVER)
    tab.press(Ask.INTROSPECT)
    assert "Active: the provider accepts this token." in tab.told()
    section = tab.page.tokens.cards[0].provider
    assert section is not None
    assert section.findChild(QPlainTextEdit, "provider.body") is None
    rows = {each.claim.name: each for each in section.rows}
    assert rows["active"].claim.text == "true"
    secrets = tab.secrets()
    assert secrets
    texts = "\n".join(every_text(tab.page.tokens)).replace("\u200b", "")
    assert not [each for each in secrets if each in texts]
    before = len(tab.sent())
    tab.press(Ask.REVOKE)
    tab.qtbot.wait_until(lambda: isinstance(QApplication.activeModalWidget(), RevokeDialog))
    asking = QApplication.activeModalWidget()
    assert isinstance(asking, RevokeDialog)
    tab.qtbot.keyClick(asking, Qt.Key.Key_Return)
    tab.qtbot.wait_until(lambda: QApplication.activeModalWidget() is None)
    tab.settle()
    assert len(tab.sent()) == before, "nothing goes out unless it is confirmed"
    tab.press(Ask.REVOKE)
    tab.qtbot.wait_until(
        lambda: (
            isinstance(QApplication.activeModalWidget(), RevokeDialog)
            and QApplication.activeModalWidget() is not asking
        )
    )
    sure = QApplication.activeModalWidget()
    assert isinstance(sure, RevokeDialog)
    tab.qtbot.mouseClick(sure.ok, Qt.MouseButton.LeftButton)
    tab.settle()
    assert "Revoked: the provider has ended this token." in tab.told()
    assert status_line(tab.connection, tab.page.tokens.clock()).text == "Token revoked"
    assert tab.connection.story().startswith("token revoked")
    tab.press(Ask.INTROSPECT)
    assert "Not active" in tab.told()
    assert status_line(tab.connection, tab.page.tokens.clock()).text == "Token revoked"


def test_what_a_provider_tells_of_a_person_is_hidden_as_in_a_token(tab: Tab) -> None:
    """The same rule as for the claims of a token, with nothing kept of what is hidden."""
    tab.press(Ask.DISCOVER)
    tab.press(Ask.INTROSPECT)
    section = tab.page.tokens.cards[0].provider
    assert section is not None
    rows = {each.claim.name: each for each in section.rows}
    assert {name for name, row in rows.items() if row.claim.mask} == {"sub", "username"}
    texts = "\n".join(every_text(section)).replace("\u200b", "")
    assert USER not in texts
    assert USER_ID not in texts
    username = rows["username"].value
    assert isinstance(username, MaskedValue)
    tab.qtbot.mouseClick(username.reveal, Qt.MouseButton.LeftButton)
    tab.qtbot.wait_until(lambda: username.text is not None)
    assert username.text is not None
    assert username.text.toPlainText() == USER
    subject = rows["sub"].value
    assert isinstance(subject, MaskedValue)
    tab.qtbot.mouseClick(subject.copy, Qt.MouseButton.LeftButton)
    tab.qtbot.wait_until(lambda: QApplication.clipboard().text() == USER_ID)
    tab.page.tokens.cards[0].conceal()
    assert username.masked


def test_answers_go_with_the_tokens_that_they_are_about(tab: Tab) -> None:
    tab.press(Ask.DISCOVER)
    tab.press(Ask.VERIFY)
    tab.page.header.connect_button.click()
    tab.settle()
    assert "Signature" not in tab.told()
    assert tab.button(Ask.VERIFY) is not None


def test_a_host_that_only_the_metadata_names_gets_nothing_unless_it_is_agreed_to(tab: Tab) -> None:
    tab.press(Ask.DISCOVER)
    state = tab.workspace.asking.state
    assert state.provider is not None
    assert state.provider.introspection_endpoint is not None
    state.provider = replace(state.provider, introspection_endpoint="https://evil.test/take")
    before = len(tab.sent())
    for keys in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        tab.press(Ask.INTROSPECT)
        tab.qtbot.wait_until(lambda: isinstance(QApplication.activeModalWidget(), SendTokenDialog))
        asking = QApplication.activeModalWidget()
        assert isinstance(asking, SendTokenDialog)
        told = "\n".join(every_text(asking)).replace("\u200b", "")
        assert "https://evil.test/take" in told
        assert "with the client's id and secret" in told
        tab.qtbot.keyClick(asking, keys)
        tab.qtbot.wait_until(lambda: QApplication.activeModalWidget() is None)
    assert len(tab.sent()) == before
    tab.press(Ask.INTROSPECT)
    sure = QApplication.activeModalWidget()
    assert isinstance(sure, SendTokenDialog)
    tab.qtbot.mouseClick(sure.ok, Qt.MouseButton.LeftButton)
    tab.settle()
    assert len(tab.sent()) == before + 1
    assert "evil.test" in tab.sent()[-1]
    state.provider = replace(state.provider, revocation_endpoint="https://evil.test/end")
    before = len(tab.sent())
    tab.press(Ask.REVOKE)
    tab.qtbot.wait_until(lambda: isinstance(QApplication.activeModalWidget(), RevokeDialog))
    revoking = QApplication.activeModalWidget()
    assert isinstance(revoking, RevokeDialog)
    told = "\n".join(every_text(revoking)).replace("\u200b", "")
    assert "does not sign in at https://evil.test" in told
    tab.qtbot.keyClick(revoking, Qt.Key.Key_Escape)
    tab.qtbot.wait_until(lambda: QApplication.activeModalWidget() is None)
    assert len(tab.sent()) == before
