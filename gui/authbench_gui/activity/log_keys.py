"""The keys of the log while it has the focus."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class LogAction(Enum):
    """What a key or an entry of the menu asks for; the value names the keys."""

    NEXT = "J"
    PREVIOUS = "K"
    FIRST = "Home"
    LAST = "End"
    FILTER = "Ctrl+F"
    PIN = "Ctrl+P"
    COPY = "Ctrl+Shift+C"
    AGAIN = "Ctrl+R"
    COMPARE = "="
    PAUSE = "Space"
    CLEAR = "Ctrl+L"


_KEYS: Final[dict[tuple[Qt.KeyboardModifier, int], LogAction]] = {
    (_NONE, Qt.Key.Key_J): LogAction.NEXT,
    (_NONE, Qt.Key.Key_K): LogAction.PREVIOUS,
    (_NONE, Qt.Key.Key_G): LogAction.FIRST,
    (_NONE, Qt.Key.Key_Home): LogAction.FIRST,
    (_SHIFT, Qt.Key.Key_G): LogAction.LAST,
    (_NONE, Qt.Key.Key_End): LogAction.LAST,
    (_CTRL, Qt.Key.Key_F): LogAction.FILTER,
    (_CTRL, Qt.Key.Key_P): LogAction.PIN,
    (_CTRL, Qt.Key.Key_R): LogAction.AGAIN,
    (_CTRL | _SHIFT, Qt.Key.Key_C): LogAction.COPY,
    (_NONE, Qt.Key.Key_Equal): LogAction.COMPARE,
    # Where "=" is typed with Shift.
    (_SHIFT, Qt.Key.Key_Equal): LogAction.COMPARE,
    (_NONE, Qt.Key.Key_Space): LogAction.PAUSE,
    (_NONE, Qt.Key.Key_P): LogAction.PAUSE,
    (_CTRL, Qt.Key.Key_L): LogAction.CLEAR,
}


def action_for(event: QKeyEvent) -> LogAction | None:
    """What a pressed key asks for; None for one that is none of the log's."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _KEYS.get((modifiers, event.key()))
