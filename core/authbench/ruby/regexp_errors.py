"""What is wrong with a pattern, in Ruby's words."""

from __future__ import annotations

from typing import Final

_WORDS: Final = (
    ("bad character range", "empty range in char class"),
    ("unknown property", "invalid character property name"),
    ("multiple repeat", "target of repeat operator is invalid"),
    ("nothing to repeat", "target of repeat operator is not specified"),
    ("invalid group reference", "invalid backref number/name"),
    ("unknown group", "invalid backref number/name"),
    ("ambiguous group reference", "multiplex definition name call"),
    ("missing group name", "group name is empty"),
    ("bad character in group name", "invalid group name <>"),
    ("unterminated character set", "premature end of char-class"),
    ("missing )", "invalid conditional pattern"),
)
"""The beginnings of what the engine says to a pattern that the translation let pass, and what Ruby says."""


class PatternError(Exception):
    """A pattern that Ruby refuses, or that has no counterpart here (`unsupported`)."""

    def __init__(self, message: str, *, unsupported: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.unsupported = unsupported


def ruby_message(error: Exception) -> str:
    """The engine's own refusal of a pattern in Ruby's words."""
    said = str(error)
    return next((ruby for own, ruby in _WORDS if said.startswith(own)), "invalid pattern")
