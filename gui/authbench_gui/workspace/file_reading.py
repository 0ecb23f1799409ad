"""Reading a file that is opened, in a thread that may take its time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from authbench.errors import AuthbenchError, Code

if TYPE_CHECKING:
    from authbench.journal import Journal
    from authbench.journal.entries import Notice
    from authbench.journal.exports.case_reader import Case
    from authbench.journal.exports.har_reader import Archive
    from authbench.journal.redaction import Redactor

CASE_SUFFIX = ".authbench-case"


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


class ReadingCancelled(AuthbenchError):
    """A person does not want the file any more."""

    default_code = Code.CANCELLED


class FileReading:
    """A file that is being read, in another thread. `part` of the work is done, from 0 to 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = 0.0
        self.cancelled = False

    def progress(self, part: float) -> None:
        """So much is done. Raises `ReadingCancelled`."""
        self.part = part
        if self.cancelled:
            raise ReadingCancelled("Reading was cancelled.")


def read_content(
    path: Path,
    definitions: Mapping[str, Callable[[], Path]],
    progress: Callable[[float], None],
    known: Redactor | None = None,
) -> FileContent:
    """Read a file. `definitions` are those open here, by name; `progress` is told which part of the work is
    done, and what it raises ends it; what is `known` as secret here is masked in the file, too. For a thread
    that may take its time. Raises `CaseInvalid` and `ArchiveInvalid`."""
    if path.suffix.lower() == CASE_SUFFIX:
        from authbench.journal.exports.case_reader import read_case

        case = read_case(path, progress)
        _heed(case.journal, known)
        same = _same_as(case.definition.sha256, definitions)
        requests = len(case.journal.entries())
        return FileContent(case.journal, case.journal.notices(), requests, case=case, same_as=same)
    from authbench.journal.exports.har_reader import read_archive

    archive = read_archive(path, progress)
    journal, requests = archive.journal(progress), len(archive.exchanges)
    _heed(journal, known)
    # The journal keeps them in a fraction of the memory.
    told = replace(archive, exchanges=())
    return FileContent(journal, journal.notices(), requests, archive=told)


def _heed(journal: Journal, known: Redactor | None) -> None:
    if known is not None:
        journal.redactor.know_also(known)


def _same_as(sha256: str, definitions: Mapping[str, Callable[[], Path]]) -> str:
    from authbench.errors import AuthbenchError

    for name, locate in definitions.items():
        # One that is gone or cannot be read is not the same.
        with suppress(OSError, AuthbenchError):
            if hashlib.sha256(locate().read_bytes()).hexdigest() == sha256:
                return name
    return ""
