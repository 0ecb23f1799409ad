"""Whether one exchange passes a filter, looked at as a whole. The index answers the same faster, for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from authbench.events import Body, HttpExchange
from authbench.journal.filters.facts import BODY_LIMIT, EVERY_PART, MessageTexts, Part, RowFacts
from authbench.journal.filters.grammar import Filter, Term
from authbench.journal.filters.keys import choices, compare, octets, seconds, status_test
from authbench.journal.sides import Side

_MESSAGES: Final = frozenset({Part.HEADERS, Part.BODIES})
_PARTS: Final[dict[str, frozenset[Part]]] = {
    "": _MESSAGES,
    "request": _MESSAGES,
    "response": _MESSAGES,
    "header": frozenset({Part.HEADERS}),
    "body": frozenset({Part.BODIES}),
    "secret": EVERY_PART,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a row does not say of itself: whether it is pinned, which rule its answer set off, and the runs of
    the log in order."""

    pinned: bool = False
    rule: str = ""
    runs: Sequence[str] = ()


def matches(
    wanted: Filter, row: RowFacts, texts: MessageTexts, surroundings: Surroundings = Surroundings()
) -> bool:
    """Whether every term of `wanted` holds."""
    return all(term_holds(term, row, texts, surroundings) for term in wanted.effective)


def term_holds(term: Term, row: RowFacts, texts: MessageTexts, around: Surroundings) -> bool:
    """Whether one term holds."""
    return _found(term, row, texts, around) is not term.negated


def decided(wanted: Filter, texts: MessageTexts) -> bool:
    """Whether the messages alone tell that an exchange does not pass."""
    return any(
        deep_found(term, texts) is term.negated
        for term in wanted.effective
        if _PARTS.get(term.key) and term.key
    )


def parts_needed(wanted: Filter) -> frozenset[Part]:
    """What of the messages must be read to answer a filter."""
    parts: set[Part] = set()
    for term in wanted.effective:
        parts |= _PARTS.get(term.key, frozenset())
    return frozenset(parts)


def beyond(
    wanted: Filter, exchange: HttpExchange, texts: MessageTexts, shows: Callable[[Side, str], bool]
) -> MessageTexts:
    """`texts` with what `wanted` looks for where a large body has it behind what was laid out; `shows` tells
    whether a body has a text anywhere."""
    request = _longer(wanted, Side.REQUEST, exchange.request_body, texts.request_body, shows)
    response = _longer(wanted, Side.RESPONSE, exchange.response_body, texts.response_body, shows)
    return replace(texts, request_body=request, response_body=response)


def _longer(wanted: Filter, side: Side, body: Body, text: str, shows: Callable[[Side, str], bool]) -> str:
    if body.size > BODY_LIMIT:
        for term in wanted.effective:
            needle = term.value.lower()
            if term.key in ("", "body", side.value) and needle not in text and shows(side, needle):
                text = f"{text}\n{needle}"
    return text


def row_words(row: RowFacts) -> tuple[str, ...]:
    """What a bare word is looked for in, of a row."""
    return (row.url, row.step, row.method, str(row.status or ""), row.cause)


def runs_wanted(value: str, runs: Sequence[str]) -> frozenset[str]:
    """The runs that `last` or `3,4` name; requests outside runs belong to none."""
    named = [run for run in runs if run]
    wanted = set()
    for part in choices(value):
        number = len(named) if part == "last" else int(part)
        if 1 <= number <= len(named):
            wanted.add(named[number - 1])
    return frozenset(wanted)


def deep_found(term: Term, texts: MessageTexts) -> bool:
    """Whether a term that asks for headers, bodies or secrets finds what it asks for; a word may be in any
    header or body."""
    needle = term.value.lower()
    match term.key:
        case "header":
            return _in_headers(needle, (*texts.request_headers, *texts.response_headers))
        case "body":
            return needle in texts.request_body or needle in texts.response_body
        case "request":
            return needle in texts.request_body or _in_lines(needle, texts.request_headers)
        case "response":
            return needle in texts.response_body or _in_lines(needle, texts.response_headers)
        case "secret":
            return _in_lines(needle, texts.aliases)
        case _:
            return (
                needle in texts.request_body
                or needle in texts.response_body
                or _in_lines(needle, (*texts.request_headers, *texts.response_headers))
            )


def _found(term: Term, row: RowFacts, texts: MessageTexts, around: Surroundings) -> bool:
    needle = term.value.lower()
    match term.key:
        case "":
            return any(needle in word.lower() for word in row_words(row)) or deep_found(term, texts)
        case "url":
            return needle in row.url.lower()
        case "host":
            return needle in row.host.lower()
        case "cause":
            return needle in row.cause.lower()
        case "rule":
            return needle in around.rule.lower()
        case "type":
            return needle in row.content_type.lower()
        case "method":
            return row.method.lower() in choices(term.value)
        case "step":
            return row.step.lower() in choices(term.value)
        case "status":
            test = status_test(term.operator, term.value)
            return test is not None and test(row.status)
        case "time":
            return row.elapsed is not None and compare(term.operator, seconds(term.value) or 0.0)(row.elapsed)
        case "size":
            return compare(term.operator, octets(term.value) or 0.0)(row.size)
        case "is":
            states = row.states | {"pinned"} if around.pinned else row.states
            return any(one in states for one in choices(term.value))
        case "run":
            return row.run_id in runs_wanted(term.value, around.runs)
        case _:
            return deep_found(term, texts)


def _in_headers(needle: str, lines: Sequence[str]) -> bool:
    """`authorization` is anywhere in a header; `content-type: json` is a name and a part of its value."""
    name, colon, value = (part.strip() for part in needle.partition(":"))
    if not colon or not name:
        return _in_lines(needle, lines)
    for line in lines:
        own, _, rest = line.partition(":")
        if needle in line or (own == name and value in rest):
            return True
    return False


def _in_lines(needle: str, lines: Sequence[str]) -> bool:
    return any(needle in line for line in lines)
