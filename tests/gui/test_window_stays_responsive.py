"""Hostile definitions, tested from the window on the real engine: the window's event loop goes on meanwhile.

Nothing is measured in seconds: a timer of the window must be served again and again before the run is over, and
the failure must be shown with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authbench.errors import Location
from authbench.events import Outcome
from authbench_gui.app import Workbench
from authbench_gui.workspace.connection import Connection
from support.gui_fake_engine import every_text
from support.real_window import real_workbench

DEFINITION = """{
  title: 'Hostile',
  connection: {
    fields: [{ name: 'domain', optional: true }],
    authorization: { type: 'custom_auth', apply: lambda { |c| headers('X-A': '1') } },
    base_uri: lambda { |c| 'https://api.example.test' }
  },
  methods: { again: lambda { |n| call('again', n + 1) } },
  test: lambda do |connection|
    text = 'a' * 60 + '!'
    %s
  end
}
"""
LINE = 11
METHOD_LINE = 8

ENDING = [
    ("endless loop", "loop { begin; loop { }; rescue Exception; ensure; loop { }; end }", "and was stopped"),
    ("catastrophic pattern", "text =~ /(a|aa)+$/", "took more than 0.5 seconds"),
    ("patterns in a loop", "loop { text[0, 24] =~ /(a|aa)+b$|(a|aa)+\\\\z(?<=b)/ }", "and was stopped"),
    ("size bomb", "kept = []; loop { kept << 'x' * 9_000_000 }", "400,000,000 bytes"),
    ("deep recursion", "f = ->(n) { [n].map { |m| f.call(m + 1) } }; f.call(0)", "stack level too deep"),
    ("recursion through methods", "call('again', 0)", "stack level too deep"),
    ("one step too large", "'a' * 10**9", "1,000,000,000 characters"),
    ("long list", "(1..2_000_000).to_a.map { |x| [x] }.flatten.sort_by { |x| -x }", "and was stopped"),
    ("deep source", "[" * 3_000 + "]" * 3_000, "deep"),
]
AT_ONCE = ("one step too large", "deep source", "size bomb", "deep recursion")
"""Refused before anything is computed, or over too soon to count."""


class Ticks:
    """Counts how often the event loop served a timer."""

    def __init__(self) -> None:
        self.count = 0
        self.timer = QTimer()
        self.timer.setInterval(2)
        self.timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        self.count += 1


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Workbench]:
    with real_workbench(qtbot, qapp, tmp_path / "settings") as made:
        yield made


def opened(workbench: Workbench, qtbot: QtBot, path: Path, code: str) -> Connection:
    """The connection of a definition whose `test` has this code."""
    path.write_text(DEFINITION.replace("%s", code), "utf-8")
    workbench.window.open_definition(path)
    workspace = workbench.workspace
    qtbot.wait_until(
        lambda: (
            workspace.current is not None
            and workspace.current.ref == str(path)
            and workspace.current.form is not None
        ),
        timeout=15_000,
    )
    assert workspace.current is not None
    return workspace.current


def start(workbench: Workbench, qtbot: QtBot, connection: Connection) -> None:
    """Press Connect, and wait until the run is on."""
    workbench.window.page.header.connect_button.click()
    qtbot.wait_until(lambda: connection.activity.run is not None, timeout=15_000)


@pytest.mark.parametrize(("what", "code", "said"), ENDING, ids=[case[0] for case in ENDING])
def test_the_event_loop_goes_on_while_hostile_code_runs(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path, what: str, code: str, said: str
) -> None:
    connection = opened(workbench, qtbot, tmp_path / "connector.rb", code)
    ticks = Ticks()
    ticks.timer.start()
    start(workbench, qtbot, connection)
    run = connection.activity.run
    assert run is not None
    qtbot.wait_until(lambda: run.outcome is not None, timeout=60_000)
    ticks.timer.stop()
    qtbot.wait_until(lambda: workbench.tasks.idle)
    assert run.outcome is Outcome.FAILED
    assert ticks.count >= (1 if what in AT_ONCE else 3)
    card = workbench.window.page.activity.card
    assert card.isVisibleTo(workbench.window)
    shown = "\n".join(every_text(workbench.window))
    assert said in shown
    explanation = card.explanation
    assert explanation is not None
    (place,) = [action.target for action in explanation.actions if action.kind == "show_line"]
    assert isinstance(place, Location)
    assert place.line == (METHOD_LINE if what == "recursion through methods" else LINE)


def test_an_endless_loop_is_cancelled_from_the_window(
    workbench: Workbench, qtbot: QtBot, tmp_path: Path
) -> None:
    code = "while true do begin; sleep 0; rescue Exception; ensure; 1; end end"
    connection = opened(workbench, qtbot, tmp_path / "connector.rb", code)
    start(workbench, qtbot, connection)
    run = connection.activity.run
    assert run is not None
    header = workbench.window.page.header
    qtbot.wait_until(lambda: header.cancel.isVisibleTo(workbench.window))
    header.cancel.click()
    qtbot.wait_until(lambda: run.outcome is not None, timeout=15_000)
    assert run.outcome is Outcome.CANCELLED
    # The next run starts as if nothing had been.
    good = opened(workbench, qtbot, tmp_path / "other.rb", "'fine'")
    start(workbench, qtbot, good)
    qtbot.wait_until(
        lambda: good.activity.run is not None and good.activity.run.outcome is not None, timeout=15_000
    )
    assert good.activity.run is not None
    assert good.activity.run.outcome is Outcome.OK
