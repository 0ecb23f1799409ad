"""Encoding."""

from __future__ import annotations


class REncoding:
    """An Encoding object, known by its name."""

    __slots__ = ("name",)
    frozen = True

    def __init__(self, name: str) -> None:
        self.name = name

    def ruby_token(self) -> tuple[str, str]:
        """The key that stands for this encoding in a Hash."""
        return ("encoding", self.name)

    def __repr__(self) -> str:
        return f"REncoding({self.name})"
