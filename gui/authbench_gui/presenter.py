"""Whether the window is shown to an audience, and what that forbids.

This is the one place that knows. It is never remembered: a window that opens is not presenting.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton

LARGEST = 1.6
"""How much larger texts are while presenting, where there is room for it."""
ROOM = (1280, 720)
"""A window, in logical pixels, that has room for it; the smallest projectors have so much at 100 %."""
LEAST_ROOM = (800, 450)
"""A window for an audience is never smaller: there texts are as large as usual."""
NOT_COPIED = "Secrets are not copied while presenting."
KEYS = "F11"


class Presenting(QObject):
    """`on` while presenting. `changed` - it began or ended; before that is shown, all that showed a secret
    has hidden it: `starting` asks for it. `scaled` - texts have another size, since the window has."""

    starting = Signal()
    changed = Signal()
    scaled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = False
        self._scale = LARGEST

    @property
    def scale(self) -> float:
        """How much larger texts are than usual. On a screen that the system enlarges itself a window has
        less room, and they are larger already: they keep their share of it."""
        return self._scale if self._on else 1.0

    def fit(self, width: int, height: int) -> None:
        """Show to an audience in a window so large (logical pixels)."""
        share = min(width / ROOM[0], height / ROOM[1], 1.0)
        scale = max(1.0, math.floor(LARGEST * share * 10 + 1e-6) / 10)
        if scale != self._scale:
            self._scale = scale
            if self._on:
                self.scaled.emit()

    @property
    def on(self) -> bool:
        """Whether nothing secret may be shown or copied, whoever asks."""
        return self._on

    def turn(self, on: bool) -> None:
        """Begin or end."""
        if on is self._on:
            return
        self._on = on
        if on:
            self.starting.emit()
        self.changed.emit()

    @Slot()
    def toggle(self) -> None:
        """Begin, or end."""
        self.turn(not self._on)


class HeldBack(QObject):
    """Keeps a control that shows a secret off, and out of reach, while presenting."""

    def __init__(self, control: QAbstractButton | QAction, presenting: Presenting) -> None:
        super().__init__(control)
        self._control = control
        self._presenting = presenting
        presenting.starting.connect(self._hold)
        presenting.changed.connect(self._hold)
        if presenting.on:
            self._hold()

    @Slot()
    def _hold(self) -> None:
        on = self._presenting.on
        if on and self._control.isCheckable():
            self._control.setChecked(False)
        self._control.setEnabled(not on)
