"""The real window on the definition given, until it is closed; run as a process by test_accessibility."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from authbench.vault import home_folder
from authbench_gui.app import Workbench
from authbench_gui.composition import Opened, open_services
from authbench_gui.theme.theme import Scheme


def open_engine(home: Path, seeded: tuple[str, ...]) -> Opened:
    """As in the application, but with its demo provider on a free port."""
    return open_services(home, seeded, demo_port=0)


def main() -> int:
    app = QApplication(["authbench"])
    app.setApplicationName("Authbench")
    workbench = Workbench(app, home_folder(), open_engine, Scheme.LIGHT)
    workbench.window.open_definition(Path(sys.argv[1]))
    signal.signal(signal.SIGTERM, lambda *_: QTimer.singleShot(0, workbench.window.close))
    workbench.show()
    status = app.exec()
    workbench.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
