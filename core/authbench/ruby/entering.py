"""The way into the evaluator and out of it: what a call for the host sets up, which error it ends with, and
that nothing of what the code had built stays behind.

An error's traceback holds every variable of the code that failed, and a window keeps its errors. So those of
the outermost call leave without, and what a limit ended gives up its variables even where they hold each
other. (Python must not be asked for cycles here: that would free the window's objects on a run's thread.)
"""

from __future__ import annotations

from contextvars import Token
from types import TracebackType
from typing import TYPE_CHECKING

from authbench.errors import AuthbenchError, Location
from authbench.ruby.calling import ProcCalls
from authbench.ruby.errors import LimitExceeded, RubyError
from authbench.ruby.limits import Meter, running
from authbench.ruby.scopes import Frame, Signal
from authbench.ruby.stacks import frames_in_use
from authbench.ruby.values import Raised, RException, RProc

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.syntax.base import Node

_BODY = ProcCalls.run_proc.__code__
_DATA = ("receiver", "key", "args")
"""What an exception keeps of the code's own values for a `rescue`; nobody asks for it afterwards."""


class Entered:
    """A call for the host, as a context: of `proc`, or of the file itself."""

    __slots__ = ("_frames", "_interp", "_meter", "_node", "_outer", "_proc", "_token")

    _token: Token[Meter | None]
    _meter: Meter
    _outer: Meter | None
    _node: Node | None
    _frames: int

    def __init__(self, interp: Interpreter, proc: RProc | None) -> None:
        self._interp = interp
        self._proc = proc

    def __enter__(self) -> None:
        interp = self._interp
        self._outer = outer = running.get()
        self._meter, self._node = interp.meter, interp.node
        meter = outer if outer is not None else Meter(interp.limits, interp.environment.check)
        self._token = running.set(meter)
        self._frames, interp.meter = meter.frames, meter
        meter.frames = frames_in_use()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        told = error
        try:
            if error is not None:
                told = self._told(error)
        finally:
            self._leave()
        if told is None or error is None:
            return
        if self._outer is None and isinstance(told, AuthbenchError):
            if isinstance(told, LimitExceeded):
                _empty(traceback)
            release(told)
            release(error)
        if told is not error:
            # Its traceback leads to this frame, which must lead to nothing.
            error = traceback = None
            try:
                raise told from None
            finally:
                del told

    def _leave(self) -> None:
        interp, meter = self._interp, self._interp.meter
        try:
            if self._outer is None:
                for end in meter.standing:
                    end()
        finally:
            meter.frames = self._frames
            interp.meter, interp.node = self._meter, self._node
            running.reset(self._token)

    def _told(self, error: BaseException) -> BaseException:
        """What the host is told for what came up."""
        if isinstance(error, Raised):
            return self._uncaught(error.exception)
        if isinstance(error, RecursionError):
            return self._placed(self._interp.meter.too_deep())
        if isinstance(error, MemoryError | OverflowError):
            return self._placed(LimitExceeded("This code made a value too big to handle."))
        if isinstance(error, LimitExceeded):
            return self._placed(error)
        if isinstance(error, Signal) and self._outer is None:
            return RubyError(
                RException("LocalJumpError", "break from proc-closure", location=self._interp.location)
            )
        return error

    def _uncaught(self, exception: RException) -> AuthbenchError:
        if exception.location is None and self._proc is not None:
            exception.location = self._proc.location
        if exception.original is not None:
            if exception.original.location is None:
                exception.original.location = exception.location
            return exception.original
        return RubyError(exception)

    def _placed(self, error: LimitExceeded) -> LimitExceeded:
        if error.location is None:
            error.location = self._interp.location
        if error.location is None:
            # Of the file as a whole: it was too deeply nested to be looked at.
            error.location = (
                Location(self._interp.program.file, 1, 1) if self._proc is None else self._proc.location
            )
        return error


def _empty(traceback: TracebackType | None) -> None:
    """Let go of the variables of every body under way: what a limit ended goes on nowhere."""
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_code is _BODY:
            body = frame.f_locals.get("frame")
            if isinstance(body, Frame):
                body.vars.clear()
        traceback = traceback.tb_next


def release(error: BaseException) -> None:
    """Let an error, and those that led to it, hold on to nothing of the code that failed."""
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = None
        todo += [one.__cause__, one.__context__]
        if isinstance(one, RubyError | Raised):
            exception: RException | None = one.exception
            while exception is not None and id(exception) not in seen:
                seen.add(id(exception))
                for name in _DATA:
                    exception.fields.pop(name, None)
                todo.append(exception.original)
                exception = exception.cause
