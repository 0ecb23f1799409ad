"""The body of a paused request: its text, which counts, and a form's fields beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from authbench.connection.draft_editing import BodyText, joined, pieces_of, text_of
from authbench.journal.secret_names import is_secret_name
from authbench_gui.connection_page.pause.masked_field import MaskedField
from authbench_gui.connection_page.try_request.pairs import Pair, PairsEditor
from authbench_gui.theme.tabs import TabStrip
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import label
from authbench_gui.wording import count

if TYPE_CHECKING:
    from authbench.journal.redaction import Redactor

TEXT, FIELDS = range(2)
_KINDS = {"form-urlencoded": "form", "json": "json", "xml": "xml"}


def ask_text(ask: Callable[[], str]) -> str | None:
    """The text of a field, or None while a placeholder in it is cut in two."""
    from authbench.connection import DraftRefused

    try:
        return ask()
    except DraftRefused:
        return None


class DraftBody(QWidget):
    """Shows a body. `edited` - a person changed it."""

    edited = Signal()

    def __init__(self, theme: Theme, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor
        self._kind = "text"
        self._source: BodyText | None = None
        self._touched = False
        self._quiet = False
        self._pieces: tuple[tuple[Pair, str], ...] = ()
        self.views = TabStrip(("Text", "Fields"), "Show the body as", "segment")
        self.views.setObjectName("pause.views")
        self.text = MaskedField(theme, "Body", lines=True)
        self.text.box.setObjectName("pause.body")
        self.fields = PairsEditor(theme, "field", is_secret_name)
        self.fields.setAccessibleName("Fields of the body")
        self.told = label("", "caption", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._stack = QStackedWidget()
        for page in (self.text, self.fields, self.told):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(6)
        layout.addWidget(self.views, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._stack, 1)
        self.views.chosen.connect(self._stack.setCurrentIndex)
        self.text.edited.connect(self._on_text)
        self.fields.edited.connect(self._on_fields)

    @property
    def first_field(self) -> QWidget:
        """Where the keyboard goes to."""
        return self.text.box

    def show_body(self, body: bytes, content_type: str) -> None:
        """Show a body of that type."""
        self._kind = next((kind for word, kind in _KINDS.items() if word in content_type.lower()), "text")
        source = self._source = text_of(body)
        self._touched = False
        is_form = source is not None and self._kind == "form"
        self.views.setVisible(is_form)
        self.views.choose(TEXT)
        if source is None:
            self.told.setText(f"{count(len(body), 'byte')} that are no plain text are sent as they are.")
            self._stack.setCurrentWidget(self.told)
            return
        self._stack.setCurrentWidget(self.text)
        self._quiet = True
        self.text.show_text(source.text, self._hidden)
        if is_form:
            self._show_fields(source.text)
        self._quiet = False

    def content(self, before: bytes) -> bytes:
        """The body to send: `before`, where nothing was touched. Raises `DraftRefused`."""
        if self._source is None or not self._touched:
            return before
        return self._source.encoded(self.text.text)

    def _show_fields(self, text: str) -> None:
        pieces = pieces_of(text)
        self.fields.show_pairs([pair for pair, _ in pieces], self._is_secret)
        # A line may show a character otherwise than it got it: what it gives back untouched is the same.
        shown = self.fields.pairs
        self._pieces = tuple((pair, part) for pair, (_, part) in zip(shown, pieces, strict=False))

    def _hidden(self, text: str) -> list[tuple[int, int]]:
        return self._redactor.hidden(text, self._kind)

    def _is_secret(self, pair: Pair) -> bool:
        return bool(pair[1]) and bool(self._redactor.hidden(pair[1]))

    @Slot()
    def _on_text(self) -> None:
        self._touched = True
        text = ask_text(lambda: self.text.text)
        if text is not None and self._kind == "form":
            self._quiet = True
            self._show_fields(text)
            self._quiet = False
        self.edited.emit()

    @Slot()
    def _on_fields(self) -> None:
        if self._quiet:
            return
        from authbench.oauth import form_encoded

        self._touched = True
        self.text.show_text(joined(self._pieces, self.fields.pairs, form_encoded), self._hidden)
        self.edited.emit()
