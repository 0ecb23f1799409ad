"""From what was recorded of an experiment's runs to its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from authbench.connection.lab.advice import missing_rule
from authbench.connection.lab.answers import Seen, seen
from authbench.connection.lab.faults import Fault, Parameters
from authbench.connection.lab.telling import headline_of, story_of
from authbench.connection.lab.verdict import Ending, FiredRule, Mood, Verdict
from authbench.errors import Code
from authbench.events import (
    Failure,
    NoteAdded,
    Outcome,
    RenewalTriggered,
    RunFinished,
    SettingsChanged,
    StepFinished,
    StepName,
)

if TYPE_CHECKING:
    from authbench.definition import Authorization
    from authbench.journal import Journal
    from authbench.journal.entries import LogEntry

_RENEWING = (StepName.ACQUIRE, StepName.REFRESH)
_BREAKS_TOKENS = (Fault.EXPIRE, Fault.CORRUPT_ACCESS, Fault.DROP_REFRESH, Fault.CORRUPT_REFRESH, Fault.REVOKE)
_ENDS_FOR_GOOD = (Fault.DROP_REFRESH, Fault.CORRUPT_REFRESH, Fault.REVOKE, Fault.CLOCK_SKEW)
_NO_REFUSAL = (Fault.SLOW, Fault.MALFORMED_JSON, Fault.WRONG_CONTENT_TYPE)
_AGAIN = "once more with new credentials"


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What matters of one run. `renewals` are the steps that renewed and whether they went well; `repeated`
    are the exchanges that were sent once more; `shared` says that it took over what another run got."""

    run_id: str
    outcome: Outcome
    failure: Failure | None
    rules: tuple[RenewalTriggered, ...]
    renewals: tuple[tuple[StepName, bool], ...]
    changed: tuple[str, ...]
    shared: bool
    requests: tuple[LogEntry, ...]
    repeated: tuple[LogEntry, ...]

    @property
    def renewed(self) -> int:
        """How often it renewed with success."""
        return sum(ok for _, ok in self.renewals)


def facts_of_run(journal: Journal, run_id: str) -> RunFacts:
    """What matters of a run that is over."""
    notices = journal.notices(run_id)
    ends = [notice for notice in notices if isinstance(notice, RunFinished)]
    entries = tuple(entry for entry in journal.entries(run_id) if not entry.browser)
    changed: dict[str, None] = {}
    for notice in notices:
        if isinstance(notice, SettingsChanged):
            changed.update(dict.fromkeys(notice.names))
    return RunFacts(
        run_id,
        ends[-1].outcome if ends else Outcome.CANCELLED,
        ends[-1].failure if ends else None,
        tuple(notice for notice in notices if isinstance(notice, RenewalTriggered)),
        tuple(
            (notice.name, notice.ok)
            for notice in notices
            if isinstance(notice, StepFinished) and notice.name in _RENEWING
        ),
        tuple(changed),
        any(isinstance(notice, NoteAdded) and notice.code == "tokens_shared" for notice in notices),
        entries,
        tuple(entry for entry in entries if _cause(journal, entry.id).startswith(_AGAIN)),
    )


def _cause(journal: Journal, exchange_id: int) -> str:
    row = journal.row(exchange_id)
    return row.cause if row is not None else ""


