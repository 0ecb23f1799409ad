"""Verdicts in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench.connection.lab.faults import Fault
from authbench.connection.lab.verdict import Ending, Mood, Verdict
from authbench.events import Outcome, StepName

if TYPE_CHECKING:
    from authbench.connection.lab.answers import Seen
    from authbench.connection.lab.judging import RunFacts
    from authbench.definition import Authorization

_HEADLINES = {
    Ending.RECOVERED: "Renewed, and the request was accepted",
    Ending.UNDISTURBED: "Nothing was refused",
    Ending.UNNOTICED: "The error was taken for a success",
    Ending.NO_RULE: "No rule fired",
    Ending.RENEWAL_FAILED: "A rule fired, but the renewal failed",
    Ending.STILL_REFUSED: "Renewed, and the request failed all the same",
    Ending.RENEWED_TWICE: "Both requests renewed",
    Ending.NOT_KEPT: "The new refresh token was lost",
    Ending.NOT_POSSIBLE: "Not possible here",
    Ending.CANCELLED: "Stopped",
}
_MATCHED = {
    "status": "the status",
    "body": "the body",
    "headers": "the headers",
    "error": "the title of the error",
}


def not_possible(fault: Fault, reason: str) -> Verdict:
    """The verdict where a fault has nothing to break."""
    ending = Ending.NOT_POSSIBLE
    return Verdict(fault, ending, Mood.NONE, headline_of(fault, ending), story=(reason,))


def headline_of(fault: Fault, ending: Ending) -> str:
    """A verdict in a few words."""
    if fault is Fault.TWO_AT_ONCE and ending is Ending.RECOVERED:
        return "One renewal served both requests"
    if ending is Ending.RENEWAL_FAILED and fault in (Fault.DROP_REFRESH, Fault.CORRUPT_REFRESH, Fault.REVOKE):
        return "A rule fired; only signing in again helps"
    return _HEADLINES[ending]


def story_of(
    fault: Fault,
    ending: Ending,
    runs: list[RunFacts],
    told: RunFacts,
    answer: Seen | None,
    authorization: Authorization,
) -> tuple[str, ...]:
    """What happened, sentence by sentence."""
    story: list[str] = []
    if answer is not None and answer.status is not None:
        body = f" and `{answer.excerpt}`" if answer.excerpt and ending is not Ending.UNDISTURBED else ""
        story.append(f"{answer.request} was answered with {answer.status}{body}.")
    if told.rules:
        rule = told.rules[0]
        where = _MATCHED.get(rule.matched, rule.matched)
        if rule.pattern:
            story.append(f"{rule.rule} {rule.pattern} matched {where}.")
        else:
            story.append("The definition lists no refresh_on, so every refusal asks for new credentials.")
    story += _renewals(told, authorization)
    if fault is Fault.TWO_AT_ONCE and all(run.rules for run in runs):
        renewed, shared = sum(run.renewed for run in runs), sum(run.shared for run in runs)
        count = "was one renewal" if renewed == 1 else f"were {renewed} renewals"
        after = ", and the other run took over what it gave" if shared else ""
        story.append(f"Both requests were refused; there {count}{after}.")
    story += _repeats(told)
    story += _consequence(fault, ending, told)
    return tuple(story)


def _renewals(run: RunFacts, authorization: Authorization) -> list[str]:
    told = []
    for step, ok in run.renewals:
        if step is StepName.ACQUIRE:
            by = "acquire"
        else:
            by = "refresh" if authorization.refresh is not None else "The standard OAuth refresh at token_url"
        if ok:
            names = ", ".join(run.changed) or "nothing new"
            told.append(f"{by} gave new credentials; stored: {names}.")
        else:
            told.append(f"{by} failed.")
    return told


def _repeats(run: RunFacts) -> list[str]:
    if not run.repeated:
        return []
    last = run.repeated[-1]
    if run.outcome is Outcome.OK:
        return ["The request was sent once more and accepted."]
    how = f"answered with {last.status}" if last.status is not None else "not answered"
    return [f"The request was sent once more and {how}."]


def _consequence(fault: Fault, ending: Ending, run: RunFacts) -> list[str]:
    told = []
    if run.failure is not None:
        told.append(f"The run failed: {run.failure.message.rstrip('.')}.")
    match ending:
        case Ending.UNDISTURBED if fault is Fault.SLOW:
            told.append("It took its time and was accepted, without a renewal.")
        case Ending.UNDISTURBED if fault is Fault.WRONG_CONTENT_TYPE:
            told.append("The answer was read by what the definition expects, not by its content type.")
        case Ending.UNDISTURBED if fault in (Fault.STATUS, Fault.CLOCK_SKEW, Fault.MALFORMED_JSON):
            told.append("The run went well without a renewal.")
        case Ending.UNDISTURBED:
            told.append("The test's request does not depend on the token: it proves nothing about it.")
        case Ending.UNNOTICED:
            told.append("The run counted it as a success.")
        case Ending.NO_RULE if fault is Fault.MALFORMED_JSON:
            told.append("An answer that cannot be read is no refusal: no rule is asked, and none should be.")
        case Ending.RENEWAL_FAILED if fault in (Fault.DROP_REFRESH, Fault.CORRUPT_REFRESH, Fault.REVOKE):
            told.append("No rule can help here: the person has to sign in again.")
        case Ending.RENEWAL_FAILED if fault is Fault.CLOCK_SKEW:
            told.append("Only a right clock helps: what is signed here is out of date there.")
        case Ending.RENEWED_TWICE:
            told.append("Where refresh tokens rotate, the second renewal may end the login.")
        case Ending.NOT_KEPT:
            told.append(
                "The first renewal brought a new refresh token that the definition did not keep. Let refresh"
                " return refresh_token beside access_token; one that is blank replaces nothing."
            )
        case _:
            pass
    return told
