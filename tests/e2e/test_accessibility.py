"""The window by the accessibility bus alone: a real X display, a real bus, a reader that is another program."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from support.displays import virtual_display
from support.keychain import Keychain, private_keychain
from support.loopback_server import LoopbackServer, QuietHandler
from support.screen_reading import SYSTEM_PYTHON, accessibility_bus, window_manager

HERE = Path(__file__).parent
ACCOUNT = "reader"

DEFINITION = """
{
  title: 'Reading room',
  connection: {
    fields: [
      { name: 'account', label: 'Account', optional: false, hint: 'The name you sign in with.' },
      { name: 'api_key', label: 'API key', control_type: 'password', optional: false },
      { name: 'region', label: 'Region', control_type: 'select', optional: false, group: 'Where',
        options: [%w[Europe eu], %w[America us]] },
      { name: 'archive', label: 'Archive', control_type: 'checkbox', group: 'Where' },
      { name: 'scopes', label: 'Scopes', control_type: 'multiselect', delimiter: ' ', group: 'Where',
        options: [%w[Read read], %w[Write write], %w[Admin admin]] },
      { name: 'advanced', type: 'object', label: 'Advanced',
        properties: [{ name: 'page_size', label: 'Page size', control_type: 'integer' }] }
    ],
    authorization: {
      type: 'custom_auth',
      apply: lambda do |connection|
        headers('X-Account' => connection['account'], 'X-Key' => connection['api_key'])
      end
    },
    base_uri: lambda { |_connection| 'ORIGIN/' }
  },
  test: lambda do |connection|
    get('/me').params(region: connection['region'], archive: connection['archive'],
                      scopes: connection['scopes'], size: connection.dig('advanced', 'page_size'))
  end
}
"""


class Api(LoopbackServer):
    """Knows one key. `asked` are the queries that came with it."""

    def __init__(self, key: str) -> None:
        self.asked: list[dict[str, list[str]]] = []
        asked = self.asked

        class Handler(QuietHandler):
            def do_GET(self) -> None:
                known = (self.headers["X-Account"], self.headers["X-Key"]) == (ACCOUNT, key)
                if known:
                    asked.append(parse_qs(urlsplit(self.path).query))
                content = json.dumps({"ok": True} if known else {"error": "invalid key"}).encode()
                self.send_response(200 if known else 401)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        super().__init__(Handler)


@pytest.fixture
def keychain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keychain]:
    with private_keychain(tmp_path_factory.mktemp("keychain")) as one:
        yield one


def test_a_form_is_filled_in_and_submitted_by_names_and_roles_alone(
    tmp_path: Path, keychain: Keychain
) -> None:
    key, wrong = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    api = Api(key)
    definition = tmp_path / "reading_room.rb"
    definition.write_text(DEFINITION.replace("ORIGIN", api.origin), "utf-8")
    with virtual_display() as display, accessibility_bus(keychain, display) as env, window_manager(env):
        env["AUTHBENCH_HOME"] = str(tmp_path / "authbench")
        window = subprocess.Popen(
            [sys.executable, str(HERE / "opened_window.py"), str(definition)],
            env=env,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            read = subprocess.run(
                [str(SYSTEM_PYTHON), str(HERE / "screen_reader_session.py")],
                env=env,
                input=json.dumps({"account": ACCOUNT, "key": key, "wrong_key": wrong}),
                capture_output=True,
                text=True,
                timeout=150,
            )
            window.terminate()
            _, errors = window.communicate(timeout=30)
        finally:
            window.kill()
            window.wait()
    api.close()
    assert read.returncode == 0, read.stderr
    assert window.returncode == 0, errors
    assert "Traceback" not in errors
    seen: dict[str, Any] = json.loads(read.stdout)
    check_the_empty_form(seen["empty"])
    check_the_form_filled_in(seen)
    check_the_outcomes(seen)
    assert api.asked == [{"region": ["us"], "archive": ["true"], "scopes": ["write read"], "size": ["50"]}]
    everything = json.dumps(seen)
    assert key not in everything
    assert wrong not in everything


def check_the_empty_form(empty: dict[str, Any]) -> None:
    """What is missing can be read, at its field too, and the first of those fields has the focus."""
    assert empty["status"] == "Status: Not connected"
    assert "focused" in empty["account"]["states"]
    assert "focused" not in empty["key"]["states"]
    assert empty["account"]["description"] == "Invalid: 'Account' must be present. The name you sign in with."
    assert empty["key"]["description"] == "Invalid: 'API key' must be present"
    assert empty["region"]["description"] == "Invalid: 'Region' must be present"
    assert "'Account' must be present" in empty["labels"]
    assert empty["steps"][0].startswith("Step 1: Check fields, failed, 'Account' must be present and 2 more")


def check_the_form_filled_in(seen: dict[str, Any]) -> None:
    """What was entered can be read back; the group folds; a number that is none is told at its field."""
    assert seen["scopes"]["description"] == "Chosen: Write, Read."
    assert "Account, required" in seen["folded"]
    assert "Page size" not in seen["folded"]
    assert seen["number"]["description"] == "This is not a whole number"
    assert seen["no_region"]["region"]["description"] == "Invalid: 'Region' must be present"
    assert "'Region' must be present" in seen["no_region"]["labels"]
    assert "'Account' must be present" not in seen["no_region"]["labels"]


def check_the_outcomes(seen: dict[str, Any]) -> None:
    """Refused: status, step, explanation. Then connected: status, steps, log."""
    refused, connected = seen["refused"], seen["connected"]
    assert refused["status"] == "Status: Not connected"
    assert any("401" in text for text in refused["labels"])
    assert refused["steps"][0].startswith("Step 1: Check fields, done")
    assert connected["status"] == "Status: Connected"
    assert [step.split(", ")[1] for step in connected["steps"]] == ["done"] * len(connected["steps"])
    assert "'Account' must be present" not in connected["labels"]
    assert set(seen["masked"]) == {"•"}
    assert {"Left pane: Fields", "Left pane: Definition"} <= set(connected["tabs"])
    assert any("Reading room" in text and "get('/me')" in text for text in seen["definition"])
