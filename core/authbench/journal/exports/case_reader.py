"""Opening a case file: the run as it was, to be read and not continued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from authbench import events as all_events
from authbench.errors import AuthbenchError, Code
from authbench.events import Event, ExchangeFinished, RenewalTriggered, StepFinished, StepStarted
from authbench.journal.explanations import Explanation
from authbench.journal.exports.case_file import FORMAT, VERSION, DefinitionFacts, SettingShape, Versions
from authbench.journal.exports.har_reader import (
    MOST_ENTRIES,
    ArchiveInvalid,
    Entries,
    Progress,
    empty_journal,
    fill,
    read_file,
    read_stream,
    unwatched,
)
from authbench.journal.exports.plain_data import NotBuilt, built
from authbench.journal.journal import Journal

_KINDS = {
    name: getattr(all_events, name)
    for name in (
        "AuthorizationUrlReady",
        "BrowserOpened",
        "ConsoleLine",
        "ListenerStarted",
        "NoteAdded",
        "RedirectIgnored",
        "RedirectReceived",
        "RenewalTriggered",
        "RunFinished",
        "RunPaused",
        "RunResumed",
        "RunStarted",
        "SettingsChanged",
        "StepFinished",
        "StepStarted",
    )
}
_ENTRIES = ("har", "log", "entries")
_MOST_NOTICES = 5 * MOST_ENTRIES
_DAMAGED = "It may be damaged; ask for it again."


class CaseInvalid(AuthbenchError):
    """The file is no case that this version can open."""

    default_code = Code.FILE_NOT_READABLE


@dataclass(frozen=True, slots=True)
class Case:
    """An opened case. `journal` shows rows, views and reports as the log does; nothing may be recorded in
    it. `explanation` is what the maker's version said of the failure."""

    journal: Journal
    definition: DefinitionFacts
    settings: tuple[SettingShape, ...]
    explanation: Explanation | None
    versions: Versions
    created: str
    run_ids: tuple[str, ...]
    unredacted: bool


def read_case(path: Path, progress: Progress = unwatched) -> Case:
    """The case at `path`. Raises `CaseInvalid`."""
    entries = Entries(path.name)
    try:
        return _of_document(read_file(path, entries, _ENTRIES, progress), entries, progress)
    except ArchiveInvalid as error:
        raise CaseInvalid(error.message, hint=error.hint and _DAMAGED) from error


def case_of(content: bytes, name: str = "The file") -> Case:
    """The case that `content` is. Raises `CaseInvalid`."""
    entries = Entries(name)
    try:
        document = read_stream(BytesIO(content), entries, _ENTRIES, lambda _: None)
    except ArchiveInvalid as error:
        raise CaseInvalid(error.message, hint=error.hint and _DAMAGED) from error
    return _of_document(document, entries, unwatched)


def _of_document(document: Any, entries: Entries, progress: Progress) -> Case:
    name = entries.name
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise CaseInvalid(f"{name} is no case file.", hint="Choose a file that was exported as a case.")
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise CaseInvalid(f"{name} is damaged: it does not say its version.")
    if version > VERSION:
        raise CaseInvalid(
            f"{name} was made by a newer Authbench (format {version}; this one reads up to {VERSION}).",
            hint="Install the current version to open it.",
        )
    try:
        return _case(document, entries, progress)
    except NotBuilt as error:
        raise CaseInvalid(f"{name} is damaged: {error}.", hint="Ask for it again.") from error
    except ArchiveInvalid as error:
        raise CaseInvalid(f"{name} is damaged: {error.message}", hint="Ask for it again.") from error


def _case(document: dict[str, Any], entries: Entries, progress: Progress) -> Case:
    archive = entries.archive(document.get("har"))
    events = list(_events(document.get("notices")))
    definition = built(DefinitionFacts, document.get("definition"))
    settings = built(tuple[SettingShape, ...], document.get("settings"))
    explanation = document.get("explanation")
    explained = None if explanation is None else built(Explanation, explanation)
    versions = built(Versions, document.get("versions"))
    # Last: what a journal holds is on disk, too, until it is closed.
    journal = empty_journal(redacted=archive.ours, revealed=archive.unredacted)
    ordered = _in_order(events, [ExchangeFinished(exchange) for exchange in archive.exchanges])
    fill(journal, ordered, len(events) + len(archive.exchanges), progress)
    return Case(
        journal,
        definition,
        settings,
        explained,
        versions,
        str(document.get("created", "")),
        tuple(journal.run_ids()),
        not archive.ours,
    )


def _events(notices: Any) -> Iterator[Event]:
    if not isinstance(notices, list) or len(notices) > _MOST_NOTICES:
        raise NotBuilt("it has no list of notices")
    for notice in notices:
        kind = _KINDS.get(str(notice.get("event"))) if isinstance(notice, dict) else None
        # A later version may tell of more.
        if kind is not None:
            event: Event = built(kind, notice)
            yield event


def _in_order(events: list[Event], exchanges: list[ExchangeFinished]) -> Iterator[Event]:
    """Exchanges among the events: each in the step that it was made in, as far as times tell."""
    rest = iter(exchanges)
    following = next(rest, None)
    for event in events:
        if isinstance(event, StepFinished):
            name = event.name.value
            while following is not None and following.exchange.step == name:
                yield following
                following = next(rest, None)
        elif isinstance(event, RenewalTriggered):
            # What asked for it came before it.
            while following is not None and following.exchange.id <= (event.exchange_id or 0):
                yield following
                following = next(rest, None)
        elif isinstance(event, StepStarted):
            while following is not None and following.exchange.started_at < event.at:
                yield following
                following = next(rest, None)
        yield event
    while following is not None:
        yield following
        following = next(rest, None)
