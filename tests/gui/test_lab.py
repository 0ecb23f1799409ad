"""The Lab tab on the real engine and the real demo provider: try faults, read verdicts, throw switches."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from authbench.connection.lab import Ending, Fault, Missing, Mood, Parameters, Verdict
from authbench.demo import Faults
from authbench.errors import Location
from authbench.events import Outcome
from authbench.journal.flow.picture import Topic
from authbench_gui.activity.flow.view import FlowView
from authbench_gui.app import Workbench
from authbench_gui.connection_page.lab.fault_row import number
from authbench_gui.connection_page.lab.panel import LabPanel
from authbench_gui.connection_page.lab.verdict_card import VerdictCard
from authbench_gui.connection_page.lab.wording import figures_line, rule_line
from authbench_gui.connection_page.left_pane import DEFINITION_TAB, LAB_TAB, TOKEN_TAB
from authbench_gui.theme.theme import Theme
from authbench_gui.workspace.connection import Connection
from support.gui_fake_engine import every_text
from support.real_window import real_workbench


class Lab:
    """A connected sample with its Lab tab open."""

    def __init__(self, workbench: Workbench, qtbot: QtBot, name: str) -> None:
        self.workbench, self.qtbot = workbench, qtbot
        self.window, self.workspace = workbench.window, workbench.workspace
        self.connection = self.connect(name)
        self.window.page.left.open_lab()
        panel = self.window.page.left.lab
        assert panel is not None
        self.panel: LabPanel = panel
        services = self.workspace.services
        assert services is not None
        assert services.demo is not None
        self.demo = services.demo

    def connect(self, name: str) -> Connection:
        connections = self.workspace.connections.values()
        connection = next(each for each in connections if each.ref == f"demo:{name}")
        self.workspace.select(connection.id)
        self.qtbot.wait_until(lambda: connection.form is not None, timeout=15_000)
        self.window.page.header.connect_button.click()
        self.qtbot.wait_until(lambda: _ended(connection), timeout=30_000)
        self.qtbot.wait_until(lambda: self.workbench.tasks.idle)
        return connection

    def find(self, name: str, kind: type[QWidget] = QPushButton) -> Any:
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def press(self, name: str) -> None:
        button = self.find(name)
        assert button.isEnabled()
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def wait(self) -> Verdict:
        self.qtbot.wait_until(lambda: not self.workspace.lab.experimenting, timeout=60_000)
        self.qtbot.wait_until(lambda: self.workbench.tasks.idle)
        QApplication.processEvents()
        verdict = self.panel.card.verdict
        assert verdict is not None
        return verdict

    def run(self, fault: Fault) -> Verdict:
        self.press(f"lab.run.{fault}")
        return self.wait()

    def texts(self) -> str:
        return "\n".join(every_text(self.panel)).replace("\u200b", "")


def _ended(connection: Connection) -> bool:
    run = connection.activity.run
    return run is not None and run.outcome is Outcome.OK and not connection.activity.running


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Workbench]:
    with real_workbench(qtbot, qapp, tmp_path) as made:
        yield made


@pytest.fixture
def lab(workbench: Workbench, qtbot: QtBot) -> Lab:
    return Lab(workbench, qtbot, "percolate-client-credentials")


def test_faults_are_tried_and_their_verdicts_read(lab: Lab) -> None:
    rows = lab.connection.activity.log.rowCount()
    before = lab.connection.activity.run
    run = lab.find("lab.run.corrupt_access")
    lab.window.activateWindow()
    run.setFocus()
    lab.qtbot.wait_until(run.hasFocus)
    lab.qtbot.keyClick(run, Qt.Key.Key_Space)
    assert lab.panel.stop.hasFocus()
    verdict = lab.wait()
    assert lab.panel.list.hasFocus()
    assert (verdict.ending, verdict.mood) == (Ending.RECOVERED, Mood.GOOD)
    shown = lab.texts()
    assert "Renewed, and the request was accepted" in shown
    assert "refresh_on 401 · found in: status · renewed by: acquire" in shown
    assert "stored: access_token · retry accepted · 1 renewal · 4 requests" in shown
    assert "1 verdict: 1 fine" in shown
    assert lab.panel.card.accessibleName() == (
        "Verdict on Corrupt the access token: Renewed, and the request was accepted"
    )
    for widget in lab.panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(lab.window):
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget.objectName()
    # The log has the requests; the run of the connection itself is still its own.
    lab.workbench.pump.drain()
    assert lab.connection.activity.log.rowCount() == rows + 4
    assert lab.connection.activity.run is before
    assert not lab.connection.activity.running

    # What cannot be is marked.
    status = lab.find("lab.status.status", QLineEdit)
    for wrong in ("200", "abc", "401.5", ""):
        status.setText(wrong)
        lab.press("lab.run.status")
        assert not lab.workspace.lab.experimenting
        assert status.property("problem") is True
    status.setText("400")
    assert status.property("problem") is False

    # What a rule would need leads to its line.
    lab.find("lab.status.body", QLineEdit).setText('{"error":"session_expired"}')
    verdict = lab.run(Fault.STATUS)
    assert (verdict.ending, verdict.mood) == (Ending.NO_RULE, Mood.FAIR)
    shown = lab.texts()
    assert "Add 400 or /session_expired/ to refresh_on." in shown
    assert "refresh_on: [401, 403, /session_expired/]," in shown
    lab.press("lab.copy")
    assert QGuiApplication.clipboard().text() == "refresh_on: [401, 403, /session_expired/],"
    lab.workbench.pump.drain()
    lab.press("lab.log")
    assert lab.window.page.activity.table.currentIndex().isValid()
    lab.press("lab.line")
    assert lab.window.page.tabs.current == DEFINITION_TAB


def test_the_flow_draws_what_was_tried_and_then_the_next_run(lab: Lab) -> None:
    flow = lab.window.page.activity.flow
    flow.show_flow()
    own = lab.connection.activity.run
    assert own is not None
    lab.qtbot.wait_until(lambda: _drawn_run(flow.view) == own.id, timeout=15_000)
    lab.run(Fault.CORRUPT_ACCESS)
    lab.qtbot.wait_until(
        lambda: _topics(flow.view).get(Topic.RENEWAL, "") not in ("", own.id), timeout=15_000
    )
    assert lab.connection.activity.run is own
    lab.window.page.header.test.click()
    lab.qtbot.wait_until(lambda: lab.connection.activity.run is not own, timeout=15_000)
    tested = lab.connection.activity.run
    assert tested is not None
    lab.qtbot.wait_until(lambda: _drawn_run(flow.view) == tested.id, timeout=15_000)


def _drawn_run(view: FlowView) -> str:
    return view.canvas.picture.run_id if view.canvas.picture is not None else ""


def _topics(view: FlowView) -> dict[Topic | None, str]:
    """What the messages are about, each with the run that is drawn."""
    picture = view.canvas.picture
    return {message.topic: picture.run_id for message in picture.messages} if picture is not None else {}


def test_run_all_stop_and_other_connections(lab: Lab) -> None:
    status = lab.window.status.switches
    lab.workspace.lab.throw(token_lifetime=7200.0)
    assert status.text() == "Demo faults on: 1"
    lab.find("lab.slow.slow_seconds", QLineEdit).setText("0.02")
    lab.press("lab.run_all")
    assert not lab.find("lab.run_all").isEnabled()
    assert not lab.panel.switches.off.isEnabled()
    assert lab.panel.stop.isVisibleTo(lab.window)
    lab.wait()
    verdicts = lab.workspace.lab.state.verdicts
    assert [verdict.fault for verdict in verdicts] == list(Fault)
    assert "13 verdicts: 8 fine, 1 to look at, 1 to mend, 3 not tried" in lab.texts()
    for index, verdict in enumerate(verdicts):
        lab.panel.list.setCurrentRow(index)
        assert lab.panel.card.verdict is verdict
        assert verdict.headline in lab.texts()
    secrets = [one.value for one in lab.demo.issued()]
    assert secrets
    assert not [secret for secret in secrets if secret in "\n".join(every_text(lab.window))]
    # The person's own switches are back.
    assert lab.demo.faults.now() == Faults(token_lifetime=7200.0)
    lab.press("lab.all_off")
    assert not status.isVisibleTo(lab.window)

    lab.find("lab.slow.slow_seconds", QLineEdit).setText("30")
    lab.press("lab.run.slow")
    lab.qtbot.wait_until(lambda: bool(lab.workspace.lab.state.runs))
    lab.window.page.header.test.click()
    assert "An experiment is under way" in "\n".join(every_text(lab.window))
    lab.press("lab.stop")
    assert lab.wait().ending is Ending.CANCELLED
    assert not lab.demo.faults.now().any_on

    first, page = lab.connection, lab.window.page
    connections = lab.workspace.connections.values()
    other = next(each for each in connections if each.ref == "demo:brevo-api-key-header")
    lab.workspace.select(other.id)
    page.left.open_lab()
    lab.qtbot.wait_until(lambda: other.form is not None)
    assert lab.panel.list.count() == 0
    assert lab.panel.card.isHidden()
    assert lab.run(Fault.EXPIRE).ending is Ending.NOT_POSSIBLE
    assert "nothing to renew" in lab.texts()
    lab.workspace.select(first.id)
    assert lab.panel.list.count() == 14

    # The other ways to get here.
    page.tabs.choose(TOKEN_TAB)
    lab.qtbot.wait_until(lambda: page.tokens.to_lab.isVisibleTo(lab.window))
    lab.qtbot.mouseClick(page.tokens.to_lab, Qt.MouseButton.LeftButton)
    assert page.tabs.current == LAB_TAB
    page.tabs.choose(0)
    page.header.menu_about_to_show.emit()
    action = next(one for one in page.header.menu.actions() if one.text() == "Refresh lab")
    assert action.isEnabled()
    action.trigger()
    assert page.tabs.current == LAB_TAB


def test_closing_the_window_in_the_midst_of_an_experiment_leaves_nothing_behind(lab: Lab) -> None:
    lab.find("lab.slow.slow_seconds", QLineEdit).setText("30")
    lab.press("lab.run.slow")
    lab.qtbot.wait_until(lambda: bool(lab.workspace.lab.state.runs))
    (run,) = lab.workspace.lab.state.runs
    services = lab.workspace.services
    assert services is not None
    kept = services.store.stored(lab.connection.id)
    assert kept
    lab.window.close()
    lab.qtbot.wait_until(lambda: run.wait(0) is not None, timeout=15_000)
    result = run.wait(0)
    assert result is not None
    assert result.outcome is Outcome.CANCELLED
    lab.qtbot.wait_until(lambda: not [each for each in threading.enumerate() if run.id in each.name])
    assert not lab.demo.faults.now().any_on
    assert services.store.stored(lab.connection.id) == kept


def test_switches_are_thrown_at_once_and_marked(lab: Lab) -> None:
    status = lab.window.status.switches
    assert not status.isVisibleTo(lab.window)
    checks, numbers = lab.panel.switches.checks, lab.panel.switches.numbers
    checks["deny_consent"].click()
    assert lab.demo.faults.now() == Faults(deny_consent=True)
    assert status.isVisibleTo(lab.window)
    assert status.text() == "Demo faults on: 1"
    assert "deny consent" in status.accessibleDescription()
    box, options = lab.panel.switches.choices["status"]
    box.setCurrentIndex([value for _, value in options].index(503))
    for name, text in (("body", '{"a":1}'), ("times", "3"), ("clock_skew", "-60"), ("slow_seconds", "0,5")):
        numbers[name].setText(text)
        numbers[name].editingFinished.emit()
    assert lab.demo.faults.now() == Faults(
        deny_consent=True, status=503, body='{"a":1}', times=3, clock_skew=-60.0, slow_seconds=0.5
    )
    numbers["token_lifetime"].setText("never")
    numbers["token_lifetime"].editingFinished.emit()
    assert numbers["token_lifetime"].property("problem") is True
    lab.press("lab.all_off")
    assert lab.demo.faults.now() == Faults()
    assert not status.isVisibleTo(lab.window)
    assert not checks["deny_consent"].isChecked()
    assert numbers["clock_skew"].text() == ""

    # One that is counted is seen to go off by itself.
    lab.workspace.lab.throw(status=401, times=1)
    assert status.isVisibleTo(lab.window)
    lab.window.page.header.test.click()
    lab.qtbot.wait_until(lambda: not status.isVisibleTo(lab.window), timeout=10_000)
    assert box.currentIndex() == 0
    lab.qtbot.wait_until(lambda: _ended(lab.connection), timeout=10_000)
    lab.qtbot.wait_until(lambda: lab.workbench.tasks.idle)


def test_another_api_has_neither_demo_faults_nor_switches(bench: Any) -> None:
    bench.open_form("[{ name: 'host' }]")
    bench.page.left.open_lab()
    panel = bench.page.left.lab
    shown = [row.facts.fault for row in panel.rows if row.isVisibleTo(bench.window)]
    assert shown == [
        Fault.EXPIRE,
        Fault.CORRUPT_ACCESS,
        Fault.DROP_REFRESH,
        Fault.CORRUPT_REFRESH,
        Fault.TWO_AT_ONCE,
    ]
    assert not panel.switches.isVisibleTo(bench.window)


def test_a_card_is_no_wider_than_its_room(qtbot: QtBot, theme: Theme) -> None:
    card = VerdictCard(theme)
    qtbot.add_widget(card)
    long = "x" * 400
    card.show_verdict(
        Verdict(
            Fault.STATUS,
            Ending.NO_RULE,
            Mood.BAD,
            "No rule fired",
            story=(f"The answer was `{long}` <b>.",),
            stored=(long,),
            missing=Missing(long, (long,), Location("c.rb", 3)),
        )
    )
    assert card.minimumSizeHint().width() <= 312
    assert any("<b>" in label.accessibleName() for label in card.findChildren(QLabel))


def test_wordings() -> None:
    nothing = Verdict(Fault.EXPIRE, Ending.NOT_POSSIBLE, Mood.NONE, "Not possible here")
    assert rule_line(nothing) == figures_line(nothing) == ""
    assert number("1,5", 0, 2) == 1.5
    assert number("nan", 0, 2) is number("3", 0, 2) is None


def test_deleting_another_connection_stops_no_experiment(workbench: Workbench, qtbot: QtBot) -> None:
    lab = Lab(workbench, qtbot, "percolate-client-credentials")
    workspace = workbench.workspace
    other = next(each for each in workspace.connections.values() if each is not lab.connection)
    trials = [(fault, Parameters()) for fault in (Fault.CORRUPT_ACCESS, Fault.EXPIRE)]
    assert workspace.lab.conduct(trials)
    workspace.delete(other)
    lab.wait()
    verdicts = workspace.lab.state.verdicts
    assert [verdict.fault for verdict in verdicts] == [Fault.CORRUPT_ACCESS, Fault.EXPIRE]
    assert all(verdict.ending is not Ending.CANCELLED for verdict in verdicts)
