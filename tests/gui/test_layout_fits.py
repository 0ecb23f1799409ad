"""Nothing is cut off and nothing covers its neighbour, whatever a definition's texts are, and in windows that
run from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from authbench_gui.connection_page.left_pane import TOKEN_TAB, TRY_TAB
from authbench_gui.theme.widgets import ElidedButton, KeyedButton
from support.layout_fits import cut, outside, overlapping, shown_in, told

GALLERY = Path(__file__).with_name("gallery.rb")
LONG = Path(__file__).with_name("long_texts.rb")
SIZES = [(1360, 860), (980, 620)]


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
    bench.qtbot.wait_until(lambda: bench.page.form.complete, timeout=30_000)
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
