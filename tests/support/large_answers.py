"""Takes a large answer in a process of its own and measures what stays in memory: `python -m` this with "test" or "try".

What a process's allocator keeps depends on everything that the process did before; here that is nothing. Output: JSON
with the bytes that the process grew by over the run, and over looking at the answer afterwards, and with what a tried
request gave back.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
from pathlib import Path

from authbench.connection import TryAnswer, TryRequest
from authbench.events import RunKind
from authbench.journal import Journal
from authbench.journal.sides import Side
from support.connection_runs import Bench, ScriptedApi

SIZE = 64 * 1024 * 1024
_LINE = b"some words in a line of text that is sixty-four bytes long, yes\n"
_SOURCE = """{ title: 'Large', connection: { fields: [], base_uri: ->(_c) { 'https://api.test' } },
  test: ->(_c) { get('https://api.test/large').response_format_raw.to_s.length } }"""


def _resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _look_at_all(journal: Journal, number: int) -> None:
    """What a person does with a large body in the window."""
    assert journal.view(number) is not None
    first = journal.body(number, Side.RESPONSE, 0, 64 * 1024)
    assert first.text.text.startswith("some words")
    last = journal.body(number, Side.RESPONSE, SIZE - 64 * 1024, 64 * 1024)
    assert last.end == last.total == SIZE
    assert journal.body_search(number, Side.RESPONSE, "nowhere to be found") == ()


def _measure(bench: Bench, kind: RunKind) -> dict[str, object]:
    with ScriptedApi() as api:
        tried = TryRequest(url="https://api.test/large") if kind is RunKind.TRY else None
        headers = {"Content-Type": "text/plain"}
        api.default = (200, _LINE * 4096, headers)
        bench.run(kind, _SOURCE, {}, api.origin, tried=tried)
        content = _LINE * (SIZE // len(_LINE))
        api.default = (200, content, headers)
        gc.collect()
        before = _resident()
        result = bench.run(kind, _SOURCE, {}, api.origin, tried=tried)
        assert result.failure is None
        number = bench.journal.entries()[-1].id
        bench.journal._store.settle()
        gc.collect()
        after = _resident()
        _look_at_all(bench.journal, number)
        told: dict[str, object] = {"kept": after - before, "looked_at": _resident() - after}
    if isinstance(result.value, TryAnswer):
        told["size"] = result.value.exchange.response_body.size
        told["begins_as_sent"] = result.value.body == content[: 64 * 1024]
    return told


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            print(json.dumps(_measure(bench, RunKind(sys.argv[1]))))
        finally:
            bench.close()
            bench.journal.close()


if __name__ == "__main__":
    main()
