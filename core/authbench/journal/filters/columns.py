"""Columns of the index: facts of many rows, small and quick to go through."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Final

_SPARE: Final = 1_000
"""Words that no row has any more and that are worth no tidying up."""


class WordColumn:
    """A text for each row, of which each different one is kept once. `lower` are those in lower case. The
    first is empty: rows that were given none have it."""

    def __init__(self) -> None:
        self.numbers = array("I")
        self.words: list[str] = [""]
        self.lower: list[str] = [""]
        self._number_of: dict[str, int] = {"": 0}
        self._forgotten: list[tuple[dict[str, int], list[str], list[str]]] = []

    def number(self, word: str) -> int:
        """The number under which `word` is kept."""
        number = self._number_of.get(word)
        if number is None:
            number = self._number_of[word] = len(self.words)
            self.words.append(word)
            lower = word.lower()
            self.lower.append(word if lower == word else lower)
        return number

    def at(self, row: int) -> str:
        """The text of a row."""
        return self.words[self.numbers[row]]

    def extend(self, count: int) -> None:
        """So many rows more at the end."""
        self.numbers.extend(_zeros(count))

    def drop(self, count: int) -> None:
        """Forget the first `count` rows."""
        del self.numbers[:count]
        self._tidy()

    def keep(self, rows: Sequence[int]) -> None:
        """Forget all rows but these."""
        self.numbers = array("I", [self.numbers[row] for row in rows])
        self._tidy()
        if not rows:
            self._forgotten.clear()

    def forget_words(self) -> None:
        """Forget the words: each row has the empty one until it is set anew. Freeing many takes its time, so
        that is left to `let_go`."""
        if len(self.words) > 1:
            self._forgotten.append((self._number_of, self.words, self.lower))
        self._number_of = {"": 0}
        self.words = [""]
        self.lower = [""]
        self.numbers = _zeros(len(self.numbers))

    @property
    def forgotten(self) -> int:
        """Forgotten words that are still to be freed."""
        return sum(len(words) for _, words, _ in self._forgotten)

    def let_go(self, count: int) -> None:
        """Free about so many of the forgotten words."""
        if not self._forgotten:
            return
        numbers, words, lower = self._forgotten[-1]
        del words[-count:], lower[-count:]
        for _ in range(min(count, len(numbers))):
            numbers.popitem()
        if not numbers:
            self._forgotten.pop()

    def _tidy(self) -> None:
        """Forget words that no row has any more, once they are most of all."""
        if len(self.words) <= 2 * len(self.numbers) + _SPARE:
            return
        before, words, lower = self.numbers, self.words, self.lower
        self.forget_words()
        used = [number for number in dict.fromkeys(before) if number]
        self.words += [words[number] for number in used]
        self.lower += [lower[number] for number in used]
        self._number_of = dict(zip(self.words, range(len(self.words)), strict=True))
        places = _zeros(len(words))
        for place, number in enumerate(used, 1):
            places[number] = place
        self.numbers = array("I", [places[number] for number in before])

    def that(self, test: Callable[[str], bool]) -> bytes:
        """For each number whether its word, in lower case, passes `test`."""
        return bytes(test(word) for word in self.lower)

    def holding(self, needle: str) -> bytes:
        """For each number whether its word holds `needle`."""
        return bytes([needle in word for word in self.lower])

    def ranks(self) -> list[int]:
        """For each number the place of its word among all in alphabetical order."""
        ranks = [0] * len(self.lower)
        for rank, number in enumerate(sorted(range(len(self.lower)), key=self.lower.__getitem__)):
            ranks[number] = rank
        return ranks

    def seen(self, rows: Iterable[int]) -> dict[str, int]:
        """The words of `rows` with how often they are there."""
        from collections import Counter

        numbers = self.numbers
        counted = Counter(numbers[row] for row in rows)
        return {self.words[number]: times for number, times in counted.most_common() if self.words[number]}


def _zeros(count: int) -> array[int]:
    return array("I", bytes(count * array("I").itemsize))
