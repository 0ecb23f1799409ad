"""Definitions in Python in tests: written to a folder, trusted, called in a session of their own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from authbench.definition import Lambda, Loaded, load
from authbench.definition.trust import ALWAYS, NEVER
from authbench.sdk import Context


def written(folder: Path, source: str, name: str = "connector.py", **siblings: str) -> Path:
    """`source` as a file in `folder`, with further modules beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    for module, text in siblings.items():
        (folder / f"{module}.py").write_text(dedent(text), encoding="utf-8")
    path = folder / name
    path.write_text(dedent(source), encoding="utf-8")
    return path


def read(source: str) -> Loaded:
    """What reading alone makes of `source`."""
    return load("connector.py", source=dedent(source).encode(), trust=NEVER)


def trusted(source: str) -> Loaded:
    """The definition in `source`, run."""
    loaded = load("connector.py", source=dedent(source).encode(), trust=ALWAYS)
    assert loaded.connector is not None, [problem.message for problem in loaded.problems]
    return loaded


def method(source: str, name: str = "m") -> Lambda:
    """One method of a definition whose `methods` are in `source`."""
    connector = trusted(source).connector
    assert connector is not None
    return connector.methods[name]


def called(source: str, context: Context, *args: Any, name: str = "m") -> Any:
    """What the method gives."""
    return method(source, name).call_strict(context, args)


def codes(loaded: Loaded) -> list[str]:
    """The codes of the problems, in the order of the file."""
    return [problem.code for problem in loaded.problems]


def at(loaded: Loaded, code: str) -> str:
    """Where the problem of that code is: `line:column`."""
    problem = next(problem for problem in loaded.problems if problem.code == code)
    assert problem.location is not None
    return f"{problem.location.line}:{problem.location.column}"
