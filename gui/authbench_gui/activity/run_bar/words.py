"""How the window says what a run came to."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from authbench.events import Outcome, RunKind
from authbench_gui.wording import count, one_line

if TYPE_CHECKING:
    from authbench.journal.run_account import RunSummary

_NAMES = 3
_RULE = 32
"""Characters of a rule in the summary."""
_NAME = 24

RUN_TITLES = {
    RunKind.CONNECT: "Connect",
    RunKind.TEST: "Test",
    RunKind.ACQUIRE: "Get a token",
    RunKind.REFRESH: "Refresh",
    RunKind.TRY: "Try a request",
    RunKind.EXECUTE: "Run a lambda",
    RunKind.PROVIDER: "Ask the provider",
}
_ENDS = {RunKind.CONNECT: "Connected", RunKind.TEST: "Test passed"}


class Section(IntEnum):
    """The parts of the bar, in the order of their tabs."""

    NOTES = 0
    PRINTED = 1
    SETTINGS = 2
    RENEWALS = 3


def heading(summary: RunSummary, *, earlier: bool = False) -> str:
    """What the run was: `Connect · 4 requests`."""
    title = RUN_TITLES[summary.kind] if summary.kind is not None else "Run"
    first = f"Earlier run: {title}" if earlier else title
    return f"{first} · {count(summary.requests, 'request')}" if summary.requests else first


def part(summary: RunSummary, section: Section) -> str:
    """What the summary says of a section; empty where there is nothing."""
    match section:
        case Section.NOTES:
            return count(summary.notes, "note") if summary.notes else ""
        case Section.PRINTED:
            return f"{count(summary.printed, 'line')} printed" if summary.printed else ""
        case Section.SETTINGS:
            return _settings(summary)
        case Section.RENEWALS:
            return _renewals(summary)


def tab_title(summary: RunSummary, section: Section) -> str:
    """The word of a section's tab, with how much is in it."""
    number = {
        Section.NOTES: summary.notes,
        Section.PRINTED: summary.printed,
        Section.SETTINGS: 0,
        Section.RENEWALS: summary.renewals,
    }[section]
    title = section.name.capitalize()
    return f"{title} {number:,}" if number else title


def end_of_run(summary: RunSummary, failure: str, *, cancelled: bool) -> str:
    """What is told to a screen reader when a run has ended: `Connected, 4 requests, 1 note`; or `failure`."""
    if cancelled:
        return "Cancelled"
    if summary.outcome is not Outcome.OK:
        return one_line(failure) or "It failed"
    title = RUN_TITLES[summary.kind] if summary.kind is not None else "Run"
    end = _ENDS.get(summary.kind, f"{title}: done") if summary.kind is not None else f"{title}: done"
    parts = [end]
    if summary.requests:
        parts.append(count(summary.requests, "request"))
    if summary.notes:
        parts.append(count(summary.notes, "note"))
    return ", ".join(parts)


def _settings(summary: RunSummary) -> str:
    if not summary.changed:
        return "settings" if summary.settings else ""
    names = [_cut(name, _NAME) for name in summary.changed[:_NAMES]]
    more = len(summary.changed) - len(names)
    return f"changed {', '.join(names)}" + (f" and {more} more" if more else "")


def _renewals(summary: RunSummary) -> str:
    if not summary.renewals:
        return ""
    times = {1: "once", 2: "twice"}.get(summary.renewals, f"{summary.renewals:,} times")
    return f"renewed {times}" + (f" ({_cut(summary.rule, _RULE)})" if summary.rule else "")


def _cut(text: str, length: int) -> str:
    line = one_line(text)
    return line if len(line) <= length else f"{line[: length - 1]}…"
