"""The command line at a terminal: a pasted redirect, Ctrl+C, settings written back on request."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from support.connection_runs import ScriptedApi, free_port
from support.demo_person import Person


@dataclass
class Terminal:
    """A process whose standard streams are a terminal that the test types at."""

    process: subprocess.Popen[bytes]
    master: int
    shown: str = field(default="")

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Read until `pattern` was shown."""
        deadline = time.monotonic() + 30
        while True:
            found = re.search(pattern, self.shown)
            if found:
                return found
            assert time.monotonic() < deadline, self.shown
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self.master, 65536).decode(errors="replace")
                except OSError:  # the other side is gone
                    assert re.search(pattern, self.shown), self.shown

    def type(self, text: str) -> None:
        """Type a line."""
        os.write(self.master, text.encode() + b"\n")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """`authbench connect` on the PKCE sample, without a browser."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "authbench", "connect", "-c", "demo:dropbox-pkce"),
            *("--no-browser", "--no-keychain", "--port", str(free_port())),
        ],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=tmp_path,
        env={**os.environ, "AUTHBENCH_HOME": str(tmp_path / "home"), "COLUMNS": "1000"},
        start_new_session=True,
        # A test run in the background of a shell ignores interrupts, and so would this process.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    os.close(slave)
    yield Terminal(process, master)
    if process.poll() is None:
        process.kill()
    process.wait(10)
    os.close(master)


def test_redirect_is_pasted_by_hand(terminal: Terminal) -> None:
    url = terminal.wait_for(r"(http://127\.0\.0\.1:\d+/\S+)\r?\n")[1]
    terminal.type("http://localhost:1/elsewhere?code=abc")
    terminal.wait_for("That is not the redirect")
    with Person() as person:
        location = person.answer(url)
    terminal.type(location)
    terminal.wait_for(r"connected as \S+")
    assert terminal.process.wait(20) == 0


def test_interrupt_ends_the_wait(terminal: Terminal) -> None:
    terminal.wait_for(r"http://127\.0\.0\.1:\d+/\S+\r?\n")
    terminal.process.send_signal(signal.SIGINT)
    terminal.wait_for("Cancelled")
    assert terminal.process.wait(10) == 130


SOURCE = """
{ title: 'T', connection: { fields: [{ name: 'user' }],
    authorization: { type: 'custom_auth', refresh_on: [401],
      acquire: ->(c) { { token: post('https://auth.test/login')['access_token'] } },
      apply: ->(c) { headers('X-Token' => c['token']) } } },
  test: ->(_c) { get('https://api.test/me') } }
"""


@pytest.mark.parametrize("asked", [False, True])
def test_settings_are_written_back_only_on_request(tmp_path: Path, asked: bool) -> None:
    (tmp_path / "connector.rb").write_text(SOURCE)
    before = "user: jo # mine\n"
    (tmp_path / "settings.yaml").write_text(before)
    with ScriptedApi() as api:
        api.responses = [(401, {}), (200, {"access_token": "a-new-token-value"})]
        routes = [
            part for host in ("auth", "api") for part in ("--route", f"https://{host}.test={api.origin}")
        ]
        result = subprocess.run(
            [
                sys.executable,
                "-m",
                "authbench",
                "test",
                "--no-keychain",
                *routes,
                *(["--update-settings"] if asked else []),
            ],
            cwd=tmp_path,
            env={**os.environ, "AUTHBENCH_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert result.returncode == 0, result.stderr
    after = (tmp_path / "settings.yaml").read_text()
    if asked:
        assert yaml.safe_load(after) == {"user": "jo", "token": "a-new-token-value"}
    else:
        assert after == before
    assert "a-new-token-value" not in result.stdout + result.stderr
