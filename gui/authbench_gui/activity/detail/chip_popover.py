"""What a chip stands for, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label

if TYPE_CHECKING:
    from authbench.journal import Span


class ChipPopover(QFrame):
    """Opens beside a chip. `filter_requested(text)` - a filter that finds where else the secret appears."""

    filter_requested = Signal(str)

    def __init__(self, theme: Theme, clipboard: SecretClipboard, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme = theme
        self._clipboard = clipboard
        self._at: QPoint | None = None
        self.setObjectName("chip.popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Hidden value")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 10, 12, 10)
        self._layout.setSpacing(6)

    def fill(self, span: Span, text: str, *, filterable: bool) -> None:
        """Say what a chip, whose text is given, stands for, and what it offers; where there is a log to
        filter (`filterable`), also that."""
        from authbench.journal.chips import alias_text

        alias = alias_text(span.label, span.number)
        self._layout.addLayout(self._head(span, alias))
        count = f"{span.length:,} character{'' if span.length == 1 else 's'}, hidden"
        self._layout.addWidget(label(f"{count}, with {span.beside}" if span.beside else count, "caption"))
        self.add_action("Copy placeholder", lambda: self._clipboard.copy_text(text))
        if span.number and filterable:
            wanted = f'secret:"{alias}"'
            self.add_action("Show where else it appears", lambda: self.filter_requested.emit(wanted))

    def open_at(self, at: QPoint) -> None:
        """Open below a place on the screen."""
        self._at = at
        self.place_again()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)
        self.focusNextChild()

    def add_action(self, text: str, call: Callable[[], None]) -> QPushButton:
        """Offer something else to do; the popover closes when it is chosen."""
        action = button(text, "link")
        action.clicked.connect(self._closing(call))
        self.add_control(action)
        return action

    def add_control(self, control: QWidget) -> None:
        """Offer something that is done in here; the popover stays open."""
        self._layout.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft)

    def add_below(self, widget: QWidget) -> None:
        """Show something below what is offered."""
        self._layout.addWidget(widget)
        self.place_again()

    def remove_below(self, widget: QWidget) -> None:
        """Take it away again."""
        self._layout.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
        self.place_again()

    def place_again(self) -> None:
        """Take the room that it needs now."""
        if self._at is None:
            return
        self.adjustSize()
        at, screen = QPoint(self._at), self.screen().availableGeometry()
        at.setX(max(screen.left(), min(at.x(), screen.right() - self.width())))
        if at.y() + self.height() > screen.bottom():
            at.setY(max(screen.top(), at.y() - self.height() - 24))
        self.move(at)

    def _closing(self, call: Callable[[], None]) -> Callable[[], None]:
        def chosen() -> None:
            self.close()
            call()

        return chosen

    def _head(self, span: Span, alias: str) -> QHBoxLayout:
        from authbench_gui.theme.icons import pixmap

        head = QHBoxLayout()
        head.setSpacing(6)
        lock = QLabel()
        text, _ = self._theme.alias_color(span.number)
        lock.setPixmap(pixmap("lock", text, 14, self.devicePixelRatioF()))
        head.addWidget(lock)
        head.addWidget(label(alias, "strong"), 1)
        return head
