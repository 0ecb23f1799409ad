from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.http_server import Bench, http_bench


@pytest.fixture
def bench() -> Iterator[Bench]:
    with http_bench() as made:
        yield made
