"""Collects problems while a definition is read."""

from __future__ import annotations

from authbench.definition.problems import Problem, Severity
from authbench.definition.tree import Table, kind_of
from authbench.errors import Location


class Findings:
    """Problems in the order of their discovery; `sorted` gives them in the order of the file."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}

    def add(
        self,
        severity: Severity,
        code: str,
        message: str,
        *,
        location: Location | None = None,
        path: str | None = None,
        fix: str | None = None,
    ) -> None:
        """Record one problem."""
        if location is not None and location.path is None and path is not None:
            location = Location(location.file, location.line, location.column, path, location.source)
        self.record(Problem(severity, code, message, location, path, fix))

    def record(self, problem: Problem) -> None:
        """Take over one problem."""
        self._problems.setdefault(problem)

    def at(
        self,
        severity: Severity,
        code: str,
        message: str,
        table: Table,
        key: str | None = None,
        *,
        fix: str | None = None,
    ) -> None:
        """Record one problem about `key` of a table, or about the table itself."""
        path = table.path_of(key) if key is not None else table.path
        self.add(severity, code, message, location=table.place(key), path=path or None, fix=fix)

    def wrong_type(self, table: Table, key: str, expected: str, fix: str | None = None) -> None:
        """Record that the value of `key` is of a kind that cannot be used."""
        found = kind_of(table.get(key))
        self.at(Severity.ERROR, "wrong_type", f"'{key}' must be {expected}, not {found}", table, key, fix=fix)

    def unknown_key(
        self, table: Table, key: str, known: tuple[str, ...], severity: Severity, fix: str | None = None
    ) -> None:
        """Record a key that nothing reads, with a suggestion where one is close."""
        close = suggestion(key, known)
        where = f" in {table.path}" if table.path else ""
        self.at(
            Severity.WARNING if close else severity,
            "unknown_key",
            f"'{key}'{where} is not a key of the SDK and is ignored",
            table,
            key,
            fix=f"Did you mean '{close}'?" if close else fix,
        )

    def all(self) -> tuple[Problem, ...]:
        """Every problem, in the order of the file, those without a place first."""
        return tuple(sorted(self._problems, key=_position))


def suggestion(word: str, known: tuple[str, ...]) -> str | None:
    """The known word that `word` was probably meant to be."""
    from difflib import get_close_matches

    close = get_close_matches(word, known, n=1, cutoff=0.74)
    return close[0] if close and close[0] != word else None


def _position(problem: Problem) -> tuple[int, int]:
    location = problem.location
    return (location.line or 0, location.column or 0) if location is not None else (0, 0)
