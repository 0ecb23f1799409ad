"""What is wrong with a definition, readable: what, where, the line itself with a caret, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from authbench.errors import AuthbenchError, Location
from authbench_gui.theme.assistive import keep_tab_place
from authbench_gui.theme.rich_text import code_label
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import shown

if TYPE_CHECKING:
    from authbench.definition import Problem

_MAX_CARDS = 20
_SNIPPET = 40
"""Characters of a source line: what fits beside the log."""


class ProblemsPanel(QScrollArea):
    """A card for each error of a definition. `place_requested(location)` asks for its line."""

    place_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("definition.problems")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setObjectName("scrolled")
        content.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._layout = QVBoxLayout(content)
        self._layout.setContentsMargins(18, 8, 18, 18)
        self._layout.setSpacing(10)
        self.setWidget(content)

    def show_problems(self, intro: str, problems: Sequence[Problem], error: AuthbenchError | None) -> None:
        """Show what keeps a definition from being used."""
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._layout.addWidget(label(intro, "strong", wrap=True))
        if error is not None:
            self._layout.addWidget(self._card(error.message, error.location, error.hint, error.location))
        errors = [problem for problem in problems if problem.severity == "error"]
        for problem in errors[:_MAX_CARDS]:
            self._layout.addWidget(
                self._card(problem.message, problem.location, problem.fix, problem.location)
            )
        if len(errors) > _MAX_CARDS:
            self._layout.addWidget(label(f"… and {len(errors) - _MAX_CARDS} more", "muted"))
        self._layout.addStretch(1)
        keep_tab_place(self)

    def _card(self, message: str, location: Location | None, fix: str | None, at: Location | None) -> QWidget:
        card = QFrame()
        card.setProperty("card", "bad")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(code_label(self._theme, message, "bad"))
        if location is not None:
            place = label(place_text(location), "caption", wrap=True, selectable=True)
            place.setObjectName("problem.place")
            layout.addWidget(place)
            snippet = caret_text(location)
            if snippet:
                source = label(snippet, selectable=True)
                source.setObjectName("problem.source")
                source.setFont(self._theme.monospaced())
                source.setStyleSheet(f"font-family: '{self._theme.monospaced().family()}'; font-size: 12px;")
                layout.addWidget(source)
        if fix:
            layout.addWidget(code_label(self._theme, fix))
        if at is not None and at.line is not None:
            line = at.line
            press = button(f"Show line {line}", "small")
            press.clicked.connect(lambda _=False: self.place_requested.emit(at))
            row = QHBoxLayout()
            row.addWidget(press)
            row.addStretch(1)
            layout.addLayout(row)
        return card


def place_text(location: Location) -> str:
    """`connector.rb:12:5`, with the file's name alone: the header has its folder."""
    name = location.file.replace("\\", "/").rsplit("/", 1)[-1]
    parts = [name, *(str(part) for part in (location.line, location.column) if part is not None)]
    text = ":".join(parts)
    return f"{text} · {location.path}" if location.path else text


def caret_text(location: Location, width: int = _SNIPPET) -> str:
    """The line of the problem with a caret under the column, without the indentation; at most `width`
    characters of it."""
    if not location.source:
        return ""
    source = location.source.rstrip("\n")
    indent = len(source) - len(source.lstrip())
    text = shown(source[indent:].replace("\t", " "))
    column = (location.column or 1) - 1 - indent
    if len(text) > width:
        start = max(0, min(column - width // 2, len(text) - width))
        text, column = text[start : start + width], column - start
    return f"{text}\n{' ' * max(0, column)}^"
