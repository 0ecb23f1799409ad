"""A clock for the demo provider that tests set forward."""

from dataclasses import dataclass


@dataclass
class Clock:
    """The first second of 2026, plus `ahead` seconds."""

    ahead: float = 0.0

    def __call__(self) -> float:
        return 1_767_225_600.0 + self.ahead
