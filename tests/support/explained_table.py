"""The table of what was expected against what came first."""

from __future__ import annotations

from collections.abc import Iterable


def off_the_diagonal(got: Iterable[tuple[str, str, str]]) -> str:
    """The rows (case, expected, got) that differ, as text; empty where the table is diagonal."""
    wrong = [(name, expected, first) for name, expected, first in got if expected != first]
    if not wrong:
        return ""
    width = max(len(name) for name, _, _ in wrong)
    lines = [f"{'case':<{width}}  {'expected':<28}  came first"]
    lines += [f"{name:<{width}}  {expected:<28}  {first}" for name, expected, first in wrong]
    return "\n".join(lines)
