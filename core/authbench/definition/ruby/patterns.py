"""Ruby's regular expressions as the patterns that signals and hooks search with."""

from __future__ import annotations

from authbench.ruby import RubyError
from authbench.ruby.values import Raised, RRegexp

_FLAGS = ((4, "m"), (1, "i"), (2, "x"))


class RubyPattern:
    """A regular expression of a definition. Texts with bytes that are no UTF-8 do not break it."""

    def __init__(self, regexp: RRegexp) -> None:
        self._regexp = regexp

    @property
    def source(self) -> str:
        """The literal, with its flags."""
        flags = "".join(letter for bit, letter in _FLAGS if self._regexp.options & bit)
        return f"/{self._regexp.source}/{flags}"

    def search(self, text: str) -> bool:
        """Whether it is found anywhere. Raises RubyError for a pattern that is none, UnsupportedSyntax
        for one that uses what is not there, and LimitExceeded where matching takes too long."""
        from authbench.ruby.regexp import search

        try:
            return search(self._regexp, text) is not None
        except Raised as raised:
            raise RubyError(raised.exception) from None

    def __repr__(self) -> str:
        return f"RubyPattern({self.source})"


class TextMatcher:
    """A text that `after_error_response` uses as a pattern (4.7); a text that is no pattern is looked
    for as it is."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._pattern = RubyPattern(RRegexp(text))

    def search(self, text: str) -> bool:
        """Whether it is found anywhere."""
        try:
            return self._pattern.search(text)
        except RubyError:
            return self._text in text
