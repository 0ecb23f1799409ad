"""Where local variables live while code runs, and the signals of `break`, `next`, `return` and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authbench.ruby.values import HostObject, RException, RMatch, RProc, Value

if TYPE_CHECKING:
    from authbench.ruby.interpreter import Interpreter


class Frame:
    """One running body: the file, a lambda or a block.

    `parent` is the frame the body closes over. `home` is the frame of the lambda (or file) it belongs to:
    what `return` leaves. `matches` is where `$~` is kept: lambdas inside a lambda share that of the outermost
    one, as in Ruby; those of the file do not share it, since they may run in several threads. `proc` is the
    proc that runs here.
    """

    __slots__ = (
        "_home",
        "_matches",
        "active",
        "block",
        "error",
        "interp",
        "last_match",
        "parent",
        "proc",
        "self_object",
        "vars",
    )

    def __init__(
        self,
        interp: Interpreter,
        parent: Frame | None,
        self_object: HostObject | None,
        proc: RProc | None,
        own_home: bool,
    ) -> None:
        self.interp = interp
        self.vars: dict[str, Value] = {}
        self.parent = parent
        self.self_object = self_object
        self.proc = proc
        # None for this frame itself: one that held itself would stay, with all that its variables hold,
        # until somebody looks for cycles.
        self._home: Frame | None = None if own_home or parent is None else parent.home
        self._matches: Frame | None = None if parent is None or parent.parent is None else parent.matches
        self.active = True
        self.last_match: RMatch | None = None
        self.block: RProc | None = None
        self.error: RException | None = None

    @property
    def home(self) -> Frame:
        """The frame of the lambda or file that this belongs to."""
        return self._home or self

    @property
    def matches(self) -> Frame:
        """The frame that keeps `$~`."""
        return self._matches or self

    @property
    def root(self) -> Frame:
        """The file's own frame: where constants that the file defines are kept."""
        here = self
        while here.parent is not None:
            here = here.parent
        return here


class Signal(Exception):
    """Base of what leaves a body early without being an error."""


class BreakSignal(Signal):
    """`break` in a block: leaves the call that the block was given to."""

    def __init__(self, proc: RProc | None, value: Value) -> None:
        super().__init__()
        self.proc = proc
        self.value = value


class NextSignal(Signal):
    """`next` in a block or lambda: its value for this call."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class ReturnSignal(Signal):
    """`return`: leaves the lambda whose frame is `home`."""

    def __init__(self, home: Frame, value: Value) -> None:
        super().__init__()
        self.home = home
        self.value = value


class LoopBreak(Signal):
    """`break` in `while`, `until` or `for`."""

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value


class LoopNext(Signal):
    """`next` in `while`, `until` or `for`."""


class RetrySignal(Signal):
    """`retry` in a rescue clause."""


class RedoSignal(Signal):
    """`redo` in a block or loop."""


class ThrowSignal(Signal):
    """`throw`."""

    def __init__(self, tag: Value, value: Value) -> None:
        super().__init__()
        self.tag = tag
        self.value = value
