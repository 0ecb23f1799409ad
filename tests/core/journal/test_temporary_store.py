import errno
import os
import secrets
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.journal import temporary_file
from authbench.journal.temporary_store import CHUNK, NotKept, Stored, TemporaryStore

SLOT = CHUNK + 16


def open_files() -> dict[str, Path]:
    """What this process has open: the name that the system gives each, and the way to its bytes."""
    folder = Path("/proc/self/fd")
    found = {}
    for entry in folder.iterdir():
        try:
            found[os.readlink(entry)] = entry
        except OSError:
            continue
    return found


def file_of(store: TemporaryStore) -> Any:
    return store._file


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 17])
def test_what_was_put_comes_back(tmp_path: Path, size: int) -> None:
    store = TemporaryStore(tmp_path)
    content = secrets.token_bytes(size)
    other = secrets.token_bytes(CHUNK)
    stored = store.put(content)
    second = store.put(other)
    assert stored.size == size
    assert store.read(stored) == content
    assert store.read(second) == other
    store.close()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3 * CHUNK + 9), st.integers(0, 2 * CHUNK))
def test_any_part_of_it_comes_back(start: int, length: int) -> None:
    store = TemporaryStore()
    content = bytes(number * 7 % 251 for number in range(CHUNK)) * 3 + b"the end"
    assert store.read(store.put(content), start, length) == content[start : start + length]
    store.close()


def test_the_file_has_no_name_is_its_owners_alone_and_cannot_be_read(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path)
    assert not list(tmp_path.iterdir())
    secret = secrets.token_hex(24).encode()
    store.put(secret * 10_000)
    assert not list(tmp_path.iterdir())
    entry = next(path for name, path in open_files().items() if str(tmp_path) in name)
    on_disk = entry.read_bytes()
    assert len(on_disk) > 400_000
    assert secret not in on_disk
    assert secret[:12] not in on_disk
    assert stat.S_IMODE(os.fstat(file_of(store).fileno()).st_mode) == 0o600
    store.close()
    assert not any(str(tmp_path) in name for name in open_files())


def test_equal_content_looks_different_each_time(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path)
    for _ in range(3):
        store.put(bytes(2 * CHUNK))
    file = file_of(store)
    slots = [os.pread(file.fileno(), SLOT, number * SLOT) for number in range(6)]
    assert len(set(slots)) == 6
    store.close()


def test_changed_or_moved_bytes_are_noticed(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path)
    stored = store.put(secrets.token_bytes(3 * CHUNK))
    descriptor = file_of(store).fileno()
    first, second = (os.pread(descriptor, SLOT, number * SLOT) for number in range(2))
    os.pwrite(descriptor, second, 0)
    with pytest.raises(NotKept):
        store.read(stored, 0, 10)
    os.pwrite(descriptor, first[:-1] + bytes([first[-1] ^ 1]), 0)
    with pytest.raises(NotKept):
        store.read(stored, 0, 10)
    os.pwrite(descriptor, first, 0)
    store.read(stored)
    os.truncate(descriptor, 2 * SLOT + 5)
    with pytest.raises(NotKept):
        store.read(stored)
    store.close()


def test_what_was_released_is_gone_and_its_room_is_used_again(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path)
    first = store.put(bytes(4 * CHUNK))
    kept = store.put(b"kept")
    used = store.used
    store.release(first)
    store.release(first)
    assert store.used < used
    with pytest.raises(NotKept):
        store.read(first)
    third = store.put(b"x" * (4 * CHUNK))
    assert store.used == used
    assert os.fstat(file_of(store).fileno()).st_size <= used
    assert store.read(kept) == b"kept"
    assert store.read(third) == b"x" * (4 * CHUNK)
    store.close()


def test_the_oldest_go_when_there_is_too_much_and_that_is_told(tmp_path: Path) -> None:
    lost: list[Stored] = []
    store = TemporaryStore(tmp_path, capacity=4 * SLOT, on_lost=lost.append)
    bodies = [store.put(bytes([number]) * CHUNK) for number in range(4)]
    assert lost == []
    large = store.put(b"l" * (2 * CHUNK))
    assert lost == bodies[:2]
    with pytest.raises(NotKept, match="newer"):
        store.read(bodies[1])
    assert store.read(bodies[2]) == bytes([2]) * CHUNK
    assert store.read(large) == b"l" * (2 * CHUNK)
    with pytest.raises(NotKept, match="larger"):
        store.put(bytes(5 * CHUNK))
    assert store.read(large) == b"l" * (2 * CHUNK)
    assert store.used <= 4 * SLOT
    store.close()


