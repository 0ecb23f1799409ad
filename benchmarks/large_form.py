"""Open a form of 200 fields in a real window and print, in milliseconds: until it is painted and takes keys,
until its last field is there; the longest turn of the event loop meanwhile; what a change costs the core, all
conditions evaluated anew, and what the whole window; and the longest turn while it is scrolled through."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject
from PySide6.QtWidgets import QApplication

from authbench_gui.app import Workbench

if TYPE_CHECKING:
    from authbench_gui.composition import Opened

FIELDS = 200
REPEAT = 9
GIVE_UP_S = 20.0


def definition() -> str:
    """A definition with fields of many kinds, most of which have a condition."""
    kinds = [
        "control_type: 'text'",
        "control_type: 'password'",
        "control_type: 'select', options: [%w[One one], %w[Two two], %w[Three three]]",
        "control_type: 'checkbox', type: 'boolean'",
        "control_type: 'url', hint: 'Where <b>it</b> is, see <a href=\"https://example.com\">there</a>'",
        "control_type: 'integer', optional: false",
        "control_type: 'email', default: 'jo@example.com'",
        "control_type: 'date'",
    ]
    fields = ["{ name: 'mode', control_type: 'select', options: [%w[A a], %w[B b]], default: 'a' }"]
    for number in range(1, FIELDS):
        condition = f"input.mode == '{'ab'[number % 2]}' || input.f{max(1, number - 7)} == 'x{number}'"
        shown = f', ngIf: "{condition}"' if number % 4 else ""
        fields.append(f"{{ name: 'f{number}', {kinds[number % len(kinds)]}{shown} }}")
    listed = ",\n".join(fields)
    return f"{{ title: 'Large', connection: {{ fields: [\n{listed}\n] }}, test: -> {{ 1 }} }}\n"


class Paints(QObject):
    """Notes when the form was painted first since `last` was set to 0, and when last."""

    first = last = 0.0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            now = time.perf_counter()
            self.first = self.first if self.last else now
            self.last = now
        return False


def until(what: object) -> None:
    """Turn the event loop until `what()` holds."""
    assert callable(what)
    began = time.perf_counter()
    while not what():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        if time.perf_counter() - began > GIVE_UP_S:
            raise SystemExit("the window never got ready")


def main() -> int:
    """Open, measure, close."""
    app = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        small, large = home / "small.rb", home / "large.rb"
        small.write_text("{ title: 'Small', connection: { fields: [{ name: 'a' }] }, test: -> { 1 } }")
        large.write_text(definition())
        workbench = Workbench(app, home / "settings", open_engine)
        workbench.show()
        until(lambda: hasattr(workbench, "workspace") and workbench.workspace.services is not None)
        workspace, page = workbench.workspace, workbench.window.page

        def show(path: Path) -> None:
            workbench.window.open_definition(path)
            until(lambda: workspace.current is not None and workspace.current.ref == str(path))
            until(lambda: workspace.current is not None and workspace.current.form is not None)
            until(lambda: workbench.tasks.idle)

        show(large)
        show(small)
        ids = {connection.ref: connection.id for connection in workspace.connections.values()}
        opening, complete, turn = [], [], []
        paints = Paints()
        page.form.viewport().installEventFilter(paints)
        for _ in range(REPEAT):
            workspace.select(ids[str(small)])
            until(lambda: page.form.complete)
            paints.last, longest = 0.0, 0.0
            began = before = time.perf_counter()
            workspace.select(ids[str(large)])
            while not (page.form.complete and paints.last):
                QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
                now = time.perf_counter()
                longest, before = max(longest, now - before), now
            opening.append(paints.first - began)
            complete.append(time.perf_counter() - began)
            turn.append(longest)
        connection = workspace.current
        assert connection is not None
        form = connection.form
        assert form is not None
        core, window = [], []
        for number in range(REPEAT * 2):
            value = "ab"[number % 2]
            began = time.perf_counter()
            form.set("mode", value)
            core.append(time.perf_counter() - began)
        for number in range(REPEAT * 2):
            began = time.perf_counter()
            connection.set_value("f4", f"typed {number}")
            QCoreApplication.processEvents()
            window.append(time.perf_counter() - began)
        workspace.save_now()
        until(lambda: workbench.tasks.idle)
        bar = page.form.verticalScrollBar()
        turns = []
        for step in range(60):
            began = time.perf_counter()
            bar.setValue(bar.maximum() * step // 59)
            QCoreApplication.processEvents()
            turns.append(time.perf_counter() - began)
        figures = (
            statistics.median(opening), statistics.median(complete), statistics.median(turn),
            statistics.median(core), statistics.median(window), max(turns),
        )  # fmt: skip
        print(*(figure * 1000 for figure in figures))
        workbench.close()
    return 0


def open_engine(home: Path, seeded: tuple[str, ...]) -> Opened:
    """The real engine, with a memory of its own instead of the keychain."""
    from authbench_gui.composition import open_services

    return open_services(home, seeded, allow_keychain=False, demo_port=0)


if __name__ == "__main__":
    sys.exit(main())
