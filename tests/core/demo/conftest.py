from collections.abc import Iterator

import httpx
import pytest

from authbench.demo import DemoProvider
from support.demo_clock import Clock
from support.demo_person import Person


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(clock: Clock) -> Iterator[DemoProvider]:
    with DemoProvider(clock=clock) as running:
        yield running


@pytest.fixture
def http(provider: DemoProvider) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=provider.origin, trust_env=False, timeout=10) as client:
        yield client


@pytest.fixture
def person() -> Iterator[Person]:
    with Person() as someone:
        yield someone
