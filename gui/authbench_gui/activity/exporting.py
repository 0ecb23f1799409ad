"""Exports what the log shows: asks the journal, tells what is in it, and saves it where a person says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from authbench_gui.activity.log_model import LogModel
from authbench_gui.activity.recorded import Recorded
from authbench_gui.tasks import Tasks
from authbench_gui.theme.assistive import set_tip
from authbench_gui.wording import count, said

if TYPE_CHECKING:
    from authbench.errors import AuthbenchError
    from authbench.journal.exports.export import Export, ExportFormat
    from authbench_gui.workspace.case_facts import CaseFacts

_KINDS = {
    ".har": ("HAR", "HTTP archives (*.har)"),
    ".jsonl": ("JSON lines", "JSON lines (*.jsonl)"),
    ".authbench-case": ("case file", "Cases (*.authbench-case)"),
}


class ExportButton(QPushButton):
    """`menu_wanted(menu)` - the menu opens and is to be filled."""

    menu_wanted = Signal(QMenu)

    def __init__(self) -> None:
        super().__init__("Export ▾")
        self.setProperty("kind", "small")
        self.setAccessibleName("Export the log")
        set_tip(self, "Save the log as a file, without its secrets")
        self.setObjectName("log.export")
        self.setAutoDefault(False)
        self.entries = QMenu(self)
        self.entries.setToolTipsVisible(True)
        self.entries.aboutToShow.connect(lambda: self.menu_wanted.emit(self.entries))
        self.setMenu(self.entries)


class Exporting(QObject):
    """Fills the menu and carries out what is chosen. `chosen_id()` is the exchange that is chosen in the log.

    `reported(message)` - what went wrong; `saved(message, path)` - a file was written. `case_of()` tells of
    the connection that is shown; `name_of()` is what it is called.
    """

    reported = Signal(str)
    saved = Signal(str, object)

    def __init__(
        self, button: ExportButton, tasks: Tasks, chosen_id: Callable[[], int | None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._chosen_id = chosen_id
        self._tasks = tasks
        self._window = window
        self._recorded: Recorded | None = None
        self._folder = Path.home()
        self.case_of: Callable[[], CaseFacts | None] = lambda: None
        self.name_of: Callable[[], str] = lambda: ""
        button.menu_wanted.connect(self.fill)

    def show_recorded(self, recorded: Recorded | None) -> None:
        """Export from another record."""
        self._recorded = recorded

    def fill(self, menu: QMenu) -> None:
        """What can be exported now."""
        menu.clear()
        recorded = self._recorded
        if recorded is None:
            return
        from authbench.journal.exports.export import ExportFormat

        log, run = recorded.activity.log, recorded.activity.run
        first = log.rows.entries[0].run_id if log.total else ""
        for form, name in ((ExportFormat.HAR, "HAR"), (ExportFormat.JSON_LINES, "JSON lines")):
            if log.rowCount() != log.total:
                shown = self._add(menu, f"{name} of what is shown ({log.rowCount():,})…", form, _shown)
                shown.setEnabled(log.rowCount() > 0)
            self._add(menu, f"{name} of all ({log.total:,})…", form, _all).setEnabled(log.total > 0)
            if form is ExportFormat.HAR and run is not None and first not in ("", run.id):
                self._add(menu, f"{name} of the last run…", form, partial(_of_run, run.id))
            menu.addSeparator()
        chosen = self._chosen_run(recorded)
        case = menu.addAction("Case file of the chosen run…", lambda: self.export_case(chosen))
        case.setToolTip("One file with all that is needed to look into the run elsewhere, and no secret")
        if not recorded.live:
            case.setToolTip(
                "A case is made where its definition is. A case that is open here can be sent on as it is"
            )
        case.setEnabled(bool(chosen) and self.case_of() is not None)

    def export(self, form: ExportFormat, exchange_ids: Sequence[int]) -> None:
        """Make an export of exchanges, and show what is in it."""
        recorded = self._recorded
        if recorded is not None:
            journal = recorded.journal
            self._tasks.ask(lambda: journal.export(form, exchange_ids), self._preview, self._on_error)

    def export_case(self, run_id: str) -> None:
        """Make a case of a run, and show what is in it."""
        recorded, facts = self._recorded, self.case_of()
        if recorded is None or facts is None:
            return
        journal = recorded.journal

        def make() -> Export:
            definition, settings = facts.read()
            return journal.export_case(run_id, definition, settings)

        self._tasks.ask(make, self._preview, self._on_error)

    def _chosen_run(self, recorded: Recorded) -> str:
        """The run of the exchange that is chosen, or the last."""
        activity, chosen = recorded.activity, self._chosen_id()
        entry = activity.log.entry(chosen) if chosen is not None else None
        if entry is not None and entry.run_id:
            return entry.run_id
        return activity.run.id if activity.run is not None else ""

    def _add(
        self, menu: QMenu, text: str, form: ExportFormat, choose: Callable[[LogModel], list[int]]
    ) -> QAction:
        """An entry for what `choose` takes of the log; only then, since a log is long."""

        def export() -> None:
            if self._recorded is not None:
                self.export(form, choose(self._recorded.activity.log))

        return menu.addAction(text, export)

    def _preview(self, export: Export) -> None:
        from authbench_gui.dialogs.export_preview import ExportDialog

        kind, _ = _KINDS[export.suffix]
        dialog = ExportDialog(self._window.window(), f"Export {kind}", export)
        dialog.confirmed.connect(dialog.accept)
        dialog.accepted.connect(lambda: self._ask_where(export))
        dialog.open()

    def _ask_where(self, export: Export) -> None:
        from authbench.journal.exports.saving import safe_file_name

        kind, files = _KINDS[export.suffix]
        title = f"{self.name_of()} {datetime.now():%Y-%m-%d %H.%M}"
        dialog = QFileDialog(self._window.window(), f"Save {kind}", str(self._folder), files)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(export.suffix.removeprefix("."))
        dialog.selectFile(safe_file_name(title, export.suffix))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self._on_chosen(export, Path(name)))
        dialog.open()

    def _on_chosen(self, export: Export, path: Path) -> None:
        if not export.unredacted:
            self._save(export, path)
            return
        from authbench_gui.dialogs.secrets_dialog import export_secrets_dialog

        dialog = export_secrets_dialog(self._window.window(), path.name)
        dialog.confirmed.connect(lambda: self._save(export, path))
        dialog.open()

    def _save(self, export: Export, path: Path) -> None:
        self._folder = path.parent
        held = "without secrets"
        if export.unredacted:
            held = "marked as not redacted" if export.masked else "with their secrets"
        message = f"Saved {path.name}: {count(export.summary.exchanges, 'request')}, {held}."

        def done(_: None) -> None:
            self.saved.emit(message, path)

        self._tasks.ask(lambda: export.save(path), done, self._on_error)

    def _on_error(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))


def _shown(log: LogModel) -> list[int]:
    """What passes the filter, in its order."""
    return [log.entry_at(place).id for place in range(log.rowCount())]


def _all(log: LogModel) -> list[int]:
    return [entry.id for entry in log.rows.entries]


def _of_run(run_id: str, log: LogModel) -> list[int]:
    return [entry.id for entry in log.rows.entries if entry.run_id == run_id]
