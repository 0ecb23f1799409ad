"""A large answer is in memory while a run needs it, and not any more when nobody does."""

import pytest

from authbench.events import RunKind
from support.child_process import told_by
from support.large_answers import SIZE


@pytest.mark.parametrize("kind", [RunKind.TEST, RunKind.TRY])
def test_memory_comes_back(kind: RunKind) -> None:
    told = told_by("-m", "support.large_answers", kind.value)
    assert told["kept"] < SIZE // 2
    assert told["looked_at"] < SIZE // 2
    if kind is RunKind.TRY:
        assert told["size"] == SIZE
        assert told["begins_as_sent"]
