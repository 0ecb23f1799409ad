"""Finding many texts, and long pieces of them, in one pass over another text.

Every pattern's short substrings (grams) lie in a dictionary. The text is sampled at a stride that
no sufficiently long occurrence can slip through, and each sample that is in the dictionary is
extended to both sides. Work per character is a fraction of a dictionary lookup, however many
patterns there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_OFFSET_BITS = 24
_OFFSET_MASK = (1 << _OFFSET_BITS) - 1
# Of a longer pattern, such as megabytes that a server calls a token, only longer pieces are found.
_MOST_GRAMS = 1 << 15
# A pattern that repeats itself has one gram at many offsets; more of them only cost time.
_MOST_OFFSETS = 64


@dataclass(frozen=True, slots=True)
class Hit:
    """`pattern` (its number) was found from `start` up to `end`; `whole` when all of it was."""

    start: int
    end: int
    pattern: int
    whole: bool


class GramIndex:
    """Patterns that share a gram size and a stride.

    Occurrences of at least `gram + stride - 1` characters are never missed; of a pattern of more than 32,768
    characters, those of about `stride / 32768` of its length.
    """

    def __init__(self, gram: int, stride: int) -> None:
        self._gram = gram
        self._stride = stride
        self._patterns: list[tuple[int, str, int]] = []
        # Nearly every gram has one place, for which a list would take half of the memory.
        self._offsets: dict[str, int | list[int]] = {}

    def add(self, number: int, text: str, minimum: int) -> None:
        """Look for pieces of `text` of at least `minimum` characters; hits carry `number`."""
        gram, stride = self._gram, self._stride
        # Samples of one occurrence fall on offsets that are `stride` apart. Where the minimum
        # leaves room for several of them, it is enough to index every `step`-th offset.
        step = 1
        while stride % 2 and (
            len(text) > step * _MOST_GRAMS or (step < 8 and minimum >= gram + stride * 2 * step - 1)
        ):
            step *= 2
        slot = len(self._patterns)
        self._patterns.append((number, text, minimum))
        offsets = self._offsets
        for offset in range(0, min(len(text), _OFFSET_MASK) - gram + 1, step):
            place = slot << _OFFSET_BITS | offset
            places = offsets.setdefault(text[offset : offset + gram], place)
            if isinstance(places, list):
                if len(places) < _MOST_OFFSETS:
                    places.append(place)
            elif places != place:
                offsets[text[offset : offset + gram]] = [places, place]

    def find(self, text: str) -> Iterator[Hit]:
        """The hits in `text`, from left to right; of several at one place, the longest."""
        offsets, gram = self._offsets, self._gram
        if not offsets:
            return
        samples = range(0, len(text) - gram + 1, self._stride)
        covered = 0
        for start in [at for at in samples if text[at : at + gram] in offsets]:
            if start + gram <= covered:
                continue
            places = offsets[text[start : start + gram]]
            hit = self._longest(text, start, places if isinstance(places, list) else [places])
            if hit is not None:
                covered = hit.end
                yield hit

    def _longest(self, text: str, at: int, places: list[int]) -> Hit | None:
        best: Hit | None = None
        for place in places:
            number, pattern, minimum = self._patterns[place >> _OFFSET_BITS]
            offset = place & _OFFSET_MASK
            start = at - offset
            if start >= 0 and text.startswith(pattern, start):
                hit = Hit(start, start + len(pattern), number, True)
            else:
                left = _common_suffix(text, at, pattern, offset)
                right = _common_prefix(text, at, pattern, offset)
                if left + right < minimum:
                    continue
                hit = Hit(at - left, at + right, number, False)
            if best is None or hit.end - hit.start > best.end - best.start:
                best = hit
        return best


def _common_prefix(text: str, at: int, pattern: str, offset: int) -> int:
    count, most = 0, min(len(text) - at, len(pattern) - offset)
    while count < most and text[at + count : at + count + 8] == pattern[offset + count : offset + count + 8]:
        count += 8
    while count < most and text[at + count] == pattern[offset + count]:
        count += 1
    return min(count, most)


def _common_suffix(text: str, at: int, pattern: str, offset: int) -> int:
    count = 0
    while count < offset and count < at and text[at - count - 1] == pattern[offset - count - 1]:
        count += 1
    return count
