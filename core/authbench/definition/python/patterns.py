"""Python's regular expressions as the patterns that signals search with."""

from __future__ import annotations

import re
from typing import Any

_FLAGS = ((re.IGNORECASE, "i"), (re.MULTILINE, "m"), (re.DOTALL, "s"), (re.VERBOSE, "x"))


class PythonPattern:
    """A compiled pattern of a definition."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        self._pattern = pattern

    @property
    def source(self) -> str:
        """The pattern between slashes, with its flags."""
        text = self._pattern.pattern
        shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        return f"/{shown}/" + "".join(letter for flag, letter in _FLAGS if self._pattern.flags & flag)

    def search(self, text: str) -> bool:
        """Whether it is found anywhere in `text`."""
        if isinstance(self._pattern.pattern, bytes):
            return self._pattern.search(text.encode("utf-8", "surrogateescape")) is not None
        return self._pattern.search(text) is not None

    def __repr__(self) -> str:
        return f"PythonPattern({self.source})"
