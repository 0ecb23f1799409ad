"""What a run came to besides its exchanges: its summary, why it renewed credentials, and what it printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from authbench.errors import Location
from authbench.events import (
    ConsoleLine,
    Event,
    NoteAdded,
    Outcome,
    RedirectIgnored,
    RenewalTriggered,
    RunFinished,
    RunKind,
    RunStarted,
    SettingsChanged,
    SettingsSeen,
    StepFinished,
    StepName,
)
from authbench.journal.chips import Redacted, Span
from authbench.journal.redaction import Redactor

PRINTED_LIMIT = 2_000_000
"""Characters of what was printed that are shown; of more, the end."""
_RENEWING = (StepName.ACQUIRE, StepName.REFRESH, StepName.TOKEN)


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How much there is to tell of a run. `requests` counts those that were sent from here; `rule` is the
    last one that asked for new credentials (`refresh_on 401`); `changed` names settings; `settings` says
    whether lambdas saw any. `events` grows with everything that happens."""

    run_id: str
    kind: RunKind | None = None
    outcome: Outcome | None = None
    requests: int = 0
    notes: int = 0
    printed: int = 0
    renewals: int = 0
    rule: str = ""
    changed: tuple[str, ...] = ()
    settings: bool = False
    events: int = 0


@dataclass(frozen=True, slots=True)
class FollowedView:
    """A step that a renewal led to; `elapsed` in seconds."""

    name: StepName
    ok: bool
    elapsed: float


@dataclass(frozen=True, slots=True)
class RenewalView:
    """A rule that asked for new credentials (SDK reference 3.5), and the steps that followed.
    `matched` is where it was found: `status`, `body`, `headers` or `error`."""

    rule: str
    pattern: str
    matched: str
    exchange_id: int | None
    location: Location | None
    followed: tuple[FollowedView, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedView:
    """What `puts` printed. `cut`: it begins with something that is left out."""

    content: Redacted
    cut: bool = False


def summary(
    run_id: str, events: Sequence[Event], redactor: Redactor, exchanges: int = 0, by_browser: int = 0
) -> RunSummary:
    """Count what happened in a run, given its events without the exchanges, how many of those there were, and
    how many of them were the browser's. Quick for a run of any length: hardly a text is looked at. Raises
    nothing."""
    kind: RunKind | None = None
    outcome: Outcome | None = None
    notes = printed = renewals = 0
    rule: RenewalTriggered | None = None
    changed: dict[str, None] = {}
    settings = False
    for event in events:
        if isinstance(event, ConsoleLine):
            printed += event.text.count("\n") + 1
        elif isinstance(event, NoteAdded | RedirectIgnored):
            notes += 1
        elif isinstance(event, RenewalTriggered):
            renewals += 1
            rule = event
        elif isinstance(event, SettingsChanged):
            changed.update(dict.fromkeys(event.names))
        elif isinstance(event, SettingsSeen):
            settings = settings or bool(event.settings)
        elif isinstance(event, RunStarted):
            kind = event.kind
        elif isinstance(event, RunFinished):
            outcome = event.outcome
    said = redactor.text(f"{rule.rule} {rule.pattern}".strip()) if rule is not None else ""
    names = tuple(redactor.text(name) for name in changed)
    return RunSummary(
        run_id,
        kind,
        outcome,
        exchanges - by_browser,
        notes,
        printed,
        renewals,
        said,
        names,
        settings,
        len(events) + exchanges,
    )


def renewals(events: Sequence[Event], redactor: Redactor) -> tuple[RenewalView, ...]:
    """Why a run asked for new credentials, each time, and what came of it. Raises nothing."""
    found: list[tuple[RenewalTriggered, list[FollowedView]]] = []
    for event in events:
        if isinstance(event, RenewalTriggered):
            found.append((event, []))
        elif isinstance(event, StepFinished) and event.name in _RENEWING and found:
            found[-1][1].append(FollowedView(event.name, event.ok, event.elapsed))
    return tuple(
        RenewalView(
            one.rule,
            redactor.text(one.pattern),
            one.matched,
            one.exchange_id,
            redactor.location(one.location),
            tuple(followed),
        )
        for one, followed in found
    )


def printed(events: Sequence[Event], redactor: Redactor) -> PrintedView:
    """What a run printed. Each line is redacted by itself: what is hidden of one must not take the break
    to the next with it. Raises nothing."""
    lines = [event.text for event in events if isinstance(event, ConsoleLine)]
    room, first = PRINTED_LIMIT, len(lines)
    while first and len(lines[first - 1]) < room:
        first -= 1
        room -= len(lines[first]) + 1
    parts: list[str] = []
    chips: list[Span] = []
    length = 0
    if first == len(lines) > 0:
        # A single line that is too long: its end.
        text = lines[-1]
        return PrintedView(redactor.part(text, len(text) - PRINTED_LIMIT, len(text)), cut=True)
    for line in lines[first:]:
        shown = redactor.redact(line)
        chips += (replace(chip, start=chip.start + length, end=chip.end + length) for chip in shown.chips)
        parts.append(shown.text)
        length += len(shown.text) + 1
    return PrintedView(Redacted("\n".join(parts), tuple(chips)), cut=first > 0)
