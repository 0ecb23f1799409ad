from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest

from authbench.demo import DemoProvider
from support.demo_person import Person


@dataclass
class Clock:
    """A clock that tests set forward: real time plus `ahead` seconds."""

    ahead: float = 0.0
    base: float = field(default=1_767_225_600.0)

    def __call__(self) -> float:
        return self.base + self.ahead


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
