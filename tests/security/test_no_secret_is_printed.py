"""Forty kinds of secrets in a real process of the command line: not one is printed, logged or left on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.connection_runs import Received, ScriptedApi
from support.planted_secrets import planted
from support.secret_finder import SecretFinder

SECRETS = tuple(each for each in planted() if len(each.value) < 4000 and not each.short)
FINDER = SecretFinder([(secret.kind, piece) for secret in SECRETS for piece in secret.pieces()])
NAMES = [f"item{number}_secret" for number in range(len(SECRETS))]

# Every library may write all it has to say, and at the end comes what a crash would leave.
_PROCESS = """
import faulthandler, logging, sys, warnings
logging.basicConfig(level=logging.DEBUG, filename="all.log")
for name in ("httpx", "httpcore", "httpcore.http11", "asyncio", "keyring", "authlib", "PIL", "h11", "urllib3"):
    logging.getLogger(name).setLevel(logging.DEBUG)
warnings.simplefilter("always")
BROKEN
from authbench.cli import main
status = main()
with open("crash.txt", "w") as file:
    faulthandler.dump_traceback(file)
logging.debug("the end")
sys.exit(status)
"""
_BROKEN = """
import authbench.cli.running as broken
def odd(*values):
    raise RuntimeError(repr([repr(each.__dict__ if hasattr(each, "__dict__") else each) for each in values]))
broken._report = odd
"""
# Printed, raised and sent: each value as it is, in a document, encoded, under names that say nothing.
_TEST = """
    values = NAMES.map { |name| c[name] }
    values.each { |value| puts value.inspect, Base64.encode64(value), value.encode_hex, value.encode_url }
    puts values.to_json, "#{c}"
    first = values.map { |value|
      post("https://api.test/echo", { item: value, both: Base64.strict_encode64("jo:#{value}") })
        .headers("X-Item" => value.encode_url).after_error_response(/.*/) { |_, body, _, _| body }
    }
    second = values.map { |value|
      get("https://api.test/echo").params(item: value, note: value.reverse).headers("Cookie" => "item=#{value.encode_url}")
        .after_error_response(/.*/) { |_, body, _, _| body }
    }
    puts first.to_json, second.to_json
"""
_ENDS = {
    "answers": "{ items: first, more: second, own: values }",
    "fails": 'error("not with #{values.to_json}")',
}


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    def answer(request: Received) -> tuple[int, str, dict[str, str]]:
        echo = json.dumps({"url": request.url, "headers": request.headers, "body": request.body})
        return 400 if request.method == "GET" else 200, echo, {"Set-Cookie": f"kept={len(echo)}; Path=/"}

    with ScriptedApi() as server:
        server.answer = answer
        yield server


COMMANDS = {
    "test": (["test", "--har", "out.har"], "fails", ""),
    "test --json": (["test", "--json"], "fails", ""),
    "exec --json": (["exec", "test", "--json", "--har", "out.har"], "answers", ""),
    "exec to a file": (["exec", "test", "-o", "out.json", "-v"], "answers", ""),
    "a defect of ours": (["test", "-v"], "answers", _BROKEN),
}


def left_by(folder: Path, api: ScriptedApi, name: str) -> dict[str, str]:
    """What a process printed and every file that it wrote, by name."""
    command, end, broken = COMMANDS[name]
    fields = ", ".join(f"{{ name: '{each}', control_type: 'password' }}" for each in NAMES)
    source = (
        f"{{ title: 'T', connection: {{ fields: [{fields}], authorization: {{ type: 'custom_auth',"
        f" apply: ->(_) {{ }} }} }}, test: lambda do |c|{_TEST.replace('NAMES', json.dumps(NAMES))}    {_ENDS[end]}\n end }}"
    )
    folder.mkdir()
    given = folder / "given"
    given.mkdir()
    (given / "connector.rb").write_text(source, encoding="utf-8")
    values = dict(zip(NAMES, (secret.value for secret in SECRETS), strict=True))
    (given / "settings.yaml").write_text(json.dumps(values, ensure_ascii=False), encoding="utf-8")
    work, home, temporary = folder / "work", folder / "home", folder / "tmp"
    for each in (work, home, temporary):
        each.mkdir()
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT")}
    done = subprocess.run(
        [
            *(sys.executable, "-X", "faulthandler", "-X", "dev", "-W", "ignore", "-c"),
            _PROCESS.replace("BROKEN", broken),
            *(
                *command,
                "-c",
                str(given / "connector.rb"),
                "-s",
                str(given / "settings.yaml"),
                "--no-keychain",
            ),
            *("--route", f"https://api.test={api.origin}"),
        ],
        env={
            **kept,
            "AUTHBENCH_HOME": str(home),
            "TMPDIR": str(temporary),
            "HOME": str(home),
            "PYTHONPATH": ":".join(sys.path),
            "LANG": "C.UTF-8",
        },
        cwd=work,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    left = {"output": done.stdout, "errors": done.stderr}
    for place in (work, home, temporary):
        left |= {path.name: path.read_text("utf-8", "replace") for path in place.rglob("*") if path.is_file()}
    return left


def test_no_secret_is_printed_logged_or_left_on_disk(tmp_path: Path, api: ScriptedApi) -> None:
    left = {}
    for number, name in enumerate(COMMANDS):
        asked = len(api.received)
        made = left_by(tmp_path / str(number), api, name)
        assert len(api.received) - asked == 2 * len(SECRETS), made["errors"][-2000:]
        assert "the end" in made["all.log"]
        assert "File" in made["crash.txt"]
        left |= {f"{name}: {file}": text for file, text in made.items()}
    assert {"test: out.har", "exec to a file: out.json", "exec --json: out.har"} <= left.keys()
    assert sum("••••" in text for text in left.values()) >= 6
    assert "RuntimeError" in left["a defect of ours: errors"]
    # The search takes its time, so it looks at all at once, and only for what it found one by one.
    if FINDER.found_in_many(left.values()):
        found = {where: FINDER.found_in_many([text]) for where, text in left.items()}
        assert {where: kinds for where, kinds in found.items() if kinds} == {}
