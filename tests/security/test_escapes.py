"""Ways out of the sandbox, each tried for real: against a file, an environment variable, a process and a port that
are there. `escapes.txt` holds them: what it tries, the code, and the error (or, after `=`, the harmless value) that
must come of it. Templates in it: a file outside, a file that would appear, a port that listens.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
MARKER = "what-the-marker-says"
PYTHON_WORDS = re.compile(
    r"Traceback|\bself\.|\bNone\b|authbench\.|\.py\b|object at 0x|AttributeError|RecursionError|"
    r"<class '|<function|has no attribute|positional argument"
)


@dataclass(frozen=True)
class Escape:
    """One attempt."""

    what: str
    code: str
    expected: str


def escapes() -> list[Escape]:
    """All attempts of the list."""
    made = []
    for block in (HERE / "escapes.txt").read_text("utf-8").split("---\n"):
        what, _, rest = block.partition("\n")
        code, _, expected = rest.rpartition("\n=> ")
        made.append(Escape(what, code, expected.strip()))
    return made


ESCAPES = escapes()
PROGRAMS = [
    *(HERE.parent / "core" / "ruby" / "vectors" / "snippets.txt")
    .read_text("utf-8")
    .rstrip("\n")
    .split("\n---\n"),
    *(
        line
        for path in sorted((HERE.parent / "core" / "ruby" / "vectors").glob("methods_*.txt"))
        for line in path.read_text("utf-8").splitlines()
        if line
    ),
]
"""The programs that are compared with a real Ruby: what evaluating them touches is watched too."""


def watched(snippets: list[str], *, plain: bool = False, **environment: str) -> list[dict[str, Any]]:
    """What came of each snippet in a watched process; `plain` ones need nothing of the SDK."""
    process = subprocess.run(
        [sys.executable, "-m", "support.hostile_code"],
        input=json.dumps({"snippets": snippets, "plain": plain}),
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        timeout=240,
        check=False,
    )
    assert process.returncode == 0, process.stderr[-3000:]
    # Nothing but the answer was printed: no code reached the real output.
    told: list[dict[str, Any]] = json.loads(process.stdout)
    assert len(told) == len(snippets)
    return told


@dataclass
class Outside:
    """What the attempts reach for, and what came of each."""

    touched: Path
    listener: socket.socket
    outcomes: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """The attempts, made once; each test looks at one."""
    home = tmp_path_factory.mktemp("outside")
    marker, touched = home / "marker.txt", home / "touched"
    marker.write_text(MARKER)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        values = {"file": str(marker), "touch": str(touched), "port": str(listener.getsockname()[1])}
        snippets = [
            re.sub(r"\{\{(\w+)\}\}", lambda found: values[found[1]], escape.code) for escape in ESCAPES
        ]
        told = watched(snippets, AUTHBENCH_ESCAPE=MARKER)
        yield Outside(touched, listener, dict(zip((one.what for one in ESCAPES), told, strict=True)))


def test_there_are_many_attempts_and_each_is_another() -> None:
    assert (
        len(ESCAPES) == len({escape.what for escape in ESCAPES}) == len({escape.code for escape in ESCAPES})
    )
    assert len([escape for escape in ESCAPES if not escape.expected.startswith("=")]) >= 300


@pytest.mark.parametrize("escape", ESCAPES, ids=[escape.what for escape in ESCAPES])
def test_leads_nowhere(outside: Outside, escape: Escape) -> None:
    told = outside.outcomes[escape.what]
    assert MARKER not in json.dumps(told)
    assert (told["first"], told["second"]) == ([], [])
    if escape.expected.startswith("="):
        assert "= " + told["value"] == escape.expected
        return
    assert f"{told['error']} {told['code']}" == escape.expected
    # The attempt begins on the third line of the definition, and its error says where in it.
    assert 3 <= told["line"] < 3 + len(escape.code.splitlines())
    assert told["source"] == escape.code.splitlines()[told["line"] - 3] or "{{" in escape.code
    assert len(told["message"]) < 1_000
    assert PYTHON_WORDS.search(told["message"].replace(escape.code, "")) is None


def test_nothing_was_made_started_or_connected_to(outside: Outside) -> None:
    assert not outside.touched.exists()
    with pytest.raises(BlockingIOError):
        outside.listener.accept()


def test_ordinary_programs_touch_nothing_either() -> None:
    told = watched(PROGRAMS, plain=True)
    touching = [(code, one["first"], one["second"]) for code, one in zip(PROGRAMS, told, strict=True)]
    assert [one for one in touching if one[1] or one[2]] == []
    assert [one for one in told if one.get("code") == "internal"] == []
