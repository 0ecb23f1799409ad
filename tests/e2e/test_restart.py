"""Closing the window and opening it again: values and tokens come back, from a real Secret Service."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.connection_runs import Answer, Received, ScriptedApi
from support.keychain import Keychain, private_keychain

SESSION = Path(__file__).parent / "restart_session.py"
SOURCE = """
{ title: 'Own', connection: {
    fields: [{ name: 'user', optional: false }, { name: 'password', control_type: 'password', optional: false },
             { name: 'note' }],
    authorization: { type: 'custom_auth', refresh_on: [401],
      acquire: ->(c) { { token: post('https://auth.test/login', user: c['user'], password: c['password'])['token'] } },
      apply: ->(c) { headers('X-Token' => c['token']) } },
    base_uri: -> { 'https://api.test' } },
  test: ->(_c) { get('/me') } }
"""


@pytest.fixture
def keychain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keychain]:
    with private_keychain(tmp_path_factory.mktemp("keychain")) as one:
        yield one


class Server:
    """Gives one token to whoever knows the password, and remembers how often."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.token = secrets.token_urlsafe(24)
        self.logins = 0

    def answer(self, request: Received) -> Answer:
        if request.url.endswith("/login"):
            self.logins += 1
            right = json.loads(request.body or "{}").get("password") == self.password
            return (200, {"token": self.token}) if right else (403, {})
        return (200, {"name": "jo"}) if request.headers.get("X-Token") == self.token else (401, {})


def live(which: str, folder: Path, keychain: Keychain, *more: str, password: str) -> dict[str, Any]:
    """One life of the window, to its end."""
    environment = {
        **os.environ,
        **keychain.env,
        **keychain.folders(),
        "AUTHBENCH_HOME": str(folder / "home"),
        "TMPDIR": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "TEST_PASSWORD": password,
        "LANG": "C.UTF-8",
    }
    result = subprocess.run(
        [sys.executable, str(SESSION), which, str(folder / "connector.rb"), *more],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr
    said = json.loads(result.stdout)
    assert isinstance(said, dict)
    return said


def test_values_and_tokens_come_back(tmp_path: Path, keychain: Keychain) -> None:
    (tmp_path / "connector.rb").write_text(SOURCE)
    password = secrets.token_urlsafe(18)
    server = Server(password)
    with ScriptedApi() as api:
        api.answer = server.answer
        routes = f"https://auth.test={api.origin}\nhttps://api.test={api.origin}"
        before = live("first", tmp_path, keychain, routes, password=password)
        assert before["own"].startswith("Connected")
        assert before["sample"].startswith("Connected")
        assert server.logins == 1

        after = live("second", tmp_path, keychain, password=password)
    assert after["ref"] == str(tmp_path / "connector.rb")
    assert after["fields"] == {"user": "jo", "note": "typed just before closing"}
    assert after["password_is_back"]
    assert set(after["password_shown"]) == {"•"}
    assert after["own_before"].startswith("Connected")
    assert after["own"].startswith("Connected")
    assert server.logins == 1, "the token of the first life was used"

    # The demo provider forgets its tokens when it ends: that is told, and signing in anew helps.
    assert after["sample_before"].startswith("Connected")
    assert "invalid_grant" in after["title"]
    assert "Reconnect" in after["actions"]
    assert after["sample"].startswith("Connected")

    for file in (tmp_path / "home").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert password.encode() not in content, file
            assert server.token.encode() not in content, file
