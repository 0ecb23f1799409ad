"""`test`, `connect` and `exec` with account properties and lookup tables beside the definition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from authbench.cli import main
from support.connection_runs import ScriptedApi

SOURCE = """{
  title: 'Greenhouse',
  connection: {
    fields: [],
    authorization: {
      type: 'api_key',
      apply: ->(_c) { headers('X-Plain' => account_property('greenhouse_api_key')) }
    },
    base_uri: -> { "https://#{account_property('host')}/" }
  },
  test: ->(_c) { get("beds/#{lookup('Beds', Name: 'South')['Number']}") }
}
"""
SECRET = "sesame-and-poppy"


@pytest.fixture(autouse=True)
def _project(home: Path) -> None:
    Path("connector.rb").write_text(SOURCE)
    Path("lookup_tables.yaml").write_text("Beds: {id: 1, rows: [{Name: South, Number: 12}]}\n")


def write(**properties: str) -> None:
    lines = [f"{name}: {value}\n" for name, value in properties.items()]
    Path("account_properties.yaml").write_text("".join(lines))


def test_the_files_reach_the_requests_and_verbose_names_them(
    api: ScriptedApi, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(host="api.green.test", greenhouse_api_key=SECRET)
    assert main(["test", "-v", "--no-keychain", "--route", f"https://api.green.test={api.origin}"]) == 0
    assert api.received[-1].url == "https://api.green.test/beds/12"
    assert api.received[-1].headers["X-Plain"] == SECRET
    shown = capsys.readouterr()
    assert f"Read {tmp_path / 'account_properties.yaml'}." in shown.err
    assert f"Read {tmp_path / 'lookup_tables.yaml'}." in shown.err
    assert SECRET not in shown.out + shown.err


def test_files_are_not_named_unless_asked(capsys: pytest.CaptureFixture[str]) -> None:
    write(host="api.green.test")
    main(["exec", "connection.base_uri", "--no-keychain"])
    assert "Read " not in capsys.readouterr().err


@pytest.mark.parametrize("command", [["exec", "connection.base_uri"], ["test"]])
def test_a_missing_property_is_nil_and_noted(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main([*command, "--no-keychain"])
    assert "The account property host is not set" in capsys.readouterr().err


def test_a_variable_is_read_only_when_it_is_allowed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREEN_HOST", "env.green.test")
    write(host="<%= ENV['GREEN_HOST'] %>")
    assert main(["exec", "connection.base_uri", "--no-keychain"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == "https:///"
    assert "--env GREEN_HOST" in shown.err
    assert main(["exec", "connection.base_uri", "--no-keychain", "--env", "GREEN_HOST"]) == 0
    assert json.loads(capsys.readouterr().out) == "https://env.green.test/"


@pytest.mark.parametrize(
    ("name", "text", "place", "code"),
    [
        ("account_properties.yaml", "a: 1\nb: [\n", ":3:1", "settings_invalid"),
        ("account_properties.yaml", "a: <%= `id` %>\n", ":1:4", "settings_invalid"),
        ("lookup_tables.yaml", "Beds: 5\n", "lookup_tables.yaml", "settings_invalid"),
        ("account_properties.yaml.enc", "a--b--c", "account_properties.yaml.enc", "settings_encrypted"),
    ],
)
def test_a_broken_file_ends_the_call_before_anything_is_sent(
    name: str,
    text: str,
    place: str,
    code: str,
    api: ScriptedApi,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path(name).write_text(text)
    status = main(["test", "--json", "--no-keychain", "--route", f"https://api.green.test={api.origin}"])
    document = json.loads(capsys.readouterr().out)
    assert status == 2
    assert document["error"]["code"] == code
    assert document["error"]["location"].endswith(place)
    assert api.received == []
