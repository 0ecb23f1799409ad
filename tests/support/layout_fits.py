"""Whether all texts of a window have their room, and none covers another."""

from __future__ import annotations

from itertools import combinations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from authbench_gui.connection_page.form.multiselect_editor import Chip
from authbench_gui.theme.widgets import ElidedButton, ElidedLabel

_WITH_TEXT = (QLabel, QAbstractButton, QLineEdit, QComboBox)
_ELIDE = (ElidedLabel, ElidedButton, Chip)


def shown_in(window: QWidget) -> list[QWidget]:
    """All that has a text or takes one, and can be seen or scrolled to."""
    return [
        each
        for each in window.findChildren(QWidget)
        if isinstance(each, _WITH_TEXT) and each.isVisibleTo(window) and each.window() is window
    ]


def told(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else widget.accessibleName()
    return f"{type(widget).__name__} “{text[:40]}” {widget.geometry().getRect()}"


def outside(widgets: list[QWidget]) -> list[str]:
    """Those that stand out of their parents to the left or to the right."""
    return [
        told(each)
        for each in widgets
        if each.x() < 0 or each.x() + each.width() > each.parentWidget().width()  # type: ignore[union-attr]
    ]


def overlapping(widgets: list[QWidget]) -> list[str]:
    """Pairs of neighbours that cover each other."""
    by_parent: dict[QWidget, list[QWidget]] = {}
    for each in widgets:
        parent = each.parentWidget()
        # Icons within a line edit stand on it.
        if parent is not None and parent.layout() is not None:
            by_parent.setdefault(parent, []).append(each)
    return [
        f"{told(one)} and {told(other)}"
        for neighbours in by_parent.values()
        for one, other in combinations(neighbours, 2)
        if one.geometry().intersects(other.geometry())
    ]


def cut(widgets: list[QWidget]) -> list[str]:
    """Labels and buttons with less room than their text needs."""
    wrong = []
    for each in widgets:
        if isinstance(each, _ELIDE) or not isinstance(each, (QLabel, QPushButton)) or not each.text():
            continue
        if isinstance(each, QLabel) and each.wordWrap():
            needed = each.heightForWidth(each.width())
            # What cannot be broken needs more width than it has, at any height.
            lines = each.fontMetrics().boundingRect(
                QRect(0, 0, max(1, each.contentsRect().width()), 100_000),
                Qt.TextFlag.TextWordWrap,
                each.text(),
            )
            plain = each.textFormat() == Qt.TextFormat.PlainText
            if needed > each.height() or (plain and lines.width() > each.contentsRect().width()):
                wrong.append(f"{told(each)} needs a height of {needed}, a width of {lines.width()}")
        elif each.sizeHint().width() > each.width():
            wrong.append(f"{told(each)} needs a width of {each.sizeHint().width()}")
    return wrong
