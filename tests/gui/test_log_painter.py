"""What the rows of the log look like: read from the pixels of the view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from authbench_gui.activity.log_columns import Column
from authbench_gui.activity.log_model import LogModel
from authbench_gui.activity.log_view import LogView
from authbench_gui.theme.theme import Role, Theme
from support.gui_fake_engine import make_exchange
from support.gui_logs import Redacting

Shown = Callable[..., LogView]


@pytest.fixture
def shown(qtbot: QtBot, theme: Theme) -> Shown:
    """Shows exchanges of these facts, one a row, from number 1 on."""

    def show(*facts: dict[str, Any], width: int = 900) -> LogView:
        redacting, view = Redacting(), LogView(theme)
        model = LogModel(redacting, view)
        qtbot.add_widget(view)
        view.resize(width, 300)
        model.put(
            redacting.entries(
                *[make_exchange(exchange_id=number, **each) for number, each in enumerate(facts, 1)]
            )
        )
        view.show_log(model)
        view.show()
        qtbot.wait_until(lambda: view.viewport().width() > width - 40)
        return view

    return show


def cell(view: LogView, row: int, column: Column) -> QImage:
    """The pixels of a cell, the line below it left out."""
    rect = view.visualRect(view.model().index(row, column))
    return view.viewport().grab(QRect(rect.left(), rect.top(), rect.width(), rect.height() - 1)).toImage()


def has(image: QImage, color: QColor) -> bool:
    return any(
        image.pixelColor(x, y).rgb() == color.rgb()
        for x in range(image.width())
        for y in range(image.height())
    )


def ink(image: QImage) -> tuple[int, int]:
    """The first and the last column of pixels that something is painted in."""
    ground = image.pixelColor(0, 0).rgb()
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).rgb() != ground for y in range(image.height()))
    ]
    assert inked, "nothing is painted"
    return inked[0], inked[-1]


@pytest.mark.parametrize(("status", "role"), [(200, "ok"), (302, "accent_text"), (404, "bad"), (500, "bad")])
def test_a_status_has_its_colour(shown: Shown, theme: Theme, status: int, role: Role) -> None:
    view = shown({"status": status})
    assert has(cell(view, 0, Column.STATUS), theme.color(role))


def test_methods_that_read_look_unlike_those_that_write(shown: Shown, theme: Theme) -> None:
    view = shown({"method": "GET"}, {"method": "DELETE"})
    assert has(cell(view, 0, Column.METHOD), theme.color("ok"))
    assert not has(cell(view, 1, Column.METHOD), theme.color("ok"))
    assert has(cell(view, 1, Column.METHOD), theme.color("accent_text"))


def test_chosen_rows_have_a_ground_all_along(shown: Shown, theme: Theme) -> None:
    view = shown({}, {}, {})
    for row, wanted in ((0, False), (1, False), (2, True)):
        for column in Column:
            corner = cell(view, row, column).pixelColor(1, 1)
            assert (corner.rgb() == theme.color("accent_soft").rgb()) is wanted, (row, column)
    view.selectAll()
    assert cell(view, 0, Column.URL).pixelColor(1, 1).rgb() == theme.color("accent_soft").rgb()


def test_nothing_is_painted_over_the_edge_of_its_cell(shown: Shown) -> None:
    view = shown({"url": f"https://api.example.test/{'long/' * 60}", "step": "authorize"}, width=500)
    for column in (Column.NUMBER, Column.STEP, Column.METHOD, Column.URL, Column.STATUS):
        image = cell(view, 0, column)
        first, last = ink(image)
        assert first >= 7, column
        assert last < image.width() - 7, column


def test_a_window_from_right_to_left_has_texts_at_the_right(shown: Shown) -> None:
    view = shown({"url": "https://a.example/x"})
    assert ink(cell(view, 0, Column.URL))[0] < 12
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    image = cell(view, 0, Column.URL)
    assert ink(image)[1] > image.width() - 13
    assert ink(image)[0] > image.width() // 2


def test_urls_and_figures_read_as_ever_in_a_window_from_right_to_left(shown: Shown) -> None:
    view = shown({"url": "https://a.example/", "response": "[]"})

    def painted(column: Column) -> QImage:
        image = cell(view, 0, column)
        first, last = ink(image)
        return image.copy(first, 0, last - first + 1, image.height())

    columns = (Column.URL, Column.SIZE, Column.TIME)
    before = [painted(column) for column in columns]
    QApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        mirrored = [painted(column) for column in columns]
    finally:
        QApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert mirrored == before


def test_a_double_click_on_the_edge_of_the_urls_makes_room_for_their_causes(shown: Shown) -> None:
    facts = {"url": "https://a.example/a/path", "cause": "refresh_on: [401], as the definition says"}
    view = shown(facts, width=1200)
    view.resizeColumnToContents(Column.URL)
    room = view.columnWidth(Column.URL)
    QApplication.processEvents()
    fitted = ink(cell(view, 0, Column.URL))
    view.setColumnWidth(Column.URL, room + 300)
    assert ink(cell(view, 0, Column.URL)) == fitted


def test_a_click_into_a_wide_column_leaves_the_others_in_view(shown: Shown) -> None:
    view = shown({}, {}, width=600)
    view.setColumnWidth(Column.URL, 1200)
    QApplication.processEvents()
    view.setCurrentIndex(view.model().index(0, Column.URL))
    view.scrollTo(view.currentIndex())
    assert view.horizontalScrollBar().value() == 0
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.currentIndex().column() == Column.STATUS
    assert view.horizontalScrollBar().value() > 0


def test_a_pinned_request_has_a_pin_beside_its_number(shown: Shown, theme: Theme) -> None:
    view = shown({}, {})
    assert not has(cell(view, 0, Column.NUMBER), theme.color("accent_text"))
    before = ink(cell(view, 0, Column.NUMBER))[1]
    model = view.model()
    assert isinstance(model, LogModel)
    model.pin(1, pinned=True)
    assert ink(cell(view, 0, Column.NUMBER))[1] > before
    assert has(cell(view, 0, Column.NUMBER), theme.color("accent_text"))


def test_bars_show_when_a_request_happened_within_its_run(shown: Shown) -> None:
    view = shown(
        {"started_clock": 10.0, "elapsed": 2.0},
        {"started_clock": 12.0, "elapsed": 1.0},
        {"started_clock": 13.0, "elapsed": 7.0},
    )
    bars = [ink(cell(view, row, Column.WATERFALL)) for row in range(3)]
    assert bars[0][0] < bars[1][0] < bars[2][0]
    assert bars[0][1] <= bars[1][0] + 1
    assert bars[1][1] <= bars[2][0] + 1
    widths = [last - first for first, last in bars]
    assert widths[2] > 3 * widths[0] > 3 * widths[1]


def test_numbers_of_a_long_log_are_shown_whole(qtbot: QtBot, theme: Theme) -> None:
    redacting, view = Redacting(), LogView(theme)
    model = LogModel(redacting, view)
    qtbot.add_widget(view)
    view.resize(900, 300)
    view.show()
    model.put(redacting.entries(make_exchange(exchange_id=1)))
    view.show_log(model)
    narrow = view.columnWidth(Column.NUMBER)
    model.put(redacting.entries(make_exchange(exchange_id=123_456)))
    view.follow()
    assert view.columnWidth(Column.NUMBER) > narrow
    assert view.sizeHintForColumn(Column.NUMBER) <= view.columnWidth(Column.NUMBER)
    assert sum(view.columnWidth(column) for column in Column) == view.viewport().width()
