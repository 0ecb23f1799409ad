"""Files that are either the old or the new one, whatever happens in between."""

from __future__ import annotations

import os
import secrets
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from authbench.vault.errors import StorageFailed

# Virus scanners and indexers hold files for a moment: access denied, sharing, lock violation.
_PASSING_WINDOWS_ERRORS = frozenset({5, 32, 33})
_REPLACE_ATTEMPTS = 20
_REPLACE_PAUSE_SECONDS = 0.025


def write_atomically(path: Path, content: bytes) -> None:
    """Replace `path` with `content`, mode 0600; a crash leaves the old file or the new one.

    Raises `StorageFailed`; the old file is then intact and nothing else is left behind.
    """
    # Not `with_suffix`: an unfinished file must not look like a profile.
    temporary = path.parent / f".{path.name}.{secrets.token_hex(6)}.unfinished"
    try:
        make_folder(path.parent)
        try:
            _write_new(temporary, content)
            _replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise StorageFailed.from_os_error(error, path, doing="save") from error


def make_folder(folder: Path) -> None:
    """Create `folder`, for its owner alone, and so what it lies in where that is missing: who may write
    there could put another folder in its place. Raises OSError."""
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def read_file(path: Path) -> bytes | None:
    """The content of `path`, or None when there is no such file. Raises `StorageFailed`."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageFailed.from_os_error(error, path, doing="read") from error


def remove_file(path: Path) -> None:
    """Delete `path`; a missing one is no error. Raises `StorageFailed`."""
    try:
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync_folder(path.parent)
    except OSError as error:
        raise StorageFailed.from_os_error(error, path, doing="delete") from error


def set_aside(path: Path) -> Path:
    """Rename a damaged file to `NAME.corrupt-DATE`, so that nothing overwrites it; the new path.
    Raises `StorageFailed`."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    target = path.with_name(f"{path.name}.corrupt-{stamp}")
    number = 1
    while target.exists():
        number += 1
        target = path.with_name(f"{path.name}.corrupt-{stamp}-{number}")
    try:
        path.rename(target)
    except OSError as error:
        raise StorageFailed.from_os_error(error, path, doing="set aside") from error
    return target


def _write_new(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(source: Path, target: Path) -> None:
    for attempt in range(1, _REPLACE_ATTEMPTS + 1):
        try:
            source.replace(target)
        except OSError as error:
            passing = getattr(error, "winerror", None) in _PASSING_WINDOWS_ERRORS
            if not passing or attempt == _REPLACE_ATTEMPTS:
                raise
            time.sleep(_REPLACE_PAUSE_SECONDS)
        else:
            return


def _sync_folder(folder: Path) -> None:
    """Make the rename itself last. Folders cannot be opened on Windows, which needs no such thing."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
