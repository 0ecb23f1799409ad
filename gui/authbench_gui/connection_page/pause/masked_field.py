"""A text whose secrets are placeholders: edited around them, or with them shown on request while the focus
stays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from authbench.connection.draft_editing import Masked, Placeholders, masked
from authbench_gui.presenter import HeldBack
from authbench_gui.theme.icons import ThemedIcon
from authbench_gui.theme.theme import Theme
from authbench_gui.theme.widgets import icon_button

Hidden = Callable[[str], list[tuple[int, int]]]
"""Where the secrets of a text are."""


class MaskedField(QWidget):
    """A line, or an area of several. `edited` - a person changed it."""

    edited = Signal()

    def __init__(self, theme: Theme, name: str, *, lines: bool) -> None:
        super().__init__()
        self.box: QLineEdit | QPlainTextEdit = QPlainTextEdit() if lines else QLineEdit()
        self.box.setFont(theme.monospaced())
        self.box.setAccessibleName(name)
        self._name = name
        self._placeholders = Placeholders()
        self._masked = Masked("", {}, 0)
        self._hidden: Hidden = _nothing
        self._quiet = False
        self.reveal = icon_button(theme, "eye", f"Show the hidden values: {name}", 14)
        self.reveal.setCheckable(True)
        self._eye = self.reveal.findChild(ThemedIcon)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.box, 1)
        row.addWidget(self.reveal, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(self.box, QPlainTextEdit):
            self.box.setProperty("kind", "field")
            self.box.setTabChangesFocus(True)
            self.box.setMinimumHeight(60)
        self.box.textChanged.connect(self._on_text)
        self.box.installEventFilter(self)
        self.reveal.toggled.connect(self._on_reveal)
        HeldBack(self.reveal, theme.presenting)

    def share(self, placeholders: Placeholders) -> None:
        """Use the placeholders of the whole request, before anything is shown."""
        self._placeholders = placeholders

    def show_text(self, text: str, hidden: Hidden) -> None:
        """Show `text`, its secrets hidden."""
        self._hidden = hidden
        self._show(text)

    @property
    def text(self) -> str:
        """The text with its secrets. Raises `DraftRefused` where a placeholder was cut in two."""
        return self._masked.restored(self._shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusOut and watched is self.box:
            self.reveal.setChecked(False)
        return super().eventFilter(watched, event)

    @property
    def _shown(self) -> str:
        if isinstance(self.box, QLineEdit):
            return self.box.text()
        # The plain text would have a blank for a no-break space; Shift+Return ends a line, too.
        return self.box.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def _show(self, text: str) -> None:
        spans = [] if self.reveal.isChecked() else self._hidden(text)
        known = self._placeholders
        self._masked = masked(text, spans, known) if spans else Masked(text, known.values, _ANY)
        self._quiet = True
        if isinstance(self.box, QLineEdit):
            self.box.setText(self._masked.text)
            self.box.setCursorPosition(0)
        else:
            self.box.setPlainText(self._masked.text)
        self._quiet = False
        self.reveal.setVisible(bool(spans) or self.reveal.isChecked())

    @Slot()
    def _on_text(self) -> None:
        if not self._quiet:
            self.edited.emit()

    @Slot(bool)
    def _on_reveal(self, shown: bool) -> None:
        from authbench.connection import DraftRefused

        if self._eye is not None:
            self._eye.show_icon("eye-off" if shown else "eye")
        self.reveal.setAccessibleName(f"{'Hide' if shown else 'Show'} the hidden values: {self._name}")
        try:
            text = self.text
        except DraftRefused:
            # What is left of a placeholder shows no value; it is told when the request is to go on.
            self.reveal.setChecked(False)
            return
        self._show(text)
        if shown:
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)


_ANY = 1_000_000
"""Of a text without placeholders nothing can be cut."""


def _nothing(_text: str) -> list[tuple[int, int]]:
    return []
