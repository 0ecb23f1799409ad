"""Merging hashes."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.hash.table import HASH, each_pair, store_checked
from authbench.ruby.values import RHash, Value


def merge_into(call: Call, target: RHash, other: RHash, *, deep: bool = False) -> None:
    """Put the entries of `other` into `target`; where both have a key the block decides, if there is one."""
    for key, value in each_pair(call, other):
        present = target.entries.get(target.token(key))
        if present is not None:
            mine = present[1]
            if deep and isinstance(mine, RHash) and isinstance(value, RHash):
                merged = mine.copy()
                merge_into(call, merged, value, deep=True)
                value = merged
            elif call.block is not None:
                value = call.yield_(present[0], mine, value)
        store_checked(call, target, key, value)


def _merge_all(call: Call, target: RHash, *, deep: bool = False) -> RHash:
    for other in call.args:
        merge_into(call, target, call.hash(other), deep=deep)
    return target


@HASH.define("merge", args="0..", kwargs_as_hash=True)
def merge(call: Call, self: RHash) -> Value:
    return _merge_all(call, self.copy())


@HASH.define("merge!", "update", args="0..", kwargs_as_hash=True)
def merge_in_place(call: Call, self: RHash) -> Value:
    self.check_frozen()
    return _merge_all(call, self)


@HASH.define("deep_merge", args="1", kwargs_as_hash=True, looks_inside=True)
def deep_merge(call: Call, self: RHash) -> Value:
    return _merge_all(call, self.copy(), deep=True)


@HASH.define("deep_merge!", args="1", kwargs_as_hash=True, looks_inside=True)
def deep_merge_in_place(call: Call, self: RHash) -> Value:
    self.check_frozen()
    return _merge_all(call, self, deep=True)


def _with_defaults(call: Call, self: RHash) -> RHash:
    defaults = call.hash(call.args[0])
    result = RHash(defaults.pairs(), indifferent=self.indifferent or defaults.indifferent)
    for key, value in each_pair(call, self):
        store_checked(call, result, key, value)
    return result


@HASH.define("reverse_merge", "with_defaults", args="1", kwargs_as_hash=True)
def reverse_merge(call: Call, self: RHash) -> Value:
    return _with_defaults(call, self)


@HASH.define("reverse_merge!", "reverse_update", "with_defaults!", args="1", kwargs_as_hash=True)
def reverse_merge_in_place(call: Call, self: RHash) -> Value:
    self.check_frozen()
    merged = _with_defaults(call, self)
    self.entries.clear()
    self.entries.update(merged.entries)
    return self
