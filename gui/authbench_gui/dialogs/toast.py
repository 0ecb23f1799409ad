"""A short message at the bottom of the window, with one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from authbench_gui.presenter import Presenting
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import one_line

STAYS_MS = 10_000
_WIDTH = 640


class Toast(QFrame):
    """Floats over the window until it is acted on, dismissed, or its time is up."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "toast")
        self.setObjectName("toast")
        self.text = label("", wrap=True)
        self.action = button("Undo", "small")
        self.action.setObjectName("toast.action")
        self.dismiss = button("Dismiss", "small", "Dismiss the message")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 10, 8)
        layout.setSpacing(10)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.action)
        layout.addWidget(self.dismiss)
        self._act: Callable[[], None] | None = None
        self._presenting: Presenting | None = None
        self._redact: Callable[[str], str] = str
        self.action.clicked.connect(self._on_action)
        self.dismiss.clicked.connect(self.hide)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(STAYS_MS)
        self.timer.timeout.connect(self.hide)
        self.hide()

    def heed(self, presenting: Presenting) -> None:
        """Before an audience, hide what is known as a secret whoever tells it; what is shown already, too."""
        self._presenting = presenting
        presenting.starting.connect(self._on_starting)

    def redact_with(self, redact: Callable[[str], str]) -> None:
        """What hides secrets in a text, from now on."""
        self._redact = redact

    def tell(self, text: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Show a message, with a button where there is something to do."""
        self._show_text(text)
        self._act = act
        self.action.setText(action)
        self.action.setVisible(act is not None)
        self.place()
        self.show()
        self.raise_()
        self.timer.start()

    def place(self) -> None:
        """Stand at the bottom of the window, in the middle."""
        parent = self.parentWidget()
        if parent is None:
            return
        width = min(_WIDTH, parent.width() - 40)
        layout = self.layout()
        height = self.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            height = layout.heightForWidth(width)
        self.setGeometry((parent.width() - width) // 2, parent.height() - height - 44, width, height)

    def _show_text(self, text: str) -> None:
        if self._presenting is not None and self._presenting.on:
            text = self._redact(text)
        self.text.setText(one_line(text))
        self.setAccessibleName(one_line(text))

    @Slot()
    def _on_starting(self) -> None:
        self._show_text(self.text.text())

    @Slot()
    def _on_action(self) -> None:
        act, self._act = self._act, None
        self.hide()
        if act is not None:
            act()
