"""The Token tab: a card for each token of the connection, its scopes, or how to get a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.form.keeping import Keeping
from authbench_gui.connection_page.token.card import TokenCard
from authbench_gui.connection_page.token.scopes import ScopesSection
from authbench_gui.theme.assistive import keep_tab_place, set_tip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import count
from authbench_gui.workspace.asking import ProviderAsking
from authbench_gui.workspace.tokens import TokenReading

TICK_MS = 1000


class EmptyState(QWidget):
    """One sentence, and the button that changes it."""

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "strong", wrap=True)
        self.text = label("", "muted", wrap=True)
        self.action = button("Connect", "small")
        self.action.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addWidget(self.action)

    def say(self, title: str, text: str, action: str = "") -> None:
        """Show this; no button without `action`."""
        self.title.setText(title)
        self.text.setText(text)
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))


class TokenPanel(QScrollArea):
    """Shows what `reading` gives, while it is visible. Hiding it hides what was revealed.

    Signals: `connect_requested` and `token_requested` - the button of the empty state; `lab_requested`;
    `provider_asked(what, path)` - a question about a token; `exchange_requested(id)` - to see it in the log.
    `clock` gives the time that countdowns count to.
    """

    assistive_role = QAccessible.Role.Grouping

    connect_requested = Signal()
    token_requested = Signal()
    lab_requested = Signal()
    provider_asked = Signal(object, object)
    exchange_requested = Signal(int)

    def __init__(self, theme: Theme, clipboard: SecretClipboard, reading: TokenReading) -> None:
        super().__init__()
        self._theme, self._clipboard, self._reading = theme, clipboard, reading
        self._keeping = Keeping("", persistent=False)
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.setAccessibleName("Tokens")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(18, 8, 18, 18)
        self._column.setSpacing(12)
        self.empty = EmptyState()
        self.empty.action.clicked.connect(self._on_action)
        self._more = label("", "caption", wrap=True)
        self.cards: list[TokenCard] = []
        self.scopes: ScopesSection | None = None
        self._asking: ProviderAsking | None = None
        self._column.addWidget(self.empty)
        self._column.addWidget(self._more)
        self.to_lab = button("Refresh lab…", "small", "Refresh lab")
        self.to_lab.setObjectName("token.lab")
        set_tip(self.to_lab, "Break a token on purpose and see which rule renews it")
        self.to_lab.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.to_lab.clicked.connect(self.lab_requested)
        self._column.insertWidget(0, self.to_lab, 0, Qt.AlignmentFlag.AlignRight)
        self._column.addStretch(1)
        self.setWidget(inner)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        reading.changed.connect(self.refresh)
        self.refresh()

    def set_keeping(self, keeping: Keeping) -> None:
        """Where tokens are kept."""
        self._keeping = keeping

    def set_asking(self, asking: ProviderAsking) -> None:
        """What is known of providers, and what can be asked."""
        self._asking = asking
        asking.changed.connect(self._show_provider)
        self._show_provider()

    @property
    def ticking(self) -> bool:
        """Whether countdowns run."""
        return self._timer.isActive()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reading.watch(True)
        self._timer.start()
        self.tick()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._reading.watch(False)
        self._timer.stop()
        for card in self.cards:
            card.conceal()

    @Slot()
    def tick(self) -> None:
        """Say all times as they are now."""
        now = self.clock()
        for card in self.cards:
            card.tick(now)

    @Slot()
    def refresh(self) -> None:
        """Show what is known now. Cards of tokens that are the same stay as they are."""
        tokens = self._reading.tokens
        wanted = tokens.tokens if tokens is not None else ()
        kept = {card.token.path: card for card in self.cards if card.token in wanted}
        self._drop_scopes()
        for card in self.cards:
            if card.token.path not in kept:
                self._drop(card)
        self.cards = [
            kept.get(token.path)
            or TokenCard(self._theme, self._clipboard, self._reading, token, self._keeping)
            for token in wanted
        ]
        for place, card in enumerate(self.cards, 1):
            self._column.removeWidget(card)
            self._column.insertWidget(place, card)
            if card.token.path not in kept and place > 1:
                card.show_claims(False)
        if self.cards and tokens is not None and tokens.scopes is not None:
            self.scopes = ScopesSection(tokens.scopes)
            self.cards[0].hold(self.scopes)
        left_out = tokens.left_out if tokens is not None else 0
        self._more.setText(f"and {count(left_out, 'token-like value')} more" if left_out else "")
        self._more.setVisible(bool(left_out))
        self.to_lab.setVisible(bool(self.cards))
        self._say_empty()
        self.tick()
        self._show_provider()
        keep_tab_place(self)

    @Slot()
    def _show_provider(self) -> None:
        if self._asking is None:
            return
        for place, card in enumerate(self.cards):
            section = card.provider
            if section is None or section.first is not (place == 0):
                section = card.hold_provider(first=place == 0)
                path = card.token.path
                section.asked.connect(lambda what, path=path: self.provider_asked.emit(what, path))
                section.exchange_requested.connect(self.exchange_requested)
                section.claim_wanted.connect(partial(self._asking.claim, path))
            section.show_state(self._asking.state, able=self._asking.able)
            answer = self._asking.state.answers.get(card.token.path)
            card.tell_verified(verified=answer is not None and answer.signed)

    def _say_empty(self) -> None:
        reading, connection = self._reading, self._reading.connection
        self.empty.setVisible(not self.cards)
        if self.cards:
            return
        if reading.problem:
            self.empty.say("The tokens could not be read", reading.problem, "Try again")
        elif reading.tokens is None:
            self.empty.say("", "Reading…" if connection is not None else "")
        elif self._needs_consent():
            self.empty.say(
                "No tokens yet",
                "Connect opens your browser; once you allow access, tokens show here.",
                "Connect",
            )
        else:
            self.empty.say(
                "No tokens yet", "The definition gets one with acquire, without a browser.", "Get a token now"
            )

    def _needs_consent(self) -> bool:
        connection = self._reading.connection
        form = connection.form if connection is not None else None
        authorization = form.authorization() if form is not None else None
        return authorization is not None and authorization.needs_browser

    @Slot()
    def _on_action(self) -> None:
        if self._reading.problem:
            self._reading.read()
        elif self._needs_consent():
            self.connect_requested.emit()
        else:
            self.token_requested.emit()

    def _drop(self, card: TokenCard) -> None:
        card.conceal()
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _drop_scopes(self) -> None:
        if self.scopes is not None:
            self.scopes.hide()
            self.scopes.deleteLater()
            self.scopes = None
