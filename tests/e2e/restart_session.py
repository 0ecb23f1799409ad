"""One life of the real window, pressed as a person does; run as a process by test_restart.

The first life opens a definition, types values, connects it and a sample, and closes. The second finds
all that again. Prints one JSON document of what the window showed. Secrets come in by the environment.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from authbench.oauth import RedirectSettings
from authbench.vault import home_folder
from authbench_gui.app import Workbench
from authbench_gui.composition import open_services
from authbench_gui.theme.theme import Scheme
from authbench_gui.workspace.connection import Connection
from support.demo_person import PersonAtBrowser

PATIENCE_S = 30.0
SAMPLE = "demo:dropbox-pkce"


class Life:
    """A window, and a person before it."""

    def __init__(self) -> None:
        self.app = QApplication(["authbench"])
        self.person = PersonAtBrowser()
        self.workbench = Workbench(
            self.app,
            home_folder(),
            lambda home, seeded: open_services(home, seeded, browser=self.person, demo_port=0),
            Scheme.LIGHT,
        )
        self.window = self.workbench.window
        self.said: dict[str, Any] = {}

    def wait(self, what: str, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while not ready():
            if time.monotonic() > deadline:
                raise SystemExit(f"waited in vain for {what}: {self.status()}")
            QTest.qWait(10)

    @property
    def current(self) -> Connection:
        connection = self.workbench.workspace.current
        assert connection is not None
        return connection

    def start(self) -> None:
        self.workbench.show()
        self.wait(
            "a connection",
            lambda: hasattr(self.workbench, "workspace") and self.workbench.workspace.current is not None,
        )
        self.wait("its form", lambda: self.current.form is not None)

    def field(self, name: str) -> Any:
        block = self.window.page.form.block(name)
        assert block is not None
        assert block.editor is not None
        return block.editor.focus_widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key that starts a run, and wait for its end."""
        before = self.current.activity.run
        QTest.keyClick(self.window, key, modifier)
        self.ended(before)

    def ended(self, before: object) -> None:
        activity = self.current.activity
        self.wait("the run", lambda: activity.run is not before and not activity.running)
        self.wait("what it leaves", lambda: self.workbench.tasks.idle)

    def choose(self, ref: str) -> None:
        workspace = self.workbench.workspace
        workspace.select(next(each.id for each in workspace.connections.values() if each.ref == ref))
        self.wait("the form", lambda: self.current.form is not None)

    def status(self) -> str:
        return str(self.window.page.header.pill.text)

    def close(self) -> None:
        self.window.close()
        self.person.join()


def first(life: Life, definition: Path, routes: str) -> None:
    """Open, fill in, connect; and connect the sample."""
    life.window.open_definition(definition)
    life.start()
    life.wait("the definition", lambda: life.current.ref == str(definition) and life.current.form is not None)
    QTest.keyClicks(life.field("user"), "jo")
    QTest.keyClicks(life.field("password"), os.environ["TEST_PASSWORD"])
    life.window.actions_.settings()
    dialog: Any = life.app.activeModalWidget()
    dialog.routes.setPlainText(routes)
    dialog.ok.click()
    life.window.activateWindow()  # what a window manager does when a dialog goes
    life.wait("the routes", lambda: bool(life.current.profile.routes))
    life.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    life.said["own"] = life.status()
    own = life.current.ref
    life.choose(SAMPLE)
    life.workbench.workspace.profiles.set_settings(life.current, RedirectSettings(port=0), (), {})
    life.wait("a free port", lambda: life.current.profile.redirect.get("port") == 0)
    life.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    life.said["sample"] = life.status()
    life.choose(own)
    # Typed last, and the window closed at once: that must not be lost either.
    QTest.keyClicks(life.field("note"), "typed just before closing")


def second(life: Life, definition: Path) -> None:
    """See what came back, and use it."""
    life.start()
    life.said["ref"] = life.current.ref
    life.said["fields"] = {name: life.field(name).text() for name in ("user", "note")}
    life.said["password_is_back"] = life.field("password").text() == os.environ["TEST_PASSWORD"]
    life.said["password_shown"] = life.field("password").displayText()
    life.said["own_before"] = life.status()
    life.press(Qt.Key.Key_F5)
    life.said["own"] = life.status()
    life.choose(SAMPLE)
    life.said["sample_before"] = life.status()
    life.press(Qt.Key.Key_F5)
    card = life.window.page.activity.card
    assert card.explanation is not None
    life.said["title"] = card.explanation.title
    life.said["actions"] = [action.label for action in card.explanation.actions]
    before = life.current.activity.run
    press = card.findChild(QPushButton, "failure.reconnect")
    assert isinstance(press, QPushButton)
    QTest.mouseClick(press, Qt.MouseButton.LeftButton)
    life.ended(before)
    life.said["sample"] = life.status()


def main() -> int:
    which, definition = sys.argv[1], Path(sys.argv[2])
    life = Life()
    if which == "first":
        first(life, definition, sys.argv[3])
    else:
        second(life, definition)
    life.close()
    sys.stdout.write(json.dumps(life.said))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
