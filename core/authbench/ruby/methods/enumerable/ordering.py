"""Sorting, smallest and largest."""

from __future__ import annotations

from collections.abc import Callable

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.enumerable.table import ENUMERABLE
from authbench.ruby.methods.iteration import each_item, item_list
from authbench.ruby.methods.places import count_argument
from authbench.ruby.values import RArray, RString, Symbol, Value


def sorted_values(call: Call, items: list[Value]) -> list[Value]:
    """`items` in order by `<=>`. Raises ArgumentError for two that do not compare."""
    call.charge(len(items) * max(1, len(items).bit_length()))
    kinds = {type(item) for item in items}
    if kinds == {int} or (kinds <= {int, float} and all(item == item for item in items)):
        return sorted(items)
    if kinds == {RString} and not any(item.binary for item in items):
        return sorted(items, key=lambda item: item.data)
    return sorted(items, key=order_by(call.compare))


class _Ordered:
    """A sort key that compares the earlier element with the later one, as Ruby's messages show it."""

    __slots__ = ("compare", "value")

    def __init__(self, value: Value, compare: Callable[[Value, Value], int]) -> None:
        self.value = value
        self.compare = compare

    def __lt__(self, earlier: _Ordered) -> bool:
        return self.compare(earlier.value, self.value) > 0


def order_by(compare: Callable[[Value, Value], int]) -> Callable[[Value], _Ordered]:
    """A key function for `sorted` from a three-way comparison."""
    return lambda value: _Ordered(value, compare)


def block_comparison(call: Call) -> Callable[[Value], _Ordered]:
    """A sort key by the block's answer (a number; nil raises ArgumentError)."""

    def compare(a: Value, b: Value) -> int:
        answer = call.yield_(a, b)
        if answer is None:
            raise call.error(
                "ArgumentError", f"comparison of {call.class_of(a).name} with {_shown(call, b)} failed"
            )
        return call.compare(answer, 0)

    return order_by(compare)


def _shown(call: Call, value: Value) -> str:
    if value is None or isinstance(value, bool | int | float | Symbol):
        return call.inspect(value)
    return call.class_of(value).name


@ENUMERABLE.define("sort")
def sort(call: Call, self: Value) -> Value:
    items = item_list(call, self)
    if call.block is None:
        return RArray(sorted_values(call, items))
    return RArray(sorted(items, key=block_comparison(call)))


def keyed(call: Call, self: Value) -> list[tuple[Value, Value]]:
    """Each element with its block value."""
    return [(call.yield_(item), item) for item in each_item(call, self)]


def sort_by_keys(call: Call, pairs: list[tuple[Value, Value]]) -> list[Value]:
    """The elements in the order of their keys."""
    keys = [key for key, _ in pairs]
    call.charge(len(pairs) * max(1, len(pairs).bit_length()))
    kinds = {type(key) for key in keys}
    if kinds == {int} or (kinds <= {int, float} and all(key == key for key in keys)):
        return [item for _, item in sorted(pairs, key=lambda pair: pair[0])]
    if kinds == {RString} and not any(key.binary for key in keys):
        return [item for _, item in sorted(pairs, key=lambda pair: pair[0].data)]
    order = order_by(call.compare)
    return [item for _, item in sorted(pairs, key=lambda pair: order(pair[0]))]


@ENUMERABLE.define("sort_by", block="enumerator")
def sort_by(call: Call, self: Value) -> Value:
    return RArray(sort_by_keys(call, keyed(call, self)))


def _extreme(call: Call, self: Value, *, largest: bool) -> Value:
    items = item_list(call, self)
    if call.args and call.args[0] is not None:
        count = count_argument(call, what=f"negative size ({call.to_s(call.args[0])})")
        ordered = sorted(items, key=block_comparison(call)) if call.block else sorted_values(call, items)
        return RArray(ordered[::-1][:count] if largest else ordered[:count])
    best: Value = None
    for index, item in enumerate(items):
        if index == 0:
            best = item
            continue
        if call.block is not None:
            answer = call.compare(call.yield_(item, best), 0)
        else:
            answer = call.compare(item, best) if largest else -call.compare(best, item)
        if (answer > 0) if largest else (answer < 0):
            best = item
    return best


@ENUMERABLE.define("min", args="0..1")
def minimum(call: Call, self: Value) -> Value:
    return _extreme(call, self, largest=False)


@ENUMERABLE.define("max", args="0..1")
def maximum(call: Call, self: Value) -> Value:
    return _extreme(call, self, largest=True)


@ENUMERABLE.define("minmax")
def minmax(call: Call, self: Value) -> Value:
    return RArray([_extreme(call, self, largest=False), _extreme(call, self, largest=True)])


def _extreme_by(call: Call, self: Value, *, largest: bool) -> Value:
    pairs = keyed(call, self)
    if call.args and call.args[0] is not None:
        count = count_argument(call, what=f"negative size ({call.to_s(call.args[0])})")
        ordered = sort_by_keys(call, pairs)
        return RArray(ordered[::-1][:count] if largest else ordered[:count])
    return _best(call, pairs, largest=largest)


def _best(call: Call, pairs: list[tuple[Value, Value]], *, largest: bool) -> Value:
    best: tuple[Value, Value] | None = None
    for pair in pairs:
        if best is None:
            best = pair
            continue
        answer = call.compare(pair[0], best[0])
        if (answer > 0) if largest else (answer < 0):
            best = pair
    return None if best is None else best[1]


@ENUMERABLE.define("min_by", args="0..1", block="enumerator")
def min_by(call: Call, self: Value) -> Value:
    return _extreme_by(call, self, largest=False)


@ENUMERABLE.define("max_by", args="0..1", block="enumerator")
def max_by(call: Call, self: Value) -> Value:
    return _extreme_by(call, self, largest=True)


@ENUMERABLE.define("minmax_by", block="enumerator")
def minmax_by(call: Call, self: Value) -> Value:
    pairs = keyed(call, self)
    return RArray([_best(call, pairs, largest=False), _best(call, pairs, largest=True)])
