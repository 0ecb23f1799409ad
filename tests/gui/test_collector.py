"""Reference cycles are freed on the window's thread, whoever made them."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from authbench_gui import collector as collector_module
from authbench_gui.collector import INTERVAL_MS, QUIET, REST, CycleCollector


class Holder:
    """Something that holds itself, and notes where it is freed."""

    def __init__(self, freed_on: list[int]) -> None:
        self.own = self
        weakref.finalize(self, lambda: freed_on.append(threading.get_ident()))


def test_what_a_worker_leaves_is_freed_on_the_window_s_thread(qtbot: QtBot) -> None:
    parent = QObject()
    CycleCollector(parent).begin()
    freed_on: list[int] = []

    def work() -> None:
        for _ in range(5 * gc.get_threshold()[0]):
            Holder(freed_on)

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert freed_on == [], "the worker's own allocations set nothing free"
    qtbot.wait_until(lambda: len(freed_on) == 5 * gc.get_threshold()[0])
    assert set(freed_on) == {threading.get_ident()}


class Watched(CycleCollector):
    """Notes when it looks."""

    looks = 0

    def look(self) -> None:
        self.looks += 1
        super().look()


def test_it_looks_after_what_comes_once_it_begins(qtbot: QtBot, clock: list[float]) -> None:
    gc.unfreeze()
    parent = QObject()
    collector = Watched(parent)
    make_young()
    QTest.qWait(2 * INTERVAL_MS)
    assert collector.looks == 0
    collector.begin()
    assert gc.get_freeze_count() > len(kept), "what is there by then is set apart"
    qtbot.wait_until(lambda: collector.looks > 1)


def test_older_generations_come_in_their_turn(qtbot: QtBot, clock: list[float]) -> None:
    parent = QObject()
    collector = CycleCollector(parent)
    before = [stats["collections"] for stats in gc.get_stats()]
    for _ in range(160):
        make_young()
        clock[0] += 1.0
        collector.look()
    after = [stats["collections"] for stats in gc.get_stats()]
    assert all(new > old for new, old in zip(after, before, strict=True))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The time that the collector sees."""
    now = [1000.0]
    monkeypatch.setattr(collector_module.time, "monotonic", lambda: now[0])
    yield now
    kept.clear()
    gc.unfreeze()


def make_young() -> None:
    """So many objects that it is time to collect the young."""
    kept.extend([] for _ in range(gc.get_threshold()[0] + 100))


kept: list[list[object]] = []


def test_while_many_are_made_they_are_looked_at_in_small_parts(qtbot: QtBot, clock: list[float]) -> None:
    parent = QObject()
    collector = CycleCollector(parent)
    before = gc.get_stats()[1]["collections"]
    for _ in range(12):
        kept.extend([] for _ in range(5000))
        collector.stir()
        collector.look()
    assert gc.get_stats()[1]["collections"] - before >= 3
    assert gc.get_count()[0] < 5000


def test_old_objects_are_left_alone_while_something_happens(qtbot: QtBot, clock: list[float]) -> None:
    parent = QObject()
    collector = CycleCollector(parent)
    before = gc.get_stats()[2]["collections"]
    for _ in range(160):
        clock[0] += 0.25
        collector.stir()
        make_young()
        collector.look()
    assert gc.get_stats()[2]["collections"] == before
    for _ in range(QUIET + 1):
        collector.look()
    assert gc.get_stats()[2]["collections"] == before + 1


def test_a_cycle_of_a_run_is_gone_when_it_is_quiet_again(qtbot: QtBot, clock: list[float]) -> None:
    parent = QObject()
    collector = CycleCollector(parent)
    freed_on: list[int] = []
    held = [Holder(freed_on) for _ in range(10)]
    for _ in range(160):
        collector.stir()
        make_young()
        collector.look()
    held.clear()
    for _ in range(160):
        collector.stir()
        make_young()
        collector.look()
    assert freed_on == [], "it was old when the run let go of it"
    for _ in range(QUIET + 1):
        collector.look()
    assert len(freed_on) == 10


def test_what_lived_long_is_looked_at_again_after_a_rest(qtbot: QtBot, clock: list[float]) -> None:
    parent = QObject()
    collector = CycleCollector(parent)
    freed_on: list[int] = []
    held = [Holder(freed_on)]
    for _ in range(160):
        make_young()
        clock[0] += 1.0
        collector.look()
    assert gc.get_freeze_count() > 0
    held.clear()
    for _ in range(160):
        make_young()
        collector.stir()
        clock[0] += 1.0
        collector.look()
    assert freed_on == []
    clock[0] += 300
    for _ in range(REST + 1):
        collector.look()
    assert len(freed_on) == 1
