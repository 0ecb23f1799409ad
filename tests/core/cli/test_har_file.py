"""`--har FILE` on the command line: written whatever comes of the run, refused before a byte is sent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from authbench.cli import main
from support.connection_runs import Answer, Received, ScriptedApi

SECRET = "correct-horse-battery-staple"
SOURCE = (
    "{ title: 'T', connection: { fields: [{ name: 'api_key', control_type: 'password' }],"
    " authorization: { type: 'api_key', apply: ->(c) { params(key: c['api_key']) } } },"
    " test: ->(_c) { get('https://api.test/me') } }"
)


@pytest.fixture(autouse=True)
def _settings(home: Path) -> None:
    Path("settings.yaml").write_text(f"api_key: {SECRET}\n")


def call(api: ScriptedApi, *arguments: str) -> int:
    Path("connector.rb").write_text(SOURCE)
    return main([*arguments, "--no-keychain", "--route", f"https://api.test={api.origin}"])


def entries(file: str) -> list[dict[str, Any]]:
    text = Path(file).read_text(encoding="utf-8")
    assert SECRET not in text
    assert Path(file).stat().st_mode & 0o777 == 0o600
    found: list[dict[str, Any]] = json.loads(text)["log"]["entries"]
    return found


@pytest.mark.parametrize("command", [["connect"], ["test"], ["exec", "test"]])
def test_every_exchange_is_in_the_file(
    api: ScriptedApi, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(api, *command, "--har", "a.har") == 0
    (entry,) = entries("a.har")
    assert entry["request"]["queryString"] == [{"name": "key", "value": "•••• API key ①, 28 chars"}]
    assert entry["_sentTo"] == api.origin
    assert entry["response"]["status"] == 200
    assert "Wrote a.har: 1 exchange, 3 secrets masked." in capsys.readouterr().err


def test_a_run_that_fails_is_in_the_file_too(api: ScriptedApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.responses.append((404, {"error": "none"}))
    assert call(api, "test", "--json", "--har", "a.har") == 1
    assert entries("a.har")[0]["response"]["status"] == 404
    # Standard output has the one document and nothing else.
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_a_cancelled_run_is_in_the_file_too() -> None:
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "authbench", "connect", "-c", "demo:dropbox-pkce"),
            *("--no-browser", "--port", "0", "--har", "a.har"),
        ],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        text=True,
        # Whoever starts these tests in the background has interrupts ignored from there down.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("http://127.0.0.1"):
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 130
    assert "Wrote a.har: 1 exchange" in rest
    (entry,) = entries("a.har")
    assert entry["_browser"] is True


@pytest.mark.parametrize("file", ["missing/a.har", ".", "-", ""])
def test_what_cannot_become_a_file_is_refused_before_anything_is_sent(
    api: ScriptedApi, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(api, "test", "--har", file) == 2
    assert api.received == []
    assert capsys.readouterr().err.startswith("error: ")


def test_a_file_that_cannot_be_written_in_the_end_fails_the_command(
    api: ScriptedApi, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gone").mkdir()

    # The folder goes while the run is on: its own request makes it so.
    def answer(_: Received) -> Answer:
        (tmp_path / "gone").rmdir()
        return 200, {}

    api.answer = answer
    assert call(api, "test", "--har", "gone/a.har") == 1
    captured = capsys.readouterr()
    assert "error: Cannot write gone/a.har" in captured.err
    assert "(storage_failed)" in captured.err
    assert "connected" in captured.out
