"""Cutting redacted texts apart and putting them together, with their chips in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from authbench.journal.chips import Redacted, Span


def sliced(value: Redacted, start: int, end: int) -> Redacted:
    """A stretch of a redacted text without the blanks around it. A chip that is not wholly in it is
    text there."""
    text = value.text[start:end]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    chips = tuple(
        replace(chip, start=chip.start - start, end=chip.end - start)
        for chip in value.chips
        if chip.start >= start and chip.end <= start + len(text)
    )
    return Redacted(text, chips)


def joined(pieces: Iterable[Redacted | str]) -> Redacted:
    """Redacted texts, and texts with nothing secret in them, one after the other."""
    texts: list[str] = []
    chips: list[Span] = []
    length = 0
    for piece in pieces:
        if isinstance(piece, Redacted):
            chips += (replace(chip, start=chip.start + length, end=chip.end + length) for chip in piece.chips)
            piece = piece.text
        texts.append(piece)
        length += len(piece)
    return Redacted("".join(texts), tuple(chips))
