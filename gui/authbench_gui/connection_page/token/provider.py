"""What can be asked of the provider about one token: buttons for what it offers, and its answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from authbench.connection.provider_question import Ask
from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.token.claims import ClaimRow
from authbench_gui.connection_page.token.values import WrappedText
from authbench_gui.theme.assistive import announce, set_tip
from authbench_gui.theme.flow_layout import FlowLayout
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label
from authbench_gui.wording import breakable, one_line

if TYPE_CHECKING:
    from authbench.connection.token_view.model import TokenView
    from authbench_gui.workspace.asking import AskingState, ShownAnswer

_WORDS = {"ok": "ok", "wrong": "wrong", "open": "cannot be told"}
_MAX_LINES = 12


class ProviderSection(QWidget):
    """The questions for one token. `asked(what)` - a person pressed a button; `exchange_requested(id)` - the
    request is to be shown in the log; `claim_wanted(number, on_text)` - a masked value of the answer. `first`
    of the cards also offers to look for the endpoints."""

    asked = Signal(object)
    exchange_requested = Signal(int)
    claim_wanted = Signal(object, object)

    def __init__(
        self, theme: Theme, clipboard: SecretClipboard, token: TokenView, spoken: str, *, first: bool
    ) -> None:
        super().__init__()
        self._clipboard = clipboard
        self.rows: list[ClaimRow] = []
        self._theme, self._token, self._spoken, self.first = theme, token, spoken, first
        self._made_of: object = None
        self.buttons: dict[Ask, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 0, 0)
        self._column.setSpacing(4)
        self.setAccessibleName(f"The provider on the {spoken}")

    def show_state(self, state: AskingState, *, able: bool) -> None:
        """Show what is known; `able`: something can be asked now."""
        answer = state.answers.get(self._token.path)
        if answer is None and self.first:
            answer = state.answers.get(())
        waiting = state.waiting is not None
        made_of = (state.provider, answer, waiting, able)
        if made_of == self._made_of:
            return
        before, self._made_of = self._made_of, made_of
        focused = next((what for what, each in self.buttons.items() if each.hasFocus()), None)
        self._clear()
        offered = self._offered(state)
        if offered or answer is not None:
            self._column.addWidget(label("Ask the provider", "strong"))
        row = QWidget()
        flow = FlowLayout(6)
        flow.setContentsMargins(0, 0, 0, 0)
        row.setLayout(flow)
        for what, text, tip in offered:
            press = button(text, "small", f"{text.rstrip('…')}: {self._spoken}")
            press.setObjectName(f"provider.{what}")
            set_tip(press, tip)
            press.setEnabled(able and not waiting)
            press.clicked.connect(lambda _=False, what=what: self.asked.emit(what))
            flow.addWidget(press)
            self.buttons[what] = press
        self._column.addWidget(row)
        row.setVisible(bool(offered))
        if waiting and state.waiting in (self._token.path, () if self.first else self._token.path):
            self._column.addWidget(label("Asking…", "caption"))
        if answer is not None:
            self._show_answer(answer)
            if before is not None:
                announce(self, answer.headline)
        if focused in self.buttons:
            self.buttons[focused].setFocus()
        self.setVisible(bool(offered) or answer is not None)

    def _offered(self, state: AskingState) -> list[tuple[Ask, str, str]]:
        provider, token = state.provider, self._token
        if provider is None:
            tip = "Ask the provider for its metadata (RFC 8414); no token is sent"
            return [(Ask.DISCOVER, "Look for the provider's endpoints", tip)] if self.first else []
        found = []
        if provider.jwks_uri and token.claims and token.header:
            tip = f"Fetch the keys at {provider.jwks_uri}; the token is not sent"
            found.append((Ask.VERIFY, "Verify signature", tip))
        if provider.introspection_endpoint and not token.title.startswith("ID "):
            tip = f"Send the token and the client's secret to {provider.introspection_endpoint} (RFC 7662)"
            found.append((Ask.INTROSPECT, "Introspect", tip))
        if provider.userinfo_endpoint and token.path == ("access_token",):
            tip = f"Send the token to {provider.userinfo_endpoint} (OpenID Connect Core, 5.3)"
            found.append((Ask.USERINFO, "User info", tip))
        if provider.revocation_endpoint and not token.title.startswith("ID "):
            tip = f"Have {provider.revocation_endpoint} end the token (RFC 7009)"
            found.append((Ask.REVOKE, "Revoke…", tip))
        return found

    def _show_answer(self, answer: ShownAnswer) -> None:
        self._line(answer.headline, good=answer.ok, name="provider.headline")
        for name, standing, text in answer.lines:
            self._line(f"{name}: {_WORDS[standing]}. {text}", good=standing != "wrong")
        for number, claim in enumerate(answer.claims):
            row = ClaimRow(self._theme, self._clipboard, claim, number)
            row.wanted.connect(self._on_claim)
            row.tick(datetime.now(UTC))
            self.rows.append(row)
            self._column.addWidget(row)
        if answer.body:
            body = WrappedText(self._theme, f"What the provider answered on the {self._spoken}")
            body.setObjectName("provider.body")
            lines = answer.body.splitlines()
            more = ["…"] if len(lines) > _MAX_LINES else []
            body.show_text("\n".join(lines[:_MAX_LINES] + more))
            self._column.addWidget(body)
        if answer.exchange_id is not None:
            number = answer.exchange_id
            show = button("Show in log", "link", f"Show the request in the log: {self._spoken}")
            show.setObjectName("provider.show")
            show.clicked.connect(lambda: self.exchange_requested.emit(number))
            line = FlowLayout(0)
            line.addWidget(show)
            self._column.addLayout(line)

    def tick(self, now: datetime) -> None:
        """Say how far away times are now."""
        for row in self.rows:
            row.tick(now)

    def conceal(self) -> None:
        """Hide what was revealed."""
        for row in self.rows:
            row.conceal()

    def _on_claim(self, row: ClaimRow, on_text: object) -> None:
        self.claim_wanted.emit(row.number, on_text)

    def _line(self, text: str, *, good: bool, name: str = "") -> None:
        line: QLabel = label("", "text" if good else "problem", wrap=True)
        line.setText(breakable(text))
        line.setAccessibleName(one_line(text))
        line.setObjectName(name)
        self._column.addWidget(line)

    def _clear(self) -> None:
        self.buttons, self.rows = {}, []
        while (item := self._column.takeAt(0)) is not None:
            for each in (item.widget(), item.layout()):
                if isinstance(each, QWidget):
                    each.hide()
                    each.deleteLater()
                elif each is not None:
                    while (inner := each.takeAt(0)) is not None:
                        widget = inner.widget()
                        if widget is not None:
                            widget.hide()
                            widget.deleteLater()
                    each.deleteLater()
