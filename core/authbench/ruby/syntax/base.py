"""The base of the syntax tree. Each node knows how to evaluate itself in a frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.errors import Location
from authbench.ruby.values import LazyObject, Raised, Value

if TYPE_CHECKING:
    from authbench.ruby.scopes import Frame
    from authbench.ruby.source import SourceText

Place = tuple["SourceText", int, int]
"""Where a node stands: the source, the row from 0, the byte column from 0."""


class Node:
    """A piece of syntax."""

    __slots__ = ("place",)

    def __init__(self, place: Place) -> None:
        self.place = place

    def evaluate(self, frame: Frame) -> Value:
        """The value of this node in `frame`."""
        raise NotImplementedError

    def location(self) -> Location:
        """The place of this node in the file."""
        source, row, column = self.place
        return source.location(row, column)

    def defined(self, frame: Frame) -> str | None:
        """What `defined?` says of this node: a word, or None for nil."""
        return "expression"


def method_defined(frame: Frame, receiver: Node, name: str, arguments: Sequence[Node]) -> str | None:
    """What `defined?` says of a call: nil where the receiver, an argument or the method is not there."""
    if any(node.defined(frame) is None for node in (receiver, *arguments)):
        return None
    try:
        value = receiver.evaluate(frame)
    except Raised:
        return None
    return "method" if frame.interp.responds_to(value, name) else None


class Target(Node):
    """A node that can also stand left of `=`."""

    __slots__ = ()

    def assign(self, frame: Frame, value: Value) -> None:
        """Set what this node names to `value`."""
        raise NotImplementedError

    def defined(self, frame: Frame) -> str | None:
        return "assignment"


def truthy(value: Value, frame: Frame) -> bool:
    """Whether a value counts as true; a request not sent yet is sent, and its result decides."""
    if value is None or value is False:
        return False
    if value is True or not isinstance(value, LazyObject):
        return True
    forced = frame.interp.force(value)
    return forced is not None and forced is not False
