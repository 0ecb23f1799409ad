"""A case: one file with all that is needed to look into a run elsewhere, and no secret."""

from __future__ import annotations

import hashlib
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from authbench import __version__
from authbench.errors import Location
from authbench.events import Event, Failure, HttpExchange, RunFinished, RunStarted, SettingsSeen
from authbench.journal.entries import ExchangeLogged, notice_of
from authbench.journal.explanations import Explanation
from authbench.journal.exports.har import NOT_REDACTED, REDACTED, archive_text, compact, har_document
from authbench.journal.exports.har_entries import ExportSummary, file_name
from authbench.journal.exports.message_bodies import ContentOf, kept_content
from authbench.journal.exports.plain_data import plain
from authbench.journal.exports.refusal import is_marked
from authbench.journal.redaction import Redactor

FORMAT = "authbench-case"
VERSION = 1
SUFFIX = ".authbench-case"


@dataclass(frozen=True, slots=True)
class SettingShape:
    """A setting without its value: `kind` is its control type or the type of its value."""

    name: str
    kind: str
    filled: bool


@dataclass(frozen=True, slots=True)
class DefinitionFacts:
    """Which definition a run was of: its title, its file's name and the SHA-256 of the file's content."""

    title: str
    file: str
    sha256: str

    @classmethod
    def of(cls, title: str, path: str, content: bytes) -> DefinitionFacts:
        """The facts of a definition that was read from `path`."""
        return cls(title, file_name(path), hashlib.sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class Versions:
    """What the run was made with."""

    authbench: str
    python: str
    system: str

    @classmethod
    def current(cls) -> Versions:
        """Those of this process. Nothing in them names the machine or its user."""
        python = ".".join(map(str, sys.version_info[:3]))
        return cls(__version__, python, f"{platform.system()} {platform.release()} {platform.machine()}")


def shape_of(values: Mapping[str, Any], kinds: Mapping[str, str] | None = None) -> tuple[SettingShape, ...]:
    """The shape of settings. `kinds` are what the definition says of its fields, by name."""
    kinds = kinds or {}
    names = [*kinds, *(name for name in values if name not in kinds)]
    return tuple(
        SettingShape(
            name, kinds.get(name) or _kind(values.get(name)), values.get(name) not in (None, "", [], {})
        )
        for name in names
    )


def case_text(
    exchanges: Sequence[HttpExchange],
    events: Iterable[Event],
    redactor: Redactor,
    *,
    definition: DefinitionFacts,
    settings: Sequence[SettingShape] = (),
    explanation: Explanation | None = None,
    content: ContentOf = kept_content,
) -> tuple[str, ExportSummary]:
    """The case of the run that `events` tell of, as JSON text, and what it holds."""
    events = list(events)
    archive, summary = har_document(exchanges, redactor, events=events, content=content)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "comment": NOT_REDACTED if is_marked(redactor) else REDACTED,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": plain(Versions.current()),
        "definition": {
            "title": redactor.text(definition.title),
            "file": redactor.text(file_name(definition.file)),
            "sha256": definition.sha256,
        },
        "settings": [plain(replace(one, name=redactor.text(one.name))) for one in settings],
        "explanation": None if explanation is None else plain(_without_folders(explanation)),
        "notices": list(_notices(events, redactor)),
    }
    return compact(document)[:-1] + ',"har":' + archive_text(archive) + "}\n", summary


def _notices(events: Iterable[Event], redactor: Redactor) -> Iterable[dict[str, Any]]:
    for event in events:
        notice = notice_of(event, redactor)
        # Exchanges are in the archive, and of the settings only their shape.
        if notice is None or isinstance(notice, ExchangeLogged | SettingsSeen):
            continue
        yield {"event": type(notice).__name__, **plain(_without_folders(notice))}


def _without_folders(value: Any) -> Any:
    """A data class with every place in a file by the file's name: folders tell a person's."""
    if isinstance(value, Location):
        return replace(value, file=file_name(value.file))
    if isinstance(value, tuple):
        return tuple(map(_without_folders, value))
    if isinstance(value, Failure):
        return replace(value, location=_without_folders(value.location))
    if isinstance(value, RunStarted):
        # The number of a connection is made of where its definition lies.
        return replace(value, connection_id="")
    if isinstance(value, RunFinished):
        return replace(value, failure=_without_folders(value.failure))
    members = {
        name: _without_folders(getattr(value, name))
        for name in ("location", "failure", "causes", "actions", "action", "target")
        if hasattr(value, name)
    }
    return replace(value, **members) if members else value


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, Mapping):
        return "object"
    return "array" if isinstance(value, list | tuple) else "string"
