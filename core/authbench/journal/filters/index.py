"""What a log's rows show, laid out so that a filter goes through a hundred thousand of them at once."""

from __future__ import annotations

import math
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from typing import Final

from authbench.journal.filters.columns import WordColumn
from authbench.journal.filters.facts import FLAGS, RowFacts
from authbench.journal.filters.grammar import Filter, Term
from authbench.journal.filters.keys import KEYS, choices, compare, octets, seconds, status_test
from authbench.journal.filters.matching import Surroundings, runs_wanted

_PINNED: Final = len(FLAGS)
_BIT: Final = {**{flag: 1 << at for at, flag in enumerate(FLAGS)}, "pinned": 1 << _PINNED}
_WORDS: Final = ("url", "step", "method", "cause")
"""The columns in which a bare word is looked for, with the status."""
_SLICE: Final = 16
"""Rows that are read at once."""
_FREED: Final = 1_000
"""Words of an earlier generation that are freed between two of these."""

Read = Callable[[Sequence[int]], Sequence[RowFacts | None]]


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows that pass, and rows of which only their headers and bodies can tell; both in order."""

    hits: list[int]
    undecided: list[int]


class LogIndex:
    """Rows are numbered from 0 in the order in which they were added. Facts are read later, by `catch_up`;
    until then a row is in no selection, and one whose exchange is gone stays out. When more became known as
    secret, every row is read anew."""

    def __init__(self, read: Read, generation: Callable[[], int]) -> None:
        self._read = read
        self._generation_of = generation
        self._generation = generation()
        self._ids = array("q")
        self._fresh = bytearray()
        self._waiting: dict[int, None] = {}
        self._older = range(0)
        """Rows that were read before more became known as secret."""
        self._words = {name: WordColumn() for name in (*_WORDS, "host", "type", "run")}
        self._rules = WordColumn()
        self._status = array("H")
        self._flags = array("H")
        self._size = array("q")
        self._elapsed = array("d")
        self._started = array("d")
        self.pinned_count = 0

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def behind(self) -> bool:
        """Whether rows wait for `catch_up`."""
        return bool(self._waiting) or bool(self._older) or self._generation != self._generation_of()

    def add(self, ids: Iterable[int]) -> None:
        """Rows at the end, by the ids of their exchanges."""
        first = len(self._ids)
        self._ids.extend(ids)
        count = len(self._ids) - first
        for column in self._every_word():
            column.extend(count)
        for numbers in (self._status, self._flags, self._size, self._elapsed, self._started):
            numbers.extend([0] * count)
        self._fresh.extend(bytes(count))
        self._waiting.update(dict.fromkeys(range(first, first + count)))

    def touch(self, rows: Iterable[int]) -> None:
        """These rows have changed."""
        for row in rows:
            self._fresh[row] = 0
            self._waiting[row] = None

    def keep(self, rows: Sequence[int]) -> None:
        """Forget all rows but these, which move up in order."""
        self._waiting = {at: None for at, row in enumerate(rows) if not self._fresh[row]}
        self._older = range(0)
        self._ids = array("q", [self._ids[row] for row in rows])
        self._fresh = bytearray(self._fresh[row] for row in rows)
        for column in self._every_word():
            column.keep(rows)
        for name in ("_status", "_flags", "_size", "_elapsed", "_started"):
            numbers: array[float] = getattr(self, name)
            setattr(self, name, array(numbers.typecode, [numbers[row] for row in rows]))
        self.pinned_count = len(self.pinned_rows())

    def drop(self, count: int) -> None:
        """Forget the first `count` rows; the others move up."""
        self._waiting = {row - count: None for row in self._waiting if row >= count}
        self._older = range(max(0, self._older.start - count), max(0, self._older.stop - count))
        self.pinned_count -= sum(bool(flags & _BIT["pinned"]) for flags in self._flags[:count])
        del self._ids[:count], self._fresh[:count]
        for column in self._every_word():
            column.drop(count)
        for numbers in (self._status, self._flags, self._size, self._elapsed, self._started):
            del numbers[:count]

    def pin(self, row: int, *, pinned: bool) -> None:
        """Mark a row as pinned, or not."""
        if pinned is not self.pinned(row):
            self._flags[row] ^= _BIT["pinned"]
            self.pinned_count += 1 if pinned else -1

    def pinned(self, row: int) -> bool:
        """Whether a row is pinned."""
        return bool(self._flags[row] & _BIT["pinned"])

    def pinned_rows(self) -> list[int]:
        """The rows that are pinned."""
        mask = _BIT["pinned"]
        return [row for row, flags in enumerate(self._flags) if flags & mask]

    def blame(self, row: int, rule: str) -> None:
        """The answer in `row` set off this rule of the definition."""
        self._rules.numbers[row] = self._rules.number(rule)

    def catch_up(self, budget: float = math.inf) -> list[int]:
        """Read the facts of waiting rows for about `budget` seconds; the rows that were read."""
        generation = self._generation_of()
        if generation != self._generation:
            self._generation = generation
            self._fresh = bytearray(len(self._ids))
            for column in self._words.values():
                column.forget_words()
            self._older = range(len(self._ids))
        until = time.monotonic() + budget
        read: list[int] = []
        while self._waiting or self._older:
            rows = self._take()
            for row, facts in zip(rows, self._read([self._ids[row] for row in rows]), strict=True):
                if facts is not None:
                    self._set(row, facts)
            read += rows
            for column in self._words.values():
                column.let_go(_FREED)
            if time.monotonic() >= until:
                break
        return read

    def _take(self) -> list[int]:
        """The next rows to be read: new ones before those of which more became known as secret."""
        if self._waiting:
            rows = list(islice(self._waiting, _SLICE))
            for row in rows:
                del self._waiting[row]
            return rows
        rows = [row for row in self._older[:_SLICE] if not self._fresh[row]]
        self._older = self._older[_SLICE:]
        return rows

    def surroundings(self, rows: Iterable[int]) -> list[Surroundings]:
        """What `matches` needs to know of each of `rows` besides its facts."""
        runs, rules = self.runs(), self._rules
        return [Surroundings(self.pinned(row), rules.words[rules.numbers[row]], runs) for row in rows]

    def runs(self) -> list[str]:
        """The runs of the log in the order in which they began, as far as their rows were read."""
        column = self._words["run"]
        numbers = dict.fromkeys(compress(column.numbers, self._fresh))
        return [column.words[number] for number in numbers if number]

    def seen(self, key: str) -> dict[str, int]:
        """The values that rows have for a key, the most frequent first, with how often."""
        rows = self._read_rows()
        if key == "status":
            from collections import Counter

            counted = Counter(self._status[row] for row in rows if self._status[row])
            return {str(status): times for status, times in counted.most_common()}
        if key == "rule":
            return self._rules.seen(range(len(self)))
        column = self._words.get(key)
        return column.seen(rows) if column is not None else {}

    def select(self, wanted: Filter, rows: Iterable[int] | None = None) -> Selection:
        """Which rows (of `rows`, in their order) pass a filter, as far as their facts tell."""
        chosen: Iterable[int]
        if rows is None:
            chosen = self._read_rows()
        else:
            fresh = self._fresh
            chosen = [row for row in rows if fresh[row]]
        words = [term for term in wanted.effective if not term.key]
        deep = any(KEYS[term.key].deep for term in wanted.effective if term.key)
        for term in wanted.effective:
            if term.key and not KEYS[term.key].deep:
                chosen = self._narrow(term, chosen)
        chosen = list(chosen)
        if not words:
            return Selection([], chosen) if deep else Selection(chosen, [])
        for term in words:
            if term.negated:
                # What shows the word is out; what does not may have it in a header or body.
                held = self._holding(term.value.lower(), chosen)
                chosen = [row for row, found in zip(chosen, held, strict=True) if not found]
                deep = True
        if deep:
            return Selection([], chosen)
        sure = [1] * len(chosen)
        for term in words:
            held = self._holding(term.value.lower(), chosen)
            sure = [one and other for one, other in zip(sure, held, strict=True)]
        unsure = [not one for one in sure]
        return Selection(list(compress(chosen, sure)), list(compress(chosen, unsure)))

    def order(self, rows: Iterable[int], column: str, *, descending: bool = False) -> list[int]:
        """`rows` sorted by `number`, `started`, `status`, `size`, `time`, or one of the texts; equals stay in
        the order in which they came."""
        key: Callable[[int], float]
        if column in self._words:
            words = self._words[column]
            ranks = words.ranks()
            numbers = words.numbers
            return sorted(rows, key=lambda row: ranks[numbers[row]], reverse=descending)
        match column:
            case "status":
                key = self._status.__getitem__
            case "size":
                key = self._size.__getitem__
            case "time":
                elapsed = self._elapsed
                # What has no end yet comes first; nothing is larger or smaller than "not a number".
                return sorted(
                    rows,
                    key=lambda row: -1.0 if math.isnan(elapsed[row]) else elapsed[row],
                    reverse=descending,
                )
            case "started":
                key = self._started.__getitem__
            case _:
                key = self._ids.__getitem__
        return sorted(rows, key=key, reverse=descending)

    def _every_word(self) -> tuple[WordColumn, ...]:
        return (*self._words.values(), self._rules)

    def _read_rows(self) -> Iterable[int]:
        """The rows whose facts are there."""
        everything = range(len(self._ids))
        if self._generation != self._generation_of():
            return ()
        return compress(everything, self._fresh) if 0 in self._fresh else everything

    def _set(self, row: int, facts: RowFacts) -> None:
        words = self._words
        for name, word in (
            ("url", facts.url),
            ("step", facts.step),
            ("method", facts.method),
            ("cause", facts.cause),
            ("host", facts.host),
            ("type", facts.content_type),
            ("run", facts.run_id),
        ):
            words[name].numbers[row] = words[name].number(word)
        flags = self._flags[row] & _BIT["pinned"]
        for state in facts.states:
            flags |= _BIT[state]
        self._flags[row] = flags
        self._status[row] = min(facts.status, 65_535)
        self._size[row] = facts.size
        self._elapsed[row] = math.nan if facts.elapsed is None else facts.elapsed
        self._started[row] = facts.started
        self._fresh[row] = 1

    def _holding(self, needle: str, rows: Sequence[int]) -> list[int]:
        """For each of `rows` whether what it shows holds `needle`."""
        held: list[int] = []
        marks = [(column.holding(needle), column.numbers) for column in map(self._words.__getitem__, _WORDS)]
        marks = [(found, numbers) for found, numbers in marks if 1 in found]
        codes = {status for status in set(self._status) if status and needle in str(status)}
        held = [0] * len(rows)
        for found, numbers in marks:
            held = [known or found[numbers[row]] for known, row in zip(held, rows, strict=True)]
        if codes:
            statuses = self._status
            held = [known or statuses[row] in codes for known, row in zip(held, rows, strict=True)]
        return held

    def _narrow(self, term: Term, rows: Iterable[int]) -> list[int]:
        """Those of `rows` for which a term holds that asks for facts only."""
        column = self._words.get(term.key) if term.key != "rule" else self._rules
        if column is not None:
            if term.key in ("url", "host", "cause", "type", "rule"):
                found = column.holding(term.value.lower())
            elif term.key == "run":
                runs = runs_wanted(term.value, self.runs())
                found = bytes(word in runs for word in column.words)
            else:
                wanted = choices(term.value)
                found = column.that(lambda word: word in wanted)
            if term.negated:
                found = bytes(not one for one in found)
            numbers = column.numbers
            return [row for row in rows if found[numbers[row]]]
        if term.key == "is":
            mask = sum({_BIT[state] for state in choices(term.value)})
            flags = self._flags
            if term.negated:
                return [row for row in rows if not flags[row] & mask]
            return [row for row in rows if flags[row] & mask]
        return self._compared(term, rows)

    def _compared(self, term: Term, rows: Iterable[int]) -> list[int]:
        negated = term.negated
        if term.key == "status":
            code = status_test(term.operator, term.value)
            passing = {status for status in set(self._status) if code is not None and code(status)}
            statuses = self._status
            return [row for row in rows if (statuses[row] in passing) is not negated]
        values: array[float] | array[int]
        if term.key == "time":
            test, values = compare(term.operator, seconds(term.value) or 0.0), self._elapsed
        else:
            test, values = compare(term.operator, octets(term.value) or 0.0), self._size
        return [row for row in rows if test(values[row]) is not negated]
