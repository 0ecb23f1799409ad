"""The card of one verdict."""

from __future__ import annotations

import html
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from authbench.connection.lab import Missing, Verdict
from authbench.connection.lab.faults import facts_of
from authbench.errors import Location
from authbench_gui.connection_page.lab.wording import MOODS, figures_line, rule_line
from authbench_gui.theme.rich_text import code_label
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import Pill, button, label, restyle
from authbench_gui.wording import breakable, one_line


class VerdictCard(QFrame):
    """Shows a `Verdict`. `place_requested(Location)` asks for a line of the definition,
    `exchange_requested(id)` for the log."""

    place_requested = Signal(object)
    exchange_requested = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.verdict: Verdict | None = None
        self.setObjectName("lab.verdict")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 12)
        self._column.setSpacing(6)
        self._inner: QWidget | None = None
        self.hide()

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show another verdict, or none."""
        if verdict is self.verdict:
            return
        self.verdict = verdict
        if self._inner is not None:
            self._column.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
            self._inner = None
        self.setVisible(verdict is not None)
        if verdict is None:
            return
        self._inner = self._made(verdict)
        self._column.addWidget(self._inner)
        kinds = {"ok": "plain", "warn": "warn", "bad": "bad", "muted": "plain"}
        restyle(self, "card", kinds[MOODS[verdict.mood][1]])
        self.setAccessibleName(f"Verdict on {facts_of(verdict.fault).title}: {verdict.headline}")

    def _made(self, verdict: Verdict) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(facts_of(verdict.fault).title, "caption", wrap=True), 1)
        pill = Pill(self._theme)
        said, role, ground = MOODS[verdict.mood]
        pill.show_status(said, role, ground)
        head.addWidget(pill)
        column.addLayout(head)
        column.addWidget(label(verdict.headline, "strong", wrap=True))
        for sentence in verdict.done:
            column.addWidget(_caption(sentence))
        for sentence in verdict.story:
            column.addWidget(_sentence(self._theme, sentence))
        rule = rule_line(verdict)
        if rule:
            column.addWidget(_caption(rule))
        if figures := figures_line(verdict):
            column.addWidget(_caption(figures))
        if verdict.missing is not None:
            self._add_missing(column, verdict.missing)
        self._add_buttons(column, verdict)
        return inner

    def _add_missing(self, column: QVBoxLayout, missing: Missing) -> None:
        column.addWidget(label("What a rule would need", "strong", wrap=True))
        column.addWidget(_sentence(self._theme, missing.sentence))
        for line in missing.lines:
            column.addWidget(_sentence(self._theme, f"`{line}`"))

    def _add_buttons(self, column: QVBoxLayout, verdict: Verdict) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        place = verdict.rule.location if verdict.rule is not None else None
        if place is None and verdict.missing is not None:
            place = verdict.missing.location
        if place is not None:
            row.addWidget(self._asking("Show line", "lab.line", place))
        if verdict.exchange_id is not None:
            row.addWidget(self._asking("Show in log", "lab.log", verdict.exchange_id))
        if verdict.missing is not None and verdict.missing.lines:
            copy = button("Copy", "small", "Copy the lines to add")
            copy.setObjectName("lab.copy")
            copy.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            copy.clicked.connect(partial(_copy, verdict.missing.lines))
            row.addWidget(copy)
        if row.count():
            row.addStretch(1)
            column.addLayout(row)

    def _asking(self, text: str, name: str, wanted: Location | int) -> QWidget:
        made = button(text, "small")
        made.setObjectName(name)
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if isinstance(wanted, Location):
            made.clicked.connect(lambda: self.place_requested.emit(wanted))
        else:
            made.clicked.connect(lambda: self.exchange_requested.emit(wanted))
        return made


def _caption(text: str) -> QLabel:
    made = label("", "caption", wrap=True, selectable=True)
    made.setText(breakable(one_line(text)))
    made.setAccessibleName(one_line(text))
    return made


def _sentence(theme: Theme, text: str) -> QLabel:
    """A sentence with code in it. Long words may break anywhere, so that the card is never wider than its
    room."""
    made = code_label(theme, one_line(text))
    code = f"<span style=\"font-family: '{theme.monospaced().family()}'; font-size: 12px\">"
    parts = [html.escape(breakable(one_line(f"|{part}|"))[1:-1]) for part in text.split("`")]
    made.setText("".join(f"{code}{part}</span>" if place % 2 else part for place, part in enumerate(parts)))
    return made


def _copy(lines: tuple[str, ...], _checked: bool = False) -> None:
    QGuiApplication.clipboard().setText("\n".join(lines))
