"""What the page of an opened file says about it, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authbench_gui.wording import count, exact, moment_of
from authbench_gui.workspace.opened import OpenedFile

if TYPE_CHECKING:
    from authbench.journal.exports.case_file import SettingShape
    from authbench.journal.exports.case_reader import Case
    from authbench.journal.exports.har_reader import Archive

_NOT_REDACTED = (
    "This file was exported with secrets. What is recognised as one is masked here; the file itself is not"
    " safe to share."
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the summary; `code` for one whose letters count."""

    name: str
    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class FileSummary:
    """All that is said: `warning` above the page, `settings` as a table."""

    subtitle: str
    warning: str
    facts: tuple[Fact, ...]
    settings: tuple[SettingShape, ...] = ()


def summary_of(file: OpenedFile) -> FileSummary:
    """The summary of an opened file; its words are a stranger's, and redacted like the rest of it."""
    case, archive = file.content.case, file.content.archive
    if case is not None:
        return _of_case(case, file)
    return _of_archive(archive, file) if archive is not None else FileSummary("", "", ())


def _of_case(case: Case, file: OpenedFile) -> FileSummary:
    text = file.text
    made = moment_of(case.created)
    when = exact(made) if made is not None else ""
    same = file.content.same_as
    definition = case.definition
    facts = (
        Fact("Definition", text(definition.title) or "without a title"),
        Fact("File", text(definition.file) or "not said"),
        Fact("SHA-256", text(definition.sha256[:200]), code=True),
        Fact(
            "Compared",
            f"The same, to the byte, as that of “{same}”, which is open here."
            if same
            else "No definition that is open here is the same.",
        ),
        Fact("Made", when or "not said"),
        Fact("With", _versions(case, text)),
        Fact("Requests", f"{file.content.requests:,}"),
    )
    subtitle = " · ".join(part for part in (text(definition.title), f"made {when}" if when else "") if part)
    return FileSummary(subtitle, _NOT_REDACTED if case.unredacted else "", facts, case.settings)


def _versions(case: Case, text: Callable[[str], str]) -> str:
    versions = case.versions
    told = (f"Authbench {versions.authbench}", f"Python {versions.python}", versions.system)
    return " · ".join(map(text, told))


def _of_archive(archive: Archive, file: OpenedFile) -> FileSummary:
    maker = file.text(archive.maker)
    by_us = archive.maker.split(" ", 1)[0] == "Authbench"
    if archive.ours:
        origin = "By Authbench, which replaced its secrets."
    elif by_us:
        origin = "By Authbench, with secrets."
    else:
        origin = (
            "Not by Authbench: its secrets are masked by their names and shapes, since no value is known."
        )
    skipped = (
        f"{count(archive.skipped, 'entry') if archive.skipped == 1 else f'{archive.skipped:,} entries'}"
        " without a request that has a URL"
        if archive.skipped
        else "none"
    )
    facts = (
        Fact("Made by", maker or "not said"),
        Fact("Redaction", origin),
        Fact("Requests", f"{file.content.requests:,}"),
        Fact("Skipped", skipped),
    )
    subtitle = f"made by {maker}" if maker else file.kind
    return FileSummary(subtitle, _NOT_REDACTED if by_us and not archive.ours else "", facts)
