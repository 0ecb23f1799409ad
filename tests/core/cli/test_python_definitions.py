"""Programs in Python on the command line: read freely, run only where a person trusted them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from authbench.cli import main
from authbench.definition import load
from authbench.demo import sample_path
from authbench.vault import TrustStore
from support.connection_runs import ScriptedApi

SOURCE = """
from authbench.sdk import get, headers
import helpers

open({marker!r}, "a").close()

def apply(connection):
    headers(api_key=connection["api_key"])

connector = {{
    "title": "Mine",
    "connection": {{
        "fields": [{{"name": "api_key", "control_type": "password", "optional": False}}],
        "authorization": {{"type": "custom_auth", "apply": apply}},
        "base_uri": lambda connection: {origin!r} + "/",
    }},
    "test": lambda connection: get("me"),
    "methods": {{"broken": lambda: {{}}["nothing"], "said": lambda: print(helpers.TEXT)}},
}}
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHBENCH_HOME", str(tmp_path / "home"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def marker(tmp_path: Path, api: ScriptedApi) -> Path:
    """What running the definition would leave."""
    marker = tmp_path / "ran"
    Path("connector.py").write_text(SOURCE.format(marker=str(marker), origin=api.origin))
    Path("helpers.py").write_text("TEXT = 'from beside'\n")
    Path("settings.yaml").write_text("api_key: the-key-itself\n")
    return marker


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit status and JSON document."""
    command, *rest = arguments
    status = main([command, "--json", "-c", "connector.py", *rest])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("command", [["test"], ["connect"], ["exec", "test"]])
def test_running_needs_trust(
    capsys: pytest.CaptureFixture[str], marker: Path, api: ScriptedApi, command: list[str]
) -> None:
    status, document = outcome(capsys, *command, "--no-keychain")
    assert status == 2
    assert document["error"]["code"] == "trust_required"
    assert "--trust" in document["error"]["hint"]
    assert (
        "everything" in document["error"]["hint"] or "whatever your account can" in document["error"]["hint"]
    )
    assert not marker.exists()
    assert api.received == []


def test_reading_needs_none(capsys: pytest.CaptureFixture[str], marker: Path) -> None:
    status, document = outcome(capsys, "fields")
    assert (status, [row["name"] for row in document["fields"]]) == (0, ["api_key"])
    status, document = outcome(capsys, "lint")
    assert (status, document["problems"]) == (0, [])
    assert not marker.exists()


@pytest.mark.parametrize("command", [["fields"], ["lint"], ["test", "--no-keychain"]])
def test_trust_on_the_command_line_runs_and_is_not_kept(
    capsys: pytest.CaptureFixture[str], marker: Path, tmp_path: Path, command: list[str]
) -> None:
    status, document = outcome(capsys, *command, "--trust")
    assert (status, document["ok"]) == (0, True)
    assert marker.exists()
    assert not (tmp_path / "home" / "trusted.json").exists()
    assert outcome(capsys, "test", "--no-keychain")[0] == 2


def test_requests_of_a_trusted_definition(
    capsys: pytest.CaptureFixture[str], marker: Path, api: ScriptedApi
) -> None:
    status, document = outcome(capsys, "test", "--no-keychain", "--trust")
    assert (status, document["connected"]) == (0, True)
    assert [(one.method, one.headers["Api-Key"]) for one in api.received] == [("GET", "the-key-itself")]


def test_what_was_trusted_in_the_window_runs_until_it_changes(
    capsys: pytest.CaptureFixture[str], marker: Path, tmp_path: Path
) -> None:
    trust = load("connector.py").trust
    assert trust is not None
    TrustStore(tmp_path / "home").grant(trust.digest, trust.files[0].path)
    assert outcome(capsys, "test", "--no-keychain")[0] == 0
    with Path("helpers.py").open("a") as stream:
        stream.write("#")
    status, document = outcome(capsys, "test", "--no-keychain")
    assert (status, document["error"]["code"]) == (2, "trust_required")


@pytest.mark.parametrize("name", ["trusted.json", ".authbench/trusted.json", "authbench/trusted.json"])
def test_nothing_in_the_folder_grants_trust(
    capsys: pytest.CaptureFixture[str], marker: Path, tmp_path: Path, name: str
) -> None:
    trust = load("connector.py").trust
    assert trust is not None
    planted = TrustStore(tmp_path / "planted")
    planted.grant(trust.digest, "connector.py")
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_bytes(planted.path.read_bytes())
    assert outcome(capsys, "test", "--no-keychain")[0] == 2
    assert not marker.exists()


def test_an_error_names_its_place_and_prints_stay_off_standard_output(
    capsys: pytest.CaptureFixture[str], marker: Path
) -> None:
    status, document = outcome(capsys, "exec", "methods.broken", "--no-keychain", "--trust")
    assert status == 1
    assert document["error"]["message"] == "KeyError: 'nothing'"
    assert document["error"]["location"] == "connector.py:18:35"
    status, document = outcome(capsys, "exec", "methods.said", "--no-keychain", "--trust")
    assert status == 0
    assert main(["exec", "methods.broken", "-c", "connector.py", "--no-keychain", "--trust"]) == 1
    said = capsys.readouterr().err
    assert "connector.py:18:35: KeyError: 'nothing'" in said
    assert "in methods.broken" in said
    assert "Traceback" not in said
    assert "^" in said


def test_lint_shows_the_line(capsys: pytest.CaptureFixture[str], marker: Path) -> None:
    Path("connector.py").write_text("connector = {\n    'title': 'T'\n    'test': 1,\n}\n")
    assert main(["lint", "-c", "connector.py"]) == 2
    out = capsys.readouterr().out
    assert "connector.py:2:17: error: SyntaxError" in out
    assert "\n        'title': 'T'\n" in out
    assert "comma" in out


def test_a_definition_whose_top_level_fails_sends_nothing(
    capsys: pytest.CaptureFixture[str], marker: Path, api: ScriptedApi
) -> None:
    Path("connector.py").write_text("import nowhere_at_all\nconnector = {'test': lambda c: 1}\n")
    status, document = outcome(capsys, "test", "--no-keychain", "--trust")
    assert (status, document["error"]["code"]) == (2, "invalid_definition")
    assert "No module named 'nowhere_at_all'" in document["error"]["message"]
    assert document["error"]["location"] == "connector.py:1:1"


def test_samples_are_trusted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exec", "connection.base_uri", "-c", "demo:zuora-base-url.py", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    path = str(sample_path("zendesk-basic", "python"))
    assert main(["exec", "connection.authorization.type", "-c", path, "--no-keychain", "--json"]) == 0


def test_an_interrupt_ends_a_top_level_that_does_not(marker: Path) -> None:
    import signal

    Path("connector.py").write_text(f"open({str(marker)!r}, 'w').close()\nwhile True: pass\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "authbench", "test", "-c", "connector.py", "--trust", "--no-keychain"],
        stderr=subprocess.PIPE,
        text=True,
        # Whoever starts these tests in the background has interrupts ignored from there down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while not marker.exists():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert said.strip() == "Cancelled."


def test_halves_of_characters_are_printed_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "connector.py"
    path.write_text(
        'connector = {"title": "T", "connection": {"fields": [{"name": "a", "label": "\\ud800"}]},'
        ' "methods": {"m": lambda: "\\udfff"}}'
    )
    assert main(["fields", "-c", str(path)]) == 0
    assert "\\ud800" in capsys.readouterr().out
    assert main(["exec", "methods.m", "-c", str(path), "--trust", "--json"]) == 0
    printed = capsys.readouterr().out
    printed.encode("utf-8")
    assert json.loads(printed)["result"] == "\udfff"
