"""The card of one token: itself behind dots, how long it lives, where it came from, what it says."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from authbench_gui.clipboard import SecretClipboard
from authbench_gui.connection_page.form.keeping import Keeping
from authbench_gui.connection_page.token.claims import ClaimRow
from authbench_gui.connection_page.token.provider import ProviderSection
from authbench_gui.connection_page.token.times import remaining
from authbench_gui.connection_page.token.values import MaskedValue
from authbench_gui.theme.assistive import set_tip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import ElidedLabel, IconText, Pill, Tone, button, hairline, label
from authbench_gui.wording import ago, breakable, count, exact
from authbench_gui.workspace.tokens import TokenReading

if TYPE_CHECKING:
    from authbench.connection.token_view.claims import ClaimView
    from authbench.connection.token_view.model import TokenView


class TokenCard(QFrame):
    """Shows a `TokenView`. Values that are masked are fetched one at a time, when a person asks."""

    def __init__(
        self,
        theme: Theme,
        clipboard: SecretClipboard,
        reading: TokenReading,
        token: TokenView,
        keeping: Keeping,
    ) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self.token = token
        self._theme, self._clipboard, self._reading = theme, clipboard, reading
        self.setAccessibleName(token.title)
        self.title = ElidedLabel(token.title, "strong")
        self.pill = Pill(theme)
        self.pill.setVisible(token.ending is not None)
        self.kind = label("", "caption", wrap=True)
        self.kind.setText(_kind(token))
        self.value = MaskedValue(theme, _spoken(token.title), count(token.length, "character"))
        self.value.reveal_requested.connect(self._on_reveal)
        self.value.copy_requested.connect(self._on_copy)
        self.rows: list[ClaimRow] = []
        self.copy_claims = button("Copy claims", "small", f"Copy the claims of the {_spoken(token.title)}")
        set_tip(self.copy_claims, "Header and claims as JSON, without what is masked")
        self.copy_claims.clicked.connect(self._on_copy_claims)
        self.fold = button("Hide", "small")
        self.fold.clicked.connect(self._on_fold)
        self.claims = QWidget()
        self._room = QVBoxLayout()
        self._provider_room = QVBoxLayout()
        self._told = label("", "caption", wrap=True)
        self.provider: ProviderSection | None = None
        self._problems: list[QLabel] = []
        self._problem_texts: tuple[str, ...] = ()
        self._problem_room = QVBoxLayout()
        self._problem_room.setSpacing(2)
        self._ends = label("", "caption", wrap=True)
        self._obtained = label("", "caption", wrap=True)
        self._fill(keeping)

    def tick(self, now: datetime) -> None:
        """Bring everything that depends on the time up to `now`."""
        token = self.token
        if token.ending is not None:
            left = remaining(token.ending.at, now)
            word = "Ends" if token.ending.at > now else "Ended"
            self._ends.setText(f"{word} {exact(token.ending.at)}, {token.ending.source}.")
            if left.text != self.pill.text:
                self.pill.show_status(left.text, left.role, left.ground)
        if token.origin is not None:
            from authbench.connection.token_view.ending import step_words

            by = step_words(token.origin.step)
            when = ago(token.origin.at, now)
            at = f"at {when}" if when[:1].isdigit() and "ago" not in when else when
            self._obtained.setText(f"Obtained {at}{f' by {by}' if by else ''}.")
        problems = token.problems(now)
        if tuple(each.text for each in problems) != self._problem_texts:
            self._problem_texts = tuple(each.text for each in problems)
            self._say_problems([(each.severity, each.text) for each in problems])
        for row in self.rows:
            row.tick(now)
        if self.provider is not None:
            self.provider.tick(now)

    def conceal(self) -> None:
        """Hide what was revealed."""
        self.value.conceal()
        for row in self.rows:
            row.conceal()
        if self.provider is not None:
            self.provider.conceal()

    def hold(self, section: QWidget) -> None:
        """Show what belongs to this token above its claims."""
        self._room.addWidget(section)

    def tell_verified(self, *, verified: bool) -> None:
        """Say whether a key of the provider's is known to have made the token."""
        if not self.token.claims:
            told = "The claims are encrypted: only the API can read them. The header is not verified."
        elif verified:
            told = "The signature was verified: the provider says this."
        else:
            told = "Decoded only: the signature is not verified."
        self._told.setText(told)

    def hold_provider(self, *, first: bool) -> ProviderSection:
        """Room for what the provider can be asked about this token, in the place of any there was."""
        if self.provider is not None:
            self.provider.hide()
            self.provider.deleteLater()
        self.provider = ProviderSection(
            self._theme, self._clipboard, self.token, _spoken(self.token.title), first=first
        )
        self._provider_room.addWidget(self.provider)
        return self.provider

    def show_claims(self, shown: bool) -> None:
        """Show the claims, or their heading only; then nothing of them stays revealed."""
        self.claims.setVisible(shown)
        word = "Hide" if shown else "Show"
        self.fold.setText(word)
        self.fold.setAccessibleName(f"{word} the claims of the {_spoken(self.token.title)}")
        if not shown:
            for row in self.rows:
                row.conceal()

    @Slot()
    def _on_fold(self) -> None:
        self.show_claims(self.claims.isHidden())

    def _fill(self, keeping: Keeping) -> None:
        token = self.token
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.pill)
        column.addLayout(head)
        column.addWidget(self.kind)
        column.addWidget(self.value)
        column.addWidget(IconText(self._theme, *keeping.caption()))
        column.addLayout(self._problem_room)
        if token.ending is not None:
            column.addWidget(self._ends)
            set_tip(self.pill, f"{exact(token.ending.at)}\n{token.ending.source}")
        else:
            column.addWidget(label("Nothing says when it ends.", "caption", wrap=True))
        if token.origin is not None:
            set_tip(self._obtained, exact(token.origin.at))
            column.addWidget(self._obtained)
        if token.renewal:
            column.addWidget(label(token.renewal, "caption", wrap=True))
        column.addLayout(self._room)
        column.addLayout(self._provider_room)
        if token.header:
            self._fill_claims(column)

    def _fill_claims(self, outer: QVBoxLayout) -> None:
        token = self.token
        outer.addSpacing(6)
        outer.addWidget(hairline())
        outer.addSpacing(4)
        head = QHBoxLayout()
        heading = label("Claims" if token.claims else "Header", "strong")
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self.copy_claims)
        head.addWidget(self.fold)
        outer.addLayout(head)
        outer.addWidget(self.claims)
        column = QVBoxLayout(self.claims)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.tell_verified(verified=False)
        column.addWidget(self._told)
        self._add_rows(column, token.claims, header=False)
        if token.left_out:
            column.addWidget(label(f"and {count(token.left_out, 'claim')} more", "caption"))
        if token.claims:
            column.addSpacing(4)
            column.addWidget(label("Header", "strong"))
        self._add_rows(column, token.header, header=True)
        self.show_claims(True)

    def _add_rows(self, column: QVBoxLayout, claims: tuple[ClaimView, ...], *, header: bool) -> None:
        for number, claim in enumerate(claims):
            row = ClaimRow(self._theme, self._clipboard, claim, number)
            row.wanted.connect(partial(self._on_claim, header))
            self.rows.append(row)
            column.addWidget(row)

    def _say_problems(self, problems: list[tuple[str, str]]) -> None:
        for old in self._problems:
            self._problem_room.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._problems = []
        for severity, text in problems:
            tone: Tone = (
                "problem" if severity == "error" else "warning" if severity == "warning" else "caption"
            )
            line = label("", tone, wrap=True)
            line.setText(breakable(text))
            line.setAccessibleName(f"{severity}: {text}")
            self._problems.append(line)
            self._problem_room.addWidget(line)

    @property
    def problem_texts(self) -> tuple[str, ...]:
        """What is wrong with the token, as shown."""
        return self._problem_texts

    @Slot()
    def _on_reveal(self) -> None:
        self._reading.token(self.token.path, self.value.show_value)

    @Slot()
    def _on_copy(self) -> None:
        self._reading.token(self.token.path, self._clipboard.copy_secret)

    def _on_claim(self, header: bool, row: ClaimRow, on_text: object) -> None:
        assert callable(on_text)
        self._reading.claim(self.token.path, row.number, on_text, header=header)

    @Slot()
    def _on_copy_claims(self) -> None:
        self._clipboard.copy_text(self.token.copy_text())


def _kind(token: TokenView) -> str:
    if not token.header:
        return "Opaque: only the server that issued it knows what it stands for."
    signed = f", signed with {token.algorithm}" if token.algorithm else ""
    key = f", key {token.key_id}" if token.key_id else ""
    return breakable(f"{token.kind}{signed}{key}")


def _spoken(title: str) -> str:
    """A title inside a sentence: `the access token`, `the ID token`."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
