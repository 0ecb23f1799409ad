"""The notes of a run by their kind, each with the reason for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from authbench.errors import Location
from authbench.events import NoteAdded, RedirectIgnored

if TYPE_CHECKING:
    from authbench.journal.entries import Notice

_STRICTNESS = "Strictness: what a stricter server would refuse"
_PARITY = "Parity: what the platform would do otherwise"
_DEVIATION = "Deviation: what works here and perhaps not there"
_OTHER = "This run"
KINDS = (_STRICTNESS, _PARITY, _DEVIATION, _OTHER)
_NOTED = {"strictness": _STRICTNESS, "parity": _PARITY}


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note. `reason` says when such a note is added, and by which document."""

    kind: str
    text: str
    reason: str = ""
    exchange_id: int | None = None
    location: Location | None = None


def note_lines(notices: Sequence[Notice]) -> tuple[NoteLine, ...]:
    """The notes among what happened, those of one kind together."""
    from authbench.connection.note_table import NOTES
    from authbench.definition.deviations import DEVIATIONS

    lines: list[NoteLine] = []
    for notice in notices:
        if isinstance(notice, RedirectIgnored):
            lines.append(NoteLine(_OTHER, f"Ignored at the redirect address: {notice.reason}"))
        elif isinstance(notice, NoteAdded):
            known, deviation = NOTES.get(notice.code), DEVIATIONS.get(notice.code)
            if known is not None:
                kind, reason = _NOTED.get(known.kind.value, _OTHER), known.reason
            elif deviation is not None:
                kind, reason = _DEVIATION, f"{deviation.summary} (SDK reference {deviation.section})"
            else:
                kind, reason = _OTHER, ""
            lines.append(NoteLine(kind, notice.text, reason, notice.exchange_id, notice.location))
    return tuple(sorted(lines, key=lambda line: KINDS.index(line.kind)))
