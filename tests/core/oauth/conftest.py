from __future__ import annotations

from collections.abc import Iterator

import pytest

from authbench.http import IoLoop


@pytest.fixture
def io() -> Iterator[IoLoop]:
    loop = IoLoop()
    yield loop
    loop.close()
