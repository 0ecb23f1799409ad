"""Notes of a run (parity, strictness, ignored redirects) and what `puts` printed, folded away."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from authbench_gui.code.view import CodeView
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, hairline
from authbench_gui.wording import count, shown

_LINES = 6


class NotesBar(QWidget):
    """One line that says how many notes there are, and unfolds them."""

    unfolded = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.head = button("", "link", "Notes of this run")
        self.head.setObjectName("notes.toggle")
        self.head.setCheckable(True)
        self.text = CodeView(theme, "Notes of this run")
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 10)
        self.text.hide()
        self._summary = ""
        self.head.toggled.connect(self._on_toggled)
        row = QHBoxLayout()
        row.setContentsMargins(14, 4, 14, 4)
        row.addWidget(self.head)
        row.addStretch(1)
        body = QHBoxLayout()
        body.setContentsMargins(14, 0, 14, 4)
        body.addWidget(self.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addLayout(body)
        layout.addWidget(hairline())
        self.hide()

    def show_notes(self, notes: list[str], console: list[str]) -> None:
        """Show redacted notes and console lines; with none the bar is not there."""
        parts = []
        if notes:
            parts.append(count(len(notes), "note"))
        if console:
            parts.append(f"{count(len(console), 'line')} printed")
        self._summary = " · ".join(parts)
        lines = [f"• {note}" for note in notes] + [f"puts  {line}" for line in console]
        self.text.show_text(shown("\n".join(lines)))
        self._on_toggled(self.head.isChecked())
        self.setVisible(bool(parts))

    @Slot(bool)
    def _on_toggled(self, unfolded: bool) -> None:
        self.head.setText(f"{'▾' if unfolded else '▸'} {self._summary}")
        self.text.setVisible(unfolded)
        self.unfolded.emit(unfolded)
