"""Where words stand in a text, in whatever case they are written."""

from __future__ import annotations

from collections.abc import Sequence

# What regular expressions that ignore case take for an ASCII letter, too. The first has two characters in
# lower case, and would move all that follows.
_ASCII_OF = str.maketrans({"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"})


def places_of(words: Sequence[str], text: str) -> list[int]:
    """Where each of `words`, which are in lower case, begins in `text`, in order. Plain searches, one for
    each word, are several times as fast as one regular expression for all."""
    lowered = (text if text.isascii() else text.translate(_ASCII_OF)).lower()
    places: list[int] = []
    for word in words:
        at = lowered.find(word)
        while at >= 0:
            places.append(at)
            at = lowered.find(word, at + len(word))
    return sorted(places)
