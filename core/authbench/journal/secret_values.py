"""Secrets found by their value, in whatever encoding they appear."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

from authbench.journal.chips import Span
from authbench.journal.decoding import BASE64_RUN, decoded
from authbench.journal.gram_index import GramIndex, Hit
from authbench.journal.spellings import SHORTEST, spellings
from authbench.journal.unescape import Unescaped, unescapings

MOST_OVERHEARD = 80_000
"""Characters of secrets that nobody announced; each takes about 0.5 KB of the index."""
MOST_SPENT = 40_000
"""Characters of such secrets that were made for one request."""
_DEPTH = 3
_LARGE = 1_000_000
_WORD = re.compile(r"\w")
_BASE64_CHARACTER = re.compile(r"[A-Za-z0-9+/_=-]")
_ALPHANUMERIC = re.compile(r"[A-Za-z0-9]*={0,2}")


@dataclass(frozen=True, slots=True)
class Known(Span):
    """A place where a known secret is. `whole` is that secret, of which here may be but a part."""

    whole: str = ""


@dataclass(frozen=True, slots=True)
class _Spelling:
    value: str
    whole_word: bool = False
    base64: bool = False


class SecretValues:
    """The values known as secret. Safe in any thread; a value added late is found at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._labels: dict[str, str] = {}
        self._pending: list[str] = []
        self._overheard: set[str] = set()
        self._room = {False: MOST_OVERHEARD, True: MOST_SPENT}
        self._spellings: list[_Spelling] = []
        # (shortest occurrence, index): the strides are the widest that miss none of that length.
        self._indexes = ((12, GramIndex(6, 7)), (8, GramIndex(4, 5)), (4, GramIndex(3, 2)))
        self._generation = 0
        self._known_labels: set[str] = set()
        self._others: tuple[SecretValues, ...] = ()

    def add(self, value: str, label: str) -> None:
        """Look for `value` from now on. Its parts are looked for where it is a JSON document."""
        if len(value) < SHORTEST:
            return
        with self._lock:
            if value in self._overheard:
                # Who announces a secret knows better what it is.
                self._overheard.discard(value)
                self._labels[value] = label
                self._known_labels.add(label)
                self._generation += 1
            elif value not in self._labels:
                self._labels[value] = label
                self._known_labels.add(label)
                self._pending.append(value)
                self._generation += 1

    def overhear(self, value: str, label: str, *, spent: bool) -> None:
        """The same for a value that nobody announced, within a budget: of those that are `spent` on one
        request, which nothing before it can hold, and of all others."""
        if value in self._labels:
            return
        with self._lock:
            if value in self._labels or self._room[spent] < len(value):
                return
            self._room[spent] -= len(value)
            self._overheard.add(value)
            self._labels[value] = label
            self._known_labels.add(label)
            self._pending.append(value)
            self._generation += not spent

    def also(self, others: SecretValues) -> None:
        """Find from now on what `others` know, too, now or later."""
        self._others = (*self._others, others)

    @property
    def generation(self) -> int:
        """Grows whenever more is known."""
        return self._generation + sum(others.generation for others in self._others)

    def labels(self) -> frozenset[str]:
        """What those that are known are called."""
        with self._lock:
            own = frozenset(self._known_labels)
        return own.union(*(others.labels() for others in self._others))

    def label_of(self, value: str) -> str | None:
        """The label under which exactly this value is known."""
        labels = (self._labels.get(value), *(others.label_of(value) for others in self._others))
        return next((label for label in labels if label is not None), None)

    def find(self, text: str) -> list[Known]:
        """Where secrets are in `text`: as they are, unescaped, and inside base64."""
        if self._pending:
            self._index_pending()
        found: list[Known] = []
        if self._spellings and len(text) >= SHORTEST:
            found = self._find(text, _DEPTH if len(text) <= _LARGE else _DEPTH - 1, {})
        for others in self._others:
            found += others.find(text)
        return found

    def _find(
        self, text: str, depth: int, seen: dict[str, int], source: Unescaped | None = None
    ) -> list[Known]:
        """`seen` are texts that were searched to a depth: undoing two kinds of escapes in one order or
        the other mostly gives the same."""
        spans = list(self._direct(text))
        if depth > 0:
            for unescaped in unescapings(text, rare=depth > 1):
                if seen.get(unescaped.text, 0) >= depth:
                    continue
                seen[unescaped.text] = depth
                for span in self._find(unescaped.text, depth - 1, seen, unescaped):
                    start, end = unescaped.original(span.start), unescaped.original(span.end)
                    spans.append(replace(span, start=start, end=end))
            spans += self._inside_base64(text, depth - 1, source)
        return spans

    def _direct(self, text: str) -> Iterator[Known]:
        for _, index in self._indexes:
            for hit in index.find(text):
                spelling = self._spellings[hit.pattern]
                if spelling.whole_word and not _is_whole_word(text, hit):
                    continue
                start, end = _base64_edges(text, hit) if spelling.base64 else (hit.start, hit.end)
                length = len(spelling.value) if hit.whole else end - start
                yield Known(start, end, self._labels[spelling.value], length, whole=spelling.value)

    def _inside_base64(self, text: str, depth: int, source: Unescaped | None) -> Iterator[Known]:
        """Runs of base64 whose content holds a secret, such as a pair of client id and secret. Of a
        text that was unescaped, only those that were not there before."""
        for match in BASE64_RUN.finditer(text):
            if source is not None and not source.is_changed(match.start(), match.end()):
                continue
            for content in decoded(match.group()):
                # Searched anew for each run: the same content in another place has to be hidden there.
                found = self._find(content, depth, {})
                if found:
                    yield replace(found[0], start=match.start(), end=match.end())
                    break

    def _index_pending(self) -> None:
        with self._lock:
            for value in self._pending:
                for text, minimum, whole_word, is_base64 in spellings(value):
                    number = len(self._spellings)
                    self._spellings.append(_Spelling(value, whole_word, is_base64))
                    for shortest, index in self._indexes:
                        if minimum >= shortest:
                            index.add(number, text, minimum)
                            break
            # Emptied last: who looks for secrets meanwhile has to wait here until all can be found.
            self._pending.clear()


def _is_whole_word(text: str, hit: Hit) -> bool:
    before = text[hit.start - 1] if hit.start else " "
    after = text[hit.end] if hit.end < len(text) else " "
    return not (
        (_WORD.match(before) and _WORD.match(text[hit.start]))
        or (_WORD.match(after) and _WORD.match(text[hit.end - 1]))
    )


def _base64_edges(text: str, hit: Hit) -> tuple[int, int]:
    """The hit with the characters beside it that hold the secret's first and last bits."""
    start, end = hit.start, hit.end
    if start and _BASE64_CHARACTER.match(text[start - 1]):
        start -= 1
        while start and text[start - 1].isascii() and text[start - 1].isalnum():
            start -= 1
    if end < len(text) and _BASE64_CHARACTER.match(text[end]):
        rest = _ALPHANUMERIC.match(text, end + 1)
        end = rest.end() if rest else end + 1
    return start, end
