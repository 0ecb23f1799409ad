"""Runs code that tries to get out, in a process of its own that is watched: `python -m` this with JSON on stdin.

Input: `{"snippets": [...], "plain": bool}`. Each snippet is the body of a definition's `test` lambda with a server
that it may ask, or (`plain`) of a lambda in the evaluator alone, which takes a fraction of the time; run twice. Output: for each what came of it, and which events of the interpreter itself (PEP 578: opening, starting,
connecting, importing, compiling) it caused. The first run may import and read what belongs to the installation;
the second may cause nothing at all.
"""

from __future__ import annotations

import json
import sys
import sysconfig
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from typing import Any

_WATCHED = ("open", "socket", "subprocess", "os", "exec", "compile", "import", "ctypes", "shutil", "tempfile",
            "pty", "glob", "webbrowser", "ftplib", "smtplib", "http", "urllib", "mmap", "fcntl", "signal",
            "syslog", "pickle", "marshal", "code", "gc", "resource", "winreg", "sqlite3", "_thread")  # fmt: skip
_QUIET = frozenset({"os.putenv.", "_thread.start_new_thread", "gc.get_objects."})
_READS = frozenset(
    {"open", "os.listdir", "os.scandir", "import", "exec", "compile", "marshal.loads", "code.__new__"}
)
_INSTALLED = tuple(
    {
        *(str(Path(path).resolve()) for path in sysconfig.get_paths().values()),
        *zoneinfo.TZPATH,
        str(Path(__file__).resolve().parents[2] / "core"),
        str(Path(sys.base_prefix).resolve()),
        *(path for path in sys.path if path),
        "<frozen",
        "<string>",
    }
)

_seen: list[str] | None = None


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _seen is None or event.partition(".")[0] not in _WATCHED or event in _QUIET:
        return
    shown = event
    if event in ("open", "os.listdir", "os.scandir"):
        shown = f"{event} {args[0]} {args[1] if event == 'open' else ''}".rstrip()
    elif event == "import":
        shown = f"import {args[0]}"
    elif event == "exec":
        shown = f"exec {args[0].co_filename}"
    elif event == "compile":
        shown = f"compile {args[1]}"
    _seen.append(shown)


def _of_the_installation(event: str) -> bool:
    """Whether an event is one of loading a module or the data beside it: reading what is installed."""
    kind, _, rest = event.partition(" ")
    if kind in ("import", "marshal.loads", "code.__new__", "compile"):
        return True
    if kind == "open" and not rest.endswith((" r", " rb", " None")):
        return False
    return kind in _READS and rest.startswith(_INSTALLED)


def _watched(run: Any) -> tuple[dict[str, Any], list[str]]:
    global _seen
    seen: list[str] = []
    _seen = seen
    try:
        outcome = run()
    finally:
        _seen = None
    return outcome, seen


def main() -> None:
    """Read what to run, run it, write what happened."""
    from authbench.errors import AuthbenchError
    from support.definition_lambdas import bench, definition
    from support.ruby_evaluation import value_of

    def attempt(run: Callable[[], Any]) -> dict[str, Any]:
        try:
            return {"value": repr(run())[:500]}
        except AuthbenchError as error:
            place = error.location
            return {
                "error": getattr(error, "exception_class", None) or type(error).__name__,
                "code": error.code,
                "message": error.message,
                "line": None if place is None else place.line,
                "source": None if place is None else place.source,
            }
        except Exception as error:  # noqa: BLE001 - told as what it is: no such thing may come out
            return {"error": f"Python's {type(error).__name__}", "code": "internal", "message": str(error)}

    def twice(run: Callable[[], Any]) -> dict[str, Any]:
        outcome, first = _watched(lambda: attempt(run))
        _, second = _watched(lambda: attempt(run))
        return {**outcome, "first": [one for one in first if not _of_the_installation(one)], "second": second}

    sys.addaudithook(_hook)
    given = json.load(sys.stdin)
    told = []
    for snippet in given["snippets"]:
        if given["plain"]:
            told.append(twice(lambda snippet=snippet: value_of(snippet)[1]))
            continue
        with bench(definition(snippet, methods="other: lambda { 1 }")) as here:
            told.append(twice(here.test))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
