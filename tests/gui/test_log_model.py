"""What the log shows of its rows: filtered, sorted, held back, pinned, and bounded."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from authbench.journal.filters import parse
from authbench_gui.activity import log_rows
from authbench_gui.activity.log_columns import Column
from authbench_gui.activity.log_model import LogModel
from support.gui_fake_engine import make_exchange
from support.gui_logs import Redacting


class Log:
    """A model, watched by Qt's own checker, with a journal behind it."""

    def __init__(self) -> None:
        self.redacting = Redacting()
        self.model = LogModel(self.redacting)
        mode = QAbstractItemModelTester.FailureReportingMode.Fatal
        self.tester = QAbstractItemModelTester(self.model, mode)

    def put(self, *numbers: int, **facts: object) -> None:
        made = [make_exchange(exchange_id=number, **facts) for number in numbers]  # type: ignore[arg-type]
        self.model.put(self.redacting.entries(*made))
        self.model.catch_up()

    def filter(self, text: str) -> None:
        self.model.set_filter(parse(text))

    @property
    def ids(self) -> list[int]:
        return [self.model.entry_at(place).id for place in range(self.model.rowCount())]


@pytest.fixture
def log(qtbot: QtBot) -> Log:
    return Log()


def test_a_filter_shows_what_passes_and_goes_on_with_what_comes(log: Log) -> None:
    log.put(1, 2, status=200)
    log.put(3, status=404)
    log.filter("status:4xx")
    assert log.ids == [3]
    log.put(4, status=404)
    log.put(5, status=200)
    assert log.ids == [3, 4]
    assert log.model.total == 5
    assert log.model.row_of(4) == 1
    assert log.model.row_of(5) is None
    log.filter("")
    assert log.ids == [1, 2, 3, 4, 5]


def test_the_last_exchange_of_a_step_is_found_whatever_is_shown(log: Log) -> None:
    assert log.model.last_of("test") is None
    log.put(1, 2, status=200, step="test")
    log.put(3, status=404, step="token")
    log.filter("status:404")
    last = log.model.last_of("test")
    assert last is not None
    assert last.id == 2
    log.model.pin(1, pinned=True)
    log.model.clear()
    last = log.model.last_of("test")
    assert last is not None
    assert last.id == 1
    assert log.model.last_of("token") is None


def test_what_becomes_something_else_comes_and_goes(log: Log) -> None:
    log.put(1, 2, 3, status=None, elapsed=None)
    log.filter("is:pending")
    log.put(2, status=200)
    assert log.ids == [1, 3]
    log.filter("status:200")
    log.put(3, status=200)
    log.put(1, status=200)
    assert log.ids == [1, 2, 3]
    log.put(*range(1, 60), status=404)
    assert log.ids == []


def test_the_last_run_is_another_when_a_run_begins(log: Log) -> None:
    log.put(1, 2, run_id="a")
    log.filter("run:last")
    assert log.ids == [1, 2]
    log.put(3, run_id="b")
    assert log.ids == [3]


def test_headers_and_bodies_are_left_to_be_looked_at(log: Log) -> None:
    log.put(1, response='{"found": "needle"}')
    log.put(2, response="{}")
    log.filter("needle")
    assert log.ids == []
    assert log.model.undecided == 2
    waiting = log.model.take_undecided(10)
    told = [
        number for number, around in waiting if log.redacting.journal.passes(log.model.filter, number, around)
    ]
    assert told == [1]
    log.model.decide([1], [2])
    assert (log.ids, log.model.undecided) == ([1], 0)
    log.put(3)
    assert log.model.undecided == 1
    log.model.give_up()
    assert log.model.undecided == 0


def test_sorting_by_a_column_and_back(log: Log) -> None:
    log.put(1, elapsed=0.3, status=404)
    log.put(2, elapsed=0.1)
    log.put(3, elapsed=0.2)
    log.model.sort(Column.TIME)
    assert log.ids == [2, 3, 1]
    log.model.sort(Column.TIME, Qt.SortOrder.DescendingOrder)
    assert log.ids == [1, 3, 2]
    assert log.model.row_of(2) == 2
    log.filter("status:200")
    assert log.ids == [3, 2]
    log.model.sort(-1)
    log.filter("")
    assert log.ids == [1, 2, 3]


