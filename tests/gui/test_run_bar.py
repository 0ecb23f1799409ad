"""What a run came to: the line that sums it up, its sections, which run it is, and what is said aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from authbench.errors import AuthbenchError
from authbench.events import (
    ConsoleLine,
    Failure,
    NoteAdded,
    Outcome,
    SettingsSeen,
)
from authbench_gui.activity import run_choice
from authbench_gui.activity.detail.chip_popover import ChipPopover
from authbench_gui.activity.run_bar import RunBar, Section
from support.gui_fake_engine import ScriptedRun, every_text
from support.told_runs import Told

FIELDS = "{ name: 'client_id' }"
_LINE_HEIGHT = 30


def connect(bench: Any, script: Callable[[ScriptedRun], None]) -> RunBar:
    if bench.workspace.current is None:
        bench.open_form(FIELDS)
    bench.world.engine.script = script
    before = len(bench.world.runs)
    bench.page.header.connect_button.click()
    bench.qtbot.wait_until(lambda: len(bench.world.runs) > before and not bench.current.activity.running)
    bench.settle()
    bar: RunBar = bench.page.activity.run_bar
    bench.qtbot.wait_until(lambda: bar.summary is None or bar.summary.outcome is not None)
    return bar


def press(bench: Any, button: Any) -> None:
    bench.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(bench: Any, bar: RunBar, section: Section) -> None:
    press(bench, bar.parts[section])
    assert bar.opened
    assert bar.section is section
    bench.qtbot.wait_until(lambda: bench.page.activity.detail.tasks.idle)


def words_of(bar: RunBar) -> list[str]:
    labels = bar.notes.widget().findChildren(QLabel)
    return [label.accessibleName() or label.text() for label in labels]


def test_one_line_sums_the_run_up(bench: Any) -> None:
    bar = connect(bench, Told())
    assert bar.isVisibleTo(bench.window)
    assert bar.toggle.text() == "▸ Connect · 3 requests"
    assert {section.name: part.text() for section, part in bar.parts.items()} == {
        "RENEWALS": "renewed once (refresh_on 401)",
        "NOTES": "3 notes",
        "PRINTED": "3 lines printed",
        "SETTINGS": "changed access_token, expires_in",
    }
    assert all(part.isVisibleTo(bench.window) for part in bar.parts.values())
    assert not bar.body.isVisibleTo(bench.window)
    assert bar.printed.toPlainText() == ""


def test_a_dot_stands_in_the_line_of_the_part_that_follows_it(bench: Any) -> None:
    bar = connect(bench, Told())
    dots = [label for label in bar.findChildren(QLabel) if label.text() == "·"]
    assert len(dots) == len(bar.parts)
    tops = set()
    for width in range(260, 900, 40):
        bar.setParent(None)
        bar.resize(width, 200)
        bar.show()
        QApplication.processEvents()
        places = [part.mapTo(bar, QPoint(0, 0)) for part in bar.parts.values()]
        tops.add(len({place.y() for place in places}))
        for dot, place in zip(dots, places, strict=True):
            here = dot.mapTo(bar, QPoint(0, dot.height() // 2))
            assert place.x() > here.x()
            assert place.y() <= here.y() <= place.y() + _LINE_HEIGHT
    assert len(tops) > 1, "in one line and in several"
    bar.close()


def test_where_there_is_nothing_to_tell_there_is_no_bar(bench: Any) -> None:
    bar = connect(bench, lambda run: (run.begin(), run.exchange(), run.finish()))
    assert not bar.isVisibleTo(bench.window)


def test_notes_are_in_groups_with_their_reason_and_lead_to_request_and_line(bench: Any) -> None:
    told = Told()
    bar = connect(bench, told)
    opened(bench, bar, Section.NOTES)
    bench.qtbot.wait_until(lambda: bar.notes.widget() is not None and len(words_of(bar)) > 5)
    words = words_of(bar)
    order = ["An empty secret was sent.", "Register the other one too."]
    assert words.index(order[0]) < words.index(order[1])
    assert words[0].startswith("Strictness")
    assert "A token request sent an empty client_secret (RFC 6749, 2.3.1)." in words
    assert "Ignored at the redirect address: a favicon" in words
    links = {link.text(): link for link in bar.notes.widget().findChildren(QPushButton)}
    assert set(links) == {f"Show request #{told.exchanges[1]}", "Show line 4"}
    press(bench, links[f"Show request #{told.exchanges[1]}"])
    assert bench.page.activity.table.current_id == told.exchanges[1]
    press(bench, links["Show line 4"])
    assert bench.page.definition.code.marked_line == 4


def test_a_note_of_a_deviation_says_what_the_reference_has(bench: Any) -> None:
    def script(run: ScriptedRun) -> None:
        run.begin()
        run._journal.record(NoteAdded(run.id, "nested-test", "It stands inside."))
        run.finish()

    bar = connect(bench, script)
    opened(bench, bar, Section.NOTES)
    assert words_of(bar)[0].startswith("Deviation")
    assert "(SDK reference 1.3)" in words_of(bar)[2]


def test_what_was_printed_is_shown_without_secrets_and_can_be_copied(bench: Any) -> None:
    told = Told()
    bar = connect(bench, told)
    opened(bench, bar, Section.PRINTED)
    bench.qtbot.wait_until(lambda: bar.printed.toPlainText() != "")
    assert bar.printed.toPlainText() == f"token is •••• access token ②, {len(told.second)} chars\none\ntwo"
    bar.printed.setFocus()
    bench.qtbot.keyClick(bar.printed, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    bench.qtbot.keyClick(bar.printed, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == bar.printed.toPlainText()


def test_settings_are_shown_before_and_after_with_what_changed(bench: Any) -> None:
    told = Told()
    bar = connect(bench, told)
    opened(bench, bar, Section.SETTINGS)
    model = bar.settings.model
    bench.qtbot.wait_until(lambda: model.rowCount() == 4)

    def row(number: int) -> list[str]:
        return [str(model.index(number, column).data()) for column in range(3)]

    length = len(told.first)
    assert [row(number) for number in range(4)] == [
        ["region", '"eu"', '"eu"'],
        ["access_token", f"•••• access token ①, {length} chars", f"•••• access token ②, {length} chars"],
        ["deep", '{"a":[1,null]}', '{"a":[1,null]}'],
        ["expires_in", "—", "3600"],
    ]
    said = [model.index(number, 0).data(Qt.ItemDataRole.AccessibleTextRole) for number in range(4)]
    assert said == ["region", "access_token, changed", "deep", "expires_in, added"]
    assert bar.settings.told.text() == "2 of 4 settings changed"
    assert not bar.settings.search.isVisibleTo(bench.window)
    bar.settings.only_changed.click()
    assert [row(number)[0] for number in range(model.rowCount())] == ["access_token", "expires_in"]
    assert bar.settings.told.text() == "2 of 4"
    bar.settings.table.selectRow(1)
    bench.qtbot.keyClick(bar.settings.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "expires_in\t—\t3600"
    bar.settings.table.viewport().grab()


def test_a_chip_among_the_settings_tells_what_it_stands_for(bench: Any) -> None:
    told = Told()
    bar = connect(bench, told)
    opened(bench, bar, Section.SETTINGS)
    table, model = bar.settings.table, bar.settings.model
    bench.qtbot.wait_until(lambda: model.rowCount() == 4)
    cell = table.visualRect(model.index(1, 2))

    def popovers() -> list[ChipPopover]:
        return [each for each in table.findChildren(ChipPopover) if each.isVisible()]

    bench.qtbot.mouseMove(table.viewport(), cell.center())
    at = QPoint(cell.left() + 30, cell.center().y())
    bench.qtbot.mouseMove(table.viewport(), at)
    assert table.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    bench.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    (popover,) = popovers()
    texts = list(every_text(popover))
    assert "access token ②" in texts
    assert not [text for text in texts if told.second[:12] in text]
    buttons = {each.text(): each for each in popover.findChildren(QPushButton)}
    assert {"Copy placeholder", "Show where else it appears", "Reveal", "Copy value"} <= set(buttons)
    buttons["Copy placeholder"].click()
    assert QApplication.clipboard().text() == f"•••• access token ②, {len(told.second)} chars"
    assert popovers() == []
    beside = QPoint(cell.right() - 3, table.visualRect(model.index(0, 2)).center().y())
    bench.qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert popovers() == []


def test_enter_opens_the_chip_of_a_setting_and_escape_closes_it(bench: Any) -> None:
    bar = connect(bench, Told())
    opened(bench, bar, Section.SETTINGS)
    table, model = bar.settings.table, bar.settings.model
    bench.qtbot.wait_until(lambda: model.rowCount() == 4)
    table.setCurrentIndex(model.index(1, 0))
    table.setFocus()
    bench.qtbot.keyClick(table, Qt.Key.Key_Return)
    (popover,) = (each for each in table.findChildren(ChipPopover) if each.isVisible())
    assert "access token ①" in list(every_text(popover))
    bench.qtbot.keyClick(popover, Qt.Key.Key_Escape)
    bench.qtbot.wait_until(lambda: not [e for e in table.findChildren(ChipPopover) if e.isVisible()])
    assert bar.opened
    table.setCurrentIndex(model.index(0, 0))
    bench.qtbot.keyClick(table, Qt.Key.Key_Return)
    assert not [each for each in table.findChildren(ChipPopover) if each.isVisible()]


def test_many_settings_can_be_searched(bench: Any) -> None:
    def script(run: ScriptedRun) -> None:
        run.begin()
        values = {f"field_{number}": f"value {number * 7}" for number in range(30)}
        run._journal.record(SettingsSeen(run.id, values))
        run._journal.record(SettingsSeen(run.id, values, final=True))
        run.finish()

    bar = connect(bench, script)
    assert bar.parts[Section.SETTINGS].text() == "settings"
    opened(bench, bar, Section.SETTINGS)
    bench.qtbot.wait_until(lambda: bar.settings.model.rowCount() == 30)
    assert bar.settings.told.text() == "Nothing changed"
    assert not bar.settings.only_changed.isVisibleTo(bench.window)
    bench.qtbot.keyClicks(bar.settings.search, "VALUE 203")
    assert bar.settings.model.rowCount() == 1
    assert bar.settings.model.index(0, 0).data() == "field_29"


def test_what_changed_is_in_view_however_many_settings_there_are(bench: Any) -> None:
    def script(run: ScriptedRun) -> None:
        run.begin()
        values = {f"field_{number}": "same" for number in range(30)}
        run._journal.record(SettingsSeen(run.id, values))
        run._journal.record(SettingsSeen(run.id, {**values, "field_27": "other"}, final=True))
        run.finish()

    bar = connect(bench, script)
    opened(bench, bar, Section.SETTINGS)
    table = bar.settings.table
    bench.qtbot.wait_until(lambda: bar.settings.model.rowCount() == 30)
    QApplication.processEvents()
    assert bar.settings.model.index(27, 0).data() == "field_27"
    assert table.viewport().rect().contains(table.visualRect(bar.settings.model.index(27, 0)).center())


def test_before_the_end_what_comes_after_is_not_known(bench: Any) -> None:
    bench.open_form(FIELDS)

    def script(run: ScriptedRun) -> None:
        run.begin()
        run._journal.record(SettingsSeen(run.id, {"region": "eu"}))
        run.exchange()

    bench.world.engine.script = script
    bench.page.header.connect_button.click()
    bar = bench.page.activity.run_bar
    bench.qtbot.wait_until(lambda: bar.isVisibleTo(bench.window))
    opened(bench, bar, Section.SETTINGS)
    bench.qtbot.wait_until(lambda: bar.settings.model.rowCount() == 1)
    assert [bar.settings.model.index(0, column).data() for column in range(3)] == ["region", '"eu"', "…"]
    assert bar.settings.told.text() == "The run has not ended yet"
    run = bench.world.runs[-1]
    run._journal.record(SettingsSeen(run.id, {"region": "us"}, final=True))
    run.finish()
    bench.qtbot.wait_until(lambda: bar.settings.model.index(0, 2).data() == '"us"')


def test_renewals_tell_the_rule_where_it_matched_and_what_followed(bench: Any) -> None:
    told = Told()
    bar = connect(bench, told)
    opened(bench, bar, Section.RENEWALS)
    bench.qtbot.wait_until(lambda: bar.renewals.toPlainText() != "")
    assert bar.renewals.toPlainText() == (
        f"refresh_on 401, line 4\n  matched the status of #{told.exchanges[0]}\n  then refresh ok in 37 ms"
    )
    line, request = bar.renewals.spots()
    bar.renewals.activate(request)
    assert bench.page.activity.table.current_id == told.exchanges[0]
    bar.renewals.activate(line)
    assert bench.page.definition.code.marked_line == 4


def test_no_secret_is_in_any_section_or_on_the_clipboard(bench: Any) -> None:
    told = Told()
    bar = connect(bench, told)
    for section in Section:
        opened(bench, bar, section)
    bench.qtbot.wait_until(lambda: bar.settings.model.rowCount() == 4 and bar.printed.toPlainText() != "")
    texts = "\n".join(every_text(bench.window))
    assert "access token ②" in texts
    for secret in (told.first, told.second):
        assert secret not in texts
        assert secret[6:20] not in texts


def test_a_part_opens_its_section_and_folds_it_again(bench: Any) -> None:
    bar = connect(bench, Told())
    opened(bench, bar, Section.NOTES)
    assert bar.body.isVisibleTo(bench.window)
    opened(bench, bar, Section.PRINTED)
    press(bench, bar.parts[Section.PRINTED])
    assert not bar.opened
    assert not bar.body.isVisibleTo(bench.window)
    press(bench, bar.toggle)
    assert bar.toggle.text() == "▾ Connect · 3 requests"
    assert bar.section is Section.PRINTED
    press(bench, bar.close_button)
    assert not bar.opened


@pytest.mark.parametrize("place", ["tabs", "printed", "search"])
def test_escape_folds_the_bar_and_does_not_stop_a_run(bench: Any, place: str) -> None:
    bar = connect(bench, Told())
    opened(bench, bar, Section.PRINTED)
    focus = {
        "tabs": bar.tabs.findChild(QPushButton, "tab.1"),
        "printed": bar.printed,
        "search": bar.settings.only_changed,
    }[place]
    assert focus is not None
    if place == "search":
        opened(bench, bar, Section.SETTINGS)
    focus.setFocus()
    override = _key(QEvent.Type.ShortcutOverride)
    QApplication.sendEvent(focus, override)
    assert override.isAccepted()
    bench.qtbot.keyClick(focus, Qt.Key.Key_Escape)
    assert not bar.opened
    assert bar.toggle.hasFocus()
    override = _key(QEvent.Type.ShortcutOverride)
    QApplication.sendEvent(bar.toggle, override)
    assert not override.isAccepted()


def _key(kind: QEvent.Type) -> Any:
    from PySide6.QtGui import QKeyEvent

    event = QKeyEvent(kind, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    event.setAccepted(False)
    return event


def test_tabs_without_anything_are_not_offered(bench: Any) -> None:
    def script(run: ScriptedRun) -> None:
        run.begin()
        run._journal.record(ConsoleLine(run.id, "hello"))
        run.finish()

    bar = connect(bench, script)
    press(bench, bar.toggle)
    offered = [bar.tabs.findChild(QPushButton, f"tab.{section}") for section in Section]
    assert [tab.text() for tab in offered if tab.isVisibleTo(bench.window)] == ["Printed 1"]
    assert bar.section is Section.PRINTED
    bench.qtbot.wait_until(lambda: bar.printed.toPlainText() == "hello")


def test_its_height_can_be_changed_and_the_log_keeps_its_room(bench: Any) -> None:
    bar = connect(bench, Told())
    bench.window.resize(1200, 860)
    opened(bench, bar, Section.PRINTED)
    QApplication.processEvents()
    before = bar.body.height()
    bar.grip.setFocus()
    bench.qtbot.keyClick(bar.grip, Qt.Key.Key_Up)
    bench.qtbot.wait_until(lambda: bar.body.height() == before - 24)
    bench.qtbot.mousePress(bar.grip, Qt.MouseButton.LeftButton, pos=QPoint(5, 2))
    for _ in range(4):
        bench.qtbot.mouseMove(bar.grip, QPoint(5, 400))
        QApplication.processEvents()
    bench.qtbot.mouseRelease(bar.grip, Qt.MouseButton.LeftButton, pos=QPoint(5, 2))
    assert bar.body.height() > before
    assert bench.page.activity.splitter.height() >= 215
    for _ in range(40):
        bench.qtbot.keyClick(bar.grip, Qt.Key.Key_Up)
        QApplication.processEvents()
    assert bar.body.height() >= 80


def test_in_a_low_window_the_log_keeps_most_of_the_room(bench: Any) -> None:
    bench.window.resize(980, 640)
    bar = connect(bench, Told())
    opened(bench, bar, Section.PRINTED)
    QApplication.processEvents()
    assert bench.page.activity.splitter.height() > bar.body.height()
    assert bar.printed.height() > 60


def test_the_bar_tells_of_the_run_of_the_chosen_exchange_and_of_a_new_one(bench: Any) -> None:
    told = Told()
    bar = connect(bench, told)
    first = bar.run_id

    def short(run: ScriptedRun) -> None:
        run.begin()
        run._journal.record(ConsoleLine(run.id, "second run"))
        run.exchange()
        run.finish()

    connect(bench, short)
    assert bar.run_id != first
    assert bar.toggle.text() == "▸ Connect · 1 request"
    opened(bench, bar, Section.PRINTED)
    bench.qtbot.wait_until(lambda: bar.printed.toPlainText() == "second run")
    bench.page.activity.show_exchange(told.exchanges[0])
    assert bar.run_id == first
    assert bar.toggle.text() == "▾ Earlier run: Connect · 3 requests"
    bench.qtbot.wait_until(lambda: "token is" in bar.printed.toPlainText())
    connect(bench, short)
    assert bar.run_id == bench.current.activity.run.id


def test_an_experiment_after_the_last_run_is_no_earlier_one(bench: Any) -> None:
    bar = connect(bench, Told())
    after = ScriptedRun("experiment", bench.world.runs[-1].request, bench.world.journal)
    after.begin()
    sent = after.exchange()
    after.finish()
    bench.settle()
    bench.page.activity.show_exchange(sent.id)
    assert bar.run_id == "experiment"
    assert bar.toggle.text() == "▸ Connect · 1 request"


def test_clearing_the_log_takes_the_bar_away_until_something_happens(bench: Any) -> None:
    bar = connect(bench, Told())
    press(bench, bench.page.activity.clear)
    assert not bar.isVisibleTo(bench.window)
    connect(bench, Told())
    assert bar.isVisibleTo(bench.window)


def test_another_connection_leaves_nothing_behind(bench: Any) -> None:
    bar = connect(bench, Told())
    for section in Section:
        opened(bench, bar, section)
    bench.qtbot.wait_until(lambda: bar.settings.model.rowCount() == 4)
    bench.open(bench.write("{ name: 'other' }", "other.rb"))
    assert not bar.isVisibleTo(bench.window)
    assert bar.printed.toPlainText() == bar.renewals.toPlainText() == ""
    assert bar.settings.model.rowCount() == 0


def test_a_long_run_is_summed_up_without_its_texts(bench: Any) -> None:
    lines = 10_000

    def script(run: ScriptedRun) -> None:
        run.begin()
        for number in range(lines):
            run._journal.record(ConsoleLine(run.id, f"line {number}"))
        run.finish()

    bar = connect(bench, script)
    bench.qtbot.wait_until(lambda: bar.parts[Section.PRINTED].text() == "10,000 lines printed")
    opened(bench, bar, Section.PRINTED)
    bench.qtbot.wait_until(lambda: bar.printed.lines.count == lines, timeout=10_000)
    # Only what is on the screen is laid out.
    bar.printed.viewport().grab()
    assert bar.printed.laid_out < 100


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(run_choice, "announce", lambda widget, text: told.append(text))
    return told


def test_the_end_of_a_run_is_said_once(bench: Any, said: list[str]) -> None:
    connect(bench, Told())
    first = bench.current.id
    bench.qtbot.wait_until(lambda: bool(said))
    bench.open(bench.write("{ name: 'other' }", "other.rb"))
    bench.workspace.select(first)
    QApplication.processEvents()
    assert said == ["Connected, 3 requests, 3 notes"]


def test_a_failure_is_said_by_its_title_and_a_stop_as_one(bench: Any, said: list[str]) -> None:
    def fails(run: ScriptedRun) -> None:
        run.begin()
        shown = run.exchange(status=500)
        run.finish(Outcome.FAILED, Failure("http_error", "500 Internal Server Error", exchange_id=shown.id))

    connect(bench, fails)
    bench.qtbot.wait_until(lambda: len(said) == 1)
    assert said[0] == bench.page.activity.card.explanation.title

    def stopped(run: ScriptedRun) -> None:
        run.begin()
        run.finish(Outcome.CANCELLED, Failure("cancelled", "Cancelled."))

    connect(bench, stopped)
    bench.qtbot.wait_until(lambda: len(said) == 2)
    assert said[1] == "Cancelled"


def test_an_announcement_reaches_assistive_tools(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from authbench_gui.theme.assistive import announce

    heard: list[tuple[str, object]] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        heard.append((event.message(), event.object()))

    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    announce(bench.page.activity, "Connected,\n4 requests")
    assert heard == [("Connected, 4 requests", bench.page.activity)]


def test_a_section_of_another_log_that_fails_late_changes_nothing(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar = connect(bench, Told())
    opened(bench, bar, Section.PRINTED)
    told = bar.printed.toPlainText()
    asked: list[Callable[[AuthbenchError], None]] = []
    with monkeypatch.context() as patch:
        patch.setattr(bar._tasks, "ask", lambda make, on_ok, on_error: asked.append(on_error))
        bar._loaded.clear()
        bar._on_section()
    (late,) = asked
    bar._loaded.clear()
    late(AuthbenchError("That log is closed."))
    assert bar.printed.toPlainText() == told
