"""The evaluator against a real Ruby: each snippet must give the same value, or the same error on the same line."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.ruby_evaluation import as_lambda, evaluate
from support.ruby_oracle import RubyOracle

SNIPPETS = (Path(__file__).parent / "vectors" / "snippets.txt").read_text().rstrip("\n").split("\n---\n")


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[str(number) for number in range(1, len(SNIPPETS) + 1)])
def test_snippet(ruby: RubyOracle, snippet: str) -> None:
    real = ruby.run(as_lambda(snippet))
    ours = evaluate(snippet)
    if real.error is None:
        assert (ours.inspected, ours.error, ours.message) == (real.inspected, None, None)
    else:
        assert (ours.error, ours.message, ours.line) == (real.error, real.message, real.line)
