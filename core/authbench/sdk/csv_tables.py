"""`workato.csv.parse` and `csv.generate`, by the rules of Ruby's csv library (SDK reference 6.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from authbench.encoding import to_text, utf8
from authbench.sdk.errors import (
    CsvFileTooBig,
    CsvFileTooManyLines,
    CsvFormatError,
    HelperArgumentError,
    UndefinedStdLibMethod,
)

_MAX_BYTES = 30 * 1024 * 1024
_MAX_LINES = 65_000
_ROW_END = re.compile(r"\r\n|\r|\n")

FUNCTIONS = frozenset({"parse", "generate"})
"""Names that `workato.csv.` answers to."""


class Csv:
    """What `workato.csv` is in a lambda. Any other name raises UndefinedStdLibMethod. `check` is
    called for every row read and may raise `Cancelled`."""

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise UndefinedStdLibMethod(name, "workato.csv")

    def parse(
        self,
        text: Any,
        *,
        headers: Any,
        col_sep: str | None = None,
        row_sep: str | None = None,
        quote_char: str | None = None,
        skip_blanks: bool | None = None,
        skip_first_line: bool = False,
    ) -> list[dict[str, Any]]:
        """The rows as hashes. `headers` is true (the first row), a list, or a line of names.

        Raises CsvFormatError for malformed text, CsvFileTooBig and CsvFileTooManyLines for too much of it,
        HelperArgumentError for options.
        """
        source = to_text(text)
        size = len(utf8(source))
        if size > _MAX_BYTES:
            raise CsvFileTooBig(f"CSV file is too big. Max allowed: 30 MB, got: {size / 1024 / 1024:.3g} MB")
        if headers is None or headers is False:
            raise HelperArgumentError("headers must be true, a list of names, or a line of names")
        dialect = _Dialect(col_sep, row_sep or _row_end(source), quote_char)
        rows = (row for row in dialect.rows(source) if row or not skip_blanks)
        names = _names(headers, dialect, rows)
        result: list[dict[str, Any]] = []
        for index, row in enumerate(rows):
            self._check()
            if index == 0 and skip_first_line:
                continue
            if index == _MAX_LINES:
                raise CsvFileTooManyLines(f"CSV file has too many lines. Max allowed: {_MAX_LINES}")
            result.append(_as_hash(names, row))
        return result

    def generate(
        self,
        rows: Iterable[Any],
        *,
        text: Any = None,
        headers: Sequence[Any] | None = None,
        col_sep: str | None = None,
        row_sep: str | None = None,
        quote_char: str | None = None,
        force_quotes: bool | None = None,
    ) -> str:
        """`rows` (lists, or hashes by header) as CSV after `text`, below a line of `headers`."""
        if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
            raise HelperArgumentError("rows must be a list, or come from a block")
        if headers is not None and not isinstance(headers, list | tuple):
            raise HelperArgumentError("headers must be a list of names")
        dialect = _Dialect(col_sep, row_sep or "\n", quote_char)
        names = [to_text(name) for name in headers or ()]
        lines = [to_text(text)]
        if names:
            lines.append(dialect.line(names, force=bool(force_quotes)))
        for row in rows:
            values = [row.get(name) for name in names] if isinstance(row, dict) and names else row
            if isinstance(values, dict):
                values = list(values.values())
            if not isinstance(values, list | tuple):
                raise HelperArgumentError("a row must be a list or a hash")
            lines.append(dialect.line(values, force=bool(force_quotes)))
        return "".join(lines)


class _Dialect:
    def __init__(self, separator: str | None, row_end: str, quote: str | None) -> None:
        for given in (separator, row_end, quote):
            if given is not None and not isinstance(given, str):
                raise HelperArgumentError("col_sep, row_sep and quote_char must be of type String")
        self.separator = "," if separator is None else separator
        self.row_end = row_end
        self.quote = '"' if quote is None else quote
        if not self.separator:
            raise HelperArgumentError(":col_sep must be 1 or more characters")
        if len(self.quote) != 1:
            raise HelperArgumentError(":quote_char has to be nil or a single character String")
        quote_text = re.escape(self.quote)
        # A field that is quoted, or the plain text up to the next separator or row end.
        self._quoted = re.compile(f"{quote_text}((?:[^{quote_text}]|{quote_text}{quote_text})*){quote_text}")
        self._stop = re.compile(f"{re.escape(self.separator)}|{re.escape(row_end)}")
        self._needs_quotes = re.compile(f"[\r\n{re.escape(self.separator)}{quote_text}]")

    def rows(self, source: str) -> Iterator[list[str | None]]:
        at, line = 0, 1
        while at < len(source):
            row, at = self._row(source, at, line)
            line += 1
            yield row

    def _row(self, source: str, at: int, line: int) -> tuple[list[str | None], int]:
        if source.startswith(self.row_end, at):
            return [], at + len(self.row_end)
        fields: list[str | None] = []
        while True:
            field, at = self._field(source, at, line)
            fields.append(field)
            if source.startswith(self.separator, at):
                at += len(self.separator)
                continue
            return fields, at + len(self.row_end) if at < len(source) else at

    def _field(self, source: str, at: int, line: int) -> tuple[str | None, int]:
        if source.startswith(self.quote, at):
            match = self._quoted.match(source, at)
            if match is None:
                raise CsvFormatError(f"Unclosed quoted field in line {line}.")
            end = match.end()
            if end < len(source) and self._stop.match(source, end) is None:
                raise CsvFormatError(f"Any value after quoted field isn't allowed in line {line}.")
            return match.group(1).replace(self.quote * 2, self.quote), end
        stop = self._stop.search(source, at)
        end = len(source) if stop is None else stop.start()
        field = source[at:end]
        if self.quote in field:
            raise CsvFormatError(f"Illegal quoting in line {line}.")
        stray = re.search(r"[\r\n]", field)
        if stray is not None:
            shown = "\\r" if stray.group() == "\r" else "\\n"
            raise CsvFormatError(f'Unquoted fields do not allow new line <"{shown}"> in line {line}.')
        return field or None, end

    def line(self, values: Sequence[Any], *, force: bool) -> str:
        return self.separator.join(self._written(value, force) for value in values) + self.row_end

    def _written(self, value: Any, force: bool) -> str:
        if value is None:
            return self.quote * 2 if force else ""
        text = to_text(value)
        if force or not text or self._needs_quotes.search(text):
            return f"{self.quote}{text.replace(self.quote, self.quote * 2)}{self.quote}"
        return text


def _row_end(source: str) -> str:
    match = _ROW_END.search(source)
    return "\n" if match is None else match.group()


def _names(headers: Any, dialect: _Dialect, rows: Iterator[list[str | None]]) -> list[str]:
    if headers is True:
        return [to_text(name) for name in next(rows, [])]
    if isinstance(headers, str):
        return [to_text(name) for name in next(dialect.rows(headers), [])]
    if not isinstance(headers, list | tuple):
        raise HelperArgumentError("headers must be true, a list of names, or a line of names")
    return [to_text(name) for name in headers]


def _as_hash(names: list[str], row: list[str | None]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for index in range(max(len(names), len(row))):
        name = names[index] if index < len(names) else ""
        result.setdefault(name, row[index] if index < len(row) else None)
    return result
