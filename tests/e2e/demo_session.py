"""The twelve steps of docs/demo.md in the real window; run as a process by test_demo_script.

Takes the steps' titles as arguments, in order, does each, and prints a line of JSON about it when it is done.
While a person at the browser is waited for, that line says so. All that this process connects to is noted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from authbench.events import Outcome
from authbench.journal.flow.picture import Message, MessageState, Topic, Wait
from authbench.oauth import RedirectSettings
from authbench.vault import home_folder
from authbench_gui.activity.flow.exports import PictureFormat
from authbench_gui.activity.flow.view import FlowView
from authbench_gui.app import Workbench
from authbench_gui.composition import Opened, open_services
from authbench_gui.theme.theme import Scheme
from authbench_gui.workspace.connection import Connection
from support.gui_fake_engine import every_text

TIMEOUT_S = 40.0
CONTACTS: set[str] = set()


def note_contacts(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        CONTACTS.add(str(arguments[1][0]))
    elif event == "socket.getaddrinfo":
        CONTACTS.add(str(arguments[0]))


class Presenter:
    """The person with the keyboard and the mouse."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.folder = folder
        self.opened: list[Opened] = []
        self.steps: tuple[Callable[[], object], ...] = (
            self.start,
            self.choose_dropbox,
            self.connect,
            self.explain,
            self.sign_in,
            self.work_out,
            self.look_at_the_call,
            self.expire,
            self.deny,
            self.compare,
            self.edit,
            self.export,
        )

    # What a person does

    def wait(self, what: str, ready: Callable[[], object]) -> None:
        deadline = time.monotonic() + TIMEOUT_S
        while not ready():
            if time.monotonic() > deadline:
                raise SystemExit(f"waited in vain for {what}")
            QTest.qWait(10)

    def click(self, widget: QWidget | None) -> None:
        assert widget is not None
        assert widget.isVisible(), widget.objectName()
        assert widget.isEnabled(), widget.objectName()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            QTest.qWaitForWindowActive(self.window)
        QTest.keyClick(self.window, key, modifier)

    def child(self, name: str, inside: QWidget | None = None) -> Any:
        found = (inside or self.window).findChildren(QWidget, name)
        return next((widget for widget in found if widget.isVisible()), None)

    # What is there

    @property
    def window(self) -> Any:
        return self.workbench.window

    @property
    def view(self) -> FlowView:
        return self.window.page.activity.flow.view  # type: ignore[no-any-return]

    @property
    def rows(self) -> tuple[Message | Wait, ...]:
        picture = self.view.canvas.picture
        return picture.rows if picture is not None else ()

    def current(self) -> Connection:
        connection = self.workbench.workspace.current
        assert connection is not None
        return connection

    def choose_row(self, wanted: Callable[[Message], bool]) -> Message:
        number, row = next(
            (number, row)
            for number, row in enumerate(self.rows)
            if isinstance(row, Message) and wanted(row) and row.state is not MessageState.FUTURE
        )
        self.view.canvas.scrollTo(self.view.canvas.model().index(number, 0))
        place = self.view.canvas.visualRect(self.view.canvas.model().index(number, 0)).center()
        QTest.mouseClick(self.view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert self.view.canvas.row == row
        return row

    def status(self, wanted: str) -> str:
        """What the header says, which may follow the flow a moment later."""
        pill = self.window.page.header.pill
        self.wait(wanted, lambda: pill.text.startswith(wanted))
        return pill.text  # type: ignore[no-any-return]

    def explanation(self) -> str:
        return " ".join(text for text in every_text(self.view.explain) if text)

    def ended(self, before: object) -> Callable[[], bool]:
        """Whether another run than `before` is over and drawn."""
        activity = self.current().activity

        def over() -> bool:
            run, picture = activity.run, self.view.canvas.picture
            return (
                run is not None
                and run is not before
                and run.outcome is not None
                and picture is not None
                and picture.run_id == run.id
                and picture.outcome is not None
                and not activity.running
            )

        return over

    def present(self, on: bool) -> None:
        assert self.workbench.theme.presenting.on is not on
        self.press(Qt.Key.Key_F11)
        assert self.workbench.theme.presenting.on is on
        assert self.window.page.left.isVisible() is not on
        QTest.qWait(50)

    def choose(self, title: str) -> Connection:
        """Choose a connection in the list on the left, and take any free port for its redirect."""
        listing = self.window.sidebar.list
        model = listing.model()
        index = next(
            model.index(row, 0)
            for row in range(model.rowCount())
            if str(model.index(row, 0).data(Qt.ItemDataRole.DisplayRole) or "") == title
        )
        listing.scrollTo(index)
        QTest.mouseClick(
            listing.viewport(), Qt.MouseButton.LeftButton, pos=listing.visualRect(index).center()
        )
        self.wait("the form", lambda: self.current().name == title and self.current().form is not None)
        self.workbench.workspace.profiles.set_settings(self.current(), RedirectSettings(port=0), (), {})
        self.wait("the port", lambda: self.current().profile.redirect.get("port") == 0)
        return self.current()

    # The steps

    def start(self) -> object:
        def open_engine(home: Path, seeded: tuple[str, ...]) -> Opened:
            self.opened.append(open_services(home, seeded, allow_keychain=False, demo_port=0))
            return self.opened[-1]

        self.workbench = Workbench(self.app, home_folder(), open_engine, Scheme.LIGHT)
        self.workbench.show()
        self.wait("the samples", lambda: self.child("header.title") and self.workbench.workspace.current)
        return len(self.workbench.workspace.connections)

    def choose_dropbox(self) -> object:
        self.choose("Dropbox (PKCE)")
        self.present(True)
        return self.window.windowTitle()

    def connect(self) -> object:
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.wait(
            "the person",
            lambda: any(isinstance(row, Wait) and row.state is MessageState.PENDING for row in self.rows),
        )
        return self.status("Waiting for browser")

    def explain(self) -> object:
        self.choose_row(lambda row: row.number == 1)
        newcomer = self.explanation()
        self.click(self.view.explain.depths.tab(1))
        self.wait("the engineer's words", lambda: self.explanation() != newcomer)
        return self.explanation()

    def sign_in(self) -> object:
        self.wait("the end", self.ended(None))
        return self.status("Connected")

    def work_out(self) -> object:
        self.choose_row(lambda row: Topic.PKCE in row.topics and "token" in row.title)
        self.wait("the button", lambda: self.child(f"flow.work_out.{Topic.PKCE.value}", self.view.explain))
        self.click(self.child(f"flow.work_out.{Topic.PKCE.value}", self.view.explain))
        self.wait("the calculation", lambda: self.child("flow.verdict", self.view.explain))
        return self.explanation()

    def look_at_the_call(self) -> object:
        return self.choose_row(lambda row: "Bearer" in row.title).detail.text

    def expire(self) -> object:
        self.present(False)
        self.window.page.left.open_lab()
        self.wait("the lab", lambda: self.child("lab.run.expire") is not None)
        self.click(self.child("lab.run.expire"))
        lab = self.window.page.left.lab
        self.wait("the verdict", lambda: lab.list.count() == 1 and not self.current().activity.running)
        verdict = lab.list.item(0).text()
        self.present(True)
        self.wait("the rule in the flow", lambda: any(row.topic is Topic.RENEWAL for row in self.rows))
        return verdict

    def deny(self) -> object:
        self.present(False)
        switch = self.child("lab.switch.deny_consent")
        switch.click()
        self.present(True)
        before = self.current().activity.run
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.wait("the no", self.ended(before))
        self.wait("the no in the flow", lambda: self.view.canvas.picture.outcome is Outcome.FAILED)
        self.present(False)
        self.child("lab.all_off").click()
        self.present(True)
        return [f"{row.title} {row.detail.text if isinstance(row, Message) else ''}" for row in self.rows]

    def compare(self) -> object:
        menu = self.view.head.beside.menu()
        menu.aboutToShow.emit()
        first = [action for action in menu.actions() if action.text().startswith("Connect")][-1]
        first.trigger()
        second = self.view.beside.second
        assert second is not None
        self.wait("the other picture", lambda: second.canvas.picture is not None and second.isVisible())
        assert second.canvas.picture is not None
        return [len(self.rows), len(second.canvas.picture.rows)]

    def edit(self) -> object:
        self.present(False)
        self.choose("Percolate (client credentials)")
        points = self.window.page.header.pauses.points
        points.actions()[1].trigger()
        self.present(True)
        before = self.current().activity.run
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.wait("the pause", lambda: self.window.page.pause.draft_editor)
        editor = self.window.page.pause.draft_editor
        self.wait("the editor", editor.isVisible)
        shown = " ".join(every_text(editor))
        body = self.child("pause.body", editor)
        assert isinstance(body, QPlainTextEdit)
        body.setPlainText(body.toPlainText().replace("client_credentials", "client_guess"))
        self.click(self.window.page.header.go_on)
        self.wait("the refusal", self.ended(before))
        return [shown, *(f"{row.title}" for row in self.rows)]

    def export(self) -> object:
        menu = self.view.head.export.menu()
        menu.aboutToShow.emit()
        assert any("HTML page" in action.text() for action in menu.actions())
        drawn = self.view._to_save()
        assert drawn is not None
        path = self.folder / "flow.html"
        self.view.exports.save(PictureFormat.HTML, drawn, path)
        self.wait("the page", lambda: path.exists() and self.workbench.tasks.idle)
        return str(path)


def main() -> int:
    sys.addaudithook(note_contacts)
    folder, *titles = sys.argv[1:]
    presenter = Presenter(QApplication(["authbench"]), Path(folder))
    for title, step in zip(titles, presenter.steps, strict=True):
        saw = step()
        window = presenter.window
        texts = list(every_text(window)) if presenter.workbench.theme.presenting.on else []
        told = {"title": title, "saw": saw, "shown": sorted({text for text in texts if text})}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        QTest.qWait(20)
    services = presenter.opened[0].services
    assert services.demo is not None
    secrets = [secret.value for secret in services.demo.issued()]
    sys.stdout.write(json.dumps({"contacts": sorted(CONTACTS), "secrets": secrets}) + "\n")
    sys.stdout.flush()
    presenter.window.close()
    presenter.workbench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
