"""Verdicts in the few words that the window has room for."""

from __future__ import annotations

from authbench.connection.lab import Ending, Mood, Verdict
from authbench_gui.theme.theme import Role
from authbench_gui.wording import count

MOODS: dict[Mood, tuple[str, Role, Role]] = {
    Mood.GOOD: ("Fine", "ok", "ok_soft"),
    Mood.FAIR: ("To look at", "warn", "warn_soft"),
    Mood.BAD: ("To mend", "bad", "bad_soft"),
    Mood.NONE: ("Not tried", "muted", "hover"),
}
"""What each mood is called, and its colour on its ground."""

_BY = {"refresh": "refresh", "acquire": "acquire", "token_url": "standard OAuth refresh", "": "nothing"}


def rule_line(verdict: Verdict) -> str:
    """Which rule fired and what renewed, in one line; empty where none fired."""
    rule = verdict.rule
    if rule is None:
        return ""
    pattern = rule.pattern or "(none listed: every refusal counts)"
    return f"{rule.name} {pattern} · found in: {rule.matched} · renewed by: {_BY[rule.renewed_by]}"


def figures_line(verdict: Verdict) -> str:
    """What was stored, whether the repeated request was accepted, and how many requests there were."""
    if verdict.ending is Ending.NOT_POSSIBLE:
        return ""
    stored = f"stored: {', '.join(verdict.stored)}" if verdict.stored else "nothing stored"
    again = {True: "retry accepted", False: "retry refused", None: "no retry"}[verdict.retried]
    return f"{stored} · {again} · {count(verdict.renewals, 'renewal')} · {count(verdict.requests, 'request')}"


def summary_line(verdicts: list[Verdict]) -> str:
    """How many verdicts of each mood there are."""
    moods = [verdict.mood for verdict in verdicts]
    parts = [f"{moods.count(mood)} {said.lower()}" for mood, (said, _, _) in MOODS.items() if mood in moods]
    return f"{count(len(verdicts), 'verdict')}: {', '.join(parts)}"
