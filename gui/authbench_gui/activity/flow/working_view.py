"""A calculation worked out, step by step: what goes in, what comes out, and whether that was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from authbench_gui.theme.rich_text import code_label, with_chips
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import label, restyle
from authbench_gui.wording import one_line

if TYPE_CHECKING:
    from authbench.journal.chips import Redacted
    from authbench.journal.flow.working import Step, Working


class WorkingView(QFrame):
    """Shows a `Working`. Its secrets are chips, as everywhere."""

    def __init__(self, theme: Theme, working: Working) -> None:
        super().__init__()
        self._theme = theme
        self.working = working
        self.setObjectName("flow.working")
        self.setAccessibleName(f"Worked out: {one_line(working.title)}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(code_label(theme, working.title, "strong"))
        for number, step in enumerate(working.steps, 1):
            column.addWidget(self._step(number, step))
        mark = {True: "✓ ", False: "✗ ", None: ""}[working.matches]
        self.verdict = code_label(theme, f"{mark}{working.verdict}")
        self.verdict.setObjectName("flow.verdict")
        card = QFrame()
        restyle(card, "card", {True: "note", False: "bad", None: "plain"}[working.matches])
        inner = QVBoxLayout(card)
        inner.setContentsMargins(10, 6, 10, 6)
        inner.addWidget(self.verdict)
        column.addWidget(card)
        if working.source:
            column.addWidget(label(working.source, "caption", wrap=True))

    def _step(self, number: int, step: Step) -> QWidget:
        card = QFrame()
        restyle(card, "card", "plain")
        column = QVBoxLayout(card)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(4)
        column.addWidget(label(f"{number}. {step.name}", "strong", wrap=True))
        if step.input.text:
            column.addWidget(self._value(step.input, "goes in"))
        column.addWidget(label("↓", "caption"))
        column.addWidget(self._value(step.output, "comes out"))
        if step.note:
            column.addWidget(code_label(self._theme, step.note, "caption"))
        return card

    def _value(self, value: Redacted, what: str) -> QLabel:
        shown = QLabel()
        shown.setTextFormat(Qt.TextFormat.RichText)
        shown.setWordWrap(True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setText(with_chips(self._theme, value))
        shown.setAccessibleName(f"{what}: {one_line(value.text)}")
        return shown
