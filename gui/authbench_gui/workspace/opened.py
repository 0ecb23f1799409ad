"""Files that were opened to be read: cases and HTTP archives. They are not kept over a restart."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from authbench.events import Outcome, RunFinished
from authbench_gui.activity.recorded import Recorded
from authbench_gui.tasks import Tasks
from authbench_gui.wording import count, said
from authbench_gui.workspace.activity import Activity

if TYPE_CHECKING:
    from authbench.errors import AuthbenchError
    from authbench.journal import Journal, RowView
    from authbench.journal.entries import Notice
    from authbench.journal.exports.case_reader import Case
    from authbench.journal.exports.har_reader import Archive
    from authbench.journal.filters import RowFacts

CASE_SUFFIX = ".authbench-case"
ARCHIVE_SUFFIXES = (".har", ".jsonl")
OPENED_SUFFIXES = (CASE_SUFFIX, *ARCHIVE_SUFFIXES)
_AT_ONCE = 2_000
"""Notices taken in one turn of the event loop."""
_LARGE = 4_000_000
"""Bytes of a file which one has to wait for."""


def is_readable_only(path: Path) -> bool:
    """Whether a file is one to be read, by its name, rather than a definition."""
    return path.suffix.lower() in OPENED_SUFFIXES


@dataclass(frozen=True, slots=True)
class FileContent:
    """What was read: a case or an archive. `same_as` names a definition that is open here and is, to the
    byte, that of the case."""

    journal: Journal
    notices: Sequence[Notice]
    requests: int
    case: Case | None = None
    archive: Archive | None = None
    same_as: str = ""


def read_content(path: Path, definitions: Mapping[str, Callable[[], Path]]) -> FileContent:
    """Read a file. `definitions` are those open here, by name. For a thread that may take its time. Raises
    `CaseInvalid` and `ArchiveInvalid`."""
    if path.suffix.lower() == CASE_SUFFIX:
        from authbench.journal.exports.case_reader import read_case

        case = read_case(path)
        same = _same_as(case.definition.sha256, definitions)
        requests = len(case.journal.entries())
        return FileContent(case.journal, case.journal.notices(), requests, case=case, same_as=same)
    from authbench.journal.exports.har_reader import read_archive

    archive = read_archive(path)
    journal = archive.journal()
    return FileContent(journal, journal.notices(), len(archive.exchanges), archive=archive)


def _same_as(sha256: str, definitions: Mapping[str, Callable[[], Path]]) -> str:
    from authbench.errors import AuthbenchError

    for name, locate in definitions.items():
        # One that is gone or cannot be read is not the same.
        with suppress(OSError, AuthbenchError):
            if hashlib.sha256(locate().read_bytes()).hexdigest() == sha256:
                return name
    return ""


class OpenedFile(QObject):
    """One opened file with its own journal. Makes the redacted rows of its log itself."""

    def __init__(self, file_id: str, path: Path, content: FileContent, parent: QObject) -> None:
        super().__init__(parent)
        self.id = file_id
        self.path = path
        self.content = content
        self.activity = Activity(self, self)
        self._waiting = content.notices
        self._take()

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
        taken, self._waiting = list(self._waiting[:_AT_ONCE]), self._waiting[_AT_ONCE:]
        self.activity.apply(taken)
        if self._waiting:
            QTimer.singleShot(0, self, self._take)
        else:
            self._end()

    def _end(self) -> None:
        """A run whose end is not in the file does not go on here."""
        run = self.activity.run
        if run is not None and run.outcome is None:
            at = datetime.now(UTC)
            self.activity.apply([RunFinished(run.id, Outcome.CANCELLED, 0.0, at)])


class OpenedFiles(QObject):
    """All opened files, by their id.

    `changed` - files came or went; `opened(id)` - one is to be shown; `reported(message)` - why one could
    not be opened.
    """

    changed = Signal()
    opened = Signal(str)
    reported = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._numbers = itertools.count(1)
        self.files: dict[str, OpenedFile] = {}

    def open(self, path: Path, definitions: Mapping[str, Callable[[], Path]]) -> None:
        """Read a file, off this thread, and show it; one that is open is read anew."""
        path = path.absolute()
        with suppress(OSError):
            if path.stat().st_size > _LARGE:
                self.reported.emit(f"Reading {path.name}…")

        def read(content: FileContent) -> None:
            known = next((file for file in self.files.values() if file.path == path), None)
            file_id = known.id if known is not None else f"file:{next(self._numbers)}"
            self.files[file_id] = OpenedFile(file_id, path, content, self)
            self.changed.emit()
            self.opened.emit(file_id)
            if known is not None:
                self._let_go(known)

        self._tasks.ask(lambda: read_content(path, definitions), read, self._on_error, lane="opened files")

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
        for file in self.files.values():
            file.content.journal.close()

    def _let_go(self, file: OpenedFile) -> None:
        journal = file.content.journal
        file.deleteLater()
        self._tasks.ask(journal.close, lambda _: None, self._on_error)

    def _on_error(self, error: AuthbenchError) -> None:
        self.reported.emit(said(error))
