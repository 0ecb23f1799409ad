"""A strip below the header that says something about the whole page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from authbench_gui.theme.icons import ThemedIcon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, hairline, label
from authbench_gui.wording import breakable, one_line


class Banner(QWidget):
    """A warning with one thing to do. `acted` - its button was pressed."""

    acted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("page.banner")
        icon = QLabel()
        ThemedIcon(icon, theme, "warning", "warn")
        self.text = label("", wrap=True, selectable=True)
        self.action = button("", "small")
        self.action.clicked.connect(self.acted)
        row = QHBoxLayout()
        row.setContentsMargins(18, 8, 18, 8)
        row.setSpacing(8)
        row.addWidget(icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.action)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(hairline())
        self.hide()

    def tell(self, text: str, action: str = "") -> None:
        """Say something; an empty text hides the strip."""
        self.text.setText(breakable(one_line(text).replace("`", "")))
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(text))
