"""Real processes: what they leave on the disk, and how fast they end when told to."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from support.http_server import Peer, serving

_COMMAND = "import sys; from authbench.cli import main; sys.exit(main())"
_SLOW_NAMES = """
import socket, time
real = socket.getaddrinfo
def slow(host, *more, **options):
    if host == "slow.test":
        print("resolving", file=sys.stderr, flush=True)
        time.sleep(30)
    return real(host, *more, **options)
import sys
socket.getaddrinfo = slow
"""
_CONNECTIONS = """
from authbench.connection import ConnectionStore
from authbench.vault import MemoryStore, ProfileStore, UiState, home_folder
store = ConnectionStore(ProfileStore(home_folder()), MemoryStore())
profile = store.create("demo:basic", "one", {"user": "jo", "password": PASSWORD}, secret_names={"password"})
store.rename(profile.id, "two")
store.duplicate(profile.id, "three")
store.undo(store.delete(profile.id))
"""


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "SYSTEMROOT")}
    return {
        **kept,
        "AUTHBENCH_HOME": str(folder / "a" / "home"),
        "PYTHONPATH": ":".join(sys.path),
        "HOME": str(folder),
    }


def _definition(folder: Path, test: str) -> None:
    (folder / "connector.rb").write_text(f"{{ title: 'T', connection: {{}}, test: ->(_) {{ {test} }} }}")


def test_everything_on_disk_is_private_whatever_the_umask(tmp_path: Path) -> None:
    password = os.urandom(12).hex()
    for code in (f"PASSWORD = {password!r}\n{_CONNECTIONS}", _COMMAND):
        subprocess.run(
            [sys.executable, "-c", f"import os; os.umask(0)\n{code}", "test", "-c", "demo:basic"],
            env=_environment(tmp_path),
            cwd=tmp_path,
            check=False,
            capture_output=True,
            timeout=60,
        )
    found = list((tmp_path / "a").rglob("*"))
    assert len([path for path in found if path.suffix == ".json"]) >= 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (*found, tmp_path / "a") if path.is_dir()} == {
        0o700
    }
    assert not [path for path in found if path.is_file() and password.encode() in path.read_bytes()]


@pytest.mark.parametrize(
    ("code", "test"),
    [
        ("", "loop { }"),
        ("", "begin; loop { }; rescue Exception; retry; end"),
        ("", "sleep(100)"),
        ("", "get('https://held.test/')"),
        (_SLOW_NAMES, "get('https://slow.test/')"),
    ],
)
def test_an_interrupt_ends_the_process_at_once(tmp_path: Path, code: str, test: str) -> None:
    _definition(tmp_path, f"puts 'begun'; {test}")
    with serving(Peer.wait_until_closed) as server:
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                code + _COMMAND,
                "test",
                "--no-keychain",
                "--route",
                f"https://held.test={server.url}",
            ],
            env=_environment(tmp_path),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        assert process.stderr is not None
        awaited = "resolving" if code else "begun"
        for line in process.stderr:
            if awaited in line:
                break
        if "held" in test:
            assert server.accepted.acquire(timeout=20)
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in rest[1]
