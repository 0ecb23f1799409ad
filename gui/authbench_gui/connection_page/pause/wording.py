"""What a pause is called."""

from __future__ import annotations

from authbench.events import PausePoint

POINTS = {
    PausePoint.BROWSER: "before the browser",
    PausePoint.TOKEN: "before the token request",
    PausePoint.CALL: "before each call",
}


def paused_where(point: PausePoint) -> str:
    """Where a run stands, as the status says it."""
    return "Paused before a call" if point is PausePoint.CALL else f"Paused {POINTS[point]}"


def what_waits(step: str, point: PausePoint) -> str:
    """What can be done there, in a sentence."""
    if point is PausePoint.BROWSER:
        return "This address opens next. What you change here is opened."
    return f"Step {step}: this goes out next. What you change here is sent byte for byte."
