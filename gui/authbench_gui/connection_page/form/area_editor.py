"""Editors of text in several lines: free text, keys, JSON. A file can be dropped on them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPlainTextEdit

from authbench.definition import Control
from authbench.form import FieldState
from authbench_gui.connection_page.form.editors import FieldEditor, removal, text_of_value
from authbench_gui.theme.theme import Theme
from authbench_gui.wording import one_line, shown

_AREA_LINES = 5
MAX_FILE_BYTES = 1_000_000
"""The largest file whose text a field takes."""


class FieldTextEdit(QPlainTextEdit):
    """Several lines. Text comes in without invisible characters, a file that is dropped or pasted as its
    content; `told(text)` says what happened."""

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "field")

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return _dropped_file(source) is not None or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        from authbench.form.pasted import without_invisible

        file = _dropped_file(source)
        if file is not None:
            self._take_file(file)
            return
        text = source.text()
        kept = without_invisible(text, one_line=False)
        if kept:
            self.insertPlainText(kept)
        self.told.emit(removal(len(text) - len(kept)))

    def _take_file(self, file: Path) -> None:
        """The file's text replaces what is there."""
        name = one_line(file.name)
        try:
            with file.open("rb") as stream:
                content = stream.read(MAX_FILE_BYTES + 1)
            if len(content) > MAX_FILE_BYTES:
                self.told.emit(f"{name} is larger than 1 MB and was not taken")
                return
            text = content.decode("utf-8-sig")
        except OSError as error:
            self.told.emit(f"{name} could not be read: {error.strerror}")
        except UnicodeDecodeError:
            self.told.emit(f"{name} is no text file and was not taken")
        else:
            self.selectAll()
            self.insertPlainText(text)
            self.told.emit(f"Taken from {name}")


def _dropped_file(source: QMimeData) -> Path | None:
    """The one file that is dropped; None for text and for several files."""
    urls = source.urls() if source.hasUrls() else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    file = Path(urls[0].toLocalFile())
    return file if file.is_file() else None


class AreaEditor(FieldEditor):
    """Several lines of text. Keys and JSON are monospaced and never wrapped."""

    def __init__(self, theme: Theme, row: FieldState) -> None:
        self.area = FieldTextEdit()
        self.area.setTabChangesFocus(True)
        self._theme = theme
        self._code = row.field.control is Control.JSON
        self._as_code: bool | None = None
        super().__init__(self.area)
        self._shown = ""
        self._set_font("")
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() * _AREA_LINES + 20)
        self.area.textChanged.connect(self._on_changed)
        self.area.told.connect(self.told)

    def show_row(self, row: FieldState) -> None:
        text = text_of_value(row.value)
        self.area.setPlaceholderText(shown(row.field.placeholder))
        if text != self._shown:
            self._shown = text
            self.area.setPlainText(text)
            self._set_font(text)

    @Slot()
    def _on_changed(self) -> None:
        text = self.area.toPlainText()
        if text != self._shown:
            self._shown = text
            self._set_font(text)
            self.changed.emit(text)

    def _set_font(self, text: str) -> None:
        """Prose wraps in the interface's font; PEM blocks and JSON stand as they are."""
        as_code = self._code or "-----BEGIN" in text
        if as_code is self._as_code:
            return
        self._as_code = as_code
        self.area.setFont(
            self._theme.monospaced(12) if as_code else self._theme.interface(13, QFont.Weight.Normal)
        )
        wrap = QPlainTextEdit.LineWrapMode
        self.area.setLineWrapMode(wrap.NoWrap if as_code else wrap.WidgetWidth)
        if as_code:
            self.area.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        else:
            self.area.unsetLayoutDirection()
