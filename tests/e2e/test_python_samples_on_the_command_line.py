"""The samples in Python by their names on the command line: the same form as in Ruby, and they connect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from authbench.cli.demo import describe
from authbench.cli.main import main
from authbench.demo import DemoProvider, Sample, samples

EVERY = pytest.mark.parametrize("chosen", samples(), ids=lambda chosen: chosen.name)
WITHOUT_BROWSER = pytest.mark.parametrize(
    "chosen", [one for one in samples() if one.sign_in is None], ids=lambda chosen: chosen.name
)


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHBENCH_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main([*arguments, "--json"])
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, printed


@EVERY
def test_the_form_is_that_of_the_ruby_sample(chosen: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    ruby = document(capsys, "fields", "-c", f"demo:{chosen.name}")
    python = document(capsys, "fields", "-c", f"demo:{chosen.name}.py")
    assert python == ruby
    assert ruby[0] == 0
    assert len(ruby[1]["fields"]) >= 1


@EVERY
def test_lint_finds_in_it_what_it_finds_in_the_ruby_sample(
    chosen: Sample, capsys: pytest.CaptureFixture[str]
) -> None:
    def found(reference: str) -> tuple[int, list[tuple[str, str, str]]]:
        status, printed = document(capsys, "lint", "-c", reference)
        problems = printed["problems"]
        return status, [(one["severity"], one["code"], one["message"]) for one in problems]

    assert found(f"demo:{chosen.name}.py") == found(f"demo:{chosen.name}")


@WITHOUT_BROWSER
def test_it_connects_by_name(chosen: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    def run(reference: str) -> dict[str, Any]:
        status, printed = document(capsys, "connect", "-c", reference)
        assert status == 0, printed["error"]
        names = ("ok", "connected", "connector", "authorization", "identity")
        steps = [(step["name"], step["ok"]) for step in printed["steps"]]
        answers = [exchange["status"] for exchange in printed["exchanges"]]
        return {**{name: printed[name] for name in names}, "steps": steps, "answers": answers}

    in_python = run(f"demo:{chosen.name}.py")
    assert in_python == run(f"demo:{chosen.name}")
    assert in_python["connected"]


@WITHOUT_BROWSER
def test_it_connects_as_a_plain_file_that_is_trusted(
    chosen: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with DemoProvider() as provider:
        (told,) = [one for one in describe(provider) if one["name"] == chosen.name]
        connector = tmp_path / "connector.py"
        connector.write_bytes(Path(told["definition_in_python"]).read_bytes())
        (tmp_path / "settings.yaml").write_text(yaml.safe_dump(told["settings"]))
        call = ["connect", "-c", str(connector), "--no-keychain"]
        call += [word for route in told["routes"] for word in ("--route", route)]
        status, printed = document(capsys, *call)
        assert (status, printed["error"]["code"]) == (2, "trust_required")
        assert provider.requests() == ()
        status, printed = document(capsys, *call, "--trust")
        assert status == 0, printed["error"]
        assert printed["connected"]


@WITHOUT_BROWSER
def test_it_tells_each_step_and_request_once(chosen: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    def said(reference: str) -> tuple[list[str], str]:
        assert main(["connect", "-c", reference, "-v"]) == 0
        printed = capsys.readouterr()
        lines = printed.err.splitlines()
        return [line.split()[1] for line in lines if line.startswith(("✓", "  >", "  <"))], printed.out

    assert said(f"demo:{chosen.name}.py") == said(f"demo:{chosen.name}")


def test_a_name_that_is_nearly_right_gets_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    status, printed = document(capsys, "connect", "-c", "demo:zendesk-basik.py")
    assert status == 2
    assert "demo:zendesk-basic.py?" in printed["error"]["hint"]
