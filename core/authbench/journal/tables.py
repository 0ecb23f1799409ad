"""Secrets in the columns of a table of text (RFC 4180), told by the row of names that it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from authbench.journal.chips import Span
from authbench.journal.secret_names import is_secret_name, label_for

_LONGEST_HEADER = 8_192
_NAME = re.compile(r"\ufeff?\s*\"?([A-Za-z_][A-Za-z0-9_.()# -]{0,60})\"?\s*")
_MOST_WORDS = 4
_FILE = re.compile(
    r"content-disposition:[^\r\n]{0,400}\bfilename=[^\r\n]{0,400}\r?\n(?:[^\r\n]{1,1000}\r?\n){0,8}\r?\n",
    re.IGNORECASE,
)
_CELLS = {
    sign: re.compile(
        rf"(?:\"((?:[^\"]|\"\"){{0,65536}}+)\"|([^{sign}\"\r\n][^{sign}\r\n]*+|))({sign}|\r?\n|\r|\Z)"
    )
    for sign in (",", ";", "\t", r"\|")
}
_NO_VALUE = frozenset(("null", "none", "true", "false"))


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows begin at `start`: what its columns that hold secrets are called, by their number,
    and the pattern of a cell. `opening` is its names and its first row: with these
    before them, other rows of it are a table, too."""

    opening: str
    start: int
    secret: dict[int, str]
    cell: re.Pattern[str]


def table_in(text: str) -> Table | None:
    """The table with secrets that `text` is, or begins with; None for no such table."""
    line = text[:_LONGEST_HEADER].partition("\n")
    if not line[1]:
        return None
    for sign, cell in _CELLS.items():
        names = line[0].rstrip("\r").split(sign.lstrip("\\"))
        if len(names) < 2:
            continue
        found = [_NAME.fullmatch(name) for name in names]
        if not all(found):
            continue
        called = [one[1].strip() for one in found if one is not None]
        secret = {at: label_for(name) for at, name in enumerate(called) if _tells(name)}
        end = _end_of_first_row(text, len(line[0]) + 1, len(called), cell) if secret else 0
        if end:
            return Table(text[:end], len(line[0]) + 1, secret, cell)
    return None


def secrets_in_table(text: str) -> Iterator[Span]:
    """The cells in the columns of a table whose name means a secret, also of files in a multipart form."""
    table = table_in(text)
    if table is not None:
        yield from _in_rows(text, table)
    elif "filename=" in text:
        for head in _FILE.finditer(text):
            end = text.find("\n--", head.end())
            part = text[head.end() : end if end >= 0 else len(text)]
            inner = table_in(part)
            if inner is not None:
                for span in _in_rows(part, inner):
                    yield replace(span, start=span.start + head.end(), end=span.end + head.end())


def _in_rows(text: str, table: Table) -> Iterator[Span]:
    column, at = 0, table.start
    while at < len(text):
        found = table.cell.match(text, at)
        if found is None:
            # No cell as it should be: the next line may be one again.
            at = text.find("\n", at) + 1
            column = 0
            if not at:
                return
            continue
        group = 1 if found[1] is not None else 2
        value = found[group]
        if column in table.secret and len(value) >= 4 and value.lower() not in _NO_VALUE:
            yield Span(*found.span(group), table.secret[column], len(value))
        column = 0 if found[3][:1] in ("\r", "\n") else column + 1
        at = found.end()


def _tells(name: str) -> bool:
    return len(name.split()) <= _MOST_WORDS and is_secret_name(name)


def _end_of_first_row(text: str, start: int, columns: int, cell: re.Pattern[str]) -> int:
    """Where the row that begins at `start` ends, if it has as many cells as there are `columns`; 0 if not."""
    at = start
    for number in range(1, columns + 1):
        found = cell.match(text, at)
        if found is None:
            return 0
        at = found.end()
        if found[3][:1] in ("", "\r", "\n"):
            return at if number == columns else 0
    return 0
