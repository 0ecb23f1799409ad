"""One costly thing in a turn of the event loop."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject
from pytestqt.qtbot import QtBot

from authbench_gui.turns import Turns


class Owner(QObject):
    """Notes what is called of it."""

    def __init__(self) -> None:
        super().__init__()
        self.called: list[str] = []

    def first(self) -> None:
        self.called.append("first")

    def second(self) -> None:
        self.called.append("second")


def turn() -> None:
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)


def test_one_thing_is_done_in_a_turn_and_each_once(qtbot: QtBot) -> None:
    turns, owner = Turns(), Owner()
    for call in (owner.first, owner.second, owner.first):
        turns.ask(owner, call)
    assert owner.called == [], "not in the turn in which it was asked for"
    qtbot.wait_until(lambda: len(owner.called) == 2)
    turns.ask(owner, owner.first)
    qtbot.wait_until(lambda: len(owner.called) == 3)
    assert owner.called == ["first", "second", "first"]


def test_each_has_a_turn_of_its_own(qtbot: QtBot) -> None:
    turns, owner = Turns(), Owner()
    turns.ask(owner, owner.first)
    turns.ask(owner, owner.second)
    seen = []
    while len(owner.called) < 2:
        turn()
        seen.append(len(owner.called))
    assert 1 in seen


def test_nothing_is_done_for_who_is_gone(qtbot: QtBot) -> None:
    turns, owner, other = Turns(), Owner(), Owner()
    turns.ask(owner, owner.first)
    turns.ask(other, other.second)
    called = owner.called
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    qtbot.wait_until(lambda: other.called == ["second"])
    assert called == []


def test_what_fails_leaves_the_others_their_turns(qtbot: QtBot) -> None:
    turns, owner = Turns(), Owner()

    def fail() -> None:
        raise ValueError("on purpose")

    with qtbot.capture_exceptions() as caught:
        turns.ask(owner, fail)
        turns.ask(owner, owner.second)
        qtbot.wait_until(lambda: owner.called == ["second"])
    assert [str(each[1]) for each in caught] == ["on purpose"]


def test_all_share_the_turns_of_the_window(qtbot: QtBot) -> None:
    assert Turns.shared() is Turns.shared()
    assert Turns.shared().parent() is QCoreApplication.instance()
