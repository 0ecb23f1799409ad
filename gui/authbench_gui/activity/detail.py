"""The detail pane: request and response of one exchange side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from authbench_gui.activity.messages import MessageTexts, Text, request_texts, response_texts
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.code.view import CodeView
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, TabStrip, button, icon_button
from authbench_gui.wording import one_line, shown

if TYPE_CHECKING:
    from authbench.errors import Location
    from authbench.journal import ExchangeView

_HEADERS_TAB = 2
_PANE_WIDTH = 280
"""What a message needs for its tabs to stand side by side."""


class MessagePane(QWidget):
    """One message: its overview, body, headers, and as it went over the wire."""

    def __init__(self, theme: Theme, name: str, clipboard: SecretClipboard) -> None:
        super().__init__()
        self._name = name
        self._clipboard = clipboard
        self._texts: MessageTexts | None = None
        self._nothing = ""
        self.setAccessibleName(name)
        self.tabs = TabStrip((name, "Body", "Headers", "Raw"), name)
        self.copy = icon_button(theme, "copy", f"Copy the {name.lower()} as shown (redacted)", 14)
        self.view = CodeView(theme, f"{name} text")
        self.view.setObjectName(f"detail.{name.lower()}")
        self.foot = ElidedLabel("", "caption")
        self.link = button("", "link")
        self.link.hide()
        self.tabs.chosen.connect(self._show)
        self.copy.clicked.connect(self._on_copy)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.copy)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.foot, 1)
        foot.addWidget(self.link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 8, 9, 8)
        layout.setSpacing(4)
        layout.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(2, 0, 2, 0)
        inner.addWidget(self.view, 1)
        inner.addLayout(foot)
        layout.addLayout(inner, 1)

    def show_message(self, texts: MessageTexts | None, nothing: str) -> None:
        """Show a message; where there is none, say `nothing`."""
        self._texts, self._nothing = texts, nothing
        number = f" {texts.header_count}" if texts is not None else ""
        self.tabs.rename(_HEADERS_TAB, f"Headers{number}")
        self._show()

    def show_foot(self, text: str) -> None:
        """The quiet line at the end."""
        self.foot.set_text(text)
        self.foot.setVisible(bool(text))

    @Slot()
    def _show(self) -> None:
        texts = self._texts
        if texts is None:
            self.view.show_text(self._nothing, wrap=True)
            self.copy.setEnabled(False)
            return
        self.copy.setEnabled(True)
        text: Text = (texts.overview, texts.body, texts.headers, texts.raw)[self.tabs.current]
        self.view.show_text(text.content, text.sections)

    @Slot()
    def _on_copy(self) -> None:
        selected = self.view.textCursor().selection().toPlainText()
        self._clipboard.copy_text(selected or self.view.toPlainText())


class DetailPane(QSplitter):
    """Shows one exchange. `place_requested(location)` asks for the lambda that made it."""

    place_requested = Signal(object)

    def __init__(self, theme: Theme, clipboard: SecretClipboard) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.request = MessagePane(theme, "Request", clipboard)
        self.response = MessagePane(theme, "Response", clipboard)
        self.addWidget(self.request)
        self.addWidget(self.response)
        self.setSizes([500, 500])
        self._made: Location | None = None
        self.setMinimumWidth(_PANE_WIDTH)
        self.request.link.clicked.connect(self._on_line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room for both, else one below the other."""
        wide = event.size().width() >= 2 * _PANE_WIDTH
        wanted = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if self.orientation() is not wanted:
            self.setOrientation(wanted)
            self.setSizes([500, 500])
        super().resizeEvent(event)

    def show_exchange(self, view: ExchangeView | None) -> None:
        """Show an exchange; None clears the pane."""
        self._made = None
        if view is None:
            self.request.show_message(None, "")
            self.response.show_message(None, "")
            self.request.show_foot("")
            self.response.show_foot("")
            self.request.link.hide()
            return
        self.request.show_message(request_texts(view), "")
        self.response.show_message(response_texts(view), _no_response(view))
        made = view.location
        line = made.line if made is not None else None
        self._made = made if line is not None else None
        self.request.link.setVisible(line is not None)
        self.request.link.setText(f"Show line {line}")
        where = f"sent to {view.sent_to}" if view.sent_to else ""
        by = one_line(made.path) if made is not None and made.path else ""
        self.request.show_foot(" · ".join(part for part in (by, where) if part))
        notes = " · ".join(one_line(note) for note in view.notes)
        tls = view.tls.version if view.tls is not None else ""
        self.response.show_foot(" · ".join(part for part in (view.timing, tls, notes) if part))

    @Slot()
    def _on_line(self) -> None:
        if self._made is not None:
            self.place_requested.emit(self._made)


def _no_response(view: ExchangeView) -> str:
    if view.error is not None:
        return f"No response.\n{shown(view.error)}"
    if view.row.status_class == "browser":
        return "This happened in your browser."
    return "Waiting for the response…"
