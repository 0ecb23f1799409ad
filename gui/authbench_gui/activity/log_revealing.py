"""Reveals the log that is shown, after asking, and marks it as long as that lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QToolTip

from authbench_gui.activity.copy_with_secrets import CopyWithSecrets
from authbench_gui.activity.detail.chip_popover import ChipPopover
from authbench_gui.activity.detail.chip_value import ChipValue
from authbench_gui.activity.detail.message_pane import MessagePane
from authbench_gui.activity.panel import ActivityPanel
from authbench_gui.activity.recorded import Recorded
from authbench_gui.activity.run_bar import RunBar
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.dialogs.secrets_dialog import reveal_log_dialog
from authbench_gui.presenter import HeldBack
from authbench_gui.revealing import Revealing
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import restyle
from authbench_gui.workspace.connection import Connection

if TYPE_CHECKING:
    from authbench.journal import Span

_FRAME = 2


class LogRevealing(QObject):
    """Joins what is revealed and the panel that shows a connection's log."""

    def __init__(
        self, revealing: Revealing, panel: ActivityPanel, theme: Theme, clipboard: SecretClipboard
    ) -> None:
        super().__init__(panel)
        self._theme = theme
        self._clipboard = clipboard
        self._revealing = revealing
        self._panel = panel
        self._button = panel.head.redaction
        self._connection: Connection | None = None
        self._value: ChipValue | None = None
        self._button.clicked.connect(self._on_button)
        HeldBack(self._button, theme.presenting)
        panel.revealed.hide_requested.connect(self.hide)
        panel.log.clear_requested.connect(self.hide)
        revealing.changed.connect(self._on_changed)
        self.copies = CopyWithSecrets(revealing, clipboard, panel)
        self.copies.reported.connect(panel.log.reported)
        panel.log.add_copies = self.copies.add_to
        clipboard.watch(self._counts_as_secret)
        self.offer_values(panel.detail.request)
        self.offer_values(panel.detail.response)
        self.offer_values(panel.run_bar)

    def show_connection(self, connection: Connection | None) -> None:
        """Show the log of a connection as it is to be shown; None: nothing that could be revealed."""
        self._connection = connection
        self._button.setVisible(connection is not None)
        self._panel.show_recorded(self._recorded())
        self._mark()

    @Slot()
    def hide(self) -> None:
        """Hide the secrets again."""
        if self._connection is None:
            return
        at_strip = self._panel.revealed.hide_button.hasFocus()
        self._revealing.reveal_log(self._connection.id, False)
        if at_strip:
            self._button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def offer_values(self, pane: MessagePane | RunBar) -> None:
        """Let the chips of a text show and give what is behind them."""
        pane.popover_opening.connect(self._on_popover)

    @Slot(object, object)
    def _on_popover(self, popover: ChipPopover, span: Span) -> None:
        # The chips of an opened file are numbered by its maker; what they stood for is not here.
        hidden = self._revealing.presenting.on
        if span.number and self._connection is not None and not hidden:
            self._value = ChipValue(popover, span, self._revealing, self._theme, self._clipboard)

    def _counts_as_secret(self) -> bool:
        return self._shows_secrets() or (self._value is not None and self._value.showing)

    def _shows_secrets(self) -> bool:
        return self._connection is not None and self._revealing.is_revealed(self._connection.id)

    @Slot()
    def _on_button(self) -> None:
        connection = self._connection
        if connection is None:
            return
        if self._revealing.is_revealed(connection.id):
            self.hide()
            return
        dialog = reveal_log_dialog(self._panel.window(), connection.name)
        dialog.confirmed.connect(lambda: self._revealing.reveal_log(connection.id, True))
        dialog.open()

    @Slot(str)
    def _on_changed(self, connection_id: str) -> None:
        if self._connection is None or connection_id != self._connection.id:
            return
        if not self._shows_secrets():
            self._clipboard.forget_selection()
        # A tool tip stays for some seconds, whatever becomes of what it tells of.
        QToolTip.hideText()
        recorded = self._recorded()
        if recorded is not None:
            self._panel.look_again(recorded)
        self._mark()

    def _recorded(self) -> Recorded | None:
        connection = self._connection
        journal = self._revealing.journal_for(connection.id) if connection is not None else None
        if connection is None or journal is None:
            return None
        revealed = self._revealing.is_revealed(connection.id)
        redacted = self._revealing.journal if revealed else None
        return Recorded(connection.activity, journal, redacted=redacted)

    def _mark(self) -> None:
        revealed = self._shows_secrets()
        self._button.show_revealed(revealed)
        self._panel.head.fit()
        self._panel.revealed.setVisible(revealed)
        restyle(self._panel.ground, "revealed", revealed)
        layout = self._panel.ground.layout()
        if layout is not None:
            frame = _FRAME if revealed else 0
            layout.setContentsMargins(frame, frame, frame, frame)