def test_clearing_gives_the_room_on_disk_back(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path)
    stored = store.put(bytes(3 * CHUNK))
    store.clear()
    assert store.used == 0
    assert os.fstat(file_of(store).fileno()).st_size == 0
    with pytest.raises(NotKept):
        store.read(stored)
    assert store.read(store.put(b"again")) == b"again"
    store.close()


def test_nothing_is_put_or_read_after_closing(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path)
    stored = store.put(b"content")
    store.close()
    store.close()
    store.clear()
    store.release(stored)
    with pytest.raises(NotKept, match="closed"):
        store.put(b"more")
    with pytest.raises(NotKept):
        store.read(stored)


class Refusing:
    """A file on a disk that fails in one way."""

    def __init__(self, file: Any, *, write: int | None = None, read: int | None = None) -> None:
        self._file = file
        self._write = write
        self._read = read
        self.writes = 0

    def write(self, content: Any) -> int:
        self.writes += 1
        if self._write is not None and self.writes > 1:
            raise OSError(self._write, os.strerror(self._write))
        return int(self._file.write(content[: len(content) // 2 + 1]))

    def read(self, size: int) -> bytes:
        if self._read is not None:
            raise OSError(self._read, os.strerror(self._read))
        return bytes(self._file.read(size // 2 + 1))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def test_a_disk_that_takes_and_gives_little_at_a_time(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path)
    store.put(b"")
    store._file = Refusing(file_of(store))  # type: ignore[assignment]
    content = secrets.token_bytes(3 * CHUNK + 5)
    assert store.read(store.put(content)) == content
    store.close()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_a_disk_that_refuses_is_told_and_takes_no_room(tmp_path: Path, number: int) -> None:
    store = TemporaryStore(tmp_path)
    store.put(b"")
    file = file_of(store)
    store._file = Refusing(file, write=number)  # type: ignore[assignment]
    with pytest.raises(NotKept, match=os.strerror(number)):
        store.put(bytes(4 * CHUNK))
    assert store.used == 0
    store._file = file
    assert store.read(store.put(b"later")) == b"later"
    store.close()


def test_a_disk_that_does_not_give_back_is_told(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path)
    stored = store.put(b"content")
    store._file = Refusing(file_of(store), read=errno.EIO)  # type: ignore[assignment]
    with pytest.raises(NotKept, match=os.strerror(errno.EIO)):
        store.read(stored)
    store.close()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotKept, match="no file could be made"):
        TemporaryStore(tmp_path / "missing").put(b"content")


def test_many_threads(tmp_path: Path) -> None:
    store = TemporaryStore(tmp_path, capacity=40 * SLOT)
    wrong: list[bytes] = []

    def work(worker: int) -> None:
        for number in range(30):
            content = bytes([worker, number]) * (CHUNK // 2 + number * 997)
            stored = store.put(content)
            try:
                if store.read(stored) != content:
                    wrong.append(content[:2])
            except NotKept:
                continue
            if number % 3:
                store.release(stored)
            if number == 20 and worker == 1:
                store.clear()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert store.used <= 40 * SLOT
    store.close()


def test_leftovers_of_processes_that_are_gone_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alive, gone = os.getppid(), 4_194_303
    names = {
        number: tmp_path / f"authbench-bodies-{number}-abcd1234" for number in (alive, gone, os.getpid())
    }
    others = [tmp_path / "authbench-bodies-x-y", tmp_path / "somebody-elses", tmp_path / "authbench-bodies-"]
    for path in (*names.values(), *others):
        path.write_bytes(b"x")
    assert temporary_file.sweep(tmp_path) == 1
    assert not names[gone].exists()
    assert all(path.exists() for path in (names[alive], names[os.getpid()], *others))
    # Where open files cannot be deleted, that is tried, and no process is asked with a signal.
    monkeypatch.setattr(temporary_file, "_WINDOWS", True)
    monkeypatch.setattr(os, "kill", lambda *_: pytest.fail("that would end the process"))
    used = names[alive]
    unlink = os.unlink

    def refuses_open_files(path: Any) -> None:
        if Path(path) == used:
            raise PermissionError(errno.EACCES, "used by another process")
        unlink(path)

    monkeypatch.setattr(os, "unlink", refuses_open_files)
    again = tmp_path / "authbench-bodies-77-zzzz"
    again.write_bytes(b"x")
    assert temporary_file.sweep(tmp_path) == 1
    assert used.exists()
    assert not again.exists()
    assert temporary_file.sweep(tmp_path / "missing") == 0


def test_leftovers_go_when_the_first_file_is_made(tmp_path: Path) -> None:
    left = tmp_path / "authbench-bodies-4194303-abcd1234"
    left.write_bytes(b"x")
    store = TemporaryStore(tmp_path)
    assert left.exists()
    store.put(b"content")
    assert not left.exists()
    store.close()
