"""The one place where foreign text becomes rich text: all of it escaped, only `…` is set in code."""

from __future__ import annotations

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from authbench_gui.theme.theme import Theme
from authbench_gui.wording import shown

_CODE = re.compile(r"`([^`]+)`")


def with_code(text: str, family: str) -> str:
    """`text` with the parts between backticks monospaced and nothing else interpreted."""
    style = f"font-family: '{family}'; font-size: 12px; font-weight: normal"
    return _CODE.sub(rf'<span style="{style}">\1</span>', html.escape(shown(text)))


def code_label(theme: Theme, text: str, tone: str = "text") -> QLabel:
    """A wrapping, selectable label for a sentence with code in it."""
    result = QLabel()
    result.setProperty("tone", tone)
    result.setWordWrap(True)
    result.setTextFormat(Qt.TextFormat.RichText)
    result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    result.setText(with_code(text, theme.monospaced().family()))
    result.setAccessibleName(shown(text.replace("`", "")))
    return result
