"""Forty kinds of secrets through the real window, engine and keychain: none is in any file but the keychain's."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.connection_runs import Received, ScriptedApi
from support.keychain import private_keychain
from support.planted_secrets import Planted, planted
from support.secret_finder import SecretFinder

SESSION = Path(__file__).parent / "planted_session.py"
SOURCE = """{{
  title: 'Planted',
  connection: {{
    fields: [{fields}],
    authorization: {{
      type: 'custom_auth',
      acquire: lambda do |_connection|
        post('{origin}/token')
      end,
      refresh_on: [418],
      apply: lambda do |connection|
        headers('Authorization' => "Bearer #{{connection['access_token']}}", 'X-Key' => connection['f0'])
      end
    }},
    base_uri: lambda do |_connection|
      '{origin}'
    end
  }},
  test: lambda do |connection|
    puts connection
    get('/me').after_error_response(/.*/) do |code, body, _headers, message|
      error("#{{message}} #{{code}}: #{{body}} with #{{connection['f1']}}")
    end
  end
}}"""
LARGE = 3_000_000


def in_one_line(secret: Planted) -> bool:
    return "\n" not in secret.value and len(secret.value) < 4000


def answering(secrets: tuple[Planted, ...]) -> Any:
    """An API that tells every secret: as tokens, in an answer that is kept on the disk, in a refusal."""
    every = {f"{secret.label.replace(' ', '_')}_{n}": secret.value for n, secret in enumerate(secrets)}
    by_kind = {secret.kind: secret.value for secret in secrets}
    tokens = {"access_token": by_kind["access token"], "refresh_token": by_kind["refresh token"]}
    calls: list[str] = []

    def answer(received: Received) -> tuple[int, Any, dict[str, str]]:
        cookie = {"Set-Cookie": f"session={by_kind['cookie']}"}
        if received.url.endswith("/token"):
            return 200, {**every, **tokens}, cookie
        calls.append(received.url)
        if len(calls) == 1:
            return 200, {"items": [every] * (LARGE // len(json.dumps(every)))}, cookie
        return 500, {"error": every}, cookie

    return answer


def leaks(folder: Path, finder: SecretFinder) -> list[str]:
    found = []
    for file in folder.rglob("*"):
        if file.is_file() and not file.is_symlink():
            names = finder.found(file.read_bytes()) or finder.found(str(file.relative_to(folder)))
            found += [f"{file.relative_to(folder)}: {name}" for name in names]
    return found


def nameless(process: int) -> list[bytes]:
    """What a process has written into files that have no name any more."""
    contents = []
    for link in Path(f"/proc/{process}/fd").iterdir():
        if "(deleted)" in os.readlink(link) and link.is_file() and not os.readlink(link).startswith("/memfd"):
            contents.append(link.read_bytes())
    return contents


@pytest.fixture(scope="module")
def finder() -> SecretFinder:
    return SecretFinder([(secret.kind, piece) for secret in planted() for piece in secret.pieces()])


def test_no_file_holds_any_secret_of_a_run_in_the_window(tmp_path: Path, finder: SecretFinder) -> None:
    secrets = planted()
    typed = {f"f{n}": one.value for n, one in enumerate(filter(in_one_line, secrets))}
    home, keyring = tmp_path / "home", tmp_path / "keyring"
    for folder in (home, keyring):
        folder.mkdir()
    with ScriptedApi() as api, private_keychain(keyring) as keychain:
        api.answer = answering(secrets)
        fields = ", ".join(
            f"{{ name: '{name}', control_type: 'password', optional: true }}" for name in typed
        )
        definition = tmp_path / "connector.rb"
        definition.write_text(SOURCE.format(fields=fields, origin=api.origin))
        session = subprocess.Popen(
            [sys.executable, str(SESSION), str(definition)],
            env={
                **keychain.environment(home),
                "QT_QPA_PLATFORM": "offscreen",
                "TEST_SECRETS": json.dumps(typed),
            },
            cwd=home,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert session.stdout is not None
            line = session.stdout.readline()
            during = leaks(home, finder) if line else []
            bodies = nameless(session.pid)
            rest, errors = session.communicate("go\n", timeout=60)
        finally:
            session.kill()
    assert session.returncode == 0, errors
    connected, refused, given = json.loads(line)
    assert "Connected" in connected
    assert "Connected" not in refused
    assert given == len(typed) > 35
    assert api.received[1].headers["X-Key"] == typed["f0"]
    # The large answer was on the disk while the window was there: not as it came.
    assert max(map(len, bodies)) > LARGE // 10
    assert [finder.found(content, depth=1) for content in bodies] == [[]] * len(bodies)
    assert during == []
    assert leaks(home, finder) == []
    assert finder.found_in_many([errors, rest]) == []
    # The search would have found one that hides in a file.
    (home / "control").write_bytes(base64.b64encode(b"x" + secrets[1].value.encode()))
    assert leaks(home, finder) == ["control: client secret"]
