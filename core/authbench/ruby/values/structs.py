"""Struct: classes that a definition makes with `Struct.new`, and their instances."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from authbench.ruby.values.classes import RClass, class_named
from authbench.ruby.values.collections import hash_token
from authbench.ruby.values.strings import Value


class StructClass(RClass):
    """A class made by `Struct.new`; it has no name until a constant is given it."""

    __slots__ = ("keywords", "members", "table")
    frozen = False

    def __init__(self, members: tuple[str, ...], keywords: bool | None, name: str = "") -> None:
        super().__init__(name, class_named("Struct"))
        self.members = members
        self.table: Any = None
        """The methods of its instances, made when first needed."""
        self.keywords = keywords
        """`keyword_init:` as it was given."""


class RStruct:
    """An instance of such a class: one value a member."""

    __slots__ = ("frozen", "ruby_class", "values")

    def __init__(self, ruby_class: StructClass, values: list[Value]) -> None:
        self.ruby_class = ruby_class
        self.values = values
        self.frozen = False

    def ruby_token(self) -> tuple[Any, ...]:
        """The key that stands for this value in a Hash."""
        tokens: tuple[Hashable, ...] = tuple(hash_token(value) for value in self.values)
        return ("struct", id(self.ruby_class), tokens)

    def __repr__(self) -> str:
        return f"RStruct({self.ruby_class.members})"


class ROpenStruct:
    """An OpenStruct: attributes by name, in the order they came."""

    __slots__ = ("fields", "frozen")

    def __init__(self, fields: dict[str, Value]) -> None:
        self.fields = fields
        self.frozen = False

    def ruby_token(self) -> tuple[Any, ...]:
        """The key that stands for this value in a Hash."""
        return ("ostruct", frozenset((name, hash_token(value)) for name, value in self.fields.items()))

    def __repr__(self) -> str:
        return f"ROpenStruct({self.fields})"
