"""The Array table, and what several of its files need."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.growth import check_growth
from authbench.ruby.values import RArray, RHash, RString, Symbol, Value

ARRAY: Final = MethodTable("Array", "Enumerable")


def string_value(call: Call, value: Value) -> RString:
    """`value.to_s`, a String keeping its own bytes."""
    return value if isinstance(value, RString) else RString(call.to_s(value))


def appended(call: Call, self: RArray, values: list[Value]) -> RArray:
    """`self` with `values` added at its end. Raises FrozenError."""
    self.check_frozen()
    check_growth(call, len(self.items), len(self.items) + len(values), "array")
    self.items.extend(values)
    return self


@contextmanager
def no_recursion(call: Call, self: RArray, open_arrays: list[int], what: str) -> Iterator[None]:
    """Refuse an array inside itself with ArgumentError."""
    if id(self) in open_arrays:
        raise call.error("ArgumentError", what)
    open_arrays.append(id(self))
    try:
        yield
    finally:
        open_arrays.pop()


def hash_named(value: Value, name: str) -> Value:
    """`value[:name]` of a Hash, nil for anything else."""
    return value.lookup(Symbol(name)) if isinstance(value, RHash) else None
