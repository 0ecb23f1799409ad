"""A process that is killed at any moment leaves nothing of what it recorded that could be read."""

from __future__ import annotations

import base64
import json
import os
import secrets
import signal
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

_CHILD = Path(__file__).resolve().parents[1] / "support" / "recording_child.py"
_WINDOW = 12
_STEPS = (1, 3, 6, 8, 13, 20)
"""After how many of its steps a process is killed: the moment within them is its own."""


def _pieces(secret: str) -> set[bytes]:
    """What would give a piece of the secret away, in whatever spelling."""
    content = secret.encode()
    spellings = [
        content,
        quote(secret, safe="").encode(),
        content.hex().encode(),
        json.dumps(secret).encode(),
    ]
    spellings += [content.hex().upper().encode(), secret.encode("utf-16-le")]
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + content)[4:-4]
        spellings += [encoded, encoded.replace(b"+", b"-").replace(b"/", b"_")]
    # Whatever is twice as long as a piece holds one of these.
    return {
        each[at : at + _WINDOW] for each in spellings for at in range(0, len(each) - _WINDOW + 1, _WINDOW)
    }


class _Finder:
    """Looks for pieces of secrets."""

    def __init__(self, planted: Iterable[str]) -> None:
        self._pieces = set().union(*map(_pieces, planted))

    def found_in(self, content: bytes) -> bool:
        return any(piece in content for piece in self._pieces)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "SYSTEMROOT")}
    for name in ("home", "temp", "work"):
        (folder / name).mkdir(exist_ok=True)
    return {
        **kept,
        "AUTHBENCH_HOME": str(folder / "home" / "authbench"),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "temp"),
        "XDG_RUNTIME_DIR": str(folder / "temp"),
        "PYTHONPATH": ":".join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QT_QPA_PLATFORM": "offscreen",
    }


def _open_files(process_id: int) -> Iterator[tuple[str, bytes]]:
    """The regular files that a process has open to write to, with their content, nameless ones too."""
    folder = Path(f"/proc/{process_id}/fd")
    for entry in folder.iterdir():
        if not stat.S_ISREG(entry.stat().st_mode):
            continue
        flags = Path(f"/proc/{process_id}/fdinfo/{entry.name}").read_text().split("flags:")[1].split()[0]
        if int(flags, 8) & os.O_ACCMODE:
            yield os.readlink(entry), entry.read_bytes()


def _killed(folder: Path, planted: list[str], steps: int, *arguments: str) -> list[tuple[str, bytes]]:
    """Run a child, kill it after that many of its steps, and return what it had open."""
    with (folder / "errors").open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, str(_CHILD), *arguments],
            env=_environment(folder),
            cwd=folder / "work",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(json.dumps(planted).encode() + b"\n")
        child.stdin.flush()
        for _ in range(steps):
            assert child.stdout.readline() == b"recorded\n", (folder / "errors").read_text()
        child.send_signal(signal.SIGSTOP)
        # The signal is only on its way: until the process stands still, it opens and closes files.
        os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)
        return list(_open_files(child.pid))
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def _left(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        yield str(path), str(path).encode()
        if path.is_file() and not path.is_symlink():
            yield str(path), path.read_bytes()


@pytest.fixture
def planted() -> list[str]:
    return [f"{secrets.token_hex(8)}/{secrets.token_urlsafe(20)}+ü={secrets.token_hex(6)}" for _ in range(3)]


def test_the_search_finds_what_is_planted(planted: list[str]) -> None:
    finder = _Finder(planted)
    for secret in planted:
        for spelled in (
            secret.encode(),
            base64.b64encode(b"a:" + secret.encode()),
            secret.encode().hex().encode(),
        ):
            assert finder.found_in(b"before " + spelled + b" after")
        assert finder.found_in(b"x" + secret.encode()[7:31] + b"x")
    assert not finder.found_in(secrets.token_bytes(100_000))


def test_a_killed_process_leaves_no_secret(tmp_path: Path, planted: list[str]) -> None:
    finder = _Finder(planted)
    (tmp_path / "temp").mkdir()
    nameless = 0
    for steps in _STEPS:
        for name, content in _killed(tmp_path, planted, steps):
            nameless += len(content) if "(deleted)" in name or "#" in name else 0
            assert not finder.found_in(content), name
    for name, content in _left(tmp_path):
        assert not finder.found_in(content), name
    # Bodies were put away, or there would have been nothing to find.
    assert nameless > 300 * 1024
    # Python tries whether it can write to the folder, and may be killed at that.
    assert all(path.read_bytes() in (b"", b"blat") for path in (tmp_path / "temp").iterdir())


def test_a_killed_window_leaves_no_secret(tmp_path: Path, planted: list[str]) -> None:
    finder = _Finder(planted)
    opened = _killed(tmp_path, planted, 12, str(tmp_path / "home" / "authbench"))
    for name, content in [*opened, *_left(tmp_path)]:
        assert not finder.found_in(content), name
    assert any(len(content) > 300 * 1024 for _, content in opened)
    assert list((tmp_path / "home").rglob("*"))
