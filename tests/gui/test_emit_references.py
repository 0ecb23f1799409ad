import sys

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot


class Emitter(QObject):
    ping = Signal()


def test_emits_do_not_eat_references(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 drops a reference to True with every emit, until it aborts."""
    emitter = Emitter()
    before = sys.getrefcount(True)
    for _ in range(50):
        emitter.ping.emit()
    assert sys.getrefcount(True) >= before - 5
