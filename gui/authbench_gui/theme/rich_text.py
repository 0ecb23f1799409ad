"""The one place where foreign text becomes rich text: all of it escaped, only `…` is set in code, and
chips have their colours."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from authbench_gui.theme.theme import Theme
from authbench_gui.wording import breakable, shown

if TYPE_CHECKING:
    from authbench.journal.chips import Redacted

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


def with_chips(theme: Theme, value: Redacted) -> str:
    """Wire data with its chips in the colours of their numbers, and nothing else interpreted."""
    parts: list[str] = []
    done = 0
    for chip in value.chips:
        text, ground = theme.alias_color(chip.number)
        style = f"color: {text.name()}; background-color: {ground.name()}"
        inside = html.escape(shown(value.text[chip.start : chip.end]))
        parts += (_plain(value.text[done : chip.start]), f'<span style="{style}">{inside}</span>')
        done = chip.end
    parts.append(_plain(value.text[done:]))
    family = theme.monospaced().family()
    style = f"font-family: '{family}'; font-size: 12px; white-space: pre-wrap"
    return f'<div style="{style}">{"".join(parts)}</div>'


def _plain(text: str) -> str:
    return html.escape(breakable(text)).replace("\n", "<br>")
