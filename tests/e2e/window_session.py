"""The real window on a real X display, pressed as a person does; run as a process by test_window.

Presses Connect on the first connection, waits for the outcome, and prints one JSON document with
everything that the window shows, then closes the window. A screenshot goes to the path given.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from authbench.journal.reveal import Reveal
from authbench.vault import home_folder
from authbench_gui.app import Workbench
from authbench_gui.code.line_view import LineView
from authbench_gui.composition import Opened, open_services
from authbench_gui.theme.theme import Scheme

TIMEOUT_S = 90.0


def wait_for(app: QApplication, what: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not ready():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain for {what}")
        app.processEvents()
        QTest.qWait(10)


def shown_texts(window: QWidget) -> list[str]:
    """Every text that the window holds for a person or a screen reader."""
    texts = [window.windowTitle()]
    for widget in window.findChildren(QWidget):
        texts += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        if isinstance(widget, QLabel):
            texts.append(widget.text())
        elif isinstance(widget, QLineEdit):
            texts.append(widget.displayText())
        elif isinstance(widget, QPlainTextEdit | LineView):
            texts.append(widget.toPlainText())
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            texts += [cell for row in cells(widget.model()) for cell in row]
    return [text for text in texts if text]


def columns(model: QAbstractItemModel) -> int:
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())


def cells(model: QAbstractItemModel) -> list[list[str]]:
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    return [
        [str(model.index(row, column).data(role) or "") for column in range(columns(model)) for role in roles]
        for row in range(model.rowCount(QModelIndex()))
    ]


def main() -> int:
    screenshot = Path(sys.argv[1])
    app = QApplication(["authbench"])
    opened: list[Opened] = []

    def open_engine(home: Path, seeded: tuple[str, ...]) -> Opened:
        opened.append(open_services(home, seeded, demo_port=0))
        return opened[-1]

    workbench = Workbench(app, home_folder(), open_engine, Scheme.LIGHT)
    workbench.show()
    window = workbench.window

    def child(kind: type[Any], name: str) -> Any:
        return window.findChild(kind, name)

    def named(name: str) -> str:
        """What a part of the header says; nothing while it is not there yet."""
        widget = child(QWidget, name)
        return str(widget.accessibleName()) if widget is not None else ""

    def status() -> str:
        return named("header.status")

    wait_for(app, "the samples", lambda: named("header.title") == "Dropbox (PKCE)")
    wait_for(app, "the form", lambda: child(QWidget, "field.client_id") is not None)
    QTest.mouseClick(child(QWidget, "header.connect"), Qt.MouseButton.LeftButton)
    wait_for(app, "the run", lambda: "Waiting" in status())
    wait_for(app, "its end", lambda: "Connected" in status() or "Not connected" in status())
    table = child(QTableView, "log.table")
    sent = len(Reveal(opened[0].services.journal).exchanges())
    wait_for(app, "the log", lambda: table.model().rowCount() >= sent and workbench.tasks.idle)
    details = []
    for row in range(table.model().rowCount()):
        table.selectRow(row)
        app.processEvents()
        details += shown_texts(window)
    window.grab().save(str(screenshot))
    services = opened[0].services
    assert services.demo is not None
    stored = (
        services.store.stored(workbench.workspace.current.profile.id) if workbench.workspace.current else {}
    )
    document = {
        "status": status(),
        "title": named("header.title"),
        "subtitle": named("header.subtitle"),
        "steps": [text for text in shown_texts(window) if text.startswith("Step ")],
        "rows": cells(table.model()),
        "texts": sorted(set(details)),
        "issued": [secret.value for secret in services.demo.issued()],
        "client_secret": services.demo.credentials.client_secret("demo-pkce-client"),
        "stored": sorted(stored),
    }
    sys.stdout.write(json.dumps(document))
    sys.stdout.flush()
    window.close()
    wait_for(app, "the window to close", lambda: not window.isVisible())
    workbench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
