"""What all dialogs share: a title, contents, a place for what is wrong, and the two buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import shown


class DialogFrame(QDialog):
    """A window-modal dialog. `confirmed` is emitted by the main button; the owner closes it with
    `accept` or says with `tell_problem` why not."""

    confirmed = Signal()

    def __init__(self, parent: QWidget, title: str, action: str, width: int = 460) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(width)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.problem = label("", "problem", wrap=True, selectable=True)
        self.problem.hide()
        self.cancel = button("Cancel")
        self.ok = button(action, "primary")
        self.ok.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.ok.clicked.connect(self._on_ok)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.ok)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(14)
        layout.addWidget(label(title, "title"))
        layout.addLayout(self.body, 1)
        layout.addWidget(self.problem)
        layout.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        """The buttons are made before the controls that stand above them; Tab reaches them after those."""
        super().showEvent(event)
        last = self.previousInFocusChain()
        while last is not None and last is not self and not last.focusPolicy() & Qt.FocusPolicy.TabFocus:
            last = last.previousInFocusChain()
        if last is not None and last not in (self, self.ok):
            self.setTabOrder(last, self.cancel)
            self.setTabOrder(self.cancel, self.ok)

    def tell_problem(self, text: str) -> None:
        """Say why the dialog stays."""
        self.problem.setText(shown(text))
        self.problem.setVisible(bool(text))

    def add_field(self, caption: str, widget: QWidget, hint: str = "") -> None:
        """Add a labelled control."""
        block = QVBoxLayout()
        block.setSpacing(4)
        head = label(caption, "strong")
        head.setBuddy(widget)
        widget.setAccessibleName(caption)
        block.addWidget(head)
        block.addWidget(widget)
        if hint:
            block.addWidget(label(hint, "caption", wrap=True))
        self.body.addLayout(block)

    @Slot()
    def _on_ok(self) -> None:
        self.tell_problem("")
        self.confirmed.emit()
