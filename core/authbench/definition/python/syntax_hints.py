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
    if "forgot a comma" in message or line_without_comma(error, lines):
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


def line_without_comma(error: SyntaxError, lines: Sequence[str]) -> int | None:
    """The line before, where it ends an entry without a comma and the line of `error` starts another: two
    texts in a row are one to Python, which then complains a line too late."""
    line = error.lineno or 0
    if not (error.msg or "").startswith("invalid syntax") or not 0 < line <= len(lines):
        return None
    before = next((number for number in range(line - 1, 0, -1) if lines[number - 1].strip()), None)
    if before is None or not _LITERAL_START.match(lines[line - 1]):
        return None
    return before if lines[before - 1].rstrip().endswith(("}", "]", ")", '"', "'")) else None
