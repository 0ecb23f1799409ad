"""The line below a picture: how it stands, and how large it is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.widgets import ElidedLabel, button


class FlowFoot(QWidget):
    """`zoom_wanted(steps)`, `whole_wanted` - at 100 %, `fit_wanted`; `reason_wanted` - why the run failed."""

    zoom_wanted = Signal(int)
    whole_wanted = Signal()
    fit_wanted = Signal()
    reason_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told = ElidedLabel("", "caption")
        self.told.setObjectName("flow.told")
        self.reason = button("Why it failed", "link")
        self.reason.setObjectName("flow.reason")
        self.reason.hide()
        self.smaller = button("−", "small", "Smaller")
        set_tip(self.smaller, "Smaller (Ctrl+-)")
        self.whole = button("100 %", "small", "Show at 100 %")
        set_tip(self.whole, "How large it is shown; a click shows it at 100 %")
        self.larger = button("+", "small", "Larger")
        set_tip(self.larger, "Larger (Ctrl++)")
        self.fit = button("Fit", "small", "Fit all of it in")
        set_tip(self.fit, "Show all of it (Ctrl+0)")
        self.fit.setCheckable(True)
        for name, control in (
            ("smaller", self.smaller),
            ("whole", self.whole),
            ("larger", self.larger),
            ("fit", self.fit),
        ):
            control.setObjectName(f"flow.{name}")
        self.whole.setMinimumWidth(58)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 14, 4)
        row.setSpacing(6)
        row.addWidget(self.told, 1)
        row.addWidget(self.reason)
        for control in (self.smaller, self.whole, self.larger, self.fit):
            row.addWidget(control)
        self.smaller.clicked.connect(lambda: self.zoom_wanted.emit(-1))
        self.larger.clicked.connect(lambda: self.zoom_wanted.emit(1))
        self.whole.clicked.connect(self.whole_wanted)
        self.fit.clicked.connect(self.fit_wanted)
        self.reason.clicked.connect(self.reason_wanted)

    def show_zoom(self, zoom: float, *, fitted: bool) -> None:
        """How large it is shown."""
        self.whole.setText(f"{round(zoom * 100)} %")
        self.whole.setAccessibleDescription(f"Now at {round(zoom * 100)} %")
        self.fit.setChecked(fitted)

    def tell(self, text: str, *, failed: bool) -> None:
        """How the run stands."""
        self.told.set_text(text)
        self.reason.setVisible(failed)
