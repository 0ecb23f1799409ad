"""Where a person looks at what a paused run would send, and edits it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from authbench.connection.draft_editing import (
    Placeholders,
    joined,
    pieces_of,
    query_encoded,
    query_of,
    text_of,
    with_query,
)
from authbench.errors import AuthbenchError
from authbench.journal.secret_names import is_secret_header, is_secret_name
from authbench_gui.connection_page.pause.body import DraftBody, ask_text
from authbench_gui.connection_page.pause.masked_field import MaskedField
from authbench_gui.connection_page.pause.wording import paused_where, what_waits
from authbench_gui.connection_page.try_request.pairs import Pair, PairsEditor
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import button, label, restyle
from authbench_gui.wording import said

if TYPE_CHECKING:
    from authbench.connection import Draft
    from authbench.journal.redaction import Redactor

PARAMS, HEADERS, BODY = range(3)
_NAMES = ("Params", "Headers", "Body")


class PauseEditor(QWidget):
    """One pause of one run. What is not touched goes out to the byte as it was."""

    edited = Signal()

    def __init__(self, theme: Theme, draft: Draft, redactor: Redactor) -> None:
        super().__init__()
        self.setObjectName("pause")
        self.setAccessibleName(paused_where(draft.point))
        self._draft = draft
        self._redactor = redactor
        self._quiet = False
        self.heading = label(paused_where(draft.point), "strong")
        self.about = label(what_waits(draft.step, draft.point), "caption", wrap=True)
        self.method = QLineEdit()
        self.method.setObjectName("pause.method")
        self.method.setAccessibleName("Method")
        self.method.setFont(theme.monospaced())
        self.method.setFixedWidth(self.method.fontMetrics().horizontalAdvance("OPTIONS") + 22)
        self.url = MaskedField(theme, "URL", lines=False)
        self.url.box.setObjectName("pause.url")
        self.params = PairsEditor(theme, "parameter", is_secret_name)
        self.params.setAccessibleName("Parameters")
        self.headers = PairsEditor(theme, "header", is_secret_header)
        self.headers.setAccessibleName("Headers")
        self.body = DraftBody(theme, redactor)
        source = text_of(draft.body)
        placeholders = Placeholders(draft.url, source.text if source is not None else "")
        for field in (self.url, self.body.text):
            field.share(placeholders)
        self.parts = TabStrip(_NAMES, "Parts of what waits")
        self.parts.setObjectName("pause.parts")
        self._stack = QStackedWidget()
        for page in (self.params, self.headers, self.body):
            self._stack.addWidget(page)
        self.notes = label("\n".join(draft.notes), "caption", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.setObjectName("pause.problem")
        self.problem.hide()
        self.reset = button("Reset", "small", "Reset to what was to be sent")
        self.reset.setObjectName("pause.reset")
        self.reset.setEnabled(False)
        self._lay_out()
        # Only now: a label without a parent would be a window of its own.
        self.notes.setVisible(bool(draft.notes))
        self._show(draft)
        if draft.only_url:
            self.method.hide()
            self.parts.hide()
        else:
            self._go_to(BODY if draft.body else HEADERS)
        self._connect()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(5)
        line.addWidget(self.method)
        line.addWidget(self.url, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 12, 18, 12)
        layout.setSpacing(8)
        for part in (self.heading, self.about):
            layout.addWidget(part)
        layout.addLayout(line)
        layout.addWidget(self.parts)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.notes)
        layout.addWidget(self.problem)
        layout.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.parts.chosen.connect(self._stack.setCurrentIndex)
        self.method.textEdited.connect(self._tell)
        self.url.edited.connect(self._on_url)
        self.params.edited.connect(self._on_params)
        self.headers.edited.connect(self._tell)
        self.body.edited.connect(self._tell)
        self.reset.clicked.connect(self._on_reset)

    @property
    def number(self) -> int:
        """Which pause of the run it belongs to."""
        return self._draft.number

    @property
    def first_field(self) -> QWidget:
        """Where the keyboard goes to."""
        if self._draft.only_url or self._stack.currentWidget() is not self.body:
            return self.url.box
        return self.body.first_field

    def wanted(self) -> Draft:
        """What is to go out. Raises `DraftRefused` for what cannot be read."""
        draft = self._draft
        headers = self.headers.pairs
        return replace(
            draft,
            method=self.method.text(),
            url=self.url.text,
            headers=draft.headers if headers == self._headers_shown else headers,
            body=self.body.content(draft.body),
        )

    def tell_problem(self, error: AuthbenchError) -> None:
        """Say why it cannot go out."""
        text = said(error)
        self.problem.setText(text)
        self.problem.show()
        for box in (self.url.box, self.method):
            restyle(box, "problem", error.code == "invalid_url" and box is self.url.box)
            box.setAccessibleDescription(text)

    def _show(self, draft: Draft) -> None:
        self._quiet = True
        self.method.setText(draft.method)
        self.url.show_text(draft.url, self._hidden)
        self._show_params(draft.url)
        self.headers.show_pairs(draft.headers, self._is_secret)
        self._headers_shown = self.headers.pairs
        content_type = next((value for name, value in draft.headers if name.lower() == "content-type"), "")
        self.body.show_body(draft.body, content_type)
        self._quiet = False
        self._count()

    def _show_params(self, url: str) -> None:
        self._pieces = pieces_of(query_of(url))
        self.params.show_pairs([pair for pair, _ in self._pieces], self._is_secret)
        # A line may show a character otherwise than it got it: what it gives back untouched is the same.
        shown = self.params.pairs
        self._pieces = tuple((pair, part) for pair, (_, part) in zip(shown, self._pieces, strict=False))

    def _hidden(self, text: str) -> list[tuple[int, int]]:
        return self._redactor.hidden(text)

    def _is_secret(self, pair: Pair) -> bool:
        return bool(pair[1]) and bool(self._redactor.hidden(pair[1]))

    def _go_to(self, part: int) -> None:
        self.parts.choose(part)
        self._stack.setCurrentIndex(part)

    def _count(self) -> None:
        for part, pairs in ((PARAMS, self.params.pairs), (HEADERS, self.headers.pairs)):
            self.parts.rename(part, f"{_NAMES[part]} {len(pairs)}" if pairs else _NAMES[part])

    @Slot()
    def _on_url(self) -> None:
        url = ask_text(lambda: self.url.text)
        if url is not None:
            self._quiet = True
            self._show_params(url)
            self._quiet = False
        self._tell()

    @Slot()
    def _on_params(self) -> None:
        url = ask_text(lambda: self.url.text)
        if url is not None and not self._quiet:
            query = joined(self._pieces, self.params.pairs, query_encoded)
            self.url.show_text(with_query(url, query), self._hidden)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        if self._quiet:
            return
        self.problem.hide()
        self._count()
        self.reset.setEnabled(True)
        self.edited.emit()

    @Slot()
    def _on_reset(self) -> None:
        self._show(self._draft)
        self.problem.hide()
        self.reset.setEnabled(False)
        self.first_field.setFocus(Qt.FocusReason.OtherFocusReason)
