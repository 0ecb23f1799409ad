from collections.abc import Iterator

import pytest

from support.sdk_runs import Desk, desk
from support.sdk_server import Api, api_server


@pytest.fixture
def api() -> Iterator[Api]:
    with api_server() as server:
        yield server


@pytest.fixture
def run() -> Iterator[Desk]:
    with desk() as made:
        yield made
