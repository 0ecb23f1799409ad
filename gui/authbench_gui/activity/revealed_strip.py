"""What marks a log that shows its secrets: a button in its head, and a line that stays above its rows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.icons import ThemedIcon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label, restyle

_GAP = 8
_ICON_ALONE = 28
_ANY_WIDTH = 16_777_215


class RedactionButton(QPushButton):
    """Says whether the log is redacted, in words and colour; a press asks for the other."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "small")
        self.setObjectName("log.redaction")
        self.setAutoDefault(False)
        self._icon = ThemedIcon(self, theme, "lock", "muted", 13)
        self._words = ""
        self._compact = False
        self.show_revealed(False)

    def show_revealed(self, revealed: bool) -> None:
        """Say how the log is shown."""
        self._icon.show_icon("eye" if revealed else "lock", "on_accent" if revealed else "muted")
        restyle(self, "kind", "revealed" if revealed else "small")
        self._words = "Not redacted" if revealed else "Redacted"
        self.show_compact(self._compact)
        if revealed:
            self.setAccessibleName("Secrets are visible in this log: hide them")
            set_tip(self, "Secrets are visible in this log. Press to hide them.")
        else:
            self.setAccessibleName("This log is redacted: show its secrets…")
            set_tip(self, "Secrets are hidden in this log and in all that is copied or exported. Show them…")

    def show_compact(self, compact: bool) -> None:
        """Show the icon alone, where there is no room for words."""
        self._compact = compact
        self.setText("" if compact else self._words)
        self.setMaximumWidth(_ICON_ALONE if compact else _ANY_WIDTH)

    @property
    def roomy_width(self) -> int:
        """What it needs with its words."""
        words = 0 if self.text() else self.fontMetrics().horizontalAdvance(self._words) + _GAP
        return self.sizeHint().width() + words


class RevealedStrip(QFrame):
    """Stays above the rows while they show secrets. `hide_requested` - a person had enough of that."""

    hide_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("log.revealed")
        self.setAccessibleName("Secrets are visible in this log")
        lock = QLabel()
        ThemedIcon(lock, theme, "eye", "bad", 14)
        self.words = label("Secrets are visible in this log.", "bad")
        self.hide_button = button("Hide", "small", "Hide the secrets in this log")
        self.hide_button.setObjectName("log.revealed.hide")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 14, 5)
        row.setSpacing(8)
        row.addWidget(lock)
        row.addWidget(self.words)
        row.addWidget(self.hide_button)
        row.addStretch(1)
        self.hide_button.clicked.connect(self.hide_requested)
        self.hide()