def test_what_comes_while_it_is_sorted_is_put_in_its_place(log: Log, qtbot: QtBot) -> None:
    log.put(1, elapsed=0.3)
    log.model.sort(Column.TIME)
    log.put(2, elapsed=0.1)
    log.put(3, elapsed=0.2)
    qtbot.wait_until(lambda: log.ids == [2, 3, 1])


@pytest.mark.parametrize("text", ["", "status:200"])
def test_a_pause_holds_back_what_comes_and_not_what_changes(log: Log, text: str) -> None:
    log.put(1, 2)
    log.filter(text)
    log.model.pause()
    log.put(3, 4)
    log.put(2, status=200, elapsed=5.0)
    assert (log.ids, log.model.held, log.model.total) == ([1, 2], 2, 4)
    assert str(log.model.index(1, Column.TIME).data()) == "5.0 s"
    assert log.model.row_of(3) is None
    log.model.resume()
    assert (log.ids, log.model.held) == ([1, 2, 3, 4], 0)


def test_pinned_rows_survive_clearing_unless_that_is_asked_for(log: Log) -> None:
    log.put(1, 2, 3)
    log.model.pin(2, pinned=True)
    log.filter("is:pinned")
    assert log.ids == [2]
    log.model.clear()
    log.put(4)
    assert (log.ids, log.model.total) == ([2], 2)
    log.filter("")
    assert log.ids == [2, 4]
    spoken = log.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "#: 2, pinned"
    log.model.clear(pinned=True)
    assert (log.ids, log.model.octets) == ([], 0)
    log.put(5)
    assert log.ids == [5]


@pytest.mark.parametrize("text", ["", "status:200"])
def test_the_oldest_rows_go_when_there_are_too_many(
    log: Log, text: str, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(log_rows, "CAPACITY", 6)
    monkeypatch.setattr(log_rows, "ROOM", 2)
    log.filter(text)
    for number in range(1, 12):
        log.put(number)
        qtbot.wait_until(lambda: log.model.rows.excess == 0)
    assert log.ids == [5, 6, 7, 8, 9, 10, 11]
    assert log.model.row_of(4) is None
    assert log.model.row_of(11) == 6
    assert log.model.octets == 7 * len('{"ok": true}')


def test_the_count_of_a_long_log_is_told_some_times_a_second_and_in_the_end(log: Log, qtbot: QtBot) -> None:
    told: list[int] = []
    log.model.counted.connect(lambda: told.append(log.model.total))
    for number in range(1, 401):
        log.model.put(log.redacting.entries(make_exchange(exchange_id=number)))
    assert told[:199] == list(range(1, 200))
    qtbot.wait_until(lambda: told[-1] == 400)
    assert len(told) < 300


def test_a_rule_that_fired_can_be_asked_for(log: Log) -> None:
    log.put(1, 2)
    log.model.blame(2, "refresh_on 401")
    log.filter("rule:refresh_on")
    assert log.ids == [2]


def test_a_secret_that_is_learned_late_leaves_the_hits(log: Log, qtbot: QtBot) -> None:
    log.put(1, url="https://api.example/v1/session-4711-abcdef/me")
    log.put(2)
    log.filter("url:session-4711")
    assert log.ids == [1]
    log.redacting.journal.redactor.add("session-4711-abcdef", "session")
    # Whoever paints it finds out.
    log.model.index(0, Column.URL).data()
    qtbot.wait_until(lambda: log.ids == [])


def test_what_the_journal_let_go_is_said_and_not_found(log: Log) -> None:
    exchange = make_exchange(exchange_id=1)
    entries = log.redacting.entries(exchange)
    log.redacting.journal.clear()
    log.model.put(entries)
    log.model.catch_up()
    assert str(log.model.index(0, Column.URL).data()) == "not kept any more"
    log.filter("status:200")
    assert log.ids == []
