"""Two processes with one keychain: tokens are shared, and refreshed once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.connection_runs import Answer, Received, ScriptedApi
from support.keychain import Keychain, private_keychain

SOURCE = """
{ title: 'Shared', connection: { fields: [{ name: 'user' }],
    authorization: { type: 'custom_auth', refresh_on: [401],
      acquire: ->(c) { { token: post('https://auth.test/login', user: c['user'])['access_token'] } },
      apply: ->(c) { headers('X-Token' => c['token']) } },
    base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""


@pytest.fixture
def keychain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keychain]:
    with private_keychain(tmp_path_factory.mktemp("keychain")) as one:
        yield one


class Server:
    """Honours the latest token alone. While `parties` is 2, refused requests wait for each other, so
    that both processes hold the old token when the first begins to renew."""

    def __init__(self) -> None:
        self.logins = 0
        self.valid = ""
        self.barrier: threading.Barrier | None = None
        self._lock = threading.Lock()

    def answer(self, request: Received) -> Answer:
        if request.url.endswith("/login"):
            with self._lock:
                self.logins += 1
                self.valid = f"token-{self.logins}-abcdefghijkl"
                return 200, {"access_token": self.valid}
        if request.headers.get("X-Token") == self.valid:
            return 200, {"name": "jo"}
        if self.barrier is not None:
            self.barrier.wait(20)
        return 401, {}


def start(folder: Path, keychain: Keychain, origin: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        **keychain.env,
        **keychain.folders(),
        "AUTHBENCH_HOME": str(folder / "home"),
        "LANG": "C.UTF-8",
    }
    routes = [part for host in ("auth", "api") for part in ("--route", f"https://{host}.test={origin}")]
    return subprocess.Popen(
        [sys.executable, "-m", "authbench", "test", "--json", *routes],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        cwd=folder,
        env=environment,
    )


def outcome(process: subprocess.Popen[str]) -> dict[str, Any]:
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, (output, errors)
    document = json.loads(output)
    assert isinstance(document, dict)
    return document


def test_refreshed_once_for_both(tmp_path: Path, keychain: Keychain) -> None:
    (tmp_path / "connector.rb").write_text(SOURCE)
    (tmp_path / "settings.yaml").write_text("user: jo\n")
    server = Server()
    with ScriptedApi() as api:
        api.answer = server.answer
        outcome(start(tmp_path, keychain, api.origin))
        assert server.logins == 1

        later = outcome(start(tmp_path, keychain, api.origin))
        assert server.logins == 1, "the second process found the first one's token in the keychain"
        assert later["settings_changed"] == []

        server.valid = "expired now"
        server.barrier = threading.Barrier(2)
        both = [start(tmp_path, keychain, api.origin) for _ in range(2)]
        documents = [outcome(process) for process in both]
        assert server.logins == 2
        assert all(document["settings_changed"] == ["token"] for document in documents)

    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert b"abcdefghijkl" not in file.read_bytes(), file
