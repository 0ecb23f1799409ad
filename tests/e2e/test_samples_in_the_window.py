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
from support.connection_runs import free_port
from support.real_window import real_workbench


@pytest.fixture
def workbench(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Workbench]:
    with real_workbench(qtbot, qapp, tmp_path) as made:
        yield made


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
