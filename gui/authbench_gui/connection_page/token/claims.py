"""The claims of a token: name, value, and what it means, one below the other."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.token.times import relative
from authbench_gui.connection_page.token.values import MaskedValue, WrappedText
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import label
from authbench_gui.wording import breakable, count, exact, one_line

if TYPE_CHECKING:
    from authbench.connection.token_view.claims import ClaimView
    from authbench_gui.workspace.tokens import OnText


class ClaimRow(QWidget):
    """One claim. `wanted(row, on_text)` asks for the value of a masked one."""

    wanted = Signal(object, object)

    def __init__(self, theme: Theme, clipboard: SecretClipboard, claim: ClaimView, number: int) -> None:
        super().__init__()
        self.claim, self.number = claim, number
        self._clipboard = clipboard
        self._relative: QLabel | None = None
        self.value: MaskedValue | WrappedText | QLabel
        name = one_line(claim.name)
        self.name = label("", "key", wrap=True)
        self.name.setText(breakable(claim.name))
        self.name.setFont(theme.monospaced(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(1)
        column.addWidget(self.name)
        if claim.mask:
            self.value = MaskedValue(theme, name, f"{claim.mask} · {count(claim.length, 'character')}")
            self.value.reveal_requested.connect(self._on_reveal)
            self.value.copy_requested.connect(self._on_copy)
        elif claim.moment is not None:
            self.value = label(exact(claim.moment), selectable=True)
            self.value.setAccessibleName(f"{name}: {exact(claim.moment)}")
            set_tip(self.value, claim.text)
            self._relative = label("", "muted")
        else:
            self.value = WrappedText(theme, name)
            self.value.show_text(claim.text)
        self.name.setBuddy(self.value)
        column.addWidget(self.value)
        if self._relative is not None:
            column.addWidget(self._relative)
        if claim.meaning:
            meaning = label(claim.meaning, "caption", wrap=True)
            column.addWidget(meaning)
            self.value.setAccessibleDescription(claim.meaning)

    def tick(self, now: datetime) -> None:
        """Say how far away a time is now."""
        if self._relative is not None and self.claim.moment is not None:
            self._relative.setText(relative(self.claim.moment, now))

    def conceal(self) -> None:
        """Hide what was revealed."""
        if isinstance(self.value, MaskedValue):
            self.value.conceal()

    @Slot()
    def _on_reveal(self) -> None:
        if isinstance(self.value, MaskedValue):
            on_text: OnText = self.value.show_value
            self.wanted.emit(self, on_text)

    @Slot()
    def _on_copy(self) -> None:
        on_text: OnText = self._clipboard.copy_secret
        self.wanted.emit(self, on_text)
