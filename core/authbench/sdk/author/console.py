"""`print` of the author's code goes to the run's console, not to our standard output."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from authbench.sdk.author.turns import present_turn

_local = threading.local()
_lock = threading.Lock()
_users = 0


class _ByThread:
    """A standard stream that hands what the author's threads write to their console."""

    def __init__(self, original: Any) -> None:
        self.original = original

    def write(self, text: str) -> int:
        """Whole lines go to the console, the rest waits for its end."""
        lines = _authors_lines()
        if lines is not None:
            lines.add(text)
            return len(text)
        return len(text) if self.original is None else int(self.original.write(text))

    def flush(self) -> None:
        """Lines go out when they are whole."""
        if _authors_lines() is None and self.original is not None:
            self.original.flush()

    def isatty(self) -> bool:
        """Whether a terminal reads it; the console is none."""
        if _authors_lines() is not None or self.original is None:
            return False
        return bool(self.original.isatty())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.original, name)


def _authors_lines() -> _Lines | None:
    """Where the author's code writes to; None while our own is on top, in their thread too: whoever is told
    of a line or a request may well print it."""
    lines: _Lines | None = getattr(_local, "lines", None)
    turn = present_turn()
    return None if turn is not None and turn.ours else lines


class _Lines:
    def __init__(self, console: Callable[[str], None]) -> None:
        self._console = console
        self._rest = ""

    def add(self, text: str) -> None:
        *whole, self._rest = (self._rest + text).split("\n")
        if whole:
            self._print(whole)

    def end(self) -> None:
        if self._rest:
            rest, self._rest = self._rest, ""
            self._print([rest])

    def _print(self, lines: list[str]) -> None:
        turn = present_turn()
        if turn is not None:
            turn.enter()
        try:
            for line in lines:
                self._console(line)
        finally:
            if turn is not None:
                turn.leave()


@contextlib.contextmanager
def to_console(console: Callable[[str], None] | None) -> Iterator[None]:
    """What this thread prints goes to `console`, line by line; None drops it. The standard streams are
    `by_thread` meanwhile."""
    lines = _local.lines = _Lines(console or _drop)
    try:
        yield
    finally:
        _local.lines = None
        lines.end()


@contextlib.contextmanager
def by_thread() -> Iterator[None]:
    """The standard streams tell threads apart, for as long as anybody needs it. To be entered where nothing
    strikes, and left there: an exception in between would leave the streams as they are for good."""
    _install()
    try:
        yield
    finally:
        _remove()


def _drop(_line: str) -> None:
    return None


def _install() -> None:
    global _users
    with _lock:
        _users += 1
        if not isinstance(sys.stdout, _ByThread):
            sys.stdout = _ByThread(sys.stdout)
        if not isinstance(sys.stderr, _ByThread):
            sys.stderr = _ByThread(sys.stderr)


def _remove() -> None:
    global _users
    with _lock:
        _users -= 1
        if _users:
            return
        if isinstance(sys.stdout, _ByThread):
            sys.stdout = sys.stdout.original
        if isinstance(sys.stderr, _ByThread):
            sys.stderr = sys.stderr.original
