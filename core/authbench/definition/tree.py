"""A definition as plain data with places: what readers produce and the builders take.

Values are None, bool, int, float, Decimal, str, bytes, lists, `Table`, `Lambda`, `TextPattern`, and
`Opaque` for anything a definition can hold but no key can use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from authbench.definition.model import Lambda
from authbench.definition.signals import TextPattern
from authbench.errors import Location


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that no key can use: a class, a range, a section that was not evaluated."""

    kind: str
    location: Location | None = None


class Table(dict[str, Any]):
    """A hash of the definition: keys as text, in order. `location` is where it stands, `origins`
    where each key stands, `path` its key path."""

    __slots__ = ("location", "origins", "path")

    def __init__(
        self,
        pairs: Iterable[tuple[str, Any]] = (),
        *,
        location: Location | None = None,
        origins: dict[str, Location] | None = None,
        path: str = "",
    ) -> None:
        super().__init__(pairs)
        self.location = location
        self.origins = origins or {}
        self.path = path

    def place(self, key: str | None = None) -> Location | None:
        """Where `key` stands, else where the table does."""
        return self.origins.get(key, self.location) if key is not None else self.location

    def path_of(self, key: str) -> str:
        """The key path of `key`."""
        return f"{self.path}.{key}" if self.path else key


def kind_of(value: Any) -> str:
    """What a value is, in a word for messages: `a text`, `a list`, `a lambda`."""
    match value:
        case None:
            return "nil"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case bytes():
            return "binary data"
        case list():
            return "a list"
        case dict():
            return "a hash"
        case Lambda():
            return "a lambda"
        case Opaque():
            return value.kind
        case TextPattern():
            return "a regular expression"
        case _:
            return f"a {type(value).__name__}"


def tables(value: Any) -> list[Any]:
    """The entries of a list of hashes as authors write it: one level of nesting is flattened and nil
    entries are dropped (SDK reference 2)."""
    entries: list[Any] = []
    for entry in value if isinstance(value, list) else []:
        if isinstance(entry, list):
            entries.extend(item for item in entry if item is not None)
        elif entry is not None:
            entries.append(entry)
    return entries


def as_table(value: dict[str, Any], path: str = "") -> Table:
    """Plain data, such as what a lambda returned, as a `Table` without places."""
    return value if isinstance(value, Table) else Table(value.items(), path=path)
