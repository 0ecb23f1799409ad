"""Taking values one by one from code that gives them out by calling a block.

Ruby does this with a fiber. Here the code runs on a thread of its own that stands still whenever a value was
taken; exactly one of the two threads runs at any time, so that nothing is shared at once.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Generator
from typing import Any, Final

from authbench.ruby.dispatch import Call
from authbench.ruby.values import RArray, RProc, Value

_COST: Final = 10_000
"""Steps charged for a thread: a run can hold some two hundred of them."""
_FRESH_FRAMES: Final = 10

_COST_OF_A_VALUE: Final = 50
"""Steps charged for the way from one thread to the other and back."""

Values = list[Any]


class _Abandoned(BaseException):
    """Raised where the code stands still when nobody wants its further values."""


class _Turns:
    """Whose turn it is: the taker's or the giver's, each with its own depth of calls."""

    def __init__(self, call: Call, work: Callable[[RProc], Value]) -> None:
        self.meter = call.interp.meter
        self.work = work
        self.given: Values | None = None
        self.result: Value = None
        self.failure: BaseException | None = None
        self.ended = self.abandoned = False
        self._taker, self._giver = threading.Semaphore(0), threading.Semaphore(0)
        self._thread: threading.Thread | None = None
        self._giver_frames, self._giver_depth = _FRESH_FRAMES, call.interp.meter.depth

    def resume(self) -> None:
        """Let the code run until it gives the next value or ends."""
        frames, depth = self.meter.frames, self.meter.depth
        self.meter.frames, self.meter.depth = self._giver_frames, self._giver_depth
        if self._thread is None:
            context = contextvars.copy_context()
            self._thread = threading.Thread(
                target=context.run, args=(self._run,), name="ruby-steps", daemon=True
            )
            self._thread.start()
        else:
            self._giver.release()
        self._taker.acquire()
        self._giver_frames, self._giver_depth = self.meter.frames, self.meter.depth
        self.meter.frames, self.meter.depth = frames, depth

    def _run(self) -> None:
        try:
            self.result = self.work(RProc.of(self._give))
        except _Abandoned:
            pass
        except BaseException as error:  # noqa: BLE001 - carried over to the taker, whatever it is
            self.failure = error
        self.ended = True
        self._taker.release()

    def _give(self, _interp: Any, values: Values, _keywords: dict[str, Value]) -> Value:
        if self.abandoned:
            raise _Abandoned
        self.given = values
        self._taker.release()
        self._giver.acquire()
        if self.abandoned:
            raise _Abandoned
        return None

    def abandon(self) -> None:
        """End the code where it stands."""
        self.abandoned = True
        if self._thread is not None and not self.ended:
            self.resume()


def values_stepwise(call: Call, work: Callable[[RProc], Value]) -> Generator[Values, None, Value]:
    """The values that `work` gives the block it is called with, several at once as one list; its own result
    is the generator's. Raises what the code raises."""
    call.charge(_COST)
    turns = _Turns(call, work)
    call.interp.meter.standing.append(turns.abandon)
    try:
        while not turns.abandoned:
            call.charge(_COST_OF_A_VALUE)
            turns.resume()
            if turns.failure is not None:
                raise turns.failure
            if turns.ended:
                return turns.result
            if turns.given is not None:
                yield turns.given
    finally:
        turns.abandon()
    return turns.result


def packed(values: Values) -> Value:
    """What a block with one parameter sees of several values."""
    return values[0] if len(values) == 1 else RArray(values) if values else None
