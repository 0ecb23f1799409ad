"""Walking over what Ruby can enumerate, one value at a time, with steps charged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

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
    Symbol,
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
        return _set_items(call, source)
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
    if isinstance(source, REnumerator):
        from authbench.ruby.methods.generators import Generator

        if isinstance(source.receiver, Generator):
            # All of them are wanted: no need to stop at each.
            return collected(call, source)
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


def _set_items(call: Call, source: RSet) -> Iterator[Value]:
    call.charge(len(source))
    source.iterating += 1
    try:
        for token, item in list(source.entries.items()):
            if token in source.entries:
                yield item
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
    if isinstance(first, Symbol) and isinstance(last, Symbol):
        names = _string_steps(call, RString(first.name), RString(last.name), source.exclusive)
        yield from (Symbol(call.to_s(name)) for name in names)
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


_EACH: Final = frozenset(
    ["each", "each_entry", "each_pair", "map", "collect", "flat_map", "collect_concat", "select", "filter",
     "reject", "filter_map", "find_all", "find", "detect", "find_index", "partition", "group_by", "min_by",
     "max_by", "sort_by"]
)  # fmt: skip
"""Methods whose block is given every element in turn, one value at a time."""


def enumerator_items(call: Call, source: REnumerator) -> Iterator[Value]:
    """What an enumerator yields. Endless ones are walked step by step; others are run to their end."""
    from authbench.ruby.methods.arithmetic_sequences import ArithmeticSequence
    from authbench.ruby.methods.generators import Chain, Producer, endless

    receiver, method, args = source.receiver, source.method, source.args
    if isinstance(source, ArithmeticSequence):
        return source.numbers(call)
    if isinstance(source, Chain):
        return (item for part in receiver.items for item in _part(call, part))
    if isinstance(receiver, Producer):
        return receiver.values(call)
    if method in _EACH and isinstance(receiver, RArray | RHash | RRange | RSet | REnumerator):
        return each_item(call, receiver)
    if method == "cycle" and (not args or args[0] is None):
        return _cycle(call, receiver)
    if method == "loop":
        return _endless_nil(call)
    if method in ("with_index", "each_with_index") and isinstance(receiver, REnumerator):
        offset = call.long(args[0]) if args and args[0] is not None else 0
        return (RArray([item, index]) for index, item in enumerate(each_item(call, receiver), start=offset))
    if endless(source):
        from authbench.ruby.methods.stepwise import packed, values_stepwise

        return (packed(values) for values in values_stepwise(call, lambda block: _run(call, source, block)))
    return iter(collected(call, source))


def _part(call: Call, part: Value) -> Iterator[Value]:
    if not call.interp.responds_to(part, "each"):
        shown = f"{call.inspect(part)}:{call.class_of(part).name}"
        raise call.error("NoMethodError", f"undefined method `each' for {shown}", receiver=part)
    return each_item(call, part)


def _run(call: Call, source: REnumerator, block: RProc) -> Value:
    return call.send(source.receiver, source.method, *source.args, kwargs=source.kwargs, block=block)


def collected(call: Call, source: REnumerator) -> list[Value]:
    """Everything a finite enumerator yields, several values at once as one Array."""
    result: list[Value] = []

    def body(_interp: Any, values: list[Value], _keywords: dict[str, Value]) -> Value:
        call.charge(1)
        result.append(values[0] if len(values) == 1 else RArray(values) if values else None)
        return None

    _run(call, source, RProc.of(body))
    return result


def _cycle(call: Call, receiver: Value) -> Iterator[Value]:
    items = item_list(call, receiver)
    while items:
        for item in items:
            call.charge(1)
            yield item


def _endless_nil(call: Call) -> Iterator[Value]:
    while True:
        call.charge(1)
        yield None
