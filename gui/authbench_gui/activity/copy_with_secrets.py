"""Copies a request with its secrets: a choice of its own beside the copies without them, asked about each
time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.dialogs.secrets_dialog import copy_secrets_dialog
from authbench_gui.presenter import NOT_COPIED
from authbench_gui.revealing import Revealing
from authbench_gui.tasks import Tasks
from authbench_gui.wording import said

if TYPE_CHECKING:
    from authbench.journal.exports.copy_as import Copied, CopyFormat

_NAMES = {
    "curl": "cURL",
    "httpie": "HTTPie",
    "httpx": "Python httpx",
    "raw": "Raw HTTP",
    "markdown": "Markdown",
}


class CopyWithSecrets(QObject):
    """`reported(message)` - what became of it."""

    reported = Signal(str)

    def __init__(self, revealing: Revealing, clipboard: SecretClipboard, window: QWidget) -> None:
        super().__init__(window)
        self._revealing = revealing
        self._clipboard = clipboard
        self._window = window
        self._tasks = Tasks(self)

    def add_to(self, menu: QMenu, exchange_id: int) -> None:
        """Add the ways of copying an exchange with its secrets, below a heading of their own; none while
        presenting."""
        if self._revealing.presenting.on:
            return
        from authbench.journal.exports.copy_as import CopyFormat

        below = menu.addMenu("Copy with secrets")
        below.setObjectName("log.copy_with_secrets")
        for form in CopyFormat:
            below.addAction(f"{_NAMES[form]}…", self._asker(exchange_id, form))

    def ask(self, exchange_id: int, form: CopyFormat) -> None:
        """Ask, and copy; not while presenting."""
        if self._revealing.presenting.on:
            self.reported.emit(NOT_COPIED)
            return
        dialog = copy_secrets_dialog(self._window.window(), _NAMES[form])
        dialog.confirmed.connect(lambda: self._copy(exchange_id, form))
        dialog.open()

    def _asker(self, exchange_id: int, form: CopyFormat) -> Callable[[], None]:
        return lambda: self.ask(exchange_id, form)

    def _copy(self, exchange_id: int, form: CopyFormat) -> None:
        def done(copied: Copied | None) -> None:
            if copied is None:
                self.reported.emit("The journal does not keep this request any more.")
                return
            if self._clipboard.copy_secret(copied.text):
                self.reported.emit(f"Copied as {_NAMES[form]} with its secrets, for one minute.")

        self._tasks.ask(
            lambda: self._revealing.copied(exchange_id, form),
            done,
            lambda error: self.reported.emit(said(error)),
        )
