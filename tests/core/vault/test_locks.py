from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from authbench.errors import Cancelled
from authbench.vault import StorageFailed, process_lock

HOLD = """
import sys
from pathlib import Path
from authbench.vault import process_lock
with process_lock(Path(sys.argv[1]), "name").acquire():
    print("held", flush=True)
    sys.stdin.read()
"""


def _holder(home: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def _end(holder: subprocess.Popen[str]) -> None:
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.close()
    holder.wait()
    holder.stdout.close()


def _is_held(home: Path, name: str = "name") -> bool:
    def give_up() -> None:
        raise Cancelled

    try:
        with process_lock(home, name).acquire(give_up):
            return False
    except Cancelled:
        return True


def test_one_process_at_a_time_holds_a_lock(tmp_path: Path) -> None:
    holder = _holder(tmp_path)
    assert _is_held(tmp_path)
    assert not _is_held(tmp_path, "another name")
    _end(holder)
    assert not _is_held(tmp_path)


def test_a_lock_ends_with_its_holder_however_it_died(tmp_path: Path) -> None:
    holder = _holder(tmp_path)
    os.kill(holder.pid, signal.SIGKILL)
    _end(holder)
    assert not _is_held(tmp_path)


def test_a_waiting_process_takes_over(tmp_path: Path) -> None:
    first, second = process_lock(tmp_path, "name"), process_lock(tmp_path, "name")
    order: list[str] = []
    waiting = threading.Event()

    def work() -> None:
        with second.acquire(waiting.set):
            order.append("second")

    thread = threading.Thread(target=work)
    with first:
        thread.start()
        waiting.wait()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_an_error_inside_gives_the_lock_back(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), process_lock(tmp_path, "name").acquire():
        raise ValueError("inside")
    assert not _is_held(tmp_path)


def test_lock_files_are_private_and_empty_whatever_their_name(tmp_path: Path) -> None:
    for name in ("refresh /home/jo/secret-project", "../../etc/passwd", "", "é" * 5000, "\ud800"):
        with process_lock(tmp_path, name):
            pass
    files = list((tmp_path / "locks").iterdir())
    assert len(files) == 5
    assert all(file.read_bytes() == b"" for file in files)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("content")
    lock = process_lock(tmp_path, "name")
    lock.path.parent.mkdir()
    lock.path.symlink_to(victim)
    with pytest.raises(StorageFailed) as caught, lock.acquire():
        pass
    assert "symbolic link" in caught.value.message
    assert victim.read_text() == "content"


def test_a_linked_folder_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "locks").symlink_to(elsewhere)
    with pytest.raises(StorageFailed), process_lock(tmp_path, "name").acquire():
        pass
    assert list(elsewhere.iterdir()) == []


def test_the_lock_itself_opens_no_second_file_descriptor(tmp_path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        with process_lock(tmp_path, "name"):
            pass
    # Files of others that were waiting to be collected may be closed meanwhile.
    assert len(os.listdir("/proc/self/fd")) <= before
