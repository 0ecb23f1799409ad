"""Requests inside of collections: sent, and replaced by what they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from authbench.ruby.values import LazyObject, RArray, RHash, Value

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter

_DEEPEST = 200
"""What is nested deeper is refused by whoever writes it out."""


def settle(interp: Interpreter, values: Iterable[Value]) -> None:
    """Replace each lazy object in the arrays and hashes among `values` by its value, at any depth, in the
    order in which they stand there. That changes the collections themselves, which no code can tell: a lazy
    object answers as its value does."""
    seen: set[int] = set()
    for value in values:
        _settle(interp, value, seen, 0)


def _settle(interp: Interpreter, value: Value, seen: set[int], depth: int) -> None:
    if not isinstance(value, RArray | RHash) or depth > _DEEPEST or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, RArray):
        items = value.items
        for index, item in enumerate(items):
            if isinstance(item, LazyObject):
                items[index] = item = interp.force(item)
            _settle(interp, item, seen, depth + 1)
        return
    entries = value.entries
    for token, (key, item) in list(entries.items()):
        if isinstance(item, LazyObject):
            item = interp.force(item)
            entries[token] = (key, item)
        _settle(interp, item, seen, depth + 1)
