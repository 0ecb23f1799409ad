"""What can be done with a picture, in the head of the activity panel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from authbench_gui.presenter import KEYS as PRESENT_KEYS
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.widgets import ElidedButton, button

_NARROW = 390
"""Pixels below which the words are shorter."""


class FlowHead(QWidget):
    """Which run, beside which other, with explanations, and as a file. `runs_wanted(menu)`,
    `others_wanted(menu)` and `export_wanted(menu)` - a menu opens and is to be filled;
    `explain_wanted(on)`."""

    runs_wanted = Signal(QMenu)
    others_wanted = Signal(QMenu)
    export_wanted = Signal(QMenu)
    explain_wanted = Signal(bool)
    present_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.runs = ElidedButton("Run ▾", "small", "Choose a run")
        self.runs.setObjectName("flow.runs")
        self.beside = button("Side by side ▾", "small", "Side by side with another run")
        self.beside.setObjectName("flow.beside")
        set_tip(self.beside, "Show another run beside this one, of this connection or of an opened case")
        self.present = button("Presenter mode", "small", "Presenter mode")
        self.present.setObjectName("flow.present")
        set_tip(self.present, f"Large, for an audience, and no secret can be shown ({PRESENT_KEYS})")
        self.present.clicked.connect(self.present_wanted)
        self._presenting, self._present_words = False, "Presenter mode"
        self.explain = button("Explain steps", "small", "Explain steps")
        self.explain.setObjectName("flow.explain_steps")
        self.explain.setCheckable(True)
        set_tip(self.explain, "Say what happens at each step, and why")
        self.export = button("Export ▾", "small", "Export the picture")
        self.export.setObjectName("flow.export")
        set_tip(self.export, "Save the picture as SVG, PNG, PDF, Mermaid or a page that plays it")
        for control, wanted in (
            (self.runs, self.runs_wanted.emit),
            (self.beside, self.others_wanted.emit),
            (self.export, self.export_wanted.emit),
        ):
            _add_menu(control, wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 7, 14, 7)
        row.setSpacing(6)
        row.addStretch(1)
        for control in (self.runs, self.present, self.beside, self.explain, self.export):
            row.addWidget(control)
        self.explain.toggled.connect(self.explain_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self.beside.setText("Beside ▾" if narrow else "Side by side ▾")
        self.explain.setText("Explain" if narrow else "Explain steps")
        self.present.setText("Present" if narrow and not self._presenting else self._present_words)

    def show_presenting(self, on: bool) -> None:
        """What the button of the presenter mode does now."""
        self._presenting = on
        self._present_words = "End presenting" if on else "Presenter mode"
        self.present.setText(self._present_words)
        self.present.setAccessibleName(self._present_words)

    def show_run(self, name: str, *, several: bool, drawn: bool) -> None:
        """Which run is shown, and whether there are others."""
        self.runs.setText(f"{name} ▾")
        self.runs.setAccessibleName(f"Choose a run; {name} is shown")
        self.runs.setVisible(several)
        for control in (self.beside, self.export):
            control.setEnabled(drawn)


def _add_menu(control: QPushButton, fill: Callable[[QMenu], None]) -> None:
    menu = QMenu(control)
    menu.aboutToShow.connect(lambda: fill(menu))
    control.setMenu(menu)
