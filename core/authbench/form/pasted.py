"""What comes along unseen when a value is pasted: zero-width and direction-changing characters, controls,
line breaks at the ends."""

from __future__ import annotations

import unicodedata

_JOINERS = frozenset("\u200c\u200d")
_BREAKS = "\r\n\u2028\u2029"


def without_invisible(text: str, *, one_line: bool) -> str:
    """`text` without characters that nobody can see.

    Line breaks and tabs inside stay as they are, so that a key in several lines survives; of a single line
    those at its ends go. Joiners stay where they shape letters (Persian, Indic scripts, emoji), that is
    between two characters outside ASCII.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(char for index, char in enumerate(text) if not _is_invisible(text, index))
    return kept.strip(_BREAKS) if one_line else kept


def _is_invisible(text: str, index: int) -> bool:
    char = text[index]
    if char in _JOINERS:
        before, after = text[index - 1 : index] if index else "", text[index + 1 : index + 2]
        return before <= "\x7f" or after <= "\x7f"
    return char not in "\t\r\n" and unicodedata.category(char) in ("Cf", "Cc")
