"""The window on the real engine, the real demo provider, and a person at a scripted browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authbench.events import Outcome
from authbench_gui.activity.detail.message_pane import Tab
from authbench_gui.app import Workbench
from authbench_gui.connection_page.left_pane import TOKEN_TAB
from authbench_gui.workspace.connection import Connection
from support.gui_fake_engine import every_text
from support.real_window import real_workbench


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Workbench]:
    with real_workbench(qtbot, qapp, tmp_path) as made:
        yield made


def connect(workbench: Workbench, qtbot: QtBot, name: str) -> Connection:
    """Choose a sample and press Connect; the redirect takes a free port."""
    workspace = workbench.workspace
    connection = next(each for each in workspace.connections.values() if each.ref == f"demo:{name}")
    workspace.select(connection.id)
    qtbot.wait_until(lambda: connection.form is not None, timeout=15_000)
    from authbench.oauth import RedirectSettings

    workspace.profiles.set_settings(connection, RedirectSettings(port=0), (), {})
    qtbot.wait_until(lambda: connection.profile.redirect.get("port") == 0)
    workbench.window.page.header.connect_button.click()
    activity = connection.activity
    qtbot.wait_until(lambda: activity.run is not None and activity.run.outcome is not None, timeout=30_000)
    qtbot.wait_until(lambda: workbench.tasks.idle)
    return connection


def test_the_pkce_sample_connects_and_no_token_shows_anywhere(workbench: Workbench, qtbot: QtBot) -> None:
    connection = connect(workbench, qtbot, "dropbox-pkce")
    window = workbench.window
    assert connection.activity.run is not None
    assert connection.activity.run.outcome is Outcome.OK
    assert window.page.header.pill.text.startswith("Connected")
    assert "signed in as jo@example.test" in window.page.header.subtitle.full_text
    assert {item.step.state.value for item in window.page.steps.items if item.step is not None} == {"done"}
    log = connection.activity.log
    steps = [log.entry_at(row).step for row in range(log.rowCount())]
    assert steps[:4] == ["authorize", "redirect", "token", "test"]
    services = workbench.workspace.services
    assert services is not None
    assert services.demo is not None
    secrets = [issued.value for issued in services.demo.issued()] + [
        str(value) for name, value in connection.given.items() if "secret" in name
    ]
    assert len(secrets) >= 4
    for row in range(log.rowCount()):
        window.page.activity.table.show_exchange(log.entry_at(row).id)
        for tab in Tab:
            window.page.activity.detail.request.tabs.choose(tab)
            window.page.activity.detail.response.tabs.choose(tab)
            shown = "\n".join(every_text(window))
            assert not [secret for secret in secrets if secret in shown]


def test_a_wrong_secret_is_explained_with_its_place(workbench: Workbench, qtbot: QtBot) -> None:
    workspace = workbench.workspace
    chosen = next(
        each for each in workspace.connections.values() if each.ref == "demo:percolate-client-credentials"
    )
    workspace.select(chosen.id)
    qtbot.wait_until(lambda: chosen.form is not None, timeout=15_000)
    chosen.set_value("client_secret", "not-the-secret")
    connection = connect(workbench, qtbot, "percolate-client-credentials")
    assert connection.activity.run is not None
    assert connection.activity.run.outcome is Outcome.FAILED
    card = workbench.window.page.activity.card
    assert card.isVisibleTo(workbench.window)
    assert card.explanation is not None
    kinds = {action.kind for action in card.explanation.actions}
    assert {"show_request", "show_line", "copy_report"} <= kinds
    states = [item.step.state.value for item in workbench.window.page.steps.items if item.step is not None]
    assert states[:3] == ["done", "noted", "failed"]


def test_the_token_tab_follows_connect_refresh_and_disconnect(workbench: Workbench, qtbot: QtBot) -> None:
    connection = connect(workbench, qtbot, "dropbox-pkce")
    page, services = workbench.window.page, workbench.workspace.services
    assert services is not None
    assert services.demo is not None
    page.tabs.choose(TOKEN_TAB)
    qtbot.wait_until(lambda: len(page.tokens.cards) == 2)
    access = page.tokens.cards[0]
    assert access.pill.text.startswith("expires in 3:59:")
    assert page.tokens.scopes is not None
    assert {chip.property("chip") for chip in page.tokens.scopes.chips} == {"granted"}
    shown = "\n".join(every_text(workbench.window))
    assert "the authorization URL at" in shown
    assert "Obtained just now by the built-in token request." in shown
    assert not [issued for issued in services.demo.issued() if issued.value in shown]
    before = access.token
    workbench.window.actions_.running.refresh()
    qtbot.wait_until(lambda: page.tokens.cards[0].token != before, timeout=15_000)
    shown = "\n".join(every_text(page.tokens))
    assert "Obtained just now by refresh." in shown
    assert not [issued for issued in services.demo.issued() if issued.value in shown]
    page.tokens.cards[0].value.reveal.click()
    qtbot.wait_until(lambda: not page.tokens.cards[0].value.masked)
    revealed = page.tokens.cards[0].value.text
    assert revealed is not None
    assert revealed.toPlainText() == services.store.stored(connection.id)["access_token"]
    workbench.window.actions_.running.disconnect_()
    qtbot.wait_until(lambda: not page.tokens.cards)
    assert page.tokens.empty.action.text() == "Connect"


def test_a_machine_gets_its_token_from_the_empty_token_tab(workbench: Workbench, qtbot: QtBot) -> None:
    workspace, page = workbench.workspace, workbench.window.page
    ref = "demo:google-service-account"
    connection = next(each for each in workspace.connections.values() if each.ref == ref)
    workspace.select(connection.id)
    qtbot.wait_until(lambda: connection.form is not None, timeout=15_000)
    page.tabs.choose(TOKEN_TAB)
    qtbot.wait_until(lambda: page.tokens.empty.action.text() == "Get a token now")
    page.tokens.empty.action.click()
    qtbot.wait_until(lambda: bool(page.tokens.cards), timeout=15_000)
    card = page.tokens.cards[0]
    assert card.token.origin is not None
    assert card.token.origin.step == "acquire"
    assert card.token.renewal == "Renewed by acquire when a request is refused."
    assert card.pill.text.startswith("expires in 59:")
    assert page.tokens.scopes is not None
    assert page.tokens.scopes.scopes.requested_from.startswith("the token request at ")
    qtbot.wait_until(lambda: workbench.tasks.idle)
