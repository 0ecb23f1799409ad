"""A large answer is in memory while a run needs it, and not any more when nobody does."""

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from authbench.connection import TryAnswer, TryRequest
from authbench.events import RunKind
from authbench.journal import Journal
from authbench.journal.sides import Side
from support.connection_runs import Bench, ScriptedApi

MEGABYTE = 1024 * 1024
SIZE = 64 * MEGABYTE
SOURCE = """{ title: 'Large', connection: { fields: [], base_uri: ->(_c) { 'https://api.test' } },
  test: ->(_c) { get('https://api.test/large').response_format_raw.to_s.length } }"""


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.close()
    made.journal.close()


def look_at_all(journal: Journal, number: int) -> None:
    """What a person does with a large body in the window."""
    assert journal.view(number) is not None
    first = journal.body(number, Side.RESPONSE, 0, 64 * 1024)
    assert first.text.text.startswith("some words")
    last = journal.body(number, Side.RESPONSE, SIZE - 64 * 1024, 64 * 1024)
    assert last.end == last.total == SIZE
    assert journal.body_search(number, Side.RESPONSE, "nowhere to be found") == ()


@pytest.mark.parametrize("kind", [RunKind.TEST, RunKind.TRY])
def test_memory_comes_back(bench: Bench, kind: RunKind) -> None:
    line = b"some words in a line of text that is sixty-four bytes long, yes\n"
    with ScriptedApi() as api:
        tried = TryRequest(url="https://api.test/large") if kind is RunKind.TRY else None
        headers = {"Content-Type": "text/plain"}
        api.default = (200, line * 4096, headers)
        bench.run(kind, SOURCE, {}, api.origin, tried=tried)
        content = line * (SIZE // len(line))
        api.default = (200, content, headers)
        gc.collect()
        before = resident()
        result = bench.run(kind, SOURCE, {}, api.origin, tried=tried)
        assert result.failure is None
        number = bench.journal.entries()[-1].id
        bench.journal._store.settle()
        gc.collect()
        after = resident()
        assert after - before < SIZE // 2
        look_at_all(bench.journal, number)
        assert resident() - after < SIZE // 2
        assert sys.getsizeof(content) > SIZE
    if isinstance(result.value, TryAnswer):
        assert result.value.exchange.response_body.size == SIZE
        assert result.value.body == content[: 64 * 1024]
