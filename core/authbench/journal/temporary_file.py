"""A file that nobody else can open and that is gone when this process is, however it ends."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO, Final, cast

_PREFIX: Final = "authbench-bodies-"
_NAME: Final = re.compile(rf"{_PREFIX}(\d{{1,10}})-\w+")
_WINDOWS: Final = os.name == "nt"


def open_nameless(folder: Path | None = None) -> BinaryIO:
    """A new file in `folder` (None: the system's for temporary files), unbuffered, for its owner alone.

    It has no name from the start where the system can do that, or loses it at once; on Windows the system
    deletes it when it is closed, also for a process that was killed. Files that a crash of the whole
    machine left are removed first. Raises OSError.
    """
    sweep(folder)
    prefix = f"{_PREFIX}{os.getpid()}-"
    # It is the store that closes it.
    file = tempfile.TemporaryFile("w+b", 0, prefix=prefix, dir=folder)  # noqa: SIM115
    return cast(BinaryIO, file)


def sweep(folder: Path | None = None) -> int:
    """Remove what processes that are gone left in `folder`, and count it. Raises nothing: what cannot be
    removed is unreadable anyway, for its key is lost."""
    place = Path(tempfile.gettempdir()) if folder is None else folder
    removed = 0
    try:
        with os.scandir(place) as entries:
            names = [entry.name for entry in entries if entry.name.startswith(_PREFIX)]
    except OSError:
        return 0
    for name in names:
        found = _NAME.fullmatch(name)
        if found is None or _is_used_by(int(found[1])):
            continue
        try:
            os.unlink(place / name)
        except OSError:
            # On Windows: some process has it open.
            continue
        removed += 1
    return removed


def _is_used_by(process_id: int) -> bool:
    """Whether a process of that number may have the file open."""
    if process_id == os.getpid():
        return True
    if _WINDOWS:
        # There a signal would end the process. An open file cannot be deleted, which says the same.
        return False
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
