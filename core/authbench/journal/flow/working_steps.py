"""The steps of a calculation as they may be shown: what is secret goes in and comes out as a chip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from authbench.events import Event, HttpExchange, SettingsSeen
from authbench.journal.chips import Redacted, Span, chip_text
from authbench.journal.flow.picture import Topic
from authbench.journal.redaction import Redactor
from authbench.journal.urls import form_pairs

_MARK = "••••"
_MOST_CANDIDATES = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called, what goes in and what comes out. Several inputs stand on lines of their
    own; `note` is a sentence for the reader."""

    name: str
    input: Redacted
    output: Redacted
    note: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """A calculation worked out. `matches`: the result equals what was sent; None when that could not be
    checked, and `verdict` then says why. `source` is where it is laid down."""

    topic: Topic
    title: str
    steps: tuple[Step, ...]
    matches: bool | None
    verdict: str
    source: str


def verdict(matches: bool | None, unchecked: str) -> str:
    """The verdict in words."""
    if matches is None:
        return unchecked
    return "Equals what was sent." if matches else "Differs from what was sent."


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a calculation is made from, as it was: an exchange and what happened around it."""

    exchange: HttpExchange
    around: Sequence[Event]
    redactor: Redactor

    def header(self, name: str) -> str | None:
        """The value of a request header."""
        return next((value for key, value in self.exchange.request_headers if key.lower() == name), None)

    def is_redacted(self) -> bool:
        """Whether secrets were replaced before this came here, as in a file."""
        one = self.exchange
        return (
            any(_MARK in value for _, value in one.request_headers)
            or _MARK in one.url
            or _MARK.encode() in one.request_body.content
        )

    def find(self, matches: Callable[[str], bool]) -> str | None:
        """The setting for which `matches` says yes: a calculation tells which secret was used for it."""
        tried: dict[str, None] = {}
        for event in self.around:
            if isinstance(event, SettingsSeen):
                tried.update(dict.fromkeys(_texts(event.settings)))
        for number, value in enumerate(tried):
            if number >= _MOST_CANDIDATES:
                break
            if matches(value):
                return value
        return None

    def public(self, text: str) -> Redacted:
        """A text that is no secret, with chips for those that are in it all the same."""
        return self.redactor.redact(text)

    def secret(self, value: str, label: str) -> Redacted:
        """A secret by its alias, where it has one; else by this label."""
        shown = self.redactor.redact(value)
        if len(shown.chips) == 1 and (shown.chips[0].start, shown.chips[0].end) == (0, len(shown.text)):
            return shown
        return hidden(label, len(value))


def hidden(label: str, length: int) -> Redacted:
    """A chip for something secret that has no alias: what is made on the way."""
    text = chip_text(Span(0, 0, label, length))
    if not length:
        text = f"{_MARK} {label}"
    return Redacted(text, (Span(0, len(text), label, length),))


def sent_fields(exchange: HttpExchange) -> Mapping[str, str]:
    """The fields of a form, or the texts of a JSON object, that an exchange sent."""
    text = exchange.request_body.content.decode("utf-8", "replace")
    kind = next((v for name, v in exchange.request_headers if name.lower() == "content-type"), "")
    if "json" in kind.lower() or text.lstrip().startswith("{"):
        import json

        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            return {}
        members = document.items() if isinstance(document, dict) else ()
        return {name: value for name, value in members if isinstance(value, str)}
    return dict(form_pairs(text))


def query_of(url: str) -> Mapping[str, str]:
    """The parameters of a URL, decoded."""
    return dict(form_pairs(url.partition("?")[2].partition("#")[0]))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and value:
        yield value
