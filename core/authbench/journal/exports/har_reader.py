"""Reading HTTP archives of any maker: browsers, Postman, Charles, and ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from authbench.errors import AuthbenchError, Code
from authbench.events import Event, ExchangeFinished, HttpExchange
from authbench.journal.exports.har_exchanges import EntryReader, bounded, member
from authbench.journal.exports.json_pieces import JsonText, NotJson, Watch, document_of
from authbench.journal.journal import Journal
from authbench.journal.redaction import Redactor

MOST_BYTES = 256 * 1024 * 1024
MOST_ENTRIES = 100_000
_OURS = "Authbench"
_TOLD_EVERY = 100
_HINT = "It may be cut short; export it again."

Progress = Callable[[float], None]
"""Told which part of the work is done, from 0 to 1. What it raises ends the work."""
PARSED = 0.6
"""The part of the work that is done when a file is parsed, and its exchanges are to be recorded."""


class ArchiveInvalid(AuthbenchError):
    """The file is no archive that can be read."""

    default_code = Code.FILE_NOT_READABLE


def unwatched(_part: float) -> None:
    """Nobody waits."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What an archive holds. `skipped` entries could not be understood; `maker` wrote the file; `ours`: we
    did, and its secrets were replaced; `unredacted`: it says of itself that they were not."""

    exchanges: tuple[HttpExchange, ...]
    maker: str
    skipped: int = 0
    ours: bool = False
    unredacted: bool = False

    def journal(self, progress: Progress = unwatched) -> Journal:
        """A journal of these exchanges, to be read and not added to."""
        journal = empty_journal(redacted=self.ours, revealed=self.unredacted)
        fill(journal, map(ExchangeFinished, self.exchanges), len(self.exchanges), progress)
        return journal


def empty_journal(*, redacted: bool, revealed: bool = False) -> Journal:
    """A journal for what is read from a file, whose secrets were `redacted` before or were not; `revealed`
    where the file says that they were not."""
    redactor: Redactor | None = None
    if redacted:
        from authbench.journal.exports.already_redacted import AlreadyRedacted

        redactor = AlreadyRedacted()
    elif revealed:
        from authbench.journal.exports.already_redacted import OnceRevealed

        redactor = OnceRevealed()
    return Journal(redactor, capacity=MOST_ENTRIES + 1)


def fill(journal: Journal, events: Iterable[Event], count: int, progress: Progress) -> None:
    """Record `count` events that were read; the journal is closed where that is not to be."""
    try:
        for number, event in enumerate(events, 1):
            journal.record(event)
            if not number % _TOLD_EVERY:
                progress(PARSED + (1 - PARSED) * number / count)
    except BaseException:
        journal.close()
        raise


def read_archive(path: Path, progress: Progress = unwatched) -> Archive:
    """The archive (HAR, or JSON lines with an entry each) at `path`. Raises `ArchiveInvalid`."""
    reading = Entries(path.name)
    return reading.archive(read_file(path, reading, ("log", "entries"), progress))


def archive_of(content: bytes, name: str = "The file") -> Archive:
    """The archive that `content` is. Raises `ArchiveInvalid`."""
    reading = Entries(name)
    return reading.archive(read_stream(BytesIO(content), reading, ("log", "entries"), lambda _: None))


def archive_from(document: Any, name: str = "The file") -> Archive:
    """The archive in a parsed document. Raises `ArchiveInvalid`."""
    reading = Entries(name)
    entries = member(document, "log").get("entries")
    if isinstance(entries, list):
        document = {**document, "log": {**document["log"], "entries": [*map(reading.take, entries)]}}
    return reading.archive(document)


class Entries:
    """The entries of an archive by the name of `name`, as they are read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._reader = EntryReader()
        self._count = 0

    def take(self, entry: Any) -> HttpExchange | None:
        """The exchange of the next entry; None for one that cannot be understood. Raises
        `ArchiveInvalid`."""
        self._count += 1
        if self._count > MOST_ENTRIES:
            raise ArchiveInvalid(
                f"{self.name} has more than {MOST_ENTRIES:,} entries; at most {MOST_ENTRIES:,} are read.",
                hint="Export fewer exchanges.",
            )
        return self._reader.take(entry)

    def archive(self, document: Any) -> Archive:
        """The archive in a document with these entries. Raises `ArchiveInvalid`."""
        log = document.get("log") if isinstance(document, dict) else None
        entries = log.get("entries") if isinstance(log, dict) else None
        if not isinstance(log, dict) or not isinstance(entries, list):
            raise ArchiveInvalid(
                f"{self.name} is no HTTP archive: it has no list of entries.", hint="Choose a HAR file."
            )
        exchanges = self._reader.numbered([entry for entry in entries if entry is not None])
        if entries and not exchanges:
            raise ArchiveInvalid(f"No entry of {self.name} can be understood.", hint="Choose a HAR file.")
        creator = member(log, "creator")
        maker = " ".join(
            filter(None, (bounded(creator.get("name"), 200), bounded(creator.get("version"), 100)))
        )
        # Of JSON lines each says it for itself.
        makers = self._reader.makers
        maker = maker or (next(iter(makers)) if len(makers) == 1 else "")
        unredacted = log.get("_unredacted") is True or self._reader.unredacted
        ours = maker.partition(" ")[0] == _OURS and not unredacted
        return Archive(tuple(exchanges), maker, len(entries) - len(exchanges), ours, unredacted)


def read_file(path: Path, entries: Entries, place: tuple[str, ...], progress: Progress) -> Any:
    """The document at `path`, with `entries` taken from the list at `place`. Raises `ArchiveInvalid`."""
    try:
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > MOST_BYTES:
                raise _too_large(path.name)

            def watch(octets: int) -> None:
                progress(PARSED * min(1.0, octets / max(1, size)))

            return read_stream(stream, entries, place, watch)
    except OSError as error:
        raise ArchiveInvalid(f"Cannot read {path.name}: {error.strerror}") from error


def read_stream(stream: BinaryIO, entries: Entries, place: tuple[str, ...], watch: Watch) -> Any:
    """JSON, or JSON lines as the archive that they are, with `entries` taken from the list at `place`.
    Raises `ArchiveInvalid`."""
    name = entries.name

    def limited(octets: int) -> None:
        if octets > MOST_BYTES:
            raise _too_large(name)
        watch(octets)

    text = JsonText(stream, limited)
    try:
        if not text.peek():
            raise ArchiveInvalid(f"{name} is empty.", hint="Export it again.")
        document = document_of(text, {place: entries.take})
        alone = isinstance(document, dict) and "log" not in document and "request" in document
        if not text.peek() and not alone:
            return document
        lines = [entries.take(document)]
        while following := text.peek():
            if following == "{":
                lines.append(entries.take(text.value()))
            else:
                text.skip_line()
        return {"log": {"entries": lines}}
    except UnicodeDecodeError as error:
        raise ArchiveInvalid(f"{name} is not UTF-8 text.", hint="Choose a HAR file.") from error
    except RecursionError as error:
        raise ArchiveInvalid(f"{name} is nested too deeply.", hint="Choose a HAR file.") from error
    except NotJson as error:
        raise ArchiveInvalid(f"{name} is no JSON: {error}", hint=_HINT) from error


def _too_large(name: str) -> ArchiveInvalid:
    return ArchiveInvalid(
        f"{name} is larger than {MOST_BYTES // 1024 // 1024} MB.", hint="Export fewer exchanges."
    )
