"""The focus of a form whose blocks are made anew while a person types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

if TYPE_CHECKING:
    from authbench_gui.connection_page.form.block import FieldBlock


class FocusKeeper:
    """Remembers in which block somebody types, and gives the block in its place the focus and the cursor."""

    def __init__(self, blocks: Mapping[str, FieldBlock]) -> None:
        widget = QApplication.focusWidget()
        found = (block for block in blocks.values() if widget is not None and block.isAncestorOf(widget))
        self._block = next(found, None)
        self._cursor = widget.cursorPosition() if isinstance(widget, QLineEdit) else None
        if isinstance(widget, QPlainTextEdit):
            self._cursor = widget.textCursor().position()

    def restore(self, blocks: Mapping[str, FieldBlock]) -> None:
        """Go on in the block that took the place of the remembered one, if another did."""
        before = self._block
        block = blocks.get(before.path) if before is not None else None
        if block is None or block is before or block.editor is None:
            return
        widget = block.editor.focus_widget
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._cursor is None:
            return
        if isinstance(widget, QLineEdit):
            widget.setCursorPosition(self._cursor)
        elif isinstance(widget, QPlainTextEdit):
            cursor = widget.textCursor()
            cursor.setPosition(min(self._cursor, len(widget.toPlainText())))
            widget.setTextCursor(cursor)
