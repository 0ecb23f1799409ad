"""How large a pattern becomes when its counted repetitions are written out, which the engine partly does."""

from __future__ import annotations

import re
from typing import Final

RECURSION: Final = re.compile(r"\(\?(?:R|&|P>|[+-]?\d)")
"""A call of a group: such a pattern can go on for ever and its stack with it."""
_PIECE: Final = re.compile(
    r"\\(?:[pP]\{[^}]*\}|.)|\[(?:\\.|\[:\^?\w+:\]|[^\\\]])*\]+|\(|\)|\{(\d+)(?:,(\d*))?\}|.", re.DOTALL
)


def expanded_size(pattern: str) -> int:
    """How many single characters the pattern asks for, counted repetitions multiplied. An estimate: the
    larger number of a range counts, and unlimited repetition as once."""
    sizes, last = [0], 0
    for piece in _PIECE.finditer(pattern):
        text = piece.group()
        if text == "(":
            sizes[-1] += last
            sizes.append(0)
            last = 0
        elif text == ")" and len(sizes) > 1:
            last = sizes.pop() + last
        elif piece[1] is not None:
            last *= max(int(piece[1]), int(piece[2] or 0), 1)
        else:
            sizes[-1] += last
            last = 1
    return sum(sizes) + last
