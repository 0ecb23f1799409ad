"""What a definition asks of its project (account properties, lookup tables), and what its files give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class AskedNames:
    """The names that a definition's code asks for, as far as they are written out, in the order in which
    they are met. A table may be asked for by its number."""

    properties: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """What the files beside a definition hold (SDK reference 8.4). `properties` are texts by name;
    `properties_file` is where they come from.

    `withheld` names the environment variable that a property would take its value from, where that
    variable was not allowed or is not set; the property is then not among `properties`. `tables` is None
    where there is no file of tables.
    """

    properties: Mapping[str, str] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Any] | None = None
    properties_file: Path | None = None
    tables_file: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that were read."""
        return tuple(file for file in (self.properties_file, self.tables_file) if file is not None)

    def has_table(self, name: str) -> bool:
        """Whether there is a table of that name or number."""
        tables = self.tables or {}
        return name in tables or any(str(table.get("id")) == name for table in tables.values())


def nothing_asked() -> AskedNames:
    """Of a definition that asks for nothing."""
    return AskedNames()
