"""The redactor's stand-in for what a person chose to see as it is. Only revealing may use it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from authbench.errors import AuthbenchError, Location
from authbench.events import Failure, Header, HttpExchange
from authbench.journal.chips import Redacted, Span
from authbench.journal.redaction import Redactor


class Unredacted(Redactor):
    """Asked like a `Redactor`, and hides nothing. It knows no secrets and learns none."""

    def add(self, value: str, label: str) -> None:
        """Nothing: there is nothing to be hidden."""

    def know_also(self, other: Redactor) -> None:
        """Nothing."""

    def labels(self) -> frozenset[str]:
        """None: there are no chips."""
        return frozenset()

    def overhear(self, exchange: HttpExchange) -> None:
        """Nothing either."""

    def contains(self, content: bytes | str) -> bool:
        """False: nothing counts as secret."""
        return False

    def spans(self, text: str) -> list[Span]:
        """No places."""
        return []

    def redact(self, text: str) -> Redacted:
        """The text as it is."""
        return Redacted(text)

    def text(self, text: str) -> str:
        """The text as it is."""
        return text

    def url(self, url: str) -> Redacted:
        """The URL as it is."""
        return Redacted(url)

    def short_url(self, url: str) -> Redacted:
        """The URL without its scheme."""
        _, mark, rest = url.partition("://")
        return Redacted(rest if mark else url)

    def header(self, name: str, value: str) -> Redacted:
        """The value as it is."""
        return Redacted(value)

    def headers(self, headers: Iterable[Header]) -> tuple[tuple[str, Redacted], ...]:
        """The fields as they are."""
        return tuple((name, Redacted(value)) for name, value in headers)

    def named(self, name: str, value: str) -> Redacted:
        """The value as it is."""
        return Redacted(value)

    def json(self, text: str) -> Redacted:
        """The text as it is."""
        return Redacted(text)

    def form(self, text: str) -> Redacted:
        """The text as it is."""
        return Redacted(text)

    def xml(self, text: str) -> Redacted:
        """The text as it is."""
        return Redacted(text)

    def part(self, text: str, start: int, end: int, kind: str = "text") -> Redacted:
        """That part as it is."""
        return Redacted(text[start:end])

    def hidden(self, text: str, kind: str = "text") -> list[tuple[int, int]]:
        """No places."""
        return []

    def plain(self, value: Any, name: str = "") -> Any:
        """The value itself."""
        return value

    def error(self, error: AuthbenchError | Failure) -> Failure:
        """The error with its texts as they are."""
        if isinstance(error, Failure):
            return error
        return Failure(
            error.code, error.message, hint=error.hint, location=error.location, details=error.details
        )

    def location(self, location: Location | None) -> Location | None:
        """The place as it is."""
        return location
