"""Deep recursion without deep stacks.

Python allows about a thousand nested frames on a thread, and raising that limit lets C code overflow the
real stack. So when a definition's calls come near it, the next call goes on on a thread of its own, which
starts with an empty stack, while this one waits. The run's context variables go along.
"""

from __future__ import annotations

import contextvars
import sys
import threading
from collections.abc import Callable
from typing import Any

RESERVE = 250
"""Frames kept free for built-ins and the host."""
FRAMES_A_CALL = 14
"""Python frames between a call's node and the body that it runs, at most."""


def frame_room() -> int:
    """How many Python frames evaluation may use on one thread."""
    return sys.getrecursionlimit() - RESERVE


def frames_in_use() -> int:
    """How many Python frames this thread uses now."""
    frame = sys._getframe()
    count = 0
    while frame is not None:
        count += 1
        frame = frame.f_back  # type: ignore[assignment]
    return count


def on_fresh_stack(work: Callable[[], Any]) -> Any:
    """Run `work` on a thread of its own and give its result, or raise what it raised."""
    outcome: list[Any] = []
    failure: list[BaseException] = []

    def body() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # noqa: BLE001 - carried over to the waiting thread, whatever it is
            failure.append(error)

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(body,), name="ruby-stack", daemon=True)
    thread.start()
    thread.join()
    if not failure:
        return outcome[0]
    try:
        raise failure[0]
    finally:
        # The error knows this frame and this frame the error: whatever the code had built would stay.
        failure.clear()
