"""What PySide adds to imports is taken back, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

_LOOKS = """
import inspect, sys
looked_at = []
real = inspect.getsource
inspect.getsource = lambda thing: looked_at.append(thing) or real(thing)
"""
_START = "from authbench_gui.plain_imports import import_plainly; import_plainly(); looked_at.clear()\n"
_END = """
import authbench_gui.app, builtins
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("some words")
label.show()
print(len(looked_at), label.text(), builtins.__import__ is getattr(builtins, "__feature_import__", None))
"""


def printed(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.split()


def test_no_source_is_read_when_modules_are_imported() -> None:
    assert printed(_LOOKS + _START + _END) == ["0", "some", "words", "False"]


def test_what_somebody_else_put_in_place_stays() -> None:
    program = """
import builtins, PySide6.QtCore
before = builtins.__import__
theirs = lambda *args, **kwargs: before(*args, **kwargs)
builtins.__import__ = theirs
from authbench_gui.plain_imports import import_plainly
import_plainly()
print(builtins.__import__ is theirs)
"""
    assert printed(program) == ["True"]


def test_without_qt_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from authbench_gui.plain_imports import import_plainly

    monkeypatch.setitem(sys.modules, "PySide6.QtCore", None)
    with pytest.raises(ImportError):
        import_plainly()
