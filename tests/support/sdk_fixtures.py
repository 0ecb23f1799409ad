"""Fixtures for code that runs within a run: a conftest imports them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.sdk_runs import Desk, desk
from support.sdk_server import Api, api_server

__all__ = ["api", "run"]


@pytest.fixture
def api() -> Iterator[Api]:
    """An API on loopback."""
    with api_server() as server:
        yield server


@pytest.fixture
def run() -> Iterator[Desk]:
    """A run under way."""
    with desk() as made:
        yield made
