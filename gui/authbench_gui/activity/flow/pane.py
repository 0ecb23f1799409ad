"""One picture with what it is of; beside another one it says that above it."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from authbench.journal.flow.picture import Message
from authbench_gui.activity.flow.canvas import FlowCanvas
from authbench_gui.activity.flow.following import RunFollowing
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, button


class FlowPane(QWidget):
    """`exchange_opened(id)` - a message was opened; `close_wanted`; `drawn` - there is another picture."""

    exchange_opened = Signal(int)
    close_wanted = Signal()
    drawn = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.canvas = FlowCanvas(theme)
        self.following = RunFollowing(self)
        self.following.changed.connect(self._on_picture)
        self.caption = ElidedLabel("", "strong")
        self.close_button = button("Close", "small", "Close this picture")
        self.close_button.setObjectName("flow.close_beside")
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(14, 5, 14, 5)
        head.addWidget(self.caption, 1)
        head.addWidget(self.close_button)
        # As high with a button as without: two pictures stand at the same height.
        policy = self.close_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.close_button.setSizePolicy(policy)
        self._head.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self.canvas, 1)
        self.canvas.row_opened.connect(self._on_opened)
        self.close_button.clicked.connect(self.close_wanted)

    def show_caption(self, text: str, *, closable: bool = False) -> None:
        """Say what it is of; nothing where it is alone."""
        self.caption.set_text(text)
        self._head.setVisible(bool(text))
        self.close_button.setVisible(closable)

    @Slot()
    def _on_picture(self) -> None:
        begun = time.perf_counter()
        self.canvas.show_picture(self.following.picture)
        self.drawn.emit()
        self.following.leave_room(time.perf_counter() - begun)

    @Slot(int)
    def _on_opened(self, number: int) -> None:
        row = self.canvas.row
        if isinstance(row, Message) and row.exchange_id is not None:
            self.exchange_opened.emit(row.exchange_id)
