"""What happens to the fields that code computes: they are on their way, or the code failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from authbench.errors import Code
from authbench_gui.definition_view.problems import place_text
from authbench_gui.theme.widgets import label
from authbench_gui.wording import breakable

if TYPE_CHECKING:
    from authbench.definition import Problem

BUSY_TEXT = "Working out which fields come next…"


class FollowingLine(QWidget):
    """Under the field that asked for computed fields, or under the form where none did."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = label(BUSY_TEXT, "muted", wrap=True)
        self.trouble = label("", "warning", wrap=True, selectable=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.busy)
        layout.addWidget(self.trouble)
        self.show_state(busy=False, trouble="")

    def show_state(self, *, busy: bool, trouble: str) -> None:
        """Say that code computes fields, and what it said when it failed last."""
        self.busy.setVisible(busy)
        self.trouble.setText(breakable(trouble))
        self.trouble.setVisible(bool(trouble) and not busy)
        self.trouble.setAccessibleName(trouble)
        self.setVisible(busy or bool(trouble))


def trouble_text(problems: tuple[Problem, ...]) -> str:
    """What went wrong with computed fields, each with its place. That a program may not run is said once."""
    told = [
        problem.message if problem.location is None else f"{problem.message} ({place_text(problem.location)})"
        for problem in problems
        if problem.code != Code.TRUST_REQUIRED
    ]
    if len(told) < len(problems):
        told.append("Fields that the definition's code makes appear here once you trust it.")
    return "\n".join(told)
