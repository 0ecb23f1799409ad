"""Which groups of a form are folded."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Fold(Enum):
    """How a row stands to the folded groups."""

    OPEN = "open"
    FOLDED = "folded"
    """It is a folded group itself."""
    INSIDE = "inside"
    """It is inside of one, and thus not shown."""


@dataclass
class Folds:
    """The folded groups of one form, by path."""

    paths: set[str] = field(default_factory=set)

    def turn(self, path: str) -> None:
        """Fold a group, or open it again."""
        self.paths ^= {path}

    def open_around(self, path: str) -> bool:
        """Open every group that `path` is inside of; whether there was one."""
        around = {group for group in self.paths if path.startswith(f"{group}.")}
        self.paths -= around
        return bool(around)

    def of(self, path: str) -> Fold:
        """How the row at `path` is to be shown."""
        if any(path.startswith(f"{group}.") for group in self.paths):
            return Fold.INSIDE
        return Fold.FOLDED if path in self.paths else Fold.OPEN
