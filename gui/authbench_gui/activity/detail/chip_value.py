"""The value behind a chip: shown in its popover for a moment, copied, or taken apart where it is a signed
token."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from authbench_gui.activity.detail.chip_popover import ChipPopover
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.revealing import Revealing
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from authbench.connection.token_view.jwt import Jwt
    from authbench.journal import Journal, Span
    from authbench_gui.workspace.tokens import OnText

HIDE_AFTER_MS = 30_000
_WIDTH = 440
_CLAIMS_HEIGHT = 300
_GONE = "This value is not kept any more."


class ChipValue(QObject):
    """Adds to a popover what shows, copies and decodes its value. The value is asked for when it is wanted,
    and is only in the widget that shows it, until that is hidden, the popover closes, or half a minute is
    over."""

    def __init__(
        self,
        popover: ChipPopover,
        span: Span,
        revealing: Revealing,
        theme: Theme,
        clipboard: SecretClipboard,
        hide_after_ms: int = HIDE_AFTER_MS,
    ) -> None:
        from authbench.journal.aliases import JWT_MARK

        super().__init__(popover)
        self._popover = popover
        self._span = span
        self._revealing = revealing
        self._theme = theme
        self._clipboard = clipboard
        self._room: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(hide_after_ms)
        self._timer.timeout.connect(self.conceal)
        self.reveal = self._toggle("Reveal", "chip.reveal", f"Show the {span.label}")
        self.decode: QPushButton | None = None
        if span.label.endswith(JWT_MARK):
            self.decode = self._toggle("Decode", "chip.decode", "Show the header and claims of the token")
        popover.add_action("Copy value", self._copy).setObjectName("chip.copy")
        popover.installEventFilter(self)
        theme.presenting.starting.connect(popover.close)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Hide, QEvent.Type.Close):
            self.conceal()
        return False

    @property
    def showing(self) -> bool:
        """Whether the value, or what is in it, is on the screen."""
        return self._room is not None

    @Slot()
    def conceal(self) -> None:
        """Hide the value, and let go of it."""
        self._timer.stop()
        room, self._room = self._room, None
        for toggle, text in ((self.reveal, "Reveal"), (self.decode, "Decode")):
            if toggle is not None:
                toggle.setChecked(False)
                toggle.setText(text)
        if room is not None:
            from authbench_gui.connection_page.token.values import WrappedText

            for value in room.findChildren(WrappedText):
                value.clear()
            self._clipboard.forget_selection()
            self._popover.remove_below(room)

    def _toggle(self, text: str, name: str, spoken: str) -> QPushButton:
        toggle = button(text, "link", spoken)
        toggle.setObjectName(name)
        toggle.setCheckable(True)
        toggle.clicked.connect(self._on_decode if name == "chip.decode" else self._on_reveal)
        self._popover.add_control(toggle)
        return toggle

    @Slot(bool)
    def _on_reveal(self, wanted: bool) -> None:
        self.conceal()
        if not wanted:
            return
        from authbench_gui.connection_page.token.values import WrappedText

        value = self._value()
        if value is None:
            self._show(label(_GONE, "muted", wrap=True))
            return
        text = WrappedText(self._theme, self._span.label)
        text.setObjectName("chip.value")
        text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        text.show_text(value)
        self._show(text)
        self._pressed(self.reveal, "Hide")

    @Slot(bool)
    def _on_decode(self, wanted: bool) -> None:
        self.conceal()
        if not wanted:
            return
        from authbench.connection.token_view.jwt import decode_jwt

        value, journal = self._value(), self._revealing.journal
        token = decode_jwt(value) if value is not None else None
        if token is None or journal is None:
            self._show(label(_GONE if value is None else "It cannot be decoded.", "muted", wrap=True))
            return
        self._show(self._decoded(token, journal))
        self._pressed(self.decode, "Hide claims")

    def _value(self) -> str | None:
        return self._revealing.secret(self._span.label, self._span.number)

    def _pressed(self, toggle: QPushButton | None, text: str) -> None:
        if toggle is not None:
            toggle.setChecked(True)
            toggle.setText(text)
        self._timer.start()

    def _show(self, room: QWidget) -> None:
        room.setFixedWidth(_WIDTH)
        self._room = room
        self._popover.add_below(room)

    def _decoded(self, token: Jwt, journal: Journal) -> QWidget:
        """Header and claims as the Token tab shows them: personal and secret ones masked."""
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(2)
        self._add_claims(column, "Header", token.header, journal, header=True)
        if token.claims is None:
            column.addWidget(label("Its claims are encrypted.", "muted", wrap=True))
        else:
            self._add_claims(column, "Claims", token.claims, journal, header=False)
        if not token.signed:
            column.addWidget(label("It is not signed.", "warning"))
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("chip.decoded")
        area.setAccessibleName("Header and claims of the token")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setFixedHeight(_CLAIMS_HEIGHT)
        return area

    def _add_claims(
        self, column: QVBoxLayout, title: str, members: Mapping[str, Any], journal: Journal, *, header: bool
    ) -> None:
        from authbench.connection.token_view.claims import claim_text, view_claims
        from authbench_gui.connection_page.token.claims import ClaimRow

        column.addWidget(label(title, "strong"))
        values = list(members.values())

        def fetch(row: ClaimRow, on_text: OnText) -> None:
            on_text(claim_text(values[row.number], None))

        now = datetime.now(UTC)
        for number, claim in enumerate(view_claims(members, journal.redactor.text, header=header)):
            row = ClaimRow(self._theme, self._clipboard, claim, number)
            row.wanted.connect(fetch)
            row.tick(now)
            column.addWidget(row)

    def _copy(self) -> None:
        value = self._value()
        if value is not None:
            self._clipboard.copy_secret(value)
