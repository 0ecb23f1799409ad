"""A large answer is in memory while a run needs it, and not any more when nobody does."""

import json
import subprocess
import sys

import pytest

from authbench.events import RunKind
from support.large_answers import SIZE


@pytest.mark.parametrize("kind", [RunKind.TEST, RunKind.TRY])
def test_memory_comes_back(kind: RunKind) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "support.large_answers", kind.value],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"},
        timeout=240,
        check=False,
    )
    assert process.returncode == 0, process.stderr[-2000:]
    told = json.loads(process.stdout)
    assert told["kept"] < SIZE // 2
    assert told["looked_at"] < SIZE // 2
    if kind is RunKind.TRY:
        assert told["size"] == SIZE
        assert told["begins_as_sent"]
