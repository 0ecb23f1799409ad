"""What can be typed next in a filter: keys, and for a key the values that the log has seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from authbench.journal.filters.grammar import Piece, pieces, quoted_value
from authbench.journal.filters.keys import KEYS, STATES, Key, Kind

_MOST: Final = 12
_CLASSES: Final = {
    "2xx": "succeeded",
    "3xx": "redirects",
    "4xx": "refused",
    "5xx": "failed at the server",
}
_EXAMPLES: Final = {
    "time": {">500ms": "took longer", ">2s": "took longer", "<100ms": "was quicker"},
    "size": {">10kb": "is larger", ">1mb": "is larger", "<1kb": "is smaller"},
}


class Seen(Protocol):
    """A log that knows which values it holds."""

    def seen(self, key: str) -> Mapping[str, int]:
        """The values for a key (`host`, `status`, `header`, ...), the most frequent first, with how often."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One proposal: `text` takes the place of what is completed; `explanation` says what it does."""

    text: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Completions:
    """Proposals for what stands from `start` up to `end`."""

    start: int
    end: int
    items: tuple[Completion, ...] = ()


def completions(text: str, cursor: int, seen: Seen) -> Completions:
    """What the piece at `cursor` can become. Nothing for text that is no key, and within closed quotes."""
    piece = next((one for one in pieces(text) if one.start < cursor <= one.end), None)
    if piece is None:
        # Between terms: every key.
        return Completions(cursor, cursor, _keys("", ""))
    typed = text[piece.start : cursor]
    if not piece.key or cursor < piece.value_at:
        sign = "-" if typed.startswith("-") else ""
        return Completions(piece.start, piece.end, _keys(typed.removeprefix("-"), sign))
    key = KEYS.get(piece.key)
    if key is None:
        return Completions(piece.start, piece.end)
    return Completions(piece.start, piece.end, _values(piece, key, text[piece.value_at : cursor], seen))


def _keys(typed: str, sign: str) -> tuple[Completion, ...]:
    wanted = typed.lower()
    items = [
        Completion(f"{sign}{key.name}{'>' if key.name in _EXAMPLES else ':'}", _explained(key))
        for key in KEYS.values()
        if key.name.startswith(wanted)
    ]
    return tuple(items)


def _explained(key: Key) -> str:
    return f"{key.explanation}, as in {key.example}"


def _values(piece: Piece, key: Key, typed: str, seen: Seen) -> tuple[Completion, ...]:
    sign = "-" if piece.negated else ""
    if key.name in _EXAMPLES:
        begun = piece.operator + typed
        return tuple(
            Completion(f"{sign}{key.name}{value}", f"{key.explanation}: {words}")
            for value, words in _EXAMPLES[key.name].items()
            if value.startswith(begun) or begun == ":"
        )
    done, comma, last = typed.rpartition(",") if key.kind in (Kind.CHOICE, Kind.STATUS) else ("", "", typed)
    begun = last.strip('"').lower()
    prefix = f"{sign}{key.name}{piece.operator}{done}{comma}"
    known = _known(key, seen)
    items = [
        Completion(f"{prefix}{quoted_value(value)}", words)
        for value, words in known.items()
        if (begun in value.lower() if key.kind is Kind.TEXT else value.lower().startswith(begun))
        and value.lower() != begun
    ]
    return tuple(items[:_MOST])


def _known(key: Key, seen: Seen) -> dict[str, str]:
    """Values for a key with a word on each."""
    if key.kind is Kind.STATE:
        return dict(STATES)
    if key.kind is Kind.RUN:
        return {"last": "the run that began last"}
    values = {value: _times(times) for value, times in seen.seen(key.name).items()}
    if key.kind is Kind.STATUS:
        return {**_CLASSES, **values}
    if key.name == "method":
        return {value.lower(): words for value, words in values.items()}
    return values


def _times(times: int) -> str:
    return "1 request" if times == 1 else f"{times:,} requests"
