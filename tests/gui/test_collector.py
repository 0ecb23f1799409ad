"""Reference cycles are freed on the window's thread, whoever made them."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from authbench_gui.collector import CycleCollector


class Holder:
    """Something that holds itself, and notes where it is freed."""

    def __init__(self, freed_on: list[int]) -> None:
        self.own = self
        weakref.finalize(self, lambda: freed_on.append(threading.get_ident()))


def test_what_a_worker_leaves_is_freed_on_the_window_s_thread(qtbot: QtBot) -> None:
    parent = QObject()
    CycleCollector(parent)
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


def test_older_generations_come_in_their_turn(qtbot: QtBot) -> None:
    parent = QObject()
    collector = CycleCollector(parent)
    before = [stats["collections"] for stats in gc.get_stats()]
    kept: list[list[object]] = []
    for _ in range(300):
        kept.extend([] for _ in range(gc.get_threshold()[0] + 100))
        collector.look()
    after = [stats["collections"] for stats in gc.get_stats()]
    assert all(new > old for new, old in zip(after, before, strict=True))
