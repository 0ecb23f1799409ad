"""Built-in methods of plain Ruby against a real Ruby: the same value, or the same error and message.

Each line of `vectors/methods_*.txt` is one snippet. ActiveSupport and the SDK's own methods, which a real
Ruby does not have here, are in `test_methods_active_support.py` and `test_methods_sdk.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.ruby_evaluation import as_lambda, evaluate
from support.ruby_oracle import RubyOracle

SNIPPETS = [
    (path.stem, line)
    for path in sorted((Path(__file__).parent / "vectors").glob("methods_*.txt"))
    for line in path.read_text("utf-8").splitlines()
    if line
]


@pytest.mark.parametrize(("group", "snippet"), SNIPPETS, ids=lambda part: str(part)[:70])
def test_same_as_ruby(ruby: RubyOracle, group: str, snippet: str) -> None:
    real = ruby.run(as_lambda(snippet))
    ours = evaluate(snippet)
    if real.error is None:
        assert (ours.inspected, ours.error, ours.message) == (real.inspected, None, None)
    else:
        assert (ours.error, ours.message) == (real.error, real.message)
