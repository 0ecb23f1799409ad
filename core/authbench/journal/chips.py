"""What a reader sees in place of a secret: its label and its length."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

WITHHELD = "•••• withheld: this could not be redacted"
"""Shown for content whose redaction failed: hiding too much is the safe side."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a secret is, or its chip: `start` up to `end`. `length` counts the secret's characters."""

    start: int
    end: int
    label: str
    length: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """Text that may be shown. `chips` are the places in `text` that stand for secrets, in order."""

    text: str
    chips: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return self.text


def chip_text(label: str, length: int) -> str:
    """A chip as text: `•••• access token, 41 chars`."""
    return f"•••• {label}, {length} char{'' if length == 1 else 's'}"


def apply(text: str, spans: Iterable[Span], *, chip: Callable[[str, int], str] = chip_text) -> Redacted:
    """`text` with a chip in place of each span. Spans may overlap and come in any order."""
    parts: list[str] = []
    chips: list[Span] = []
    done = 0
    length = 0
    for span in merged(spans):
        before = text[done : span.start]
        shown = chip(span.label, span.length)
        start = length + len(before)
        length = start + len(shown)
        parts += (before, shown)
        chips.append(Span(start, length, span.label, span.length))
        done = span.end
    parts.append(text[done:])
    return Redacted("".join(parts), tuple(chips))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order without overlaps. Of two that overlap, the first given keeps its label."""
    ranked = sorted(enumerate(spans), key=lambda item: (item[1].start, item[0]))
    result: list[tuple[int, Span]] = []
    for rank, span in ranked:
        if span.start >= span.end:
            continue
        if result and span.start < result[-1][1].end:
            first_rank, first = result[-1]
            best = first if first_rank <= rank else span
            end = max(first.end, span.end)
            length = best.length if (best.start, best.end) == (first.start, end) else end - first.start
            result[-1] = (min(first_rank, rank), Span(first.start, end, best.label, length))
        else:
            result.append((rank, span))
    return [span for _, span in result]
