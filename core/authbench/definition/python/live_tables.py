"""The `connector` of a definition that was run, as the tables that the builders take. Places come from the
file's own text, where it was read the same way."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from authbench.definition.python.code import PythonCode
from authbench.definition.python.patterns import PythonPattern
from authbench.definition.tree import Opaque, Table
from authbench.errors import Location

MAX_DEPTH = 60
"""Dicts and lists inside each other that are read; a value that holds itself ends here."""
MAX_VALUES = 500_000
"""Values that are read."""


class LiveTables:
    """Converts the values of one definition."""

    def __init__(self, code: PythonCode) -> None:
        self._code = code
        self._depth = 0
        self._values = 0

    def table(self, value: Mapping[Any, Any], path: str, read: Any) -> Table:
        """A dict; `read` is what static reading made of the same place, for its places."""
        twin = read if isinstance(read, Table) else None
        table = Table(
            location=twin.location if twin is not None else None,
            origins=dict(twin.origins) if twin is not None else {},
            path=path,
        )
        for key, item in value.items():
            name = key if isinstance(key, str) else str(key)
            inner = twin.get(name) if twin is not None else None
            place = table.origins.get(name, table.location)
            table[name] = self._value(item, f"{path}.{name}" if path else name, inner, place)
            if place is not None:
                table.origins.setdefault(name, place)
        return table

    def _value(self, value: Any, path: str, read: Any, place: Location | None) -> Any:
        self._values += 1
        if self._depth >= MAX_DEPTH or self._values > MAX_VALUES:
            return Opaque("a value nested too deeply", place)
        self._depth += 1
        try:
            return self._converted(value, path, read, place)
        finally:
            self._depth -= 1

    def _converted(self, value: Any, path: str, read: Any, place: Location | None) -> Any:
        if isinstance(value, Enum):
            value = value.value
        if value is None or isinstance(value, bool | int | float | Decimal | bytes):
            return value
        if isinstance(value, str):
            return str(value)
        if isinstance(value, Mapping):
            return self.table(value, path, read)
        if isinstance(value, list | tuple | set | frozenset):
            twins = read if isinstance(read, list) and len(read) == len(value) else [None] * len(value)
            return [
                self._value(item, f"{path}[{index}]", twin, getattr(twin, "location", None) or place)
                for index, (item, twin) in enumerate(zip(value, twins, strict=True))
            ]
        if isinstance(value, re.Pattern):
            return PythonPattern(value)
        if isinstance(value, type):
            return Opaque(f"the class {value.__name__}", place)
        if callable(value):
            return self._code.as_lambda(value, path, self._place_of(value, read) or place)
        return Opaque(f"a value of type {type(value).__name__}", place)

    def _place_of(self, function: Callable[..., Any], read: Any) -> Location | None:
        """Where a function stands: exactly, where static reading found the same line."""
        place = None
        code = getattr(inspect.unwrap(function), "__code__", None)
        if code is not None:
            place = self._code.places.of_code(code)
        known: Location | None = getattr(read, "location", None)
        if known is not None and (place is None or (known.file, known.line) == (place.file, place.line)):
            return known
        return place
