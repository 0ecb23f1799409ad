"""Checking the size of what grows bit by bit."""

from __future__ import annotations

from authbench.ruby.dispatch import Call


def check_growth(call: Call, before: int, after: int, what: str = "string") -> None:
    """Check the size each time it doubles, so that growing element by element counts each element about
    once. Raises LimitExceeded."""
    if after.bit_length() != before.bit_length():
        call.check_size(after, what)
