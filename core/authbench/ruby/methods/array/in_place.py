"""The `!` methods of an Array: each replaces the elements by what its plain form gives."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.array.table import ARRAY, no_recursion
from authbench.ruby.methods.enumerable.ordering import (
    block_comparison,
    keyed,
    sort_by_keys,
    sorted_values,
)
from authbench.ruby.methods.enumerable.selecting import distinct
from authbench.ruby.methods.iteration import each_item
from authbench.ruby.methods.objects import is_blank
from authbench.ruby.values import RArray, Value


def _become(self: RArray, items: list[Value]) -> bool:
    """Take over `items`; whether the number of elements changed. Raises FrozenError."""
    self.check_frozen()
    changed = len(items) != len(self.items)
    self.items[:] = items
    return changed


@ARRAY.define("map!", "collect!", block="enumerator")
def map_(call: Call, self: RArray) -> Value:
    self.check_frozen()
    _become(self, [call.yield_(item) for item in each_item(call, self)])
    return self


@ARRAY.define("select!", "filter!", "keep_if", block="enumerator")
def select(call: Call, self: RArray) -> Value:
    self.check_frozen()
    return self if _narrowed(call, self, wanted=True) or call.name == "keep_if" else None


def _narrowed(call: Call, self: RArray, *, wanted: bool) -> bool:
    """Keep what the block wants; whether anything went. What was decided before a `break` stays decided."""
    kept: list[Value] = []
    looked_at = 0
    try:
        for item in each_item(call, self):
            keep = call.truthy(call.yield_(item)) is wanted
            looked_at += 1
            if keep:
                kept.append(item)
    finally:
        changed = _become(self, kept + self.items[looked_at:])
    return changed


@ARRAY.define("reject!", "delete_if", block="enumerator")
def reject(call: Call, self: RArray) -> Value:
    self.check_frozen()
    return self if _narrowed(call, self, wanted=False) or call.name == "delete_if" else None


@ARRAY.define("compact!")
def compact(call: Call, self: RArray) -> Value:
    return self if _become(self, [item for item in self.items if item is not None]) else None


@ARRAY.define("compact_blank!")
def compact_blank(call: Call, self: RArray) -> Value:
    _become(self, [item for item in self.items if not is_blank(item)])
    return self


@ARRAY.define("uniq!")
def uniq(call: Call, self: RArray) -> Value:
    return self if _become(self, distinct(call, each_item(call, self))) else None


@ARRAY.define("reverse")
def reverse(call: Call, self: RArray) -> Value:
    call.charge(len(self.items))
    return RArray(self.items[::-1])


@ARRAY.define("reverse!")
def reverse_in_place(call: Call, self: RArray) -> Value:
    _become(self, self.items[::-1])
    return self


def _rotated(call: Call, self: RArray) -> list[Value]:
    places = call.long(call.args[0]) if call.args else 1
    if not self.items:
        return []
    shift = places % len(self.items)
    return self.items[shift:] + self.items[:shift]


@ARRAY.define("rotate", args="0..1")
def rotate(call: Call, self: RArray) -> Value:
    return RArray(_rotated(call, self))


@ARRAY.define("rotate!", args="0..1")
def rotate_in_place(call: Call, self: RArray) -> Value:
    _become(self, _rotated(call, self))
    return self


@ARRAY.define("sort!")
def sort(call: Call, self: RArray) -> Value:
    items = list(self.items)
    ordered = sorted(items, key=block_comparison(call)) if call.block else sorted_values(call, items)
    _become(self, ordered)
    return self


@ARRAY.define("sort_by!", block="enumerator")
def sort_by(call: Call, self: RArray) -> Value:
    _become(self, sort_by_keys(call, keyed(call, self)))
    return self


def _shuffled(call: Call, self: RArray) -> list[Value]:
    import secrets

    items = list(self.items)
    call.charge(len(items))
    for index in range(len(items) - 1, 0, -1):
        other = secrets.randbelow(index + 1)
        items[index], items[other] = items[other], items[index]
    return items


@ARRAY.define("shuffle")
def shuffle(call: Call, self: RArray) -> Value:
    return RArray(_shuffled(call, self))


@ARRAY.define("shuffle!")
def shuffle_in_place(call: Call, self: RArray) -> Value:
    _become(self, _shuffled(call, self))
    return self


def flattened(call: Call, self: RArray, depth: int) -> list[Value]:
    """The elements with nested arrays spread out, down to `depth` (negative: all the way)."""
    result: list[Value] = []
    _flatten(call, self, depth, result, [])
    return result


def _flatten(call: Call, self: RArray, depth: int, result: list[Value], above: list[int]) -> None:
    with no_recursion(call, self, above, "tried to flatten recursive array"):
        call.charge(len(self.items))
        for item in self.items:
            if isinstance(item, RArray) and depth != 0:
                _flatten(call, item, depth - 1, result, above)
            else:
                result.append(item)
    call.check_size(len(result), "array")


def _depth(call: Call) -> int:
    return call.long(call.args[0]) if call.args and call.args[0] is not None else -1


@ARRAY.define("flatten", args="0..1", looks_inside=True)
def flatten(call: Call, self: RArray) -> Value:
    return RArray(flattened(call, self, _depth(call)))


@ARRAY.define("flatten!", args="0..1", looks_inside=True)
def flatten_in_place(call: Call, self: RArray) -> Value:
    nested = any(isinstance(item, RArray) for item in self.items)
    _become(self, flattened(call, self, _depth(call)))
    return self if nested else None
