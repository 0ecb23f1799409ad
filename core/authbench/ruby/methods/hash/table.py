"""The Hash table, and what several of its files need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RHash, Value

HASH: Final = MethodTable("Hash", "Enumerable")


def fetched(call: Call, self: RHash, key: Value) -> Value:
    """`hash[key]`, with the hash's default."""
    entry = self.entries.get(self.token(key))
    if entry is not None:
        return entry[1]
    if self.default_proc is not None:
        return call.interp.call_block(self.default_proc, (self, key))
    return self.default


def each_pair(call: Call, self: RHash) -> Iterator[tuple[Value, Value]]:
    """The entries one by one; no new key may be added meanwhile."""
    call.charge(len(self.entries))
    self.iterating += 1
    try:
        for token in list(self.entries):
            entry = self.entries.get(token)
            if entry is not None:
                yield entry
    finally:
        self.iterating -= 1


def like(self: RHash, pairs: Iterable[tuple[Value, Value]]) -> RHash:
    """A new hash of the same kind (indifferent or not)."""
    return RHash(pairs, indifferent=self.indifferent)


def store_checked(call: Call, self: RHash, key: Value, value: Value) -> None:
    """`hash[key] = value` with the size of the hash checked."""
    size = len(self.entries)
    if size and (size & (size - 1)) == 0 and size >= 1024:
        call.check_size(size * 2, "hash")
    self.store(key, value)


def become(self: RHash, pairs: Iterable[tuple[Value, Value]]) -> bool:
    """Take over `pairs`; whether the number of entries changed. Raises FrozenError."""
    self.check_frozen()
    before = len(self.entries)
    fresh = like(self, pairs)
    self.entries.clear()
    self.entries.update(fresh.entries)
    return len(self.entries) != before
