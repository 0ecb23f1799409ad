"""Which rows of two pictures are the same step of two runs, whatever else happened in one of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from authbench.journal.flow.picture import Message, Picture, Row

_NUMBER = re.compile(r"\d+")
_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairing:
    """`pairs` are the numbers of rows that belong together, in order in both pictures. What is between two
    pairs in one picture stands beside what is there in the other, or beside nothing."""

    pairs: tuple[tuple[int, int], ...]
    left: int
    right: int

    def across(self, step: float) -> float:
        """Where in the right picture a place in the left one is: the number of a row, with the part of it
        that is past."""
        return _moved(step, self.pairs, self.left, self.right)

    def back(self, step: float) -> float:
        """The same from right to left."""
        return _moved(step, [(right, left) for left, right in self.pairs], self.right, self.left)


def paired(left: Picture | None, right: Picture | None) -> Pairing:
    """The rows of two pictures that are of the same step and the same request: method and path, in order.
    Numbers in a path may differ, and so may what was answered."""
    first, second = _keys(left), _keys(right)
    blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
    pairs = ((block.a + n, block.b + n) for block in blocks for n in range(block.size))
    return Pairing(tuple(pairs), len(first), len(second))


def _moved(step: float, pairs: Sequence[tuple[int, int]], rows: int, others: int) -> float:
    # Each pair begins and ends together; between them one goes as far as the other.
    places = [(0, 0)]
    for one, other in pairs:
        places += [(one, other), (one + 1, other + 1)]
    places.append((rows, others))
    at = bisect_right(places, step, key=lambda place: place[0])
    if at == len(places):
        return others + step - rows
    (begin, there), (end, beyond) = places[at - 1], places[at]
    return there + (step - begin) / (end - begin) * (beyond - there)


def _keys(picture: Picture | None) -> list[_Key]:
    """What each row is, in a word."""
    if picture is None:
        return []
    kinds = {lane.key: lane.kind.value for lane in picture.lanes}
    asked: dict[int, str] = {}
    return [_key(row, kinds, asked) for row in picture.rows]


def _key(row: Row, kinds: dict[str, str], asked: dict[int, str]) -> _Key:
    if not isinstance(row, Message):
        return ("wait", kinds.get(row.lane, ""), row.topic.value)
    words = row.words.partition(" · ")[0]
    if row.exchange_id is not None:
        # An answer is that of its request, whatever its status.
        words = asked.setdefault(row.exchange_id, words)
    return (
        row.kind.value,
        kinds.get(row.source, ""),
        kinds.get(row.target, ""),
        _NUMBER.sub("0", words),
    )
