"""Walking over what Ruby can enumerate, one value at a time, with steps charged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from authbench.ruby.dispatch import Call
from authbench.ruby.values import (
    RArray,
    RDate,
    REnumerator,
    RHash,
    RProc,
    RRange,
    RSet,
    RString,
    Value,
)


def each_item(call: Call, source: Value) -> Iterator[Value]:
    """The elements of an Array, Hash (as [key, value]), Range, Set or Enumerator.

    Arrays are read as they are at each step and hashes refuse new keys meanwhile, as in Ruby. Raises
    TypeError for a range that has no steps.
    """
    if isinstance(source, RArray):
        return _array_items(call, source)
    if isinstance(source, RHash):
        return _hash_items(call, source)
    if isinstance(source, RRange):
        return range_items(call, source)
    if isinstance(source, RSet):
        call.charge(len(source))
        return iter(source.items)
    if isinstance(source, REnumerator):
        return enumerator_items(call, source)
    listed = call.send(source, "each_entry") if not isinstance(source, RString) else None
    return iter(call.array(listed))


def item_list(call: Call, source: Value) -> list[Value]:
    """All elements as a fresh list; sizes are checked before the list is made."""
    if isinstance(source, RArray):
        call.charge(len(source.items))
        return list(source.items)
    if isinstance(source, RRange):
        length = range_length(source)
        if length is not None:
            call.check_size(length, "array")
        elif source.last is None:
            raise call.error("RangeError", "cannot convert endless range to an array")
    return list(each_item(call, source))


def _array_items(call: Call, source: RArray) -> Iterator[Value]:
    call.charge(len(source.items))
    index = 0
    while index < len(source.items):
        yield source.items[index]
        index += 1


def _hash_items(call: Call, source: RHash) -> Iterator[Value]:
    call.charge(len(source.entries))
    source.iterating += 1
    try:
        for token in list(source.entries):
            entry = source.entries.get(token)
            if entry is not None:
                yield RArray([entry[0], entry[1]])
    finally:
        source.iterating -= 1


def range_length(source: RRange) -> int | None:
    """How many steps an integer (or date) range has; None when it has no known number."""
    first, last = source.first, source.last
    if isinstance(first, RDate) and isinstance(last, RDate):
        first, last = first.value.toordinal(), last.value.toordinal()
    if type(first) is not int or last is None:
        return None
    if type(last) is int:
        return max(0, last - first + (0 if source.exclusive else 1))
    if type(last) is float and abs(last) != float("inf") and last == last:
        steps = int(last // 1) - first + 1
        return max(0, steps - 1 if source.exclusive and last == last // 1 else steps)
    return None


def range_items(call: Call, source: RRange) -> Iterator[Value]:
    """The steps of a range; endless ones go on until the caller stops or the step limit is met."""
    first, last = source.first, source.last
    if type(first) is int:
        length = range_length(source)
        if length is None and last is not None and type(last) is not float:
            raise call.error("TypeError", f"can't iterate from {call.describe(first)}")
        number = first
        while length is None or number < first + length:
            call.charge(1)
            yield number
            number += 1
        return
    if isinstance(first, RString):
        yield from _string_steps(call, first, last, source.exclusive)
        return
    if isinstance(first, RDate):
        day: date = first.value
        while last is None or day < last.value or (day == last.value and not source.exclusive):
            call.charge(1)
            yield RDate(day)
            day += timedelta(days=1)
        return
    raise call.error("TypeError", f"can't iterate from {call.class_of(first).name}")


def _string_steps(call: Call, first: RString, last: Value, exclusive: bool) -> Iterator[Value]:
    from authbench.ruby.methods.successor import successor

    text = first.text
    end = None if last is None else call.string(last)
    if end is not None and (len(text) > len(end) or (len(text) == len(end) and text > end)):
        return
    while True:
        call.charge(1)
        if exclusive and text == end:
            return
        yield RString(text)
        if text == end:
            return
        text = successor(text)
        if end is not None and len(text) > len(end):
            return


def enumerator_items(call: Call, source: REnumerator) -> Iterator[Value]:
    """What an enumerator yields. Endless ones are walked step by step; others are run to their end."""
    receiver, method, args = source.receiver, source.method, source.args
    if method == "cycle" and (not args or args[0] is None):
        return _cycle(call, receiver)
    if isinstance(receiver, RRange) and method in ("each", "map", "each_entry", "lazy"):
        return each_item(call, receiver)
    if method in ("step", "%") and isinstance(receiver, RRange) and receiver.last is None:
        return _steps(call, receiver.first, args[0] if args else 1)
    if (
        method == "step"
        and type(receiver) in (int, float)
        and (not args or args[0] is None)
        and "to" not in source.kwargs
    ):
        return _steps(call, receiver, source.kwargs.get("by", args[1] if len(args) > 1 else 1))
    if method == "loop":
        return _endless_nil(call)
    if method in ("with_index", "each_with_index") and isinstance(receiver, REnumerator):
        offset = call.integer(args[0]) if args and args[0] is not None else 0
        return (RArray([item, index]) for index, item in enumerate(each_item(call, receiver), start=offset))
    return iter(collected(call, source))


def collected(call: Call, source: REnumerator) -> list[Value]:
    """Everything a finite enumerator yields, several values at once as one Array."""
    result: list[Value] = []

    def body(_interp: Any, values: list[Value], _keywords: dict[str, Value]) -> Value:
        call.charge(1)
        result.append(values[0] if len(values) == 1 else RArray(values))
        return None

    call.send(source.receiver, source.method, *source.args, kwargs=source.kwargs, block=RProc.of(body))
    return result


def _cycle(call: Call, receiver: Value) -> Iterator[Value]:
    items = item_list(call, receiver)
    while items:
        for item in items:
            call.charge(1)
            yield item


def _steps(call: Call, first: Value, step: Value) -> Iterator[Value]:
    value = first
    while True:
        call.charge(1)
        yield value
        value = call.send(value, "+", step)


def _endless_nil(call: Call) -> Iterator[Value]:
    while True:
        call.charge(1)
        yield None
