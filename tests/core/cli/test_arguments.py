"""Calls that are wrong: exit status 2, a sentence, and one JSON document where asked for."""

from __future__ import annotations

import json

import pytest

from authbench.cli import main


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ([], "required"),
        (["conect"], "Did you mean connect?"),
        (["test", "--port", "70000"], "is no port"),
        (["test", "--timeout", "soon"], "is no waiting time"),
        (["exec"], "required"),
        (["test", "--nonsense"], "Unrecognized"),
    ],
)
def test_wrong_call(argv: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert words in output.err
    assert "(usage)" in output.err


def test_wrong_call_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "--json", "--port", "x"]) == 2
    output = capsys.readouterr()
    assert output.err == ""
    document = json.loads(output.out)
    assert document["schema"] == 1
    assert document["ok"] is False
    assert document["error"]["code"] == "usage"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    for command in ("fields", "lint", "connect", "test", "exec", "demo"):
        assert command in text
