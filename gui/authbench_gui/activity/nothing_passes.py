"""What stands in the place of the table while its filter leaves nothing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from authbench_gui.theme.widgets import button, label


class NothingPasses(QWidget):
    """Says so, with a way back."""

    def __init__(self) -> None:
        super().__init__()
        self.words = label("", "muted", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.clear = button("Clear filter", "small")
        self.clear.setObjectName("log.filter.clear")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.addStretch(1)
        layout.addWidget(self.words)
        layout.addWidget(self.clear, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.tell(searching=False)

    def tell(self, *, searching: bool) -> None:
        """Whether headers and bodies are still looked into."""
        self.words.setText("Nothing so far." if searching else "No request passes the filter.")
