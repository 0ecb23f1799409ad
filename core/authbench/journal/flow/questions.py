"""What a person asks the provider about a login, told apart by the cause that such a request is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from authbench.events import StepName
from authbench.journal.entries import LogEntry
from authbench.journal.flow.picture import Topic
from authbench.journal.views import ExchangeView


@dataclass(frozen=True, slots=True)
class Question:
    """A question by what its cause begins with. `carries_token`: the token is in its form; `told` are the
    members of the answer that are drawn."""

    cause: str
    words: str
    topic: Topic
    answer: Topic
    carries_token: bool = False
    told: tuple[str, ...] = ()


QUESTIONS: Final = (
    Question("discovery", "discovery", Topic.DISCOVERY, Topic.DISCOVERY_ANSWER, told=("issuer",)),
    Question("the provider's keys", "keys", Topic.KEYS, Topic.KEYS_ANSWER),
    Question(
        "introspection",
        "introspection",
        Topic.INTROSPECTION,
        Topic.INTROSPECTION_ANSWER,
        carries_token=True,
        told=("active", "scope", "token_type"),
    ),
    Question("user info", "user info", Topic.USER_INFO, Topic.USER_INFO_ANSWER),
    Question("revocation", "revocation", Topic.REVOCATION, Topic.REVOCATION_ANSWER, carries_token=True),
)
QUESTION_TOPICS: Final = frozenset(question.topic for question in QUESTIONS)


def question_of(entry: LogEntry, view: ExchangeView) -> Question | None:
    """The question that a request puts to the provider; None for every other request."""
    if entry.step != StepName.PROVIDER:
        return None
    return next((one for one in QUESTIONS if view.row.cause.startswith(one.cause)), None)


def answered(topics: tuple[Topic, ...]) -> Question | None:
    """The question that a request about these topics was."""
    return next((one for one in QUESTIONS if one.topic in topics), None)
