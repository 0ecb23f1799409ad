"""What the host lends the evaluator: clock, zone, console, sleep, cancellation, its errors as exceptions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from authbench.errors import AuthbenchError
from authbench.ruby.values import RException


def _nothing(_text: str) -> None:
    return


def _go_on() -> None:
    return


def _no_exception(_error: AuthbenchError) -> RException | None:
    return None


@dataclass
class Environment:
    """The outside world, as far as a definition's Ruby may see it."""

    clock: Callable[[], float] = time.time
    """Seconds since the epoch."""
    zone: str = "Pacific Time (US & Canada)"
    """The zone of `now` and of durations (SDK reference 6.1)."""
    local_zone: str = "UTC"
    """The zone of `Time.now`."""
    puts: Callable[[str], None] = field(default=_nothing)
    sleep: Callable[[float], None] = field(default=time.sleep)
    check: Callable[[], None] = field(default=_go_on)
    """Called every few hundred steps; raises Cancelled to stop the code."""
    exception_for: Callable[[AuthbenchError], RException | None] = field(default=_no_exception)
    """The Ruby exception that a host's error looks like to a `rescue`; None if none may catch it."""
