"""What happens at a step of a picture, and why: two or three plain sentences with their source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from authbench.journal.flow.picture import Row, Topic, Wait
from authbench.journal.text_tables import text_tables

WAYS: Final = (
    Topic.PKCE,
    Topic.BASIC,
    Topic.BEARER,
    Topic.DIGEST,
    Topic.SIGV4,
    Topic.ASSERTION,
    Topic.API_KEY,
)
"""How a message proves its right; told beside what it is for."""
_KEYS = frozenset({"title", "sources", "newcomer", "engineer"})
_RFC = re.compile(r"RFC (\d{4}), (\d+(?:\.\d+)*)\Z")
_SDK = re.compile(r"SDK reference \d+(?:\.\d+)?\Z")
_OTHERS: Mapping[str, str] = {
    "AWS Signature Version 4": "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html",
    "OpenID Connect Discovery 1.0, 4": "https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig",
    "OpenID Connect Core, 5.3": "https://openid.net/specs/openid-connect-core-1_0.html#UserInfo",
    "AWS STS AssumeRole": "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html",
}


class Depth(StrEnum):
    """For whom a step is explained: someone who never heard of it, or someone who builds such things."""

    NEWCOMER = "newcomer"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is laid down: `RFC 6749, 4.1.3`, and where that can be read (empty for the SDK's
    reference)."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A step explained. `rfc` names the sources, the most important first; code in the sentences stands
    between backticks."""

    title: str
    sentences: tuple[str, ...]
    rfc: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What there is to say about one topic; `title` is empty for ways."""

    title: str
    sentences: Mapping[Depth, tuple[str, ...]]
    sources: tuple[Source, ...]


def explained(message: Row, depth: Depth) -> Explained:
    """A message or a wait in plain words: there is an entry for every topic, and `picture_of` gives every
    message at least one."""
    entries = catalogue()
    topics = (message.topic,) if isinstance(message, Wait) else message.topics
    entry = entries[topics[0]]
    way = next((entries[topic] for topic in topics[1:] if topic in WAYS), None)
    if way is None:
        return Explained(entry.title, entry.sentences[depth], entry.sources)
    sources = dict.fromkeys((*entry.sources, *way.sources))
    return Explained(entry.title, (*entry.sentences[depth], *way.sentences[depth]), tuple(sources))


@cache
def catalogue() -> Mapping[Topic, Entry]:
    """Every entry by its topic. Raises ValueError for a file that is wrong."""
    return read_entries(text_tables("flow"))


def read_entries(files: Iterable[tuple[str, Mapping[str, Any]]]) -> Mapping[Topic, Entry]:
    """The entries of parsed files. Raises ValueError with the place and what is wrong, and where a topic has
    no entry."""
    entries: dict[Topic, Entry] = {}
    for name, tables in files:
        for key, table in tables.items():
            if key not in set(Topic):
                raise ValueError(f"{name}: {key} is no topic")
            topic = Topic(key)
            if topic in entries:
                raise ValueError(f"{name}: {key} is explained twice")
            entries[topic] = _entry(f"{name}: {key}", topic, table)
    missing = [topic.value for topic in Topic if topic not in entries]
    if missing:
        raise ValueError(f"not explained: {', '.join(missing)}")
    return entries


def _entry(where: str, topic: Topic, table: Mapping[str, Any]) -> Entry:
    unknown = sorted(table.keys() - _KEYS)
    if unknown:
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    way = topic in WAYS
    title = "" if way else _text(f"{where}.title", table.get("title"))
    if title.endswith("."):
        raise ValueError(f"{where}.title: a title ends without a full stop")
    sentences = {
        depth: tuple(_text(f"{where}.{depth}", one) for one in table.get(depth.value, ())) for depth in Depth
    }
    for depth, told in sentences.items():
        if len(told) not in ((1,) if way else (2,)):
            raise ValueError(f"{where}.{depth}: {1 if way else 2} texts were expected, not {len(told)}")
    sources = tuple(_source(f"{where}.sources", one) for one in table.get("sources", ()))
    if not sources:
        raise ValueError(f"{where}.sources: a source was expected")
    return Entry(title, sentences, sources)


def _source(where: str, name: Any) -> Source:
    text = _text(where, name)
    rfc = _RFC.match(text)
    if rfc is not None:
        return Source(text, f"https://www.rfc-editor.org/rfc/rfc{rfc[1]}#section-{rfc[2]}")
    if text in _OTHERS:
        return Source(text, _OTHERS[text])
    if _SDK.match(text):
        return Source(text, "")
    raise ValueError(f"{where}: no known source: {text!r}")


def _text(where: str, value: Any) -> str:
    if not isinstance(value, str) or not value or value != value.strip():
        raise ValueError(f"{where}: a text without blanks around it was expected, not {value!r}")
    if value.count("`") % 2:
        raise ValueError(f"{where}: a backtick is not closed in {value!r}")
    return value
