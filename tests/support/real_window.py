"""The window with the real engine behind it, and a person at the browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authbench_gui.app import Workbench
from authbench_gui.composition import open_services
from authbench_gui.theme.theme import Scheme
from support.demo_person import PersonAtBrowser


@contextmanager
def real_workbench(qtbot: QtBot, qapp: QApplication, folder: Path) -> Iterator[Workbench]:
    """A workbench that keeps its settings in `folder`, secrets in memory, with its services ready."""
    person = PersonAtBrowser()
    made = Workbench(
        qapp,
        folder,
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
