"""Whether the window is shown to an audience, and what that forbids.

This is the one place that knows. It is never remembered: a window that opens is not presenting.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton

NOT_COPIED = "Secrets are not copied while presenting."
KEYS = "F11"


class Presenting(QObject):
    """`on` while presenting. `changed` - it began or ended; before that is shown, all that showed a secret
    has hidden it: `starting` asks for it."""

    starting = Signal()
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on = False

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
