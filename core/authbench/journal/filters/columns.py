"""Columns of the index: facts of many rows, small and quick to go through."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable


class WordColumn:
    """A text for each row, of which each different one is kept once. `lower` are those in lower case."""

    def __init__(self) -> None:
        self.numbers = array("I")
        self.words: list[str] = [""]
        self.lower: list[str] = [""]
        self._number_of: dict[str, int] = {}
        self._forgotten: list[tuple[dict[str, int], list[str], list[str]]] = []
        self.clear()

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

    def clear(self) -> None:
        """Forget rows and words."""
        self.numbers = array("I")
        self.forget_words()
        self._forgotten.clear()

    def forget_words(self) -> None:
        """Forget the words; the numbers that rows have mean nothing until they are set anew. Freeing many
        takes its time, so that is left to `let_go`."""
        if len(self.words) > 1:
            self._forgotten.append((self._number_of, self.words, self.lower))
        self._number_of = {"": 0}
        self.words = [""]
        self.lower = [""]

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
