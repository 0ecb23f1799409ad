"""What an experiment shows. Everything in it is redacted: names, rules, redacted excerpts, no values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from authbench.connection.lab.faults import Fault
from authbench.errors import Location


class Ending(StrEnum):
    """How an experiment ended."""

    RECOVERED = "recovered"
    """A rule fired, the credentials were renewed, the request was accepted when it was sent again."""
    UNDISTURBED = "undisturbed"
    """Nothing was refused, and rightly so."""
    UNNOTICED = "unnoticed"
    """An error was taken for a success."""
    NO_RULE = "no_rule"
    """The run failed and no rule of the definition fired."""
    RENEWAL_FAILED = "renewal_failed"
    """A rule fired, and the renewal failed."""
    STILL_REFUSED = "still_refused"
    """A rule fired, the renewal went well, and the request was refused again or failed afterwards."""
    RENEWED_TWICE = "renewed_twice"
    """Two requests were refused at once, and each of them renewed."""
    NOT_KEPT = "not_kept"
    """The new refresh token of the first renewal was not kept: the second one failed."""
    NOT_POSSIBLE = "not_possible"
    """The connection has nothing that this fault could break."""
    CANCELLED = "cancelled"
    """It was stopped."""


class Mood(StrEnum):
    """How good an ending is: `GOOD`, `FAIR` (nothing could be better, or it depends), `BAD` (the definition
    should be mended) or `NONE` (nothing was tried)."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FiredRule:
    """The rule that fired. `name` is `refresh_on` or `detect_on`; `pattern` its entry as written, empty where
    the definition lists none and every refusal counts; `matched` is where it was found: `status`, `body`,
    `headers` or `error`. `renewed_by` is what renewed: `refresh`, `acquire`, `token_url` (the standard OAuth
    refresh) or empty where nothing did."""

    name: str
    pattern: str
    matched: str
    renewed_by: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """What a rule that did not fire would need. `lines` are to be put into the definition, in its language,
    where `location` is; none where no single line would do."""

    sentence: str
    lines: tuple[str, ...] = ()
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an experiment.

    `done` says what was done, `story` what happened, in plain sentences. `stored` names the settings that
    renewals changed. `retried` says whether the repeated request was accepted, None where none was repeated.
    `renewals` and `requests` count those of all `run_ids`; `exchange_id` is the answer that it is about.
    """

    fault: Fault
    ending: Ending
    mood: Mood
    headline: str
    done: tuple[str, ...] = ()
    rule: FiredRule | None = None
    stored: tuple[str, ...] = ()
    retried: bool | None = None
    renewals: int = 0
    requests: int = 0
    story: tuple[str, ...] = ()
    missing: Missing | None = None
    run_ids: tuple[str, ...] = ()
    exchange_id: int | None = None

    @property
    def worked(self) -> bool:
        """Whether the definition dealt with the fault by itself."""
        return self.mood is Mood.GOOD
