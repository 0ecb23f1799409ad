"""A real sign-in before an audience: the whole window, searched at every event for every secret of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from authbench.events import Outcome
from authbench.journal.reveal import Reveal
from authbench.oauth import RedirectSettings
from authbench_gui.activity.flow.canvas import FlowCanvas
from authbench_gui.app import Workbench
from authbench_gui.connection_page.left_pane import TOKEN_TAB
from authbench_gui.workspace.connection import Connection
from support.gui_fake_engine import every_text
from support.real_window import real_workbench
from support.secret_finder import SecretFinder

_REVEALS = re.compile(r"^(Show|Reveal|Copy|Decode|This log is redacted)")
_SECRET_NAMES = re.compile(
    r"^(state|code|code_verifier|client_secret|access_token|refresh_token|id_token|password)$"
)


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Workbench]:
    with real_workbench(qtbot, qapp, tmp_path) as made:
        yield made
    qapp.clipboard().clear()


def shown_texts(window: QWidget) -> list[str]:
    """All that the window holds for eyes and ears: also what is painted, what actions say, the clipboard."""
    texts = [text for top in {window, *QApplication.topLevelWidgets()} for text in every_text(top)]
    for canvas in window.findChildren(FlowCanvas):
        if canvas.drawn is not None:
            shapes = canvas.drawn.shapes
            lines = [line for part in (*canvas.drawn.heads, *shapes) for line in part.lines]
            texts += ["".join(piece.text for piece in line.pieces) for line in lines]
    for action in window.findChildren(QAction):
        texts += [action.text(), action.toolTip(), action.statusTip()]
    texts.append(QApplication.clipboard().text())
    return texts


def press_all_that_reveals(window: QWidget) -> int:
    """Press, and press again, whatever says that it shows or copies something; how many there were."""
    ways: list[QAbstractButton | QAction] = []
    for found in (*window.findChildren(QAbstractButton), *window.findChildren(QAction)):
        name = found.text() if isinstance(found, QAction) else found.accessibleName() or found.text()
        if _REVEALS.match(name):
            ways.append(found)
    for way in ways:
        way.trigger() if isinstance(way, QAction) else way.click()
        QApplication.processEvents()
    return len(ways)


def choose(workbench: Workbench, qtbot: QtBot, name: str) -> Connection:
    workspace = workbench.workspace
    chosen = next(each for each in workspace.connections.values() if each.ref == f"demo:{name}")
    workspace.select(chosen.id)
    qtbot.wait_until(lambda: chosen.form is not None, timeout=15_000)
    workspace.profiles.set_settings(chosen, RedirectSettings(port=0), (), {})
    qtbot.wait_until(lambda: chosen.profile.redirect.get("port") == 0)
    return chosen


def sign_in(workbench: Workbench, qtbot: QtBot, connection: Connection) -> None:
    activity, before = connection.activity, connection.activity.run
    workbench.window.page.header.connect_button.click()
    qtbot.wait_until(
        lambda: activity.run is not None and activity.run is not before and activity.run.outcome is not None,
        timeout=30_000,
    )
    qtbot.wait_until(lambda: workbench.tasks.idle)
    assert activity.run is not None
    assert activity.run.outcome is Outcome.OK


def secrets_of(workbench: Workbench, connection: Connection) -> list[tuple[str, str]]:
    """Every secret of what was sent and got, taken from the wire, not from what hides them."""
    services = workbench.workspace.services
    assert services is not None
    assert services.demo is not None
    found = {("issued", secret.value) for secret in services.demo.issued()}
    found |= {(name, str(value)) for name, value in connection.given.items() if "secret" in name}
    for exchange in Reveal(services.journal).exchanges():
        pairs = parse_qsl(urlsplit(exchange.url).query)
        pairs += parse_qsl(exchange.request_body.content.decode("utf-8", "replace"))
        found |= {(name, value) for name, value in pairs if _SECRET_NAMES.match(name)}
        for name, value in exchange.request_headers:
            if name.lower() == "authorization" and " " in value:
                credentials = value.split(" ", 1)[1]
                found.add(("authorization", credentials))
                if value.startswith("Basic "):
                    found.add(("basic pair", base64.b64decode(credentials).decode().split(":", 1)[1]))
    return sorted(found)


@pytest.mark.parametrize("sample", ["dropbox-pkce", "percolate-client-credentials"])
def test_no_secret_is_in_the_window_at_any_event(workbench: Workbench, qtbot: QtBot, sample: str) -> None:
    connection = choose(workbench, qtbot, sample)
    window, seen = workbench.window, list[str]()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert workbench.theme.presenting.on
    assert window.windowTitle() == f"Authbench – {connection.name}"
    events = []

    def look() -> None:
        events.append(len(seen))
        seen.extend(shown_texts(window))

    workbench.pump.drained.connect(look)
    sign_in(workbench, qtbot, connection)
    flow = window.page.activity.flow.view
    qtbot.wait_until(
        lambda: flow.canvas.picture is not None and flow.canvas.picture.outcome is Outcome.OK, timeout=10_000
    )
    assert flow.isVisibleTo(window)
    assert not window.page.activity.table.isVisibleTo(window)
    assert not window.page.left.isVisibleTo(window)
    for number in range(flow.canvas.model().rowCount()):
        flow.canvas.choose(number)
        for control in flow.explain.findChildren(QAbstractButton):
            if control.objectName().startswith("flow.work_out."):
                control.click()
                qtbot.wait_until(lambda: flow.explain.findChild(QWidget, "flow.working") is not None)
        look()
    press_all_that_reveals(window)
    look()
    assert len(events) > 6
    secrets = secrets_of(workbench, connection)
    kinds = {name for name, _ in secrets}
    assert {"issued", "client_secret", "authorization"} <= kinds
    if sample == "dropbox-pkce":
        assert {"state", "code", "code_verifier"} <= kinds
    assert SecretFinder(secrets).found_in_many(seen) == []


def test_what_was_revealed_before_is_gone_and_stays_so(workbench: Workbench, qtbot: QtBot) -> None:
    connection = choose(workbench, qtbot, "dropbox-pkce")
    window, page = workbench.window, workbench.window.page
    sign_in(workbench, qtbot, connection)
    finder = SecretFinder(secrets_of(workbench, connection))
    page.tabs.choose(TOKEN_TAB)
    qtbot.wait_until(lambda: bool(page.tokens.cards))
    workbench.workspace.revealing.reveal_log(connection.id, True)
    page.tokens.cards[0].value.reveal.click()
    qtbot.wait_until(lambda: not page.tokens.cards[0].value.masked)
    assert finder.found_in_many(shown_texts(window))
    workbench.theme.presenting.turn(True)
    qtbot.wait_until(lambda: workbench.tasks.idle)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert finder.found_in_many(shown_texts(window)) == []
    assert press_all_that_reveals(window) > 5
    qtbot.wait_until(lambda: workbench.tasks.idle)
    assert finder.found_in_many(shown_texts(window)) == []
    workbench.theme.presenting.turn(False)
    assert finder.found_in_many(shown_texts(window)) == []
    assert page.left.isVisibleTo(window)
    assert window.windowTitle() == "Authbench"
