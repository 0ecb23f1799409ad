"""What a run printed and why it renewed credentials, as texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.events import StepName
from authbench_gui.activity.texts import Text, TextMaker
from authbench_gui.wording import duration

if TYPE_CHECKING:
    from authbench.journal.run_account import PrintedView, RenewalView

_STEPS = {
    StepName.ACQUIRE: "acquire",
    StepName.REFRESH: "refresh",
    StepName.TOKEN: "token request",
}


def printed_text(printed: PrintedView) -> Text:
    """What `puts` printed."""
    made = TextMaker()
    if printed.cut:
        made.tinted("… what was printed before is left out", "muted")
        made.add("\n")
    made.add(printed.content)
    return made.text()


def renewals_text(renewals: Sequence[RenewalView], *, places: bool = True) -> Text:
    """Each renewal: the rule, where it matched, what followed. Links lead to requests (their number) and,
    with `places`, to lines (a `Location`)."""
    made = TextMaker()
    for number, renewal in enumerate(renewals):
        made.add("\n\n" if number else "")
        made.tinted(renewal.rule, "code_key")
        made.add(f" {renewal.pattern}" if renewal.pattern else "")
        if places and renewal.location is not None and renewal.location.line is not None:
            made.add(", ")
            made.linked(f"line {renewal.location.line}", renewal.location)
        made.add("\n  ")
        made.tinted(f"matched the {renewal.matched} of ", "muted")
        if renewal.exchange_id is not None:
            made.linked(f"#{renewal.exchange_id}", renewal.exchange_id)
        else:
            made.tinted("the answer", "muted")
        made.add("\n  ")
        made.tinted("then ", "muted")
        if not renewal.followed:
            made.tinted("no new credentials", "warn")
        for place, step in enumerate(renewal.followed):
            made.add(", " if place else "", _STEPS.get(step.name, step.name.value), " ")
            made.tinted("ok" if step.ok else "failed", "ok" if step.ok else "bad")
            made.tinted(f" in {duration(step.elapsed)}", "muted")
    return made.text()
