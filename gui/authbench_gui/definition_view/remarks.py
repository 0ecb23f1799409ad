"""What a definition that can be used has wrong with it all the same, below its text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from authbench_gui.definition_view.problems import place_text
from authbench_gui.theme.rich_text import code_label
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import count

if TYPE_CHECKING:
    from authbench.definition import Problem

_MOST = 50
_HEIGHT = 190
"""At most, in pixels: the text above is what this view is for."""


class Remarks(QScrollArea):
    """A line for each error and warning, with its place as a link. `place_requested(Location)`. The Tab key
    comes here from `text`."""

    place_requested = Signal(object)

    def __init__(self, theme: Theme, text: QWidget) -> None:
        super().__init__()
        self._theme, self._text = theme, text
        self._shown: tuple[Problem, ...] = ()
        self.setObjectName("definition.remarks")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setMaximumHeight(_HEIGHT)
        content = QWidget()
        content.setObjectName("scrolled")
        content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._layout = QVBoxLayout(content)
        self._layout.setContentsMargins(18, 8, 18, 10)
        self._layout.setSpacing(2)
        self.setWidget(content)
        self.hide()

    def sizeHint(self) -> QSize:
        """As high as its lines, so that few of them leave the room to the text."""
        width = max(1, self.viewport().width())
        return QSize(width, min(_HEIGHT, self._layout.heightForWidth(width)))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what is worth mending."""
        told = remarks_of(problems)
        if told == self._shown:
            return
        self._shown = told
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if told:
            self._layout.addWidget(label(count(len(told), "problem"), "strong"))
        for problem in told[:_MOST]:
            self._add(problem)
        if len(told) > _MOST:
            self._layout.addWidget(label(f"… and {len(told) - _MOST} more", "muted"))
        self._layout.addStretch(1)
        self.setVisible(bool(told))
        self.updateGeometry()
        before = self._text
        for press in self.findChildren(QPushButton):
            if not press.isHidden():
                QWidget.setTabOrder(before, press)
                before = press

    def _add(self, problem: Problem) -> None:
        place = problem.location
        if place is not None and place.line is not None:
            press = button(place_text(place).partition(" · ")[0], "link", f"Show line {place.line}")
            press.clicked.connect(lambda _=False: self.place_requested.emit(place))
            self._layout.addSpacing(4)
            self._layout.addWidget(press, 0, Qt.AlignmentFlag.AlignLeft)
        text = f"{problem.message}. {problem.fix}" if problem.fix else problem.message
        self._layout.addWidget(code_label(self._theme, text))


def remarks_of(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Those that want mending, errors first; what is only worth knowing is left out."""
    return tuple(
        problem for wanted in ("error", "warning") for problem in problems if problem.severity == wanted
    )
