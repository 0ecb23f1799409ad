"""The application: makes the window, then the engine behind it, and ends both in order."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from authbench.errors import AuthbenchError
from authbench.vault import UiState, home_folder
from authbench_gui.collector import CycleCollector
from authbench_gui.main_window import MainWindow
from authbench_gui.tasks import Tasks, bug_text
from authbench_gui.theme.icons import icon
from authbench_gui.theme.theme import Scheme, Theme
from authbench_gui.wording import said

if TYPE_CHECKING:
    from authbench_gui.clipboard import SecretClipboard
    from authbench_gui.composition import Opened
    from authbench_gui.pump import EventPump
    from authbench_gui.workspace.workspace import Workspace

CLOSE_TIMEOUT_S = 4.0
SWITCH_INTERVAL_S = 0.0001
"""How long a computing thread keeps the interpreter when the window wants it. Many calls into Qt give it away
and want it back: at Python's own 5 ms, filling a header beside a busy lambda would take over a second."""
Opener = Callable[[Path, tuple[str, ...]], "Opened"]


class Workbench(QObject):
    """The window and what lives as long as it. `open_engine` is called on a worker after the window
    has been painted; `start` does that without waiting for a paint."""

    clipboard: SecretClipboard
    pump: EventPump
    workspace: Workspace

    def __init__(
        self, app: QApplication, home: Path, open_engine: Opener, scheme: Scheme = Scheme.SYSTEM
    ) -> None:
        super().__init__()
        self._collector = CycleCollector(self)
        self._home = home
        self._open_engine = open_engine
        self._state = self._load_state()
        self._opening = False
        self._filled = False
        self._closed = False
        self._app = app
        self.theme = Theme(app, scheme)
        self.tasks = Tasks(self)
        self.window = MainWindow(self.theme)
        self.window.closing.connect(self.close)
        geometry = self._state.get("geometry")
        if isinstance(geometry, str):
            self.window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "replace")))

    def show(self) -> None:
        """Show the window; the engine follows once it has been painted."""
        self.window.installEventFilter(self)
        self.window.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self._opening:
            self._opening = True
            self.window.removeEventFilter(self)
            QTimer.singleShot(0, self.start)
        return False

    @Slot()
    def start(self) -> None:
        """Compose the engine on a worker, and fill the window meanwhile."""
        from authbench_gui.clipboard import SecretClipboard
        from authbench_gui.pump import EventPump
        from authbench_gui.workspace.workspace import Workspace

        if self._closed:
            return
        self._opening = True
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self.clipboard = SecretClipboard(self._app.clipboard(), parent=self)
        self.pump = EventPump(self)
        self.pump.drained.connect(self._collector.stir)
        self.workspace = Workspace(self.tasks, self.pump, self)
        # While a file is read its content is new objects by the million, none of them garbage.
        self.workspace.opened.reading_changed.connect(self._collector.stir)
        self.clipboard.heed(self.theme.presenting)
        self.workspace.revealing.heed(self.theme.presenting)
        self.window.populate(self.workspace, self.clipboard)
        self._restore_splitters()
        self._filled = True
        samples = self._state.get("samples")
        seeded = tuple(map(str, samples)) if isinstance(samples, list) else ()
        home, open_engine = self._home, self._open_engine
        self.tasks.ask(lambda: open_engine(home, seeded), self._on_opened, self._on_failed)

    @Slot()
    def close(self) -> None:
        """Keep what is to be kept, then end the engine. The window is out of sight meanwhile."""
        if self._closed:
            return
        self._closed = True
        if not self._filled:
            return
        self._save_state()
        self.window.hide()
        self.window.page.show_connection(None)
        self.clipboard.clear_if_unchanged()
        self.workspace.save_now()
        self.workspace.opened.close_all()
        self.tasks.finish(CLOSE_TIMEOUT_S)
        # Once more, behind what was still under way: a copy with its secrets may have been.
        self.clipboard.clear_if_unchanged()
        if self.workspace.services is not None:
            self.workspace.services.close()

    def report_bug(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Tell of an error of our own; on the terminal where there is no window for it. Never raises: Python
        would then write out both errors, their texts included."""
        self._tell_bug(bug_text(error.with_traceback(trace)))

    def report_bug_of_thread(self, told: threading.ExceptHookArgs) -> None:
        """The same for a thread of ours; its place is told in the window, nothing on the terminal."""
        if told.exc_value is not None:
            text = bug_text(told.exc_value.with_traceback(told.exc_traceback))
            self.tasks.tell(lambda: self._tell_bug(text))

    def report_unraisable(self, told: sys.UnraisableHookArgs) -> None:
        """The same for an error that nobody could be told of, as when an object is let go: Python would write
        it out with its text."""
        if told.exc_value is not None:
            text = bug_text(told.exc_value.with_traceback(told.exc_traceback))
            self.tasks.tell(lambda: self._tell_bug(text))

    def _tell_bug(self, text: str) -> None:
        toast = getattr(self.window, "toast", None)
        if toast is not None and isValid(toast):
            toast.tell(text)
        elif sys.stderr is not None:
            sys.stderr.write(f"{text}\n")

    def _on_opened(self, opened: Opened) -> None:
        from authbench_gui.workspace.opened import is_readable_only

        self._collector.begin()
        if self._state.get("samples") != list(opened.seeded):
            self._state["samples"] = list(opened.seeded)
            state = dict(self._state)
            # At once: a window that is killed must not bring deleted samples back.
            self.tasks.ask(lambda: UiState(self._home).save(state), lambda _: None, self._on_failed)
        self.workspace.attach(opened.services, opened.listing)
        self.window.attach(opened.services)
        files = self.window.take_waiting_files()
        for file in files:
            self.window.open_definition(file)
        if not all(map(is_readable_only, files)):
            return
        last = str(self._state.get("connection", ""))
        known = list(self.workspace.connections)
        if known:
            self.workspace.select(last if last in known else known[0])
        widths = self._state.get("log_columns")
        if isinstance(widths, list):
            self.window.page.activity.table.restore_widths(widths)
        self.window.page.activity.head.filters.restore(self._state.get("log_filters"))
        self.window.page.activity.flow.restore(self._state.get("flow"))

    def _on_failed(self, error: AuthbenchError) -> None:
        self._collector.begin()
        self.window.toast.tell(said(error))

    def _load_state(self) -> dict[str, Any]:
        """What the last window remembered; nothing where that cannot be read."""
        try:
            return UiState(self._home).load()
        except AuthbenchError:
            return {}

    def _restore_splitters(self) -> None:
        for name, splitter in self._splitters().items():
            sizes = self._state.get(name)
            if isinstance(sizes, list) and sizes and all(isinstance(size, int) for size in sizes):
                splitter.setSizes(sizes)

    def _save_state(self) -> None:
        current = self.workspace.current
        state = {
            **self._state,
            "geometry": self.window.saveGeometry().toBase64().toStdString(),
            **{name: splitter.sizes() for name, splitter in self._splitters().items()},
            "log_columns": self.window.page.activity.table.column_widths(),
            "log_filters": self.window.page.activity.head.filters.saved,
            "flow": self.window.page.activity.flow.remembered(),
        }
        if current is not None:
            state["connection"] = current.id
        with contextlib.suppress(AuthbenchError):
            UiState(self._home).save(state)

    def _splitters(self) -> dict[str, Any]:
        page = self.window.page
        return {
            "sidebar": self.window.splitter,
            "form": page.splitter,
            "log": page.activity.splitter,
            "detail": page.activity.detail,
        }


def run(file: str | None) -> int:
    """Open the window, on `file` if given, and stay until it is closed."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Authbench")
    app.setDesktopFileName("authbench")
    workbench = Workbench(app, home_folder(), _open)
    app.setWindowIcon(_app_icon(workbench.theme))
    sys.excepthook = workbench.report_bug
    threading.excepthook = workbench.report_bug_of_thread
    sys.unraisablehook = workbench.report_unraisable
    for number in (signal.SIGINT, signal.SIGTERM):
        # Asked to end from outside: keep what was typed, as on closing the window. Python calls this in the
        # midst of whatever runs, so the window hears of it when that is done.
        signal.signal(number, lambda *_: QTimer.singleShot(0, workbench.window.close))
    if file is not None:
        workbench.window.open_definition(Path(file).absolute())
    workbench.window.fit_screen()
    workbench.show()
    return app.exec()


def _open(home: Path, seeded: tuple[str, ...]) -> Opened:
    from authbench_gui.composition import open_services

    return open_services(home, seeded)


def _app_icon(theme: Theme) -> QIcon:
    return icon("app", theme.color("accent"), 64)
