"""How the window says durations, sizes, times and foreign text."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from authbench.errors import AuthbenchError

_VISIBLE_CONTROLS = {"\n", "\t"}
_LONG_WORD = re.compile(r"\S{29,}")
_PIECES = re.compile(r".{1,12}", re.DOTALL)


def shown(text: str) -> str:
    """Foreign text with invisible and direction-changing characters made visible, so that nothing
    can pose as something else (`⟨U+202E⟩`)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        f"⟨U+{ord(char):04X}⟩"
        if unicodedata.category(char) in ("Cf", "Cc", "Co", "Cs") and char not in _VISIBLE_CONTROLS
        else char
        for char in text
    )


def breakable(text: str) -> str:
    """Foreign text for a label that wraps: in a word too long for any line there may be a break
    (an invisible one, U+200B) after every few characters."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(_PIECES.findall(word[0])), shown(text))


def one_line(text: str) -> str:
    """Foreign text on one line, for labels and table cells."""
    return shown(" ".join(text.split()))


def said(error: AuthbenchError) -> str:
    """An error and what to do about it, in one line."""
    return " ".join(part for part in (error.message, error.hint) if part)


def duration(seconds: float | None) -> str:
    """`22 ms`, `9.4 s`, `2 min 5 s`; `–` for an unknown one."""
    if seconds is None:
        return "–"
    if seconds < 0.0995:
        return f"{max(1, round(seconds * 1000))} ms"
    if seconds < 0.9995:
        return f"{round(seconds * 1000)} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def clock(seconds: float) -> str:
    """`0:14`, `58:12`, `1:02:07`; for countdowns and waiting times."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size(octets: int) -> str:
    """`33 B`, `1.2 KB`, `5.4 MB`; `–` for nothing."""
    if octets <= 0:
        return "–"
    if octets < 1000:
        return f"{octets} B"
    if octets < 1_000_000:
        return f"{octets / 1000:.1f} KB"
    return f"{octets / 1_000_000:.1f} MB"


def count(number: int, noun: str) -> str:
    """`1 request`, `6 requests`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def local_time(moment: datetime) -> datetime:
    """A moment in this machine's zone; as it is where that has no such day: what never ends ends in 9999."""
    try:
        return moment.astimezone()
    except (OverflowError, ValueError, OSError):
        return moment


def ago(moment: datetime, now: datetime) -> str:
    """`just now`, `5 min ago`, `14:02`, `Nov 20`."""
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    local, today = local_time(moment), now.astimezone().date()
    if local.date() == today:
        return local.strftime("%H:%M")
    return f"{local:%b} {local.day}" if local.year == today.year else local.strftime("%Y-%m-%d")


def exact(moment: datetime) -> str:
    """The exact local time, for hovering."""
    return local_time(moment).strftime("%Y-%m-%d %H:%M:%S %Z")


def moment_of(text: str | datetime | None) -> datetime | None:
    """A time given as ISO 8601 text or as itself; None where there is none or it cannot be read."""
    if not text:
        return None
    if isinstance(text, datetime):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def tool_tip(text: str) -> str:
    """Foreign text for a tool tip. Qt guesses whether a tip is HTML; this decides it: all escaped."""
    import html

    return f'<div style="white-space: pre-wrap">{html.escape(shown(text))}</div>' if text else ""
