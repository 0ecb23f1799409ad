"""Texts of a picture in lines: chips stay whole, and what has no room ends in an ellipsis."""

from __future__ import annotations

import re
from collections.abc import Sequence

from authbench.journal.chips import Redacted
from authbench.journal.flow.geometry import Measure, Piece

_ELLIPSIS = "…"
_BREAKS = re.compile(r"[^/?&=]*[/?&=]+|[^/?&=]+")
"""The parts of an address that may stand in lines of their own."""


def wrapped(
    text: Redacted,
    room: float,
    size: float,
    bold: bool,
    measure: Measure,
    most: int,
    breaking: bool = False,
) -> list[tuple[Piece, ...]]:
    """`text` in lines no wider than `room`; what does not go into `most` of them ends in an ellipsis.
    `breaking`: addresses that are wider than a line go on in the next."""
    lines: list[list[Piece]] = [[]]
    x = 0.0
    words = _words(text)
    if breaking:
        words = [
            (part, label, number)
            for word, label, number in words
            for part in (
                _BREAKS.findall(word) if not label and measure(word.rstrip(), size, bold) > room else (word,)
            )
        ]
    for word, label, number in words:
        wide = measure(word, size, bold)
        if lines[-1] and x + measure(word.rstrip(), size, bold) > room:
            if len(lines) == most:
                lines[-1].append(Piece(_ELLIPSIS, x))
                break
            lines.append([])
            x = 0.0
        if measure(word.rstrip(), size, bold) > room:
            word = cut(word.rstrip(), room, size, bold, measure)
            wide = measure(word, size, bold)
        lines[-1].append(Piece(word, x, label, number))
        x += wide
    return [_joined(line) for line in lines if line]


def width_of(pieces: Sequence[Piece], size: float, bold: bool, measure: Measure) -> float:
    """How wide a line of these pieces is."""
    return pieces[-1].x + measure(pieces[-1].text, size, bold) if pieces else 0.0


def cut(word: str, room: float, size: float, bold: bool, measure: Measure) -> str:
    """As much of the beginning of `word` as goes into `room` with an ellipsis behind it."""
    low, high = 0, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(word[:middle] + _ELLIPSIS, size, bold) <= room:
            low = middle
        else:
            high = middle - 1
    return word[:low] + _ELLIPSIS


def _words(text: Redacted) -> list[tuple[str, str, int]]:
    """(text, label, number) of words and chips; a blank belongs to the word before it."""
    words: list[tuple[str, str, int]] = []
    done = 0
    for chip in (*text.chips, None):
        plain = text.text[done : chip.start if chip is not None else len(text.text)]
        for word in plain.replace("\n", " ").split(" "):
            words.append((word + " ", "", 0))
        if words:
            last, label, number = words.pop()
            if last != " ":
                words.append((last[:-1], label, number))
        if chip is not None:
            words.append((text.text[chip.start : chip.end], chip.label, chip.number))
            done = chip.end
    return words


def _joined(line: list[Piece]) -> tuple[Piece, ...]:
    """Neighbours of plain text as one piece."""
    joined: list[Piece] = []
    for piece in line:
        if joined and not piece.is_chip and not joined[-1].is_chip:
            last = joined.pop()
            joined.append(Piece(last.text + piece.text, last.x))
        else:
            joined.append(piece)
    return tuple(joined)
