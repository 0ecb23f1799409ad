"""Regexp and MatchData."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.errors import Location

IGNORECASE = 1
EXTENDED = 2
MULTILINE = 4


class RRegexp:
    """A Ruby Regexp: its source as written and its options (1 = i, 2 = x, 4 = m).

    Matching is in `authbench.ruby.regexp`, which compiles on first use into `compiled`.
    """

    __slots__ = ("compiled", "compiled_bytes", "location", "options", "source")
    frozen = True

    def __init__(self, source: str, options: int = 0, location: Location | None = None) -> None:
        self.source = source
        self.options = options
        self.location = location
        self.compiled: Any = None
        self.compiled_bytes: Any = None

    def ruby_token(self) -> tuple[str, str, int]:
        """The key that stands for this regexp in a Hash."""
        return ("regexp", self.source, self.options)

    def __str__(self) -> str:
        from authbench.ruby.inspection import regexp_text

        return regexp_text(self)

    def __repr__(self) -> str:
        return f"RRegexp({self.source!r}, {self.options})"


class RMatch:
    """A MatchData: groups, their spans, and the string they are spans of.

    Group 0 is the whole match; a group that took no part is None with span (-1, -1).
    """

    __slots__ = ("binary", "groups", "names", "regexp", "spans", "text")

    def __init__(
        self,
        regexp: RRegexp,
        text: str | bytes,
        groups: list[str | bytes | None],
        spans: list[tuple[int, int]],
        names: dict[str, list[int]],
    ) -> None:
        self.regexp = regexp
        self.text = text
        self.groups = groups
        self.spans = spans
        self.names = names
        self.binary = isinstance(text, bytes)

    @property
    def start(self) -> int:
        """Index where the match starts."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Index after the match."""
        return self.spans[0][1]

    @property
    def pre(self) -> str | bytes:
        """What comes before the match."""
        return self.text[: self.start]

    @property
    def post(self) -> str | bytes:
        """What comes after the match."""
        return self.text[self.end :]

    def group_named(self, name: str) -> str | bytes | None:
        """The last group of that name which matched. Raises KeyError for an unknown name."""
        for index in reversed(self.names[name]):
            if self.groups[index] is not None:
                return self.groups[index]
        return None

    def __repr__(self) -> str:
        return f"RMatch({self.groups!r})"
