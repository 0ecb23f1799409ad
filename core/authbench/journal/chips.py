"""What a reader sees in place of a secret: its label, its number and its length."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

WITHHELD = "•••• withheld: this could not be redacted"
"""Shown for content whose redaction failed: hiding too much is the safe side."""
# Where Unicode has digits in circles: 1 to 20, 21 to 35, 36 to 50.
_CIRCLED = ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))


@dataclass(frozen=True, slots=True)
class Span:
    """Where a secret is, or its chip: `start` up to `end`. `length` counts the secret's characters.

    `label` and `number` are the secret's alias, the same wherever and however it is written; 0 is no
    number. `beside` is what else is hidden with it (`client id`). `exact`: it stands there as it is,
    not encoded, in part or as a part of something.
    """

    start: int
    end: int
    label: str
    length: int
    number: int = 0
    beside: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Redacted:
    """Text that may be shown. `chips` are the places in `text` that stand for secrets, in order."""

    text: str
    chips: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return self.text

    def rendered(self, chip: Callable[[Span], str]) -> str:
        """The text anew, with what `chip` makes of it in place of each chip."""
        parts: list[str] = []
        done = 0
        for span in self.chips:
            parts += (self.text[done : span.start], chip(span))
            done = span.end
        parts.append(self.text[done:])
        return "".join(parts)


def number_text(number: int) -> str:
    """The number of an alias: `①` to `㊿`, then `(51)`; empty for 0."""
    if number <= 0:
        return ""
    for first, last, code in _CIRCLED:
        if number <= last:
            return chr(code + number - first)
    return f"({number})"


def alias_text(label: str, number: int) -> str:
    """An alias as text: `access token ②`."""
    return f"{label} {number_text(number)}".rstrip()


def chip_text(span: Span) -> str:
    """A chip as text: `•••• access token ①, 41 chars`."""
    beside = f"{span.beside} + " if span.beside else ""
    alias = alias_text(span.label, span.number)
    return f"•••• {beside}{alias}, {span.length} char{'' if span.length == 1 else 's'}"


def apply(text: str, spans: Iterable[Span], *, chip: Callable[[Span], str] = chip_text) -> Redacted:
    """`text` with a chip in place of each span. Spans may overlap and come in any order."""
    parts: list[str] = []
    chips: list[Span] = []
    done = 0
    length = 0
    for span in merged(spans):
        before = text[done : span.start]
        shown = chip(span)
        start = length + len(before)
        length = start + len(shown)
        parts += (before, shown)
        chips.append(replace(span, start=start, end=length))
        done = span.end
    parts.append(text[done:])
    return Redacted("".join(parts), tuple(chips))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Spans in order without overlaps. Of several that overlap, the first given keeps its label."""
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
            result[-1] = (min(first_rank, rank), replace(best, start=first.start, end=end, length=length))
        else:
            result.append((rank, span))
    return [span for _, span in result]
