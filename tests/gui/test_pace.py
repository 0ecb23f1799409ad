"""What is shown at once while little happens, and some times a second in a flood."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from authbench_gui.activity.pace import Pace


class Shown(QObject):
    """Notes what is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.pace = Pace(self)
        self.told: list[str] = []

    def rows(self) -> None:
        self.told.append("rows")
        # Another row is chosen.
        self.pace.ask(self.details)

    def details(self) -> None:
        self.told.append("details")

    def ask(self) -> None:
        self.pace.ask(self.rows, self.details)


def test_all_of_it_is_shown_at_once_and_each_once(qtbot: QtBot) -> None:
    shown = Shown()
    shown.ask()
    assert shown.told == ["rows", "details"]


def test_what_is_asked_for_again_and_again_is_shown_by_turns_and_to_the_end(qtbot: QtBot) -> None:
    shown = Shown()
    shown.ask()
    for _ in range(5):
        before = len(shown.told)
        shown.ask()
        assert len(shown.told) == before, "not at once in a flood"
        qtbot.wait_until(lambda before=before: len(shown.told) == before + 1)
    qtbot.wait_until(lambda: len(shown.told) >= 8)
    assert all(one != other for one, other in zip(shown.told, shown.told[1:], strict=False))
    assert set(shown.told[-2:]) == {"rows", "details"}


def test_after_a_calm_things_are_shown_at_once_again(qtbot: QtBot) -> None:
    shown = Shown()
    shown.ask()

    def at_once() -> bool:
        before = len(shown.told)
        shown.ask()
        if len(shown.told) > before:
            return True
        qtbot.wait_until(lambda: len(shown.told) >= before + 2)
        QTest.qWait(400)
        return False

    qtbot.wait_until(at_once, timeout=30_000)


def test_who_hurries_is_shown_things_at_once(qtbot: QtBot) -> None:
    shown = Shown()
    shown.ask()
    shown.pace.hurry()
    shown.ask()
    assert shown.told == ["rows", "details"] * 2
