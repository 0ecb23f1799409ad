"""Fixtures of the Ruby tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.ruby_oracle import RubyOracle


@pytest.fixture(scope="session")
def ruby() -> Iterator[RubyOracle]:
    """A real Ruby to compare with."""
    with RubyOracle() as oracle:
        yield oracle


@pytest.fixture(scope="session")
def rails_ruby() -> Iterator[RubyOracle]:
    """A real Ruby with ActiveSupport 6.1 to compare with."""
    with RubyOracle(active_support=True) as oracle:
        yield oracle
