"""Every step can be explained, for newcomers without jargon."""

from __future__ import annotations

import re
from typing import Any

import pytest

from authbench.journal.chips import Redacted
from authbench.journal.flow.explaining import WAYS, Depth, catalogue, explained, read_entries
from authbench.journal.flow.picture import Message, MessageKind, MessageState, Topic, Wait

# Words that a newcomer does not know. They may stand there with an explanation right behind.
JARGON = (
    "bearer|nonce|hmac|pkce|jwt|jws|sha-256|base64|base64url|grant|endpoint|canonical|hash|tls|csrf|scope|"
    "claims|iss|aud|idempotent|loopback|redirect uri|query|http|json|lambda|origin|header|realm"
)


def message(*topics: Topic) -> Message:
    return Message(1, MessageKind.REQUEST, "a", "b", "1 x", Redacted(""), MessageState.DONE, topics=topics)


@pytest.mark.parametrize("topic", [topic for topic in Topic if topic not in WAYS])
@pytest.mark.parametrize("depth", Depth)
def test_every_kind_of_message_is_explained(topic: Topic, depth: Depth) -> None:
    told = explained(message(topic), depth)
    assert told.title
    assert len(told.sentences) == 2
    assert told.rfc
    for text in told.sentences:
        assert text[0].isupper() or text[0].isdecimal() or text[0] == "`"
        assert text.endswith((".", "?"))
        assert 20 < len(text) < 260


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("depth", Depth)
def test_how_it_proves_its_right_is_told_beside(way: Topic, depth: Depth) -> None:
    alone, beside = explained(message(Topic.API_CALL), depth), explained(message(Topic.API_CALL, way), depth)
    assert beside.sentences[:2] == alone.sentences
    assert len(beside.sentences) == 3
    assert set(beside.rfc) > set(alone.rfc)


def test_waits_are_explained() -> None:
    assert explained(Wait("a", "x", None), Depth.NEWCOMER).title == "A person signs in and decides"


@pytest.mark.parametrize("topic", Topic)
def test_newcomers_meet_no_jargon(topic: Topic) -> None:
    for text in catalogue()[topic].sentences[Depth.NEWCOMER]:
        found = re.findall(rf"(?i)\b(?:{JARGON})\b(?! \()", text)
        assert not found, text


@pytest.mark.parametrize("topic", Topic)
def test_the_two_depths_say_it_differently(topic: Topic) -> None:
    sentences = catalogue()[topic].sentences
    assert not set(sentences[Depth.NEWCOMER]) & set(sentences[Depth.ENGINEER])


def test_sources_can_be_read() -> None:
    (first, *_) = explained(message(Topic.CODE_EXCHANGE), Depth.ENGINEER).rfc
    assert (first.name, first.url) == (
        "RFC 6749, 4.1.3",
        "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3",
    )
    for entry in catalogue().values():
        for source in entry.sources:
            assert source.url.startswith("https://") or source.name.startswith("SDK reference ")


def entry(**changes: Any) -> dict[str, Any]:
    told = {"title": "T", "sources": ["RFC 6749, 1"], "newcomer": ["A.", "B."], "engineer": ["C.", "D."]}
    return {key: value for key, value in {**told, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"weather": entry()}, "weather is no topic"),
        ({"tokens": entry(extra=1)}, "unknown key 'extra'"),
        ({"tokens": entry(title="T.")}, "without a full stop"),
        ({"tokens": entry(title=None)}, "a text without blanks"),
        ({"tokens": entry(newcomer=["A."])}, "2 texts were expected, not 1"),
        ({"pkce": entry()}, "1 texts were expected, not 2"),
        ({"tokens": entry(sources=[])}, "a source was expected"),
        ({"tokens": entry(sources=["a friend"])}, "no known source"),
        ({"tokens": entry(engineer=["`a.", "B."])}, "backtick"),
        ({"tokens": entry()}, "not explained"),
    ],
)
def test_a_file_that_is_wrong_is_refused(tables: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_entries([("a.toml", tables)])


def test_a_topic_is_explained_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        read_entries([("a.toml", {"tokens": entry()}), ("b.toml", {"tokens": entry()})])
