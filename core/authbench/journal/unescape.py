"""Undoing percent-encoding, JSON and HTML escapes while remembering where each character was.

A secret can appear in any mixture of escapes (`%2F`, `%2f`, `\\/`, `\\u003c`, `&#x3c;`), which no
list of spellings covers. So text is unescaped, searched, and what is found is mapped back.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_JSON = re.compile(
    r'\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]'
)
_HTML = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot|apos|nbsp);")
_JSON_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_HTML_NAMES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": "\xa0"}

Pieces = Iterator[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Unescaped:
    """Text without one kind of escape, and its way back to the original."""

    text: str
    _here: list[int]
    _there: list[int]

    def original(self, position: int) -> int:
        """Where the character at `position` began in the original text."""
        at = bisect_right(self._here, position) - 1
        return self._there[at] + position - self._here[at]

    def is_changed(self, start: int, end: int) -> bool:
        """Whether anything between the two positions was written differently in the original."""
        at = bisect_left(self._here, start)
        return at < len(self._here) and self._here[at] < end


def unescapings(text: str) -> Iterator[Unescaped]:
    """`text` without its percent-encoding, its JSON escapes, its HTML entities: each kind alone,
    and only where there is any."""
    for mark, pattern, pieces in _KINDS:
        if mark in text:
            unescaped = _unescape(text, pattern, pieces)
            if unescaped is not None:
                yield unescaped


def plainly(text: str) -> str:
    """`text` without its percent-encoding, JSON escapes and HTML entities: what a value is known by
    that stands somewhere in one of these spellings."""
    for mark, pattern, pieces in _KINDS:
        if mark in text:
            unescaped = _unescape(text, pattern, pieces)
            text = text if unescaped is None else unescaped.text
    return text


def _unescape(text: str, pattern: re.Pattern[str], pieces: Callable[[str], Pieces]) -> Unescaped | None:
    parts: list[str] = []
    here, there = [0], [0]
    length = 0
    last = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        parts.append(text[last:start])
        length += start - last
        for piece, width in pieces(match.group()):
            here.append(length)
            there.append(start)
            parts.append(piece)
            length += len(piece)
            start += width
        here.append(length)
        there.append(end)
        last = end
    if not parts:
        return None
    parts.append(text[last:])
    return Unescaped("".join(parts), here, there)


def _percent_pieces(run: str) -> Pieces:
    content = bytes.fromhex(run.replace("%", ""))
    try:
        for character in content.decode("utf-8"):
            yield character, 3 * len(character.encode("utf-8"))
    except UnicodeDecodeError:
        for byte in content:
            yield chr(byte), 3


def _json_pieces(escape: str) -> Pieces:
    if len(escape) == 2:
        yield _JSON_SHORT.get(escape[1], escape[1]), 2
    elif len(escape) == 6:
        yield chr(int(escape[2:], 16)), 6
    else:
        high, low = int(escape[2:6], 16), int(escape[8:], 16)
        yield chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12


def _html_pieces(entity: str) -> Pieces:
    body = entity[1:-1]
    if not body.startswith("#"):
        yield _HTML_NAMES[body], len(entity)
        return
    number = int(body[2:], 16) if body[1] in "xX" else int(body[1:])
    yield (chr(number) if number <= 0x10FFFF else "�"), len(entity)


_KINDS: tuple[tuple[str, re.Pattern[str], Callable[[str], Pieces]], ...] = (
    ("%", _PERCENT, _percent_pieces),
    ("\\", _JSON, _json_pieces),
    ("&", _HTML, _html_pieces),
)
