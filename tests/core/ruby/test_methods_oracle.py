"""Built-in methods against a real Ruby: the same value, or the same error and message.

Each line of `vectors/methods_*.txt` is one snippet; those of `methods_active_support_*.txt` are compared with
a Ruby that has ActiveSupport 6.1. The SDK's own methods are in `test_methods_sdk.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from support.ruby_evaluation import as_lambda, evaluate
from support.ruby_oracle import RubyOracle

RAILS = "methods_active_support"
SNIPPETS = [
    (path.stem, line)
    for path in sorted((Path(__file__).parent / "vectors").glob("methods_*.txt"))
    for line in path.read_text("utf-8").splitlines()
    if line
]


def compare(oracle: RubyOracle, snippet: str) -> None:
    real = oracle.run(as_lambda(snippet))
    ours = evaluate(snippet)
    if real.error is None:
        assert (ours.inspected, ours.error, ours.message) == (real.inspected, None, None)
    else:
        assert (ours.error, ours.message) == (real.error, real.message)


@pytest.mark.parametrize(
    ("group", "snippet"),
    [row for row in SNIPPETS if not row[0].startswith(RAILS)],
    ids=lambda part: str(part)[:70],
)
def test_same_as_ruby(ruby: RubyOracle, group: str, snippet: str) -> None:
    compare(ruby, snippet)


@pytest.mark.parametrize(
    ("group", "snippet"),
    [row for row in SNIPPETS if row[0].startswith(RAILS)],
    ids=lambda part: str(part)[:70],
)
def test_same_as_ruby_with_active_support(rails_ruby: RubyOracle, group: str, snippet: str) -> None:
    compare(rails_ruby, snippet)


def test_there_are_at_least_1500() -> None:
    assert len({snippet for _, snippet in SNIPPETS}) >= 1500
