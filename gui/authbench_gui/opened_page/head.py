"""The head of an opened file: its name, what it is, and closing it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from authbench_gui.connection_page.header import Monogram
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, Pill, button


class FileHead(QWidget):
    """`close_requested` - the file is to be closed."""

    close_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.monogram = Monogram(theme)
        self.title = ElidedLabel("", "title")
        self.title.setObjectName("file.title")
        self.subtitle = ElidedLabel("", "muted")
        self.pill = Pill(theme)
        self.close_button = button("Close", name="Close the file")
        self.close_button.setObjectName("file.close")
        set_tip(self.close_button, "Close the file. It is not kept when the window is closed.")
        self.close_button.clicked.connect(self.close_requested)
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.title)
        names.addWidget(self.subtitle)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.monogram)
        layout.addLayout(names, 1)
        layout.addWidget(self.pill)
        layout.addWidget(self.close_button)

    def show_file(self, name: str, subtitle: str, kind: str) -> None:
        """Show another file."""
        self.monogram.show_name(name)
        self.title.set_text(name)
        self.subtitle.set_text(subtitle)
        self.pill.show_status(f"{kind} · read-only", "muted", "hover")
