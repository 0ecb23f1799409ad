"""Copies exchanges: as commands, as a script, as raw HTTP, as a note for a ticket."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QMenu, QPushButton

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.tasks import Tasks
from authbench_gui.theme.assistive import set_tip
from authbench_gui.wording import said

if TYPE_CHECKING:
    from authbench.journal import Journal
    from authbench.journal.exports.copy_as import Copied, CopyFormat

CURL = "curl"
COPY_KEYS = "Ctrl+Shift+C"
NAMES = {
    CURL: "cURL",
    "httpie": "HTTPie",
    "httpx": "Python httpx",
    "raw": "raw HTTP",
    "markdown": "Markdown",
}
"""What a person calls the formats of `CopyFormat`."""
_MOST_NAMED = 4


class CopyButton(QPushButton):
    """`menu_wanted(menu)` - the menu opens and is to be filled."""

    menu_wanted = Signal(QMenu)

    def __init__(self) -> None:
        super().__init__("Copy as ▾")
        self.setProperty("kind", "quiet")
        self.setAccessibleName("Copy the request as")
        set_tip(self, "Copy as a command, a script or text, with variables in the place of secrets")
        self.setObjectName("detail.copy_as")
        self.setAutoDefault(False)
        self.entries = QMenu(self)
        self.entries.aboutToShow.connect(self._on_menu)
        self.setMenu(self.entries)
        self.hide()

    @Slot()
    def _on_menu(self) -> None:
        self.entries.clear()
        self.menu_wanted.emit(self.entries)


class Copying(QObject):
    """Copies from the journal that is shown. `reported(message)` - what became of it."""

    reported = Signal(str)

    def __init__(self, clipboard: SecretClipboard, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._clipboard = clipboard
        self._tasks = tasks
        self._journal: Journal | None = None
        self._revealed = False

    def show_journal(self, journal: Journal | None, *, revealed: bool) -> None:
        """Copy from another journal; one that is `revealed` hides nothing, and neither do its copies."""
        self._journal, self._revealed = journal, revealed

    def add_to(self, menu: QMenu, exchange_id: int) -> None:
        """Add an entry for each format."""
        for form, name in NAMES.items():
            text = f"{name} with its secrets" if self._revealed else name
            text = text[0].upper() + text[1:] if form == "raw" else text
            keys = f"\t{COPY_KEYS}" if form == CURL else ""
            menu.addAction(f"{text}{keys}", self._copier(exchange_id, form))

    def copy(self, exchange_id: int, form: str = CURL) -> None:
        """Copy an exchange, with variables in the place of its secrets unless they are shown."""
        journal, revealed = self._journal, self._revealed
        if journal is None:
            return
        from authbench.journal.exports.copy_as import CopyFormat

        wanted = CopyFormat(form)

        def done(copied: Copied | None) -> None:
            if copied is None:
                self.reported.emit("The journal does not keep this request any more.")
                return
            binary = copied.content if wanted is CopyFormat.RAW else None
            if not revealed:
                self._clipboard.copy_text(copied.text, binary)
            elif not self._clipboard.copy_secret(copied.text, binary):
                return
            self.reported.emit(_what_became(copied, wanted, revealed=revealed))

        self._tasks.ask(
            lambda: journal.copied(exchange_id, wanted), done, lambda error: self.reported.emit(said(error))
        )

    def _copier(self, exchange_id: int, form: str) -> Callable[[], None]:
        return lambda: self.copy(exchange_id, form)


def _what_became(copied: Copied, form: CopyFormat, *, revealed: bool) -> str:
    """What was copied, which variables it needs, and where it differs from what was sent."""
    name = NAMES[form]
    if revealed:
        parts = [f"Copied as {name} with its secrets, for one minute."]
    elif not copied.variables:
        parts = [f"Copied as {name}."]
    else:
        names = [variable.name for variable in copied.variables]
        more = len(names) - _MOST_NAMED
        told = ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        if form in ("raw", "markdown"):
            parts = [f"Copied as {name}. In the place of secrets stand {told}."]
        else:
            parts = [f"Copied as {name}. Before you run it, set {told}."]
    return " ".join((*parts, *copied.notes))
