"""Nothing is cut off and nothing covers its neighbour, whatever a definition's texts are, and in windows that
run from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from authbench_gui.connection_page.form.multiselect_editor import Chip
from authbench_gui.connection_page.left_pane import TOKEN_TAB, TRY_TAB
from authbench_gui.theme.widgets import ElidedButton, ElidedLabel, KeyedButton

GALLERY = Path(__file__).with_name("gallery.rb")
LONG = Path(__file__).with_name("long_texts.rb")
SIZES = [(1360, 860), (980, 620)]
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


@pytest.fixture(params=[Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft], ids=["ltr", "rtl"])
def direction(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Qt.LayoutDirection]:
    qapp.setLayoutDirection(request.param)
    yield request.param
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("definition", [GALLERY, LONG], ids=lambda path: path.stem)
def test_every_text_has_its_room(
    direction: Qt.LayoutDirection, definition: Path, size: tuple[int, int], bench: Any
) -> None:
    bench.window.resize(*size)
    bench.open(definition)
    bench.qtbot.wait_until(lambda: bench.page.form.complete)
    assert bench.window.layoutDirection() is direction
    for tab in (0, TOKEN_TAB, TRY_TAB):
        bench.page.tabs.choose(tab)
        bench.settle()
        for _ in range(3):
            QApplication.processEvents()
        widgets = shown_in(bench.window)
        assert widgets
        assert outside(widgets) == []
        assert overlapping(widgets) == []
        assert cut(widgets) == []
        # An invisible break that went through the escaping of invisible characters.
        assert not [told(each) for each in widgets if isinstance(each, QLabel) and "U+200B" in each.text()]
    bench.settle()


def test_a_shortcut_stands_beside_the_caption_in_both_directions(qtbot: QtBot, qapp: QApplication) -> None:
    inked = {}
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        keyed = KeyedButton("Reconnect", "F5")
        qtbot.add_widget(keyed)
        keyed.setLayoutDirection(direction)
        keyed.resize(200, 32)
        picture = keyed.grab(QRect(20, 6, 160, 20)).toImage()
        ground = picture.pixel(0, 0)
        inked[direction] = sum(
            any(picture.pixel(x, y) != ground for y in range(picture.height()))
            for x in range(picture.width())
        )
    written = inked[Qt.LayoutDirection.LeftToRight]
    assert written > 40
    assert abs(inked[Qt.LayoutDirection.RightToLeft] - written) <= 4


def test_foreign_words_on_a_button_end_in_an_ellipsis_and_are_told_whole(qtbot: QtBot) -> None:
    words = "Add a header that is sent along with every request"
    cramped = ElidedButton(words, "small")
    qtbot.add_widget(cramped)
    cramped.resize(120, 24)
    cramped.show()
    assert words in cramped.toolTip()
    assert cramped.text() == words
    cramped.resize(cramped.sizeHint())
    assert cramped.toolTip() == ""
