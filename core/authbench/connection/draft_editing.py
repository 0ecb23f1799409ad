"""Editing a paused request as text without losing a byte: what is not touched stays as it is.

Secrets are shown as placeholders, which a person may move, remove or leave; they become the values again
when the text is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus

from authbench.connection.pausing import DraftRefused

Pair = tuple[str, str]

_OPEN, _CLOSE = "‹hidden·", "›"
_PLACEHOLDER = re.compile(r"‹hidden·\d+›")
_REMAINS = re.compile(r"‹hidden|hidden·\d+›")
LARGEST_TEXT = 1_000_000
"""Bytes of a body that is edited as text."""
# A text box keeps none of these apart from a line's end, or takes them for something else.
_NOT_KEPT = re.compile("[\x00\x0b\x0c\x1c-\x1f\x85\u2028\u2029\ufdd0\ufdd1\ufffc\ufeff]")


@dataclass(frozen=True, slots=True)
class BodyText:
    """A body that can be edited as text. `text` has line feeds where the body has `newline`."""

    text: str
    newline: str

    def encoded(self, text: str) -> bytes:
        """The body that `text` is, with the line ends that the body had."""
        return text.replace("\n", self.newline).encode()


def text_of(body: bytes) -> BodyText | None:
    """`body` as text, or None where a text box would not give back the same bytes."""
    if len(body) > LARGEST_TEXT:
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    if _NOT_KEPT.search(text) is not None:
        return None
    plain = text.replace("\r\n", "\n")
    if "\r" in plain:
        return None
    if plain == text:
        return BodyText(text, "\n")
    return BodyText(plain, "\r\n") if text.count("\n") == text.count("\r\n") else None


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders for its secrets."""

    text: str
    values: dict[str, str]
    marks: int

    def restored(self, text: str) -> str:
        """The text that `text` means, with the secrets in the places of their placeholders. Raises
        `DraftRefused` where one was cut in two."""
        pieces: list[str] = []
        at = marks = 0
        for match in _PLACEHOLDER.finditer(text):
            value = self.values.get(match.group())
            if value is None:
                continue
            marks += len(_REMAINS.findall(text[at : match.start()]))
            pieces += (text[at : match.start()], value)
            at = match.end()
        marks += len(_REMAINS.findall(text[at:]))
        if marks > self.marks:
            raise DraftRefused(
                "A hidden value was cut in two",
                hint="Remove what is left of it, or show the values and edit them, or press Reset.",
            )
        return "".join((*pieces, text[at:]))


class Placeholders:
    """What stands for the secrets of one request: one value, one placeholder, in all of its texts and for as
    long as it is edited, so that a placeholder means the same wherever it is moved to. What looks like one in
    `texts` is none."""

    def __init__(self, *texts: str) -> None:
        self._taken = {found for text in texts for found in _PLACEHOLDER.findall(text)}
        self._names: dict[str, str] = {}
        self.values: dict[str, str] = {}

    def of(self, value: str) -> str:
        """The placeholder of a value."""
        known = self._names.get(value)
        if known is not None:
            return known
        number = len(self.values) + 1
        while (name := f"{_OPEN}{number}{_CLOSE}") in self._taken or name in self.values:
            number += 1
        self._names[value] = name
        self.values[name] = value
        return name


def masked(text: str, hidden: Iterable[tuple[int, int]], known: Placeholders | None = None) -> Masked:
    """`text` with a placeholder for each of `hidden`, from where to where. `known` are those of the request
    that it is a part of."""
    placeholders = known if known is not None else Placeholders(text)
    pieces: list[str] = []
    at = marks = 0
    for start, end in hidden:
        marks += len(_REMAINS.findall(text[at:start]))
        pieces += (text[at:start], placeholders.of(text[start:end]))
        at = end
    marks += len(_REMAINS.findall(text[at:]))
    return Masked("".join((*pieces, text[at:])), placeholders.values, marks)


def pieces_of(query: str) -> tuple[tuple[Pair, str], ...]:
    """The named parts of a query or form: each decoded, and as it is written."""
    parts = (part for part in query.split("&") if part)
    found = ((_decoded(part), part) for part in parts)
    return tuple((pair, part) for pair, part in found if pair[0].strip())


def joined(pieces: Sequence[tuple[Pair, str]], pairs: Sequence[Pair], encode: Callable[[str], str]) -> str:
    """A query or form of `pairs`: those of `pieces` as they are written, others encoded by `encode`."""
    left = list(pieces)
    parts: list[str] = []
    for pair in pairs:
        known = next((each for each in left if each[0] == pair), None)
        if known is not None:
            left.remove(known)
            parts.append(known[1])
        else:
            parts.append(f"{encode(pair[0])}={encode(pair[1])}")
    return "&".join(parts)


def with_query(url: str, query: str) -> str:
    """`url` with another query; the rest as it is."""
    before, mark, fragment = url.partition("#")
    base = before.partition("?")[0]
    return f"{base}{'?' + query if query else ''}{mark}{fragment}"


def query_of(url: str) -> str:
    """The query of `url` as it is written."""
    return url.partition("#")[0].partition("?")[2]


def query_encoded(text: str) -> str:
    """`text` for a query, blanks as `%20`."""
    return quote(text, safe="", errors="surrogatepass")


def _decoded(part: str) -> Pair:
    name, _, value = part.partition("=")
    return unquote_plus(name), unquote_plus(value)
