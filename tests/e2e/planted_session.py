"""The real window on a definition whose every field and answer is a secret; run as a process by
test_home_folder.

Pastes the secrets into the fields, connects, has a test fail, looks at everything, and waits for a line on its
standard input before it closes. Prints a line when it gets there. Secrets come in by the environment.
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
from PySide6.QtWidgets import QApplication, QTableView

from authbench.vault import home_folder
from authbench_gui.app import Workbench
from authbench_gui.composition import open_services
from authbench_gui.connection_page.left_pane import TOKEN_TAB
from authbench_gui.theme.theme import Scheme

PATIENCE_S = 60.0


def wait(what: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not ready():
        if time.monotonic() > deadline:
            raise SystemExit(f"waited in vain for {what}")
        QTest.qWait(10)


def main() -> int:
    definition = Path(sys.argv[1])
    secrets = json.loads(os.environ["TEST_SECRETS"])
    app = QApplication(["authbench"])
    workbench = Workbench(
        app, home_folder(), lambda home, seeded: open_services(home, seeded, demo_port=0), Scheme.LIGHT
    )
    window = workbench.window
    window.open_definition(definition)
    workbench.show()

    def current() -> Any:
        return workbench.workspace.current if hasattr(workbench, "workspace") else None

    wait("the form", lambda: current() is not None and current().ref == str(definition) and current().form)
    for name, value in secrets.items():
        block = window.page.form.block(name)
        assert block is not None
        assert block.editor is not None
        editor: Any = block.editor.focus_widget
        app.clipboard().setText(value)
        editor.paste()
    app.clipboard().clear()
    told = []
    for control in (window.page.header.connect_button, window.page.header.test):
        before = current().activity.run
        QTest.mouseClick(control, Qt.MouseButton.LeftButton)
        activity = current().activity
        wait("a run", lambda: activity.run is not before and not activity.running)  # noqa: B023
        wait("what it leaves", lambda: workbench.tasks.idle)
        told.append(window.page.header.pill.text)
    table: Any = window.findChild(QTableView, "log.table")
    workbench.workspace.revealing.reveal_log(current().id, True)
    for row in range(table.model().rowCount()):
        table.selectRow(row)
        QTest.qWait(20)
    window.page.activity.flow.show_flow()
    window.page.tabs.choose(TOKEN_TAB)
    wait("all of it", lambda: workbench.tasks.idle)
    given = current().form.settings()
    told.append(sum(given.get(name) == value for name, value in secrets.items()))
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    sys.stdin.readline()
    window.close()
    workbench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
