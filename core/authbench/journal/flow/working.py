"""How what was sent was worked out, step by step, on demand: from what was sent, checked against it.

The values are looked at as they were, inside the journal; what leaves has chips in the place of secrets, and
is searched for known secrets before it does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from authbench.events import SettingsSeen
from authbench.journal.flow.picture import Message, Topic
from authbench.journal.flow.working_steps import Evidence, Step, Working

if TYPE_CHECKING:
    from authbench.journal.journal import Journal

__all__ = ["Step", "Working", "workable", "worked_out"]

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
    store = journal._store
    exchange = store.exchange(message.exchange_id)
    if exchange is None:
        return None
    around = store.around(exchange.id) if exchange.run_id else []
    if exchange.run_id and not any(isinstance(event, SettingsSeen) for event in around):
        # In a long run they were seen far away.
        around = [*around, *(e for e in store.events(exchange.run_id) if isinstance(e, SettingsSeen))]
    evidence = Evidence(exchange, around, journal.redactor)
    if evidence.is_redacted():
        return None
    try:
        working = _calculations()[chosen](evidence)
    except (ValueError, ArithmeticError):
        # What was sent is whatever a definition made of it.
        return None
    return None if working is None or _tells(working, evidence) else working


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


def _tells(working: Working, evidence: Evidence) -> bool:
    """Whether a known secret is in what is about to be handed out."""
    texts = [working.title, working.verdict]
    for step in working.steps:
        texts += (step.name, step.input.text, step.output.text, step.note)
    return any(evidence.redactor.contains(text) for text in texts)