def verdict_of(
    fault: Fault,
    parameters: Parameters,
    authorization: Authorization,
    done: tuple[str, ...],
    rounds: list[list[RunFacts]],
    journal: Journal,
) -> Verdict:
    """The verdict on the runs of an experiment, round by round."""
    runs = [run for one in rounds for run in one]
    ending = _ending(fault, rounds)
    telling = min(runs, key=lambda run: (run.outcome is Outcome.OK, not run.renewals))
    answer = _answer(telling, journal)
    changed = dict.fromkeys(name for run in runs for name in run.changed)
    missing = None
    if ending in (Ending.NO_RULE, Ending.UNNOTICED) and fault not in _NO_REFUSAL:
        detected = telling.failure is not None and telling.failure.code == Code.DETECTED_ERROR
        missing = missing_rule(authorization, answer, detected=detected)
    return Verdict(
        fault=fault,
        ending=ending,
        mood=_mood(fault, parameters, ending),
        headline=headline_of(fault, ending),
        done=done,
        rule=_fired(telling, authorization),
        stored=tuple(changed),
        retried=_retried(runs),
        renewals=sum(run.renewed for run in runs),
        requests=sum(len(run.requests) for run in runs),
        story=story_of(fault, ending, runs, telling, answer, authorization),
        missing=missing,
        run_ids=tuple(run.run_id for run in runs),
        exchange_id=answer.exchange_id if answer is not None else None,
    )


def _ending(fault: Fault, rounds: list[list[RunFacts]]) -> Ending:
    runs = [run for one in rounds for run in one]
    if any(run.outcome is Outcome.CANCELLED for run in runs):
        return Ending.CANCELLED
    for number, run in enumerate(runs):
        if run.outcome is Outcome.OK:
            continue
        if not run.rules:
            return Ending.NO_RULE
        if run.repeated:
            return Ending.STILL_REFUSED
        later = fault is Fault.ROTATE and number > 0
        return Ending.NOT_KEPT if later else Ending.RENEWAL_FAILED
    if not any(run.rules for run in runs):
        return Ending.UNNOTICED if fault is Fault.ERROR_IN_200 else Ending.UNDISTURBED
    if fault is Fault.TWO_AT_ONCE and sum(run.renewed for run in runs) > 1:
        return Ending.RENEWED_TWICE
    return Ending.RECOVERED


def _mood(fault: Fault, parameters: Parameters, ending: Ending) -> Mood:
    match ending:
        case Ending.RECOVERED:
            return Mood.GOOD
        case Ending.UNDISTURBED:
            return Mood.FAIR if fault in (*_BREAKS_TOKENS, Fault.TWO_AT_ONCE, Fault.ROTATE) else Mood.GOOD
        case Ending.NO_RULE:
            chosen = fault is Fault.STATUS and parameters.status != 401
            return Mood.FAIR if chosen or fault in _NO_REFUSAL else Mood.BAD
        case Ending.RENEWAL_FAILED:
            return Mood.FAIR if fault in _ENDS_FOR_GOOD else Mood.BAD
        case Ending.CANCELLED | Ending.NOT_POSSIBLE:
            return Mood.NONE
        case _:
            return Mood.BAD


def _answer(run: RunFacts, journal: Journal) -> Seen | None:
    """The answer that a verdict is about: the one in which a rule was found, else the one that the run failed
    with, else the first."""
    if run.rules and run.rules[0].exchange_id is not None:
        return seen(journal, run.rules[0].exchange_id)
    if run.failure is not None and run.failure.exchange_id is not None:
        return seen(journal, run.failure.exchange_id)
    wrong = (entry.id for entry in run.requests if (entry.status or 0) >= 400 or entry.error is not None)
    first = next(wrong, run.requests[0].id if run.requests else None)
    return None if first is None else seen(journal, first)


def _fired(run: RunFacts, authorization: Authorization) -> FiredRule | None:
    if not run.rules:
        return None
    rule = run.rules[0]
    by = ""
    if run.renewals:
        step = run.renewals[0][0]
        by = "acquire" if step is StepName.ACQUIRE else "refresh" if authorization.refresh else "token_url"
    return FiredRule(rule.rule, rule.pattern, rule.matched, by, rule.location)


def _retried(runs: list[RunFacts]) -> bool | None:
    repeated = [(run, entry) for run in runs for entry in run.repeated]
    if not repeated:
        return None
    return all(
        (entry.status or 0) < 400 and entry.error is None and not _is_failure(run, entry.id)
        for run, entry in repeated
    )


def _is_failure(run: RunFacts, exchange_id: int) -> bool:
    return run.failure is not None and run.failure.exchange_id == exchange_id
