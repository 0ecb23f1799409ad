"""Where `[]` points in a sequence: negative indexes, lengths, ranges."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.values import RRange


def span_of(start: int, count: int, length: int) -> tuple[int, int] | None:
    """`[start, count]` as (begin, end) within `length` elements; None where Ruby gives nil."""
    if start < 0:
        start += length
    if start < 0 or start > length or count < 0:
        return None
    return start, min(start + count, length)


def range_span(call: Call, span: RRange, length: int) -> tuple[int, int] | None:
    """`[a..b]` as (begin, end) within `length` elements; None where Ruby gives nil."""
    start = 0 if span.first is None else call.long(span.first)
    stop = length if span.last is None else call.long(span.last)
    if start < 0:
        start += length
    if start < 0 or start > length:
        return None
    if span.last is not None:
        if stop < 0:
            stop += length
        if not span.exclusive:
            stop += 1
    return start, max(start, min(stop, length))


def range_text(call: Call, span: RRange) -> str:
    """A range as messages show it: `1..5`."""
    return call.inspect(span)


def count_argument(call: Call, index: int = 0, *, what: str) -> int:
    """An argument that says how many; negative ones raise ArgumentError with `what`."""
    count = call.long(call.args[index])
    if count < 0:
        raise call.error("ArgumentError", what)
    return count
