"""The log in the window: a person types, clicks and presses keys, and sees what the journal lets them see."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from authbench_gui.activity.log_columns import Column
from authbench_gui.dialogs.name_filter import NameFilterDialog
from support.gui_fake_engine import every_text

FIELDS = "{ name: 'key', control_type: 'password' }"
SECRET = "wq7-Zk3-Xv9-Yj2-Qx8"


@pytest.fixture
def shown(bench):  # type: ignore[no-untyped-def]
    """A window with a log of five requests of two runs."""
    bench.open_form(FIELDS)
    for number in range(2):
        bench.page.header.test_requested.emit()
        bench.qtbot.wait_until(lambda count=number + 1: len(bench.world.runs) == count)
        run = bench.world.runs[-1]
        run.begin()
        run.learn(SECRET, "access token")
        run.exchange(step="token", method="POST", url="https://id.example/oauth/token", request="grant=code")
        run.exchange(step="test", status=401, headers=(("Authorization", f"Bearer {SECRET}"),))
        if number:
            run.exchange(step="test", response='{"needle": true}', elapsed=1.5)
        run.finish()
        bench.settle()
        bench.qtbot.wait_until(lambda: not bench.current.activity.running)
    bench.qtbot.wait_until(lambda: not bench.current.activity.log.rows.index.behind)
    bench.arrived = [entry.id for entry in bench.page.activity.table.model().rows.entries]
    return bench


def numbers(bench) -> list[int]:  # type: ignore[no-untyped-def]
    """Which of the requests the table shows, counted from 1."""
    model, arrived = bench.page.activity.table.model(), bench.arrived
    ids = [model.entry_at(place).id for place in range(model.rowCount())]
    return [arrived.index(one) + 1 if one in arrived else 0 for one in ids]


def type_filter(bench, text: str) -> None:  # type: ignore[no-untyped-def]
    bench.page.activity.table.setFocus()
    bench.qtbot.keyClick(bench.page.activity.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bench.qtbot.keyClicks(bench.page.activity.head.box, text)


def shows(bench, wanted: list[int]) -> None:  # type: ignore[no-untyped-def]
    bench.qtbot.wait_until(lambda: numbers(bench) == wanted)


def test_typing_filters_and_escape_clears_and_goes_back(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    type_filter(shown, "status:401")
    shows(shown, [2, 4])
    assert activity.heading.text() == "Log 2 / 5"
    assert activity.heading.accessibleName() == "Log, 2 of 5 requests"
    box = activity.head.box
    shown.qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.completions.isVisible()
    shown.qtbot.keyClick(box, Qt.Key.Key_Escape)
    shows(shown, [1, 2, 3, 4, 5])
    shown.qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert activity.heading.text() == "Log 5"
    shown.qtbot.wait_until(lambda: activity.table.hasFocus() or not shown.window.isActiveWindow())


def test_words_are_found_in_headers_and_bodies_too(shown) -> None:  # type: ignore[no-untyped-def]
    type_filter(shown, "needle")
    shows(shown, [5])
    shown.qtbot.wait_until(lambda: shown.page.activity.log.search.left == 0)
    assert not shown.page.activity.strip.isVisibleTo(shown.window)


def test_typing_a_secret_finds_nothing_at_any_letter(shown) -> None:  # type: ignore[no-untyped-def]
    box = shown.page.activity.head.box
    box.set_filter("header:zzz-not-there")
    shows(shown, [])
    for end in range(1, len(SECRET) + 1):
        box.set_filter(f'header:"bearer {SECRET[:end]}"')
        shown.qtbot.wait_until(lambda: shown.page.activity.log.search.left == 0)
        assert numbers(shown) == []
    box.set_filter("header:bearer")
    shows(shown, [2, 4])


def test_nothing_found_says_so_with_a_way_back(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    type_filter(shown, "url:nowhere")
    shows(shown, [])
    assert activity.nothing.isVisibleTo(shown.window)
    assert activity.nothing.words.text() == "No request passes the filter."
    shown.qtbot.mouseClick(activity.nothing.clear, Qt.MouseButton.LeftButton)
    shows(shown, [1, 2, 3, 4, 5])
    assert activity.head.box.text() == ""


def test_what_cannot_be_read_is_told_below_the_box(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    type_filter(shown, "statsu:4xx")
    shown.qtbot.wait_until(lambda: activity.strip.problem.isVisibleTo(shown.window))
    assert "Write status:4xx" in activity.strip.problem.text()
    assert activity.head.box.property("problem") == "true"
    activity.log.set_filter("status:4xx")
    assert not activity.strip.isVisibleTo(shown.window)
    assert activity.head.box.property("problem") == "false"


def test_proposals_by_the_keyboard(shown) -> None:  # type: ignore[no-untyped-def]
    box = shown.page.activity.head.box
    type_filter(shown, "ho")
    assert box.completions.isVisibleTo(shown.window)
    shown.qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert box.text() == "host:"
    shown.qtbot.keyClick(box, Qt.Key.Key_Down)
    shown.qtbot.keyClick(box, Qt.Key.Key_Down)
    shown.qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.text() == "host:id.example "
    assert not box.completions.isVisible()
    shows(shown, [1, 3])


def test_proposals_by_the_mouse(shown) -> None:  # type: ignore[no-untyped-def]
    box = shown.page.activity.head.box
    type_filter(shown, "is:err")
    view = box.completions.list
    entry = view.model().index(0, 0)
    assert "error" in entry.data(Qt.ItemDataRole.AccessibleTextRole)
    place = view.visualRect(entry).center()
    shown.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert box.text() == "is:error "
    shows(shown, [2, 4])


def test_the_menu_has_ready_made_filters(shown) -> None:  # type: ignore[no-untyped-def]
    menu = shown.page.activity.head.filters
    menu.fill()
    next(action for action in menu.entries.actions() if action.text() == "This run").trigger()
    shows(shown, [3, 4, 5])
    assert menu.text() == "This run ▾"
    assert shown.page.activity.head.box.text() == "run:last"


def entry(menu, text: str):  # type: ignore[no-untyped-def]
    return next(action for action in menu.actions() if action.text() == text)


def name_it(bench, name: str, trigger) -> NameFilterDialog:  # type: ignore[no-untyped-def]
    trigger()
    dialog = bench.page.activity.findChild(NameFilterDialog)
    assert dialog is not None
    dialog.name.setText(name)
    dialog.confirmed.emit()
    return dialog


def test_filters_are_saved_renamed_deleted_and_come_back(
    shown, make_bench: Callable[[], object], tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    menu = shown.page.activity.head.filters
    menu.fill()
    assert not entry(menu.entries, "Save this filter…").isEnabled()
    shown.page.activity.log.set_filter("status:401 step:test")
    menu.fill()
    dialog = name_it(shown, "All", entry(menu.entries, "Save this filter…").trigger)
    assert "There is a filter of that name." in set(every_text(dialog))
    dialog.name.setText("Refused & lost")
    dialog.confirmed.emit()
    assert menu.saved == {"Refused & lost": "status:401 step:test"}
    assert menu.text() == "Refused & lost ▾"
    menu.rename_requested.emit("Refused & lost")
    dialog = [one for one in shown.page.activity.findChildren(NameFilterDialog) if one.isVisible()][-1]
    dialog.name.setText("Refused")
    dialog.confirmed.emit()
    assert list(menu.saved) == ["Refused"]
    shown.close()
    again = make_bench()
    assert again.page.activity.head.filters.saved == {"Refused": "status:401 step:test"}  # type: ignore[attr-defined]
    again.page.activity.head.filters.delete("Refused")  # type: ignore[attr-defined]
    assert again.page.activity.head.filters.saved == {}  # type: ignore[attr-defined]


def test_a_filter_with_a_secret_is_not_saved(shown) -> None:  # type: ignore[no-untyped-def]
    shown.page.activity.log.set_filter(f"body:{SECRET}")
    dialog = name_it(shown, "Mine", shown.page.activity.head.filters.save_requested.emit)
    assert any("It holds a secret" in text for text in every_text(dialog))
    assert shown.page.activity.head.filters.saved == {}


def test_keys_go_through_the_rows(shown) -> None:  # type: ignore[no-untyped-def]
    table = shown.page.activity.table
    table.setFocus()
    place = lambda: table.currentIndex().row()  # noqa: E731
    shown.qtbot.wait_until(lambda: place() == 4)
    shown.qtbot.keyClick(table, Qt.Key.Key_K)
    assert place() == 3
    assert not shown.page.activity.head.follow.isChecked()
    shown.qtbot.keyClick(table, Qt.Key.Key_G)
    assert place() == 0
    shown.qtbot.keyClick(table, Qt.Key.Key_J)
    shown.qtbot.keyClick(table, Qt.Key.Key_Down)
    assert place() == 2
    shown.qtbot.keyClick(table, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert place() == 4
    assert len(table.chosen_ids()) == 1
    shown.qtbot.keyClick(table, Qt.Key.Key_Home)
    assert place() == 0
    shown.qtbot.mouseClick(shown.page.activity.head.follow, Qt.MouseButton.LeftButton)
    assert place() == 4


def test_the_end_is_followed_whenever_requests_come(bench) -> None:  # type: ignore[no-untyped-def]
    bench.open_form(FIELDS)
    bench.page.header.test_requested.emit()
    bench.qtbot.wait_until(lambda: len(bench.world.runs) == 1)
    run, table = bench.world.runs[0], bench.page.activity.table
    run.begin()
    for number in range(12):
        # Each comes while the details of the one before are still due.
        run.exchange(step="test")
        bench.workbench.pump.drain()
        bench.qtbot.wait_until(lambda last=number: table.currentIndex().row() == last)
    run.finish()


def test_headings_sort_and_a_third_click_leaves_the_order_of_arrival(shown) -> None:  # type: ignore[no-untyped-def]
    header = shown.page.activity.table.horizontalHeader()

    def click(column: Column) -> None:
        place = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
        shown.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(Column.STATUS)
    shows(shown, [1, 3, 5, 2, 4])
    click(Column.STATUS)
    shows(shown, [2, 4, 1, 3, 5])
    click(Column.STATUS)
    shows(shown, [1, 2, 3, 4, 5])


def test_a_pause_counts_what_is_new_and_showing_it_goes_on(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    shown.qtbot.keyClick(activity.table, Qt.Key.Key_Space)
    assert activity.head.pause.isChecked()
    run = shown.world.runs[-1]
    run.exchange()
    run.exchange()
    shown.settle()
    assert activity.strip.paused.text() == "Paused, 2 new"
    shows(shown, [1, 2, 3, 4, 5])
    shown.qtbot.mouseClick(activity.strip.resume, Qt.MouseButton.LeftButton)
    assert len(numbers(shown)) == 7
    assert not activity.strip.isVisibleTo(shown.window)
    shown.qtbot.mouseClick(activity.head.pause, Qt.MouseButton.LeftButton)
    assert activity.strip.paused.isVisibleTo(shown.window)
    shown.qtbot.keyClick(activity.table, Qt.Key.Key_P)
    assert not activity.head.pause.isChecked()


def test_pinned_rows_stay_when_the_log_is_cleared_and_go_the_second_time(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    table = activity.table
    control = Qt.KeyboardModifier.ControlModifier
    shown.qtbot.keyClick(table, Qt.Key.Key_G)
    pinned = table.current_id
    shown.qtbot.keyClick(table, Qt.Key.Key_P, control)
    assert table.model().pinned(pinned)
    shown.qtbot.keyClick(table, Qt.Key.Key_L, control)
    assert numbers(shown) == [1]
    assert table.model().entry_at(0).id == pinned
    assert activity.clear.text() == "Clear pinned"
    shown.qtbot.mouseClick(activity.clear, Qt.MouseButton.LeftButton)
    assert activity.heading.text() == "Log"
    assert activity.empty.isVisibleTo(shown.window)


def test_two_requests_are_compared_by_the_keyboard(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    table = activity.table
    shown.qtbot.keyClick(table, Qt.Key.Key_G)
    shown.qtbot.keyClick(table, Qt.Key.Key_Equal)
    assert "choose another and press =" in activity.strip.marked.text()
    shown.qtbot.keyClick(table, Qt.Key.Key_J)
    shown.qtbot.keyClick(table, Qt.Key.Key_Equal)
    pane = activity.compare
    assert pane.isVisibleTo(shown.window)
    assert not activity.strip.isVisibleTo(shown.window)
    assert pane.summary.text().endswith("differences")
    texts = "\n".join(every_text(pane))
    assert "POST /oauth/token HTTP/1.1" in texts
    assert "access token" in texts
    assert SECRET not in texts
    places = [pane.table.currentIndex().row()]
    for _ in pane.model.differences[1:]:
        shown.qtbot.keyClick(pane.table, Qt.Key.Key_N)
        places.append(pane.table.currentIndex().row())
    assert places == pane.model.differences
    shown.qtbot.keyClick(pane.table, Qt.Key.Key_N)
    assert pane.table.currentIndex().row() == places[0]
    shown.qtbot.keyClick(pane.table, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert pane.table.currentIndex().row() == places[-1]
    pane.grab()
    shown.qtbot.keyClick(pane.table, Qt.Key.Key_Escape)
    assert activity.detail.isVisibleTo(shown.window)


def test_the_filter_and_its_menu_stand_apart_in_a_narrow_window(shown) -> None:  # type: ignore[no-untyped-def]
    head = shown.page.activity.head
    assert head.filters.text() == "All ▾"
    shown.window.resize(980, 620)
    QApplication.processEvents()
    shown.page.activity.log.set_filter("status:5xx")
    QApplication.processEvents()
    assert head.box.geometry().right() < head.filters.x()
    assert head.filters.text() == "▾"
    assert head.filters.accessibleName() == "Filters: Filtered"
    assert "Filtered" in head.filters.toolTip()
    shown.window.resize(1360, 860)
    QApplication.processEvents()
    assert head.filters.text() == "Filtered ▾"
    assert head.filters.toolTip() == ""
    assert head.box.geometry().right() < head.filters.x()


def test_two_chosen_rows_offer_to_be_compared_below_the_head(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    table, strip = activity.table, activity.strip
    shown.qtbot.keyClick(table, Qt.Key.Key_G)
    assert not strip.isVisibleTo(shown.window)
    shown.qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert strip.chosen.isVisibleTo(shown.window)
    assert strip.chosen.text() == "2 chosen ·"
    assert strip.compare.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert strip.compare.accessibleName() == "Compare the two chosen exchanges"
    shown.qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert not strip.isVisibleTo(shown.window)
    shown.qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    strip.compare.setFocus()
    shown.qtbot.keyClick(strip.compare, Qt.Key.Key_Space)
    assert activity.compare.isVisibleTo(shown.window)
    shown.qtbot.keyClick(activity.compare.table, Qt.Key.Key_Escape)
    activity.log.set_filter("step:nothing")
    assert not strip.chosen.isVisibleTo(shown.window)


def test_rows_stay_below_the_mouse_while_they_are_chosen(shown) -> None:  # type: ignore[no-untyped-def]
    table, strip = shown.page.activity.table, shown.page.activity.strip
    first, second = (table.visualRect(table.model().index(row, Column.STEP)).center() for row in (0, 1))
    rows = table.viewport()
    shown.qtbot.mousePress(rows, Qt.MouseButton.LeftButton, pos=first)
    shown.qtbot.mouseRelease(rows, Qt.MouseButton.LeftButton, pos=first)
    shift = Qt.KeyboardModifier.ShiftModifier
    shown.qtbot.mousePress(rows, Qt.MouseButton.LeftButton, shift, second)
    assert len(table.chosen_ids()) == 2
    assert not strip.isVisibleTo(shown.window)
    shown.qtbot.mouseRelease(rows, Qt.MouseButton.LeftButton, shift, second)
    assert strip.compare.isVisibleTo(shown.window)


def test_two_chosen_rows_are_compared_by_their_menu(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    table = activity.table
    for row, modifier in ((1, Qt.KeyboardModifier.NoModifier), (3, Qt.KeyboardModifier.ControlModifier)):
        place = table.visualRect(table.model().index(row, Column.STEP)).center()
        shown.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    menu = activity.log.menu()
    assert menu is not None
    entry(menu, "Compare\t=").trigger()
    assert activity.compare.isVisibleTo(shown.window)
    assert activity.compare.summary.text() == "No difference"
    shown.qtbot.mouseClick(activity.compare.close_button, Qt.MouseButton.LeftButton)
    assert activity.detail.isVisibleTo(shown.window)


def test_the_menu_of_a_row_filters_by_what_it_has(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    shown.qtbot.keyClick(activity.table, Qt.Key.Key_G)
    menu = activity.log.menu()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[:2] == ["Pin\tCtrl+P", "Compare with another…\t="]
    entry(menu, "Only host:id.example").trigger()
    shows(shown, [1, 3])
    entry(menu, "Only step:token").trigger()
    assert activity.head.box.text() == "host:id.example step:token"


def test_going_to_a_request_that_is_hidden_shows_it(shown) -> None:  # type: ignore[no-untyped-def]
    activity = shown.page.activity
    first = activity.table.model().rows.entries[0].id
    activity.log.set_filter("status:401")
    activity.show_exchange(first)
    assert activity.head.box.text() == ""
    assert activity.table.current_id == first


def test_each_connection_has_its_own_filter(shown) -> None:  # type: ignore[no-untyped-def]
    first = shown.current.id
    shown.page.activity.log.set_filter("status:401")
    shown.open(shown.write(FIELDS, "other.rb"))
    assert shown.page.activity.head.box.text() == ""
    shown.workspace.select(first)
    QApplication.processEvents()
    assert shown.page.activity.head.box.text() == "status:401"
    shows(shown, [2, 4])


def test_a_request_is_copied_as_curl_without_its_secrets(shown) -> None:  # type: ignore[no-untyped-def]
    QApplication.clipboard().clear()
    table = shown.page.activity.table
    shown.qtbot.keyClick(table, Qt.Key.Key_G)
    shown.qtbot.keyClick(table, Qt.Key.Key_J)
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    shown.qtbot.keyClick(table, Qt.Key.Key_C, modifiers)
    shown.qtbot.wait_until(lambda: "curl" in QApplication.clipboard().text())
    text = QApplication.clipboard().text()
    assert "ACCESS_TOKEN" in text
    assert SECRET not in text
    assert "Copied as cURL. Before you run it, set ACCESS_TOKEN_1." in set(every_text(shown.window.toast))


def test_what_differs_in_a_long_line_is_in_sight() -> None:
    from authbench_gui.activity.compare_pane import _common, _from_difference

    left, right = "Authorization: Bearer " + "x" * 40 + "1", "Authorization: Bearer " + "x" * 40 + "2"
    assert _common(left, right) == len(left) - 1
    assert _from_difference(right, _common(left, right)) == "…" + "x" * 12 + "2"
    assert _from_difference("ab", 1) == "ab"
