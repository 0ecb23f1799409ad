"""Files that were opened to be read: cases and HTTP archives. They are not kept over a restart."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.events import Outcome, RunFinished
from authbench_gui.activity.recorded import Recorded
from authbench_gui.tasks import Tasks
from authbench_gui.wording import count, said
from authbench_gui.workspace.activity import Activity
from authbench_gui.workspace.file_reading import (
    CASE_SUFFIX,
    FileContent,
    FileReading,
    ReadingCancelled,
    read_content,
)

if TYPE_CHECKING:
    from authbench.errors import AuthbenchError
    from authbench.journal import Journal, RowView
    from authbench.journal.filters import RowFacts
    from authbench.journal.redaction import Redactor

ARCHIVE_SUFFIXES = (".har", ".jsonl")
OPENED_SUFFIXES = (CASE_SUFFIX, *ARCHIVE_SUFFIXES)
_AT_ONCE = 500
"""Notices taken in one turn of the event loop."""
_TOLD_MS = 80
"""Milliseconds between two times of telling how far it is; what is read sooner is not worth a line."""


def is_readable_only(path: Path) -> bool:
    """Whether a file is one to be read, by its name, rather than a definition."""
    return path.suffix.lower() in OPENED_SUFFIXES


class OpenedFile(QObject):
    """One opened file with its own journal. Makes the redacted rows of its log itself. `filled` - all that is
    in it is in its log."""

    filled = Signal()

    def __init__(self, file_id: str, path: Path, content: FileContent, parent: QObject) -> None:
        super().__init__(parent)
        self.id = file_id
        self.path = path
        self.content = replace(content, notices=())
        self.activity = Activity(self, self)
        self._waiting = content.notices
        self._taken = 0
        self._take()

    @property
    def complete(self) -> bool:
        """Whether all that is in it is in its log."""
        return self._taken >= len(self._waiting)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name

    @property
    def kind(self) -> str:
        """What it is, in a word or two."""
        if self.content.case is not None:
            return "case"
        return "JSON lines" if self.path.suffix.lower() == ".jsonl" else "HAR"

    @property
    def summary(self) -> str:
        """The second line in the sidebar."""
        if self.content.case is not None:
            return f"{self.kind} · read-only"
        return f"{self.kind} · {count(self.content.requests, 'request')}"

    @property
    def recorded(self) -> Recorded:
        """What the activity panel shows of it."""
        case = self.content.case
        told = case.explanation if case is not None else None
        return Recorded(self.activity, self.content.journal, live=False, told=told)

    def row(self, exchange_id: int) -> RowView | None:
        """What the log may show of an exchange."""
        return self.content.journal.row(exchange_id)

    def facts(self, exchange_ids: Sequence[int]) -> list[RowFacts | None]:
        """What the log's filters see of exchanges."""
        return self.content.journal.facts(exchange_ids)

    def text(self, text: str) -> str:
        """What may be shown of a text."""
        return self.content.journal.redactor.text(text)

    def generation(self) -> int:
        """Grows when more became known as secret."""
        return self.content.journal.redactor.generation

    @Slot()
    def _take(self) -> None:
        first, self._taken = self._taken, min(self._taken + _AT_ONCE, len(self._waiting))
        self.activity.apply(list(self._waiting[first : self._taken]))
        if not self.complete:
            QTimer.singleShot(0, self, self._take)
            return
        large = self._taken > _AT_ONCE
        self._waiting, self._taken = (), 0
        self._end()
        if large:
            # What shows the file does so in a turn of its own.
            QTimer.singleShot(0, self, self.filled.emit)

    def _end(self) -> None:
        """A run whose end is not in the file does not go on here."""
        run = self.activity.run
        if run is not None and run.outcome is None:
            at = datetime.now(UTC)
            self.activity.apply([RunFinished(run.id, Outcome.CANCELLED, 0.0, at)])


class OpenedFiles(QObject):
    """All opened files, by their id.

    `changed` - files came or went; `opened(id)` - one is to be shown; `reported(message)` - why one could
    not be opened; `reading_changed` - a file is being read, or not any more, or more of it was.
    """

    changed = Signal()
    opened = Signal(str)
    reported = Signal(str)
    reading_changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._numbers = itertools.count(1)
        self.files: dict[str, OpenedFile] = {}
        self.readings: list[FileReading] = []
        """What is being read, the first of them now."""
        self._known: Redactor | None = None
        self._telling = QTimer(self)
        self._telling.setInterval(_TOLD_MS)
        self._telling.timeout.connect(self.reading_changed)

    def attach(self, journal: Journal) -> None:
        """The engine is ready: what is known as secret in its journal is masked in files, too."""
        self._known = journal.redactor

    def open(self, path: Path, definitions: Mapping[str, Callable[[], Path]]) -> None:
        """Read a file, off this thread, and show it; one that is open is read anew."""
        reading = FileReading(path.absolute())
        self.readings.append(reading)
        self._telling.start()

        def read(content: FileContent) -> None:
            if reading.cancelled:
                self._over(reading)
                self._close_journal(content.journal)
                return
            file = OpenedFile("", reading.path, content, self)
            if file.complete:
                self._show(file, reading)
            else:
                file.filled.connect(lambda: self._show(file, reading))

        def failed(error: AuthbenchError) -> None:
            self._over(reading)
            if not isinstance(error, ReadingCancelled):
                self._on_error(error)

        self._tasks.ask(
            lambda: read_content(reading.path, definitions, reading.progress, self._known),
            read,
            failed,
            lane="opened files",
        )

    @Slot()
    def cancel(self) -> None:
        """Read no more of what is being read."""
        for reading in self.readings:
            reading.cancelled = True
        self.readings = []
        self._telling.stop()
        self.reading_changed.emit()

    def _show(self, file: OpenedFile, reading: FileReading) -> None:
        self._over(reading)
        if reading.cancelled:
            self._let_go(file)
            return
        known = next((one for one in self.files.values() if one.path == file.path), None)
        file.id = known.id if known is not None else f"file:{next(self._numbers)}"
        self.files[file.id] = file
        self.changed.emit()
        self.opened.emit(file.id)
        if known is not None:
            self._let_go(known)

    def _over(self, reading: FileReading) -> None:
        if reading in self.readings:
            self.readings.remove(reading)
            if not self.readings:
                self._telling.stop()
            self.reading_changed.emit()

    def recorded(self) -> list[tuple[str, Recorded]]:
        """What is in each, by its name."""
        return [(file.name, file.recorded) for file in self.files.values()]

    def close(self, file_id: str) -> None:
        """Close a file; nothing of it stays."""
        file = self.files.pop(file_id, None)
        if file is not None:
            self.changed.emit()
            self._let_go(file)

    def close_all(self) -> None:
        """Close every file, at the end."""
        self.cancel()
        for file in self.files.values():
            file.content.journal.close()

    def _let_go(self, file: OpenedFile) -> None:
        file.deleteLater()
        self._close_journal(file.content.journal)

    def _close_journal(self, journal: Journal) -> None:
        self._tasks.ask(journal.close, lambda _: None, self._on_error)

    def _on_error(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))
