"""Exit status and error output for what goes wrong before or during a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench.cli.console import say
from authbench.errors import AuthbenchError, Code, Location
from authbench.events import Failure

if TYPE_CHECKING:
    from authbench.journal import Journal, Redactor

OK, FAILED, WRONG, CANCELLED = 0, 1, 2, 130

_NO_BYTE_SENT = frozenset(
    {
        Code.USAGE,
        Code.FILE_NOT_READABLE,
        Code.SYNTAX_ERROR,
        Code.INVALID_DEFINITION,
        Code.TRUST_REQUIRED,
        Code.SETTINGS_INVALID,
        Code.SETTINGS_ENCRYPTED,
        Code.FIELDS_INVALID,
    }
)

_FIELDS_HINT = "Write them into a settings file, each by its name, and name that file with --settings."
_SPEAK_FOR_THEMSELVES = frozenset({Code.LAMBDA_ERROR, Code.CONNECTOR_ERROR, Code.CANCELLED, Code.TEST_FAILED})
_LONGEST_LINE = 240
"""Characters of a line of source that are shown; definitions may come in one line."""


def status_of(code: str, *, sent: bool = False) -> int:
    """The exit status for an error code: 2 where the call, the definition or the settings are wrong
    and no byte was sent, 130 where the person cancelled, else 1."""
    if code == Code.CANCELLED:
        return CANCELLED
    return WRONG if code in _NO_BYTE_SENT and not sent else FAILED


def say_error(
    error: AuthbenchError | Failure, message: str, hint: str | None, redactor: Redactor | None = None
) -> None:
    """The error as a terminal person reads it: place, message, source line with a caret, hint. Message and
    hint are redacted already."""
    from authbench.journal import Redactor

    redactor = redactor or Redactor()
    place = f"{error.location}: " if error.location is not None and error.location.line is not None else ""
    say(f"error: {'' if message.startswith(place) else place}{message}")
    for line in caret_lines(error.location, redactor):
        say(f"    {line}")
    if error.location is not None and error.location.path:
        say(f"  in {error.location.path}")
    if error.code == Code.FIELDS_INVALID:
        for name, problem in error.details.items():
            say(f"  {redactor.text(name)}: {redactor.text(problem)}")
        hint = _FIELDS_HINT
    if hint:
        say(f"  {hint}")
    say(f"  ({redactor.text(error.code)})")


def likeliest_cause(journal: Journal, run_id: str) -> str | None:
    """What the failure card would say first, redacted: the hint for a failure that brings none of its own
    and is about an answer. What a definition raises stands for itself."""
    explanation = journal.explain(run_id)
    if explanation is None or not explanation.causes or explanation.key in _SPEAK_FOR_THEMSELVES:
        return None
    words = "".join(f"The server says “{text}”. " for _, text in explanation.said[-1:])
    return f"{words}{explanation.causes[0].text}"


def caret_lines(location: Location | None, redactor: Redactor) -> list[str]:
    """The source line of a place with a caret under its column; tabs keep their width, and so do secrets,
    which authors do write into definitions. Of a long line, what is around the column."""
    if location is None or not location.source:
        return []
    shown = list(location.source.rstrip("\n"))
    for span in redactor.spans("".join(shown)):
        shown[span.start : span.end] = "•" * (span.end - span.start)
    column = (location.column or 1) - 1
    start = 0 if len(shown) <= _LONGEST_LINE else min(max(0, column - _LONGEST_LINE // 2), len(shown))
    end = start + _LONGEST_LINE
    cut = "…" if start else ""
    lines = [cut + "".join(shown[start:end]) + ("…" if end < len(shown) else "")]
    if location.column is not None:
        before = location.source[start:column]
        lines.append(" " * len(cut) + "".join("\t" if c == "\t" else " " for c in before) + "^")
    return lines
