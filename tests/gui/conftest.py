"""The window under test: real widgets, a scripted engine behind them, no display."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authbench_gui.app import Workbench
from authbench_gui.theme.theme import Scheme, Theme
from authbench_gui.workspace.connection import Connection
from support.gui_fake_engine import ScriptedWorld, definition_text

# The offscreen platform cannot raise or constrain windows, and says so each time.
_PLATFORM_NOISE = "This plugin does not support .*"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.qt_log_ignore(_PLATFORM_NOISE, extend=True))


class Bench:
    """A window with a scripted world behind it."""

    def __init__(self, qtbot: QtBot, app: QApplication, home: Path, world: ScriptedWorld) -> None:
        self.qtbot = qtbot
        self.home = home
        self.world = world
        self.workbench = Workbench(app, home / "settings", world.open, Scheme.LIGHT)
        self.workbench.show()
        qtbot.add_widget(self.workbench.window)
        qtbot.wait_until(lambda: hasattr(self.workbench, "workspace") and self.workspace.services is not None)

    @property
    def window(self):  # type: ignore[no-untyped-def]
        return self.workbench.window

    @property
    def workspace(self):  # type: ignore[no-untyped-def]
        return self.workbench.workspace

    @property
    def page(self):  # type: ignore[no-untyped-def]
        return self.workbench.window.page

    @property
    def current(self) -> Connection:
        connection = self.workspace.current
        assert connection is not None
        return connection

    def write(self, fields: str, name: str = "connector.rb", **rest: str) -> Path:
        path = self.home / name
        path.write_text(definition_text(fields, **rest), "utf-8")
        return path

    def open(self, path: Path) -> Connection:
        """Open a definition and wait until its form is there."""
        self.window.open_definition(path)
        self.qtbot.wait_until(lambda: self.workspace.current is not None and self.current.ref == str(path))
        self.qtbot.wait_until(lambda: self.workspace.library.get(str(path)) is not None)
        self.qtbot.wait_until(lambda: self.current.form is not None or self._broken(path))
        # Layouts show what was added to them in the next turn of the event loop.
        QApplication.processEvents()
        return self.current

    def open_form(self, fields: str, **rest: str) -> Connection:
        return self.open(self.write(fields, **rest))

    def editor(self, path: str):  # type: ignore[no-untyped-def]
        """The widget into which a field is typed."""
        block = self.page.form.block(path)
        assert block is not None, f"no field {path} is shown"
        assert block.editor is not None
        return block.editor.focus_widget

    def settle(self) -> None:
        """Until nothing is under way any more."""
        self.workspace.save_now()
        self.qtbot.wait_until(lambda: self.workbench.tasks.idle)
        self.workbench.pump.drain()

    def close(self) -> None:
        self.workbench.close()

    def _broken(self, path: Path) -> bool:
        definition = self.workspace.library.get(str(path))
        return definition is not None and definition.connector is None


@pytest.fixture
def world() -> ScriptedWorld:
    return ScriptedWorld()


@pytest.fixture
def make_bench(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, world: ScriptedWorld
) -> Iterator[Callable[[], Bench]]:
    made: list[Bench] = []

    def make() -> Bench:
        made.append(Bench(qtbot, qapp, tmp_path, world))
        return made[-1]

    yield make
    for bench in made:
        bench.close()


@pytest.fixture
def bench(make_bench: Callable[[], Bench]) -> Bench:
    return make_bench()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, Scheme.LIGHT)
    yield made
    made.deleteLater()
