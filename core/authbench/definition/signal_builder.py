"""`refresh_on` and `detect_on` lists, with what in them can never match (SDK reference 4.5)."""

from __future__ import annotations

import re
from http import HTTPStatus

from authbench.definition.findings import Findings
from authbench.definition.problems import Severity
from authbench.definition.signals import Signal, TextPattern
from authbench.definition.tree import Table, kind_of

_PHRASES = frozenset(status.phrase for status in HTTPStatus) | {
    "Request Entity Too Large",
    "Unprocessable Entity",
    "I'm A Teapot",
}
_TITLE = re.compile(r"\d{3} (.+)")


def read_signals(table: Table, key: str, findings: Findings) -> tuple[Signal, ...]:
    """The entries of a scalar or list; what is neither number, text nor pattern is left out."""
    value = table.get(key)
    if value is None:
        return ()
    signals: list[Signal] = []
    for entry in value if isinstance(value, list) else [value]:
        if entry is None:
            continue
        if isinstance(entry, bool) or not isinstance(entry, int | str | TextPattern):
            findings.at(
                Severity.ERROR,
                "wrong_type",
                f"'{key}' takes numbers, texts and regular expressions; {kind_of(entry)} never matches",
                table,
                key,
            )
            continue
        signals.append(entry)
        if key == "refresh_on":
            _check_refresh_on(entry, table, findings)
    if key == "detect_on" and any(isinstance(signal, int) for signal in signals):
        findings.at(
            Severity.INFO,
            "detect_on_status",
            "Numbers in 'detect_on' have no effect: only successful answers reach it",
            table,
            key,
            fix="Put status numbers into 'refresh_on'.",
        )
    return tuple(signals)


def _check_refresh_on(signal: Signal, table: Table, findings: Findings) -> None:
    if not isinstance(signal, str):
        return
    text = signal.strip()
    title = _TITLE.fullmatch(text)
    if text.isdigit():
        findings.at(
            Severity.WARNING,
            "refresh_on_never",
            f"'{signal}' in 'refresh_on' is a text and never matches a status",
            table,
            "refresh_on",
            fix=f"Write {text} without quotes.",
        )
    elif len(text) > 1 and text.startswith("/") and text.rstrip("imx").endswith("/"):
        findings.at(
            Severity.WARNING,
            "refresh_on_never",
            f"\"{signal}\" in 'refresh_on' is a text, not a regular expression, and never matches",
            table,
            "refresh_on",
            fix="Remove the quotes around the regular expression.",
        )
    elif (title.group(1) if title else text) not in _PHRASES and not text.startswith(("{", "[", "<", '"')):
        findings.at(
            Severity.WARNING,
            "refresh_on_never",
            f"'{signal}' in 'refresh_on' matches only an answer whose whole body is this text",
            table,
            "refresh_on",
            fix=f"To find it anywhere in the answer, write /{re.escape(text)}/.",
        )
