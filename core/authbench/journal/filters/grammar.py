"""Reads a filter as a person typed it. Whatever was typed is a filter: what cannot be read is told as a
problem, with its place and what to write instead, and the rest applies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from authbench.journal.filters.keys import KEYS, STATES, Key, Kind, choices, octets, seconds, status_test

_KEYED = re.compile(r"([A-Za-z_]+)(>=|<=|[:=<>])")
_PLAIN = re.compile(r"[^\s\"\\]+")
_COMPARED = (Kind.STATUS, Kind.TIME, Kind.SIZE)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. `key` is empty for a word or phrase; `operator` is then empty, too. `ignored`: it says
    nothing yet (`status:`) or nothing that can be read."""

    key: str
    operator: str
    value: str
    negated: bool = False
    ignored: bool = False

    def __str__(self) -> str:
        sign = "-" if self.negated else ""
        value = _quoted(self.value, word=not self.key)
        return f"{sign}{self.key}{self.operator}{value}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be read: from `start` up to `end` in the text, in words, with what to write."""

    start: int
    end: int
    message: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What was read: every one of `terms` must hold."""

    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def effective(self) -> tuple[Term, ...]:
        """The terms that say something."""
        return tuple(term for term in self.terms if not term.ignored)

    def __str__(self) -> str:
        return " ".join(str(term) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Piece:
    """A term as it stands in the text; `value_at` is where its value begins."""

    start: int
    end: int
    negated: bool
    key: str
    operator: str
    value: str
    value_at: int


def parse(text: str) -> Filter:
    """The filter that `text` says. Raises nothing."""
    terms: list[Term] = []
    problems: list[Problem] = []
    for piece in pieces(text):
        term, message = _term(piece)
        terms.append(term)
        if message:
            problems.append(Problem(piece.start, piece.end, message))
    return Filter(tuple(terms), tuple(problems))


def pieces(text: str) -> Iterator[Piece]:
    """The terms of `text` with their places."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start = at
        negated = text[at] == "-" and at + 1 < len(text) and not text[at + 1].isspace()
        at += negated
        keyed = _KEYED.match(text, at)
        if keyed is not None and text.startswith("//", keyed.end()):
            # An address that was pasted.
            keyed = None
        key, operator = (keyed[1].lower(), keyed[2]) if keyed else ("", "")
        value_at = keyed.end() if keyed else at
        value, at = _value(text, value_at)
        yield Piece(start, at, negated, key, operator, value, value_at)


def _value(text: str, at: int) -> tuple[str, int]:
    """A value up to the next space outside quotes, and where it ends. A quote that is not closed lasts to
    the end; a backslash before a quote or another backslash stands for itself elsewhere."""
    parts: list[str] = []
    inside = False
    while at < len(text):
        char = text[at]
        if char == '"':
            inside = not inside
            at += 1
        elif char == "\\":
            escaped = text[at + 1 : at + 2] in ('"', "\\")
            parts.append(text[at + 1] if escaped and inside else "\\")
            at += 2 if escaped and inside else 1
        elif char.isspace():
            if not inside:
                break
            parts.append(char)
            at += 1
        else:
            run = _PLAIN.match(text, at)
            end = run.end() if run else at + 1
            parts.append(text[at:end])
            at = end
    return "".join(parts), at


def _term(piece: Piece) -> tuple[Term, str]:
    if not piece.key:
        return Term("", "", piece.value, piece.negated, ignored=not piece.value), ""
    key = KEYS.get(piece.key)
    if key is None:
        word = f"{piece.key}{piece.operator}{piece.value}"
        return Term("", "", word, piece.negated), _unknown(piece, word)
    operator = ":" if piece.operator == "=" and key.kind not in _COMPARED else piece.operator
    message = "" if not piece.value.strip() else problem_of(key, operator, piece.value)
    ignored = bool(message) or not piece.value.strip()
    return Term(key.name, operator, piece.value, piece.negated, ignored), message


def problem_of(key: Key, operator: str, value: str) -> str:
    """Why a key cannot take this value, with what to write; empty where it can."""
    if operator not in (":", "=") and key.kind not in _COMPARED:
        return f"{key.name} is not compared. Write {key.example}"
    match key.kind:
        case Kind.STATUS:
            bad = status_test(operator, value) is None
            return "A status is 401, 4xx, or 401,403. Write status:4xx or status>=400" if bad else ""
        case Kind.TIME:
            return "" if seconds(value) is not None else "A time has ms, s or min. Write time>500ms"
        case Kind.SIZE:
            return "" if octets(value) is not None else "A size has B, KB or MB. Write size>10kb"
        case Kind.STATE:
            wrong = next((one for one in choices(value) if one not in STATES), None)
            if wrong is None:
                return "" if choices(value) else f"Write {key.example}"
            return f"There is no is:{wrong}. Write {_near(wrong, STATES, 'is:', key.example)}"
        case Kind.RUN:
            good = all(part == "last" or (part.isdecimal() and len(part) < 10) for part in choices(value))
            return "" if good and choices(value) else "A run is last or a number. Write run:last or run:3"
        case Kind.CHOICE:
            return "" if choices(value) else f"Write {key.example}"
    return ""


def _unknown(piece: Piece, word: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(piece.key, KEYS, 1, 0.7)
    wrong = f"There is no filter “{piece.key}{piece.operator}”."
    if close:
        return f"{wrong} Write {close[0]}{piece.operator}{piece.value}"
    return f"{wrong} To search for the text, write {_quoted(word, word=True)}"


def _near(wrong: str, known: dict[str, str], prefix: str, example: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(wrong, known, 1, 0.5)
    return f"{prefix}{close[0]}" if close else f"one of {', '.join(known)}"


def _quoted(value: str, *, word: bool) -> str:
    """`value` as it must be written to be read again."""
    plain = value and not any(char.isspace() or char == '"' for char in value)
    if plain and word:
        # A word that begins like a key or a negation is none in quotes.
        keyed = _KEYED.match(value)
        plain = not value.startswith("-") and (keyed is None or value.startswith("//", keyed.end()))
    if plain or (not value and not word):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def quoted_value(value: str) -> str:
    """A value of a key as it must be written: in quotes where it has spaces or quotes."""
    return _quoted(value, word=False)
