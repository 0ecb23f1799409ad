"""The source of a definition, read-only, with the line that something is about."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from authbench_gui.code.languages import Language
from authbench_gui.code.view import CodeView, Section
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import label
from authbench_gui.workspace.definitions import Definition


class DefinitionView(QWidget):
    """Shows the file as it is now. A mark stays until the text changes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.caption = label("", "caption")
        self.caption.setContentsMargins(18, 0, 14, 0)
        self.code = CodeView(theme, "Source of the definition", numbered=True)
        self.code.setObjectName("definition.code")
        self._digest = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.caption)
        layout.addWidget(self.code, 1)

    def show_definition(self, definition: Definition | None) -> None:
        """Show a definition's source."""
        if definition is None:
            self._digest = ""
            self.caption.setText("")
            self.code.show_text("")
            return
        state = (
            "read-only · watching for changes"
            if not definition.stale
            else "broken now · last good version in use"
        )
        self.caption.setText(state)
        if definition.digest != self._digest:
            self._digest = definition.digest
            language = Language.RUBY if str(definition.path).endswith(".rb") else Language.PLAIN
            self.code.show_text(definition.source, (Section(0, language),))

    def show_line(self, line: int, *, bad: bool = False) -> None:
        """Mark a line (counted from 1) and bring it into view."""
        self.code.mark_line(line, "bad_soft" if bad else "accent_soft")
