"""Rational."""

from __future__ import annotations

from fractions import Fraction


class RRational:
    """A Rational: an exact fraction."""

    __slots__ = ("value",)
    frozen = True

    def __init__(self, value: Fraction) -> None:
        self.value = value

    def ruby_token(self) -> tuple[str, int, int]:
        """The key that stands for this number in a Hash."""
        return ("rational", self.value.numerator, self.value.denominator)

    def __repr__(self) -> str:
        return f"RRational({self.value})"
