"""Settings of all tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples in every run, so that a change is blamed for what it broke and nothing else.
# HYPOTHESIS_PROFILE=exploring looks for new ones.
settings.register_profile("repeatable", derandomize=True, database=None, deadline=None)
settings.register_profile("exploring", database=None, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

_GARBAGE = 20_000
"""Objects made since the last collection that are worth another."""
_FULL = 40
"""Of so many collections one looks at what is old too."""


class Cycles:
    """Collects cyclic garbage between tests, on the thread of the tests. As in the window, Python does not do
    so by itself: a Qt object that it freed on an engine's thread would end the process."""

    def __init__(self) -> None:
        gc.disable()
        self._collections = 0
        self._windows = False

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
        yield
        self._windows = self._windows or "qapp" in getattr(item, "fixturenames", ())
        if self._windows and (nextitem is None or nextitem.path != item.path):
            self._windows = False
            _let_windows_go()
        elif gc.get_count()[0] > _GARBAGE:
            self._collections += 1
            gc.collect(2 if self._collections % _FULL == 0 else 1)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Cycles())


def _let_windows_go() -> None:
    """What waits for its turn or to be deleted would keep windows until other tests."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtTest import QTest

    QTest.qWait(20)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    # The window sets apart what lives long.
    gc.unfreeze()
    gc.collect()
