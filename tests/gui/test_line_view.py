from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authbench.journal import Span
from authbench_gui.code.languages import Language
from authbench_gui.code.line_view import LineView
from authbench_gui.code.lines import Lines, Link, Section
from authbench_gui.theme.theme import Theme

TEXT = '{\n  "token": "•••• key ①, 9 chars",\n  "list": [\n    1,\n    2\n  ],\n  "more": "see line 3"\n}'
CHIP = Span(TEXT.index("••••"), TEXT.index('",\n  "list'), "key", 9, 1)
LINK = Link(TEXT.index("line 3"), TEXT.index("line 3") + 6, 3)


@pytest.fixture
def make(qtbot: QtBot, theme: Theme) -> Callable[[Lines], LineView]:
    def made(lines: Lines) -> LineView:
        view = LineView(theme, "Response text")
        qtbot.add_widget(view)
        view.resize(420, 260)
        view.show()
        view.show_lines(lines)
        view.setFocus()
        return view

    return made


@pytest.fixture
def view(make: Callable[[Lines], LineView]) -> LineView:
    return make(Lines(TEXT, (Section(0, Language.JSON),), chips=(CHIP,), links=(LINK,)))


def middle(view: LineView, spot: Span | Link) -> QPoint:
    return view.spot_rect(spot).center().toPoint()


def test_clicking_and_keys_activate_chips_and_links(view: LineView, qtbot: QtBot) -> None:
    chips: list[object] = []
    links: list[object] = []
    view.chip_activated.connect(chips.append)
    view.link_activated.connect(links.append)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, CHIP))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, LINK))
    assert (chips, links) == ([CHIP], [3])
    view.caret.put(0)
    down = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(view, Qt.Key.Key_Down, down)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Down, down)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert (chips, links) == ([CHIP, CHIP], [3, 3])
    qtbot.keyClick(view, Qt.Key.Key_Up, down)
    assert view.spot_at(view.caret.position) == CHIP


def test_a_part_folds_by_click_and_by_keys(view: LineView, qtbot: QtBot) -> None:
    view.caret.put(view.lines.start(2))
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert '"list": [ 2 items ],' in view.visible_text()
    assert "    1," not in view.visible_text()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert "    1," in view.visible_text()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.rows.is_folded(2)
    top = view.spot_rect(Span(view.lines.start(2), view.lines.start(2) + 1, "", 1))
    gutter = QPoint(10, int(top.center().y()))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=gutter)
    assert not view.rows.is_folded(2)
    view.fold_all()
    assert view.rows.count == 5
    view.grab()
    view.unfold_all()
    assert view.rows.count == view.lines.count


def test_what_is_selected_is_copied_as_it_is_shown(view: LineView, qtbot: QtBot) -> None:
    view.fold_all()
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == TEXT
    view.unfold_all()
    view.caret.put(0)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view, Qt.Key.Key_Down, shift)
    qtbot.keyClick(view, Qt.Key.Key_End, shift)
    assert view.selected_text == '{\n  "token": "•••• key ①, 9 chars",'


def test_dragging_and_double_clicking_select(view: LineView, qtbot: QtBot) -> None:
    word = Span(TEXT.index("more"), TEXT.index("more") + 4, "", 4)
    rect = view.spot_rect(word)
    port, left = view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseDClick(port, left, pos=rect.center().toPoint())
    assert view.selected_text == "more"
    start, end = QPoint(int(rect.left()), int(rect.center().y())), rect.center().toPoint()
    qtbot.mousePress(port, left, pos=start)
    qtbot.mouseMove(port, QPoint(int(rect.right()), end.y()))
    qtbot.mouseRelease(port, left, pos=QPoint(int(rect.right()), end.y()))
    assert view.selected_text == "more"


@pytest.mark.parametrize("odd", ["㉝", "漢字", "\u0e01\u0e33", "①"])
def test_a_row_stands_at_its_height_whatever_fonts_it_needs(
    make: Callable[[Lines], LineView], odd: str
) -> None:
    plain, mixed = make(Lines("k1=value 1")), make(Lines(f"k1=value {odd}"))
    assert plain.viewport().size() == mixed.viewport().size()
    begin = QRect(0, 0, plain.fontMetrics().horizontalAdvance("k1=value"), 40)
    images = [each.viewport().grab(begin).toImage() for each in (plain, mixed)]
    for image in images:
        # Not the caret, which blinks.
        assert not image.isNull()
    assert images[0] == images[1]


def test_only_what_is_on_the_screen_is_laid_out(make: Callable[[Lines], LineView], qtbot: QtBot) -> None:
    view = make(
        Lines("\n".join(f'"key {row}": {row}' for row in range(150_000)), (Section(0, Language.JSON),))
    )
    view.grab()
    assert 5 < view.laid_out < 40
    qtbot.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    view.grab()
    assert '"key 149999": 149999' in view.visible_text()
    assert view.laid_out < 80
    qtbot.keyClick(view, Qt.Key.Key_PageUp)
    qtbot.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert view.verticalScrollBar().value() == 0


def test_a_long_row_is_scrolled_to_its_end(make: Callable[[Lines], LineView], qtbot: QtBot) -> None:
    view = make(Lines("short\n" + "w" * 900))
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.horizontalScrollBar().value() > 0
    end = view.spot_rect(Span(view.caret.position - 1, view.caret.position, "", 1))
    assert end.right() <= view.viewport().width()


def test_a_screen_reader_is_told_the_name_and_the_visible_rows(view: LineView) -> None:
    told = QAccessible.queryAccessibleInterface(view)
    assert told.role() is QAccessible.Role.Document
    assert told.text(QAccessible.Text.Name) == "Response text"
    assert told.text(QAccessible.Text.Value) == TEXT


def test_the_same_text_grown_keeps_the_place(make: Callable[[Lines], LineView]) -> None:
    rows = [f"row {row}" for row in range(500)]
    view = make(Lines("\n".join(rows[:200])))
    view.verticalScrollBar().setValue(90)
    view.caret.put(700)
    view.show_lines(Lines("\n".join(rows)), keep=True)
    assert view.verticalScrollBar().value() == 90
    assert view.caret.position == 700
    assert view.verticalScrollBar().maximum() > 400
