"""How what was sent was worked out, step by step, on demand: from what was sent, checked against it.

The values are looked at as they were, inside the journal; what leaves has chips in the place of secrets, and
is searched for known secrets before it does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from authbench.events import Event, HttpExchange
from authbench.journal.flow.picture import Message, Topic
from authbench.journal.flow.working_steps import Evidence, Step, Working
from authbench.journal.redaction import Redactor

if TYPE_CHECKING:
    from authbench.journal.journal import Journal

__all__ = ["Step", "Working", "workable", "worked_out", "working"]

_WORKED = (Topic.PKCE, Topic.ASSERTION, Topic.BASIC, Topic.SIGV4, Topic.DIGEST)


def workable(message: Message) -> tuple[Topic, ...]:
    """What of a message can be worked out; empty for most. Quick, and looks at nothing."""
    if message.exchange_id is None:
        return ()
    return tuple(
        topic
        for topic in _WORKED
        if topic in message.topics and message.topics[0] not in (Topic.CHALLENGED, topic)
    )


def worked_out(journal: Journal, message: Message, topic: Topic | None = None) -> Working | None:
    """The calculation behind a message: the one asked for, or the first of `workable`. None where there is
    none, where the exchange is gone or what is needed is not in it, and where secrets were replaced before
    it came here (a case file). Raises nothing."""
    found = workable(message)
    chosen = topic if topic in found else (found[0] if found and topic is None else None)
    if chosen is None or message.exchange_id is None:
        return None
    return journal.working(message.exchange_id, chosen)


def working(
    exchange: HttpExchange, topic: Topic, around: Sequence[Event], redactor: Redactor
) -> Working | None:
    """The calculation of this kind behind an exchange, from what happened `around` it; None where there is
    none."""
    evidence = Evidence(exchange, around, redactor)
    calculation = _calculations().get(topic)
    if calculation is None or evidence.is_redacted():
        return None
    try:
        result = calculation(evidence)
    except (ValueError, ArithmeticError):
        # What was sent is whatever a definition made of it.
        return None
    return None if result is None or _tells(result, evidence) else result


def _calculations() -> Mapping[Topic, Callable[[Evidence], Working | None]]:
    from authbench.journal.flow.digest_steps import digest
    from authbench.journal.flow.sigv4_steps import sigv4
    from authbench.journal.flow.token_steps import assertion, basic, pkce

    return {
        Topic.PKCE: pkce,
        Topic.BASIC: basic,
        Topic.ASSERTION: assertion,
        Topic.SIGV4: sigv4,
        Topic.DIGEST: digest,
    }


def _tells(result: Working, evidence: Evidence) -> bool:
    """Whether a known secret is in what is about to be handed out."""
    texts = [result.title, result.verdict]
    for step in result.steps:
        texts += (step.name, step.input.text, step.output.text, step.note)
    return any(evidence.redactor.contains(text) for text in texts)
