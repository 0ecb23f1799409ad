"""Imports without what PySide adds to them.

PySide replaces Python's `__import__` by its own, which reads the source of every module that is imported
from then on, in search of a way to spell Qt's names that Authbench does not use. With some hundreds of
modules that is a noticeable part of starting.
"""

from __future__ import annotations

import builtins


def import_plainly() -> None:
    """Import Qt, and what follows as Python does. What somebody else, such as a debugger, has put in place
    meanwhile is left alone.

    Raises:
        ImportError: there is no Qt here.
    """
    import PySide6.QtCore  # noqa: F401

    theirs, usual = (getattr(builtins, name, None) for name in ("__feature_import__", "__orig_import__"))
    if usual is not None and builtins.__import__ is theirs:
        builtins.__import__ = usual
