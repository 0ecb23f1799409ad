"""How the Token tab says moments: how far away they are, ticking, and exactly on hovering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from authbench_gui.theme.theme import Role
from authbench_gui.wording import ago, clock
from authbench_gui.workspace.connection import EXPIRING_S

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Remaining:
    """What the pill of a token says, and in which colours."""

    text: str
    role: Role
    ground: Role


def relative(moment: datetime, now: datetime) -> str:
    """`in 58:12`, `in 12 days`, `just now`, `5 min ago`."""
    left = (moment - now).total_seconds()
    if left <= 0:
        return ago(moment, now)
    return (
        f"in {clock(left)}" if left < _DAY else f"in {int(left // _DAY)} day{'s' if left >= 2 * _DAY else ''}"
    )


def remaining(ends: datetime, now: datetime) -> Remaining:
    """What is left of a token's life."""
    left = (ends - now).total_seconds()
    if left <= 0:
        return Remaining("expired", "bad", "bad_soft")
    if left < EXPIRING_S:
        return Remaining(f"expires {relative(ends, now)}", "warn", "warn_soft")
    return Remaining(f"expires {relative(ends, now)}", "ok", "ok_soft")
