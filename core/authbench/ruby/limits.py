"""How much a lambda may do, and the meter that counts it.

A step is one call, one statement, one turn of a loop, or one element that a built-in looks at. Two million
steps take about two seconds of pure computing; real connection lambdas use a few hundred. Waiting for a
response costs nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from authbench.ruby.errors import LimitExceeded

CHECK_EVERY = 250
"""Steps between two looks at whether the run was cancelled."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one outermost call of a lambda; nested calls share them."""

    steps: int = 2_000_000
    """Steps in all."""
    seconds: float = 5.0
    """Seconds of computing (not of waiting), for what is slow in few steps."""
    depth: int = 2_000
    """Lambdas and blocks inside each other."""
    string_size: int = 10_000_000
    """Characters or bytes of one string."""
    collection_size: int = 2_000_000
    """Elements of one array or hash."""
    total_size: int = 400_000_000
    """Bytes of strings and eight times the elements of collections that built-ins made, together."""
    regexp_seconds: float = 0.5
    """Seconds that one regular expression may take on one string."""


class Meter:
    """Counts what one outermost call and everything below it does."""

    __slots__ = (
        "_check",
        "_clock",
        "_computed",
        "_thread",
        "_used",
        "depth",
        "frames",
        "fuel",
        "limits",
        "made",
        "standing",
    )

    def __init__(self, limits: Limits, check: Callable[[], None]) -> None:
        self.limits = limits
        self.fuel = CHECK_EVERY
        self.depth = 0
        self.frames = 0
        """Python frames in use on this thread, estimated from above."""
        self.made = 0
        self.standing: list[Callable[[], None]] = []
        """What ends the code that stands still between two values; called when the outermost call ends."""
        self._used = 0
        self._check = check
        self._computed = 0.0
        self._thread = threading.get_ident()
        self._clock = time.thread_time()

    def charge(self, steps: int) -> None:
        """Count `steps`. Raises LimitExceeded, or what the check raises (Cancelled)."""
        self.fuel -= steps
        if self.fuel < 0:
            self.tick()

    def tick(self) -> None:
        """Called when the fuel has run out: look for cancellation, then refill."""
        self._check()
        self._used += CHECK_EVERY - self.fuel
        if self._used > self.limits.steps:
            self.fuel = 0
            raise LimitExceeded(
                f"This code ran for more than {self.limits.steps:,} steps and was stopped.",
                hint="Look for a loop or a recursion that does not end.",
            )
        if self._seconds() > self.limits.seconds:
            self.fuel = 0
            raise LimitExceeded(
                f"This code computed for more than {self.limits.seconds:g} seconds and was stopped.",
                hint="Look for a loop that does not end, or a very slow pattern.",
            )
        self.fuel = CHECK_EVERY

    def _seconds(self) -> float:
        """Seconds computed so far, over all threads that took part."""
        now, thread = time.thread_time(), threading.get_ident()
        if thread == self._thread:
            self._computed += now - self._clock
        self._clock, self._thread = now, thread
        return self._computed

    def check_size(self, size: int, what: str) -> None:
        """Called before something of that size is made. Raises LimitExceeded."""
        text = what == "string"
        limit = self.limits.string_size if text else self.limits.collection_size
        if size > limit:
            unit = "characters" if text else "elements"
            raise LimitExceeded(f"This would make a {what} of {size:,} {unit}; the limit is {limit:,}.")
        self.add(size if text else size * 8)

    def add(self, size: int) -> None:
        """Count so many bytes as made. Raises LimitExceeded."""
        self.made += size
        if self.made > self.limits.total_size:
            raise LimitExceeded(
                f"This code built more than {self.limits.total_size:,} bytes of data and was stopped."
            )

    def too_deep(self) -> LimitExceeded:
        """What to raise when calls are nested too deeply."""
        return LimitExceeded(
            f"Calls are nested more than {self.limits.depth:,} deep (stack level too deep).",
            hint="Look for a recursion that does not end.",
        )


running: ContextVar[Meter | None] = ContextVar("authbench_ruby_meter", default=None)
"""The meter of the call under way on this thread, so that lambdas called through the host share it."""
