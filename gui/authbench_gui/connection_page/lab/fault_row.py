"""One fault in the lab: what it is, what can be chosen, and the button that tries it."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from authbench.connection.lab import FaultFacts, Parameters
from authbench_gui.theme.widgets import button, label, restyle

_WORDS = {
    "status": "Status",
    "body": "Body",
    "slow_seconds": "Seconds",
    "skew_seconds": "Seconds ahead",
}


class FaultRow(QWidget):
    """Shows a fault. `run_requested(Fault)`."""

    run_requested = Signal(object)

    def __init__(self, facts: FaultFacts) -> None:
        super().__init__()
        self.facts = facts
        self.run = button("Run", "small", f"Run: {facts.title}")
        self.run.setObjectName(f"lab.run.{facts.fault}")
        self.run.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.run.clicked.connect(lambda: self.run_requested.emit(facts.fault))
        self.edits: dict[str, QLineEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(facts.title, "strong", wrap=True), 1)
        head.addWidget(self.run, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(label(facts.sentence, "caption", wrap=True))
        if facts.parameters:
            column.addLayout(self._parameters())

    def chosen(self, given: Parameters) -> Parameters | None:
        """What is typed here, on top of `given`; None where something of it cannot be, which is marked."""
        for name, edit in self.edits.items():
            value = _value(name, edit.text())
            if value is None:
                restyle(edit, "problem", True)
                edit.setFocus(Qt.FocusReason.OtherFocusReason)
                return None
            given = replace(given, **{name: value})  # type: ignore[arg-type]
        return given

    def set_enabled(self, enabled: bool) -> None:
        """Whether it can be tried now."""
        self.run.setEnabled(enabled)

    def _parameters(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        plain = Parameters()
        for row, name in enumerate(self.facts.parameters):
            value = getattr(plain, name)
            edit = QLineEdit(value if isinstance(value, str) else f"{value:g}")
            edit.setObjectName(f"lab.{self.facts.fault}.{name}")
            edit.setAccessibleName(f"{self.facts.title}: {_WORDS[name]}")
            edit.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            if name != "body":
                edit.setMaximumWidth(96)
            edit.textChanged.connect(self._unmark)
            self.edits[name] = edit
            grid.addWidget(label(_WORDS[name], "caption"), row, 0)
            grid.addWidget(edit, row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    @Slot()
    def _unmark(self) -> None:
        for edit in self.edits.values():
            restyle(edit, "problem", False)


def number(text: str, least: float, most: float) -> float | None:
    """A number within bounds, as a person writes it; None where it is none."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) and least <= value <= most else None


def _value(name: str, text: str) -> str | int | float | None:
    if name == "body":
        return text
    if name == "status":
        status = number(text, 400, 599)
        return int(status) if status is not None and status.is_integer() else None
    return number(text, 0, 60) if name == "slow_seconds" else number(text, -10_000_000, 10_000_000)
