"""Runs code that takes all it can get and measures what it took: `python -m` this with JSON on stdin.

Input: `{"snippets": [...], "seconds": s, "steps": n, "apart": bool}`; each snippet is the body of a definition's
`test` lambda. They run in a process of their own each, two at a time, or (`"apart": false`) all in one process, which
keeps each error and never looks for cycles: as the window does. Output: for each what came of it, the seconds that it computed, and by how many megabytes the process grew at most.
"""

from __future__ import annotations

import functools
import gc
import json
import os
import resource
import signal
import sys
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from authbench.http import HttpClient
    from authbench.http.exchanges import Recorder

_MEMORY = 2_000 * 1024 * 1024
_SECONDS = 40
_AT_A_TIME = 2
_kept: list[Exception] = []


def _attempt(snippet: str) -> dict[str, Any]:
    from authbench.errors import AuthbenchError
    from authbench.http import CancelScope
    from authbench.sdk import Context, Session
    from support.definition_lambdas import connector, definition

    lambda_ = connector(definition(snippet)).test
    assert lambda_ is not None
    session = Session(http=cast("HttpClient", None), scope=CancelScope(), recorder=cast("Recorder", None))
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        outcome: dict[str, Any] = {
            "value": repr(lambda_.call(Context(session, path="test", step="test"), {}, {}))[:99]
        }
    except AuthbenchError as error:
        _kept.append(error)
        outcome = {
            "error": type(error).__name__,
            "code": error.code,
            "message": error.message,
            "line": None if error.location is None else error.location.line,
        }
    except BaseException as error:  # noqa: BLE001 - told as what it is: no such thing may come out
        outcome = {
            "error": f"Python's {type(error).__name__}",
            "code": "internal",
            "message": str(error)[:200],
        }
    after = resource.getrusage(resource.RUSAGE_SELF)
    outcome["megabytes"] = (after.ru_maxrss - before.ru_maxrss) // 1024
    outcome["seconds"] = round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)
    return outcome


def _start(snippet: str) -> tuple[int, int]:
    """A process that runs `snippet`: its id, and where its answer comes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(_SECONDS * 10)
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        outcome = _attempt(snippet)
        os.write(writing, json.dumps(outcome).encode())
        os._exit(0)
    os.close(writing)
    return child, reading


def _finish(child: int, reading: int) -> dict[str, Any]:
    """What came of a process, which ends."""
    with os.fdopen(reading) as stream:
        text = stream.read()
    _, status = os.waitpid(child, 0)
    told: dict[str, Any] = (
        json.loads(text) if text else {"error": f"died ({status})", "code": "internal", "message": ""}
    )
    return told


def _apart(snippets: list[str]) -> Iterator[dict[str, Any]]:
    under_way: deque[tuple[int, int]] = deque()
    for snippet in snippets:
        if len(under_way) == _AT_A_TIME:
            yield _finish(*under_way.popleft())
        under_way.append(_start(snippet))
    while under_way:
        yield _finish(*under_way.popleft())


def main() -> None:
    """Read what to run, run it, write what it took."""
    import authbench.ruby.interpreter as interpreter
    import authbench.ruby.plain as plain
    from authbench.ruby import Limits

    given = json.load(sys.stdin)
    # The limits of the product, made smaller so that many pieces of code reach them soon.
    smaller = functools.partial(Limits, seconds=given["seconds"], steps=given["steps"], regexp_seconds=0.02)
    interpreter.Limits = smaller  # type: ignore[assignment, misc]
    plain.Limits = smaller  # type: ignore[assignment, misc]
    _attempt(
        "'a' =~ /a/; JSON.parse('[1]'); [1].to_json; :a.to_proc; format('%d', 1); Time.now; BigDecimal('1')"
    )
    snippets = given["snippets"]
    gc.disable()
    told = list(_apart(snippets) if given["apart"] else map(_attempt, snippets))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
