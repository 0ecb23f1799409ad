"""What the activity panel shows: what happened, and the journal that it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authbench_gui.workspace.activity import Activity

if TYPE_CHECKING:
    from authbench.journal import Explanation, Journal


@dataclass(frozen=True, slots=True)
class Recorded:
    """An activity and its journal: a connection's with the engine's, or an opened file's with its own.

    `live`: more may come, be held back or be cleared, and there is a definition whose lines can be shown.
    `told` is what the file's maker said of the failure, where it did. `redacted` is there while `journal`
    hides nothing: the same record, redacted.
    """

    activity: Activity
    journal: Journal
    live: bool = True
    told: Explanation | None = None
    redacted: Journal | None = None

    @property
    def revealed(self) -> bool:
        """Whether secrets are visible."""
        return self.redacted is not None

    @property
    def hiding(self) -> Journal:
        """The journal that hides secrets, for what shows none whatever the log does."""
        return self.redacted or self.journal

    def explain(self, run_id: str) -> Explanation | None:
        """Why a run failed; of a file only with buttons that lead to requests."""
        explanation = self.told or self.journal.explain(run_id)
        if explanation is None or self.live:
            return explanation
        from dataclasses import replace

        leading = tuple(action for action in explanation.actions if action.kind == "show_request")
        return replace(explanation, actions=leading)


def activity_of(recorded: Recorded | None) -> Activity | None:
    """What happened; None where nothing is shown."""
    return recorded.activity if recorded is not None else None
