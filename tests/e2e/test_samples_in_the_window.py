"""Every sample connects in the window: chosen in the sidebar, Connect pressed, the outcome read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authbench.demo import samples
from authbench.oauth import RedirectSettings
from authbench_gui.app import Workbench
from authbench_gui.composition import open_services
from authbench_gui.theme.theme import Scheme
from support.connection_runs import free_port
from support.demo_person import PersonAtBrowser


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Workbench]:
    person = PersonAtBrowser()
    made = Workbench(
        qapp,
        tmp_path,
        lambda home, seeded: open_services(home, seeded, allow_keychain=False, browser=person, demo_port=0),
        Scheme.LIGHT,
    )
    qtbot.add_widget(made.window)
    made.show()
    qtbot.wait_until(
        lambda: hasattr(made, "workspace") and made.workspace.services is not None, timeout=30_000
    )
    yield made
    made.close()
    person.join()


@pytest.mark.qt_log_ignore("This plugin does not support .*", extend=True)
def test_every_sample_connects(workbench: Workbench, qtbot: QtBot) -> None:
    workspace, header = workbench.workspace, workbench.window.page.header
    assert workspace.services is not None
    store = workspace.services.store
    outcomes: dict[str, str] = {}
    for sample in samples():
        (chosen,) = [one for one in workspace.connections.values() if one.ref == f"demo:{sample.name}"]
        # Each takes a port of its own: the usual one may be in use on this machine.
        store.set_settings(chosen.profile.id, redirect=RedirectSettings(port=free_port()))
        chosen.profile = store.load(chosen.profile.id)
        workspace.select(chosen.id)
        qtbot.wait_until(lambda c=chosen: c.form is not None, timeout=15_000)
        qtbot.wait_until(header.connect_button.isEnabled)
        qtbot.mouseClick(header.connect_button, Qt.MouseButton.LeftButton)
        activity = chosen.activity
        qtbot.wait_until(lambda a=activity: a.run is not None and a.run.outcome is not None, timeout=30_000)
        qtbot.wait_until(lambda: workbench.tasks.idle, timeout=15_000)
        outcomes[sample.name] = header.pill.text
    assert {name: text for name, text in outcomes.items() if not text.startswith("Connected")} == {}
    assert len(outcomes) >= 16
