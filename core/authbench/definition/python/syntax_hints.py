"""The likely cause of a syntax error, in the words of a definition's author."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RUBY = re.compile(r"\b(lambda|proc) do\b|->\s*\(|=>|^\s*end\b|\bnil\b|\bdo \|")
_LITERAL_START = re.compile(r"^\s*[\{\[\"'\w(]")


def likely_cause(error: SyntaxError, lines: Sequence[str]) -> str:
    """What to do about `error`, in one sentence."""
    message, line = error.msg or "", error.lineno or 0
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    if isinstance(error, TabError):
        return "Indent with blanks only; this line mixes them with tabs."
    if isinstance(error, IndentationError):
        if "expected an indented block" in message:
            return "Indent the body by four blanks, or write pass."
        return "Give this line the same indentation, in blanks, as the lines that it belongs to."
    if "was never closed" in message:
        return "Close this bracket; a missing one is often lines below."
    if "does not match" in message or "unmatched" in message:
        return "A bracket is missing or of the wrong kind in front of this place."
    if "unterminated" in message:
        return "Close the text with the quote that opened it; texts over several lines take three quotes."
    if "cannot mix" in message or _RUBY.search(text):
        return "This looks like Ruby. A definition in Python has the extension .py and Python's own syntax."
    if "forgot a comma" in message or (message.startswith("invalid syntax") and _comma_missing(lines, line)):
        return "A comma is probably missing at the end of the entry before this place."
    if (
        "':' expected after dictionary key" in message
        or "expression expected after dictionary key" in message
    ):
        return 'Write each entry as "key": value.'
    if "=" in text and "Maybe you meant '=='" in message:
        return 'Inside { } write "key": value; inside dict( ) write key=value.'
    if "expected ':'" in message:
        return "Put a colon at the end of the line."
    return "Look at the end of the line before, too: a comma, bracket or quote may be missing there."


def _comma_missing(lines: Sequence[str], line: int) -> bool:
    """Whether the line before ends an entry without a comma and this one starts another."""
    before = next((text for text in reversed(lines[: line - 1]) if text.strip()), "")
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    return bool(_LITERAL_START.match(here)) and before.rstrip().endswith(("}", "]", ")", '"', "'"))
