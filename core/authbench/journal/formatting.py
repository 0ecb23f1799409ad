"""Sizes, durations and phases in the words of the log."""

from __future__ import annotations

from authbench.events import Phases


def size_text(count: int | None) -> str:
    """Bytes for people: `41 B`, `1.2 KB`, `3.4 MB`; `–` where there are none."""
    if not count:
        return "–"
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.1f} KB"
    return f"{count / 1024 / 1024:.1f} MB"


def sizes_text(wire: int, decoded: int) -> str:
    """Bytes as they travelled and, where that differs, after decoding: `412 B, 1.3 KB decoded`."""
    if not wire or not decoded or wire == decoded:
        return size_text(wire or decoded)
    return f"{size_text(wire)}, {size_text(decoded)} decoded"


def duration_text(seconds: float | None) -> str:
    """Seconds for people: `<1 ms`, `22 ms`, `9.4 s`, `2 min 5 s`; `–` where nothing was timed."""
    if seconds is None:
        return "–"
    if seconds < 0.0005:
        return "<1 ms"
    if seconds < 0.9995:
        return f"{round(seconds * 1000)} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def phases_text(phases: Phases) -> str:
    """`connect 3 ms · TLS – · send 1 ms · wait 78 ms · receive 2 ms`; empty where nothing was timed."""
    named = [
        ("connect", phases.connect),
        ("TLS", phases.tls),
        ("send", phases.send),
        ("wait", phases.wait),
        ("receive", phases.receive),
    ]
    if phases.dns is not None:
        named.insert(0, ("DNS", phases.dns))
    if all(seconds is None for _, seconds in named):
        return ""
    return " · ".join(f"{name} {duration_text(seconds)}" for name, seconds in named)
