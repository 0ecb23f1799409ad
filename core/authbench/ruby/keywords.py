"""Keyword arguments on their way to a parameter."""

from __future__ import annotations

from authbench.ruby.values import RHash, Symbol, Value


class OtherKey(str):
    """A keyword whose key is no symbol; as text it is the key's `inspect`."""

    __slots__ = ("key",)

    key: Value

    def __new__(cls, key: Value, shown: str) -> OtherKey:
        made = super().__new__(cls, shown)
        made.key = key
        return made


def keyword_hash(kwargs: dict[str, Value]) -> RHash:
    """Keywords as the Hash that a parameter gets."""
    return RHash((_key_of(name), value) for name, value in kwargs.items())


def _key_of(name: str) -> Value:
    return name.key if isinstance(name, OtherKey) else Symbol(name)
