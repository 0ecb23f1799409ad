"""Opens the window as `authbench` does and prints three figures: seconds to its first paint, seconds
until it shows the first connection's form with the demo provider up, and peak megabytes till then.

The clock starts before Qt is imported, as in the bare window that `run.py` compares this with.
"""

from __future__ import annotations

import time

BEGAN = time.perf_counter()

import resource  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

from authbench_gui.plain_imports import import_plainly  # noqa: E402

import_plainly()

from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from authbench.vault import home_folder  # noqa: E402
from authbench_gui.app import Workbench  # noqa: E402

if TYPE_CHECKING:
    from authbench_gui.composition import Opened

POLL_MS = 2
GIVE_UP_MS = 20_000


class Paints(QObject):
    """Notes when the window was painted first."""

    first = 0.0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self.first:
            self.first = time.perf_counter() - BEGAN
        return False


def main() -> int:
    """Open, measure, close; 1 where the window never got ready."""
    app = QApplication([])
    workbench = Workbench(app, home_folder(), open_engine)
    paints = Paints()
    poll = QTimer(interval=POLL_MS)

    def look() -> None:
        workspace = getattr(workbench, "workspace", None)
        if workspace is None or workspace.current is None or not workbench.tasks.idle:
            return
        poll.stop()
        usable = time.perf_counter() - BEGAN
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(paints.first, usable, peak)
        workbench.close()
        app.quit()

    poll.timeout.connect(look)
    workbench.show()
    workbench.window.installEventFilter(paints)
    poll.start()
    QTimer.singleShot(GIVE_UP_MS, lambda: app.exit(1))
    return app.exec()


def open_engine(home: Path, seeded: tuple[str, ...]) -> Opened:
    """The real engine, imported on the worker that makes it."""
    from authbench_gui.composition import open_services

    return open_services(home, seeded)


sys.exit(main())
