"""Locks between processes, for what two windows must not do at the same time."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from authbench.vault.errors import StorageFailed
from authbench.vault.files import make_folder

POLL_SECONDS = 0.02
_BUSY = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})


class ProcessLock:
    """A lock that the system releases when its holder dies, so that none is ever stale.

    Held per object, not per thread: two locks of one name exclude each other within a process too.
    The file is empty, private, and never followed through a symbolic link.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def acquire(self, check: Callable[[], None] | None = None) -> Iterator[None]:
        """Hold the lock. While waiting, `check` is called at least every 20 ms and may raise.
        Raises `StorageFailed` when the lock file cannot be made."""
        descriptor = self._open()
        try:
            while not _try_lock(descriptor):
                if check is not None:
                    check()
                time.sleep(POLL_SECONDS / 2)
            try:
                yield
            finally:
                _unlock(descriptor)
        finally:
            os.close(descriptor)

    def __enter__(self) -> ProcessLock:
        self._held = self.acquire()
        self._held.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._held.__exit__(kind, error, traceback)

    def _open(self) -> int:
        # The file stays: removing a lock file that another process waits on would split the lock.
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        folder = self.path.parent
        try:
            make_folder(folder)
            if folder.is_symlink():
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
            return os.open(self.path, flags, 0o600)
        except OSError as error:
            raise StorageFailed.from_os_error(error, self.path, doing="lock") from error


def process_lock(home: Path, name: str) -> ProcessLock:
    """The lock called `name` (any text) among all processes that use `home`."""
    import hashlib

    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return ProcessLock(home / "locks" / f"{digest}.lock")


if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _BUSY:
                return False
            raise
        return True

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
