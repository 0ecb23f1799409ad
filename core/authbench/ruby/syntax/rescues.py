"""`begin … rescue … else … ensure` and `x rescue y`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from authbench.errors import AuthbenchError, Cancelled
from authbench.ruby.errors import LimitExceeded, UnsupportedMethod, UnsupportedSyntax
from authbench.ruby.scopes import RetrySignal
from authbench.ruby.syntax.base import Node, Place, Target
from authbench.ruby.syntax.literals import Splat
from authbench.ruby.values import Raised, RException, Value

if TYPE_CHECKING:
    from authbench.ruby.scopes import Frame

_UNSTOPPABLE = (
    LimitExceeded,
    UnsupportedMethod,
    UnsupportedSyntax,
    Cancelled,
    RecursionError,
    MemoryError,
)
"""What ends a definition's code at once: no `ensure` runs after it, which could return over it."""


class Rescue(Node):
    """One `rescue A, B => e` clause."""

    __slots__ = ("body", "classes", "target")

    def __init__(
        self, place: Place, classes: Sequence[Node], target: Target | None, body: Node | None
    ) -> None:
        super().__init__(place)
        self.classes = classes
        self.target = target
        self.body = body

    def matches(self, frame: Frame, exception: RException) -> bool:
        """Whether this clause catches `exception`. Without classes it catches every StandardError."""
        interp = frame.interp
        if not self.classes:
            return interp.rescues(None, exception)
        for node in self.classes:
            choices = node.items(frame) if isinstance(node, Splat) else (node.evaluate(frame),)
            if any(interp.rescues(choice, exception) for choice in choices):
                return True
        return False


class Begin(Node):
    """`begin … rescue … else … ensure … end`, also directly in a body."""

    __slots__ = ("body", "ensure", "otherwise", "rescues")

    def __init__(
        self,
        place: Place,
        body: Node | None,
        rescues: Sequence[Rescue],
        otherwise: Node | None,
        ensure: Node | None,
    ) -> None:
        super().__init__(place)
        self.body = body
        self.rescues = rescues
        self.otherwise = otherwise
        self.ensure = ensure

    def evaluate(self, frame: Frame) -> Value:
        if self.ensure is None:
            return self._rescued(frame)
        try:
            value = self._rescued(frame)
        except _UNSTOPPABLE:
            raise
        except Raised as raised:
            self._handled(frame, raised.exception, self.ensure)
            raise
        except BaseException:
            self.ensure.evaluate(frame)
            raise
        self.ensure.evaluate(frame)
        return value

    @staticmethod
    def _handled(frame: Frame, exception: RException, body: Node | None) -> Value:
        """The value of what runs while `exception` is `$!`; errors in it have that as their cause."""
        before, frame.error = frame.error, exception
        try:
            return None if body is None else body.evaluate(frame)
        except Raised as raised:
            other = raised.exception
            if other is not exception and other.cause is None and not other.cause_given:
                other.cause = exception
            raise
        finally:
            frame.error = before

    def _rescued(self, frame: Frame) -> Value:
        if not self.rescues:
            value = None if self.body is None else self.body.evaluate(frame)
            return value if self.otherwise is None else self.otherwise.evaluate(frame)
        while True:
            try:
                value = None if self.body is None else self.body.evaluate(frame)
            except Raised as raised:
                exception, failure = raised.exception, raised
            except AuthbenchError as error:
                made = frame.interp.exception_for(error)
                if made is None:
                    raise
                exception, failure = made, Raised(made)
                failure.__suppress_context__ = True
            else:
                return value if self.otherwise is None else self.otherwise.evaluate(frame)
            frame.interp.charge(10)
            clause = next((rescue for rescue in self.rescues if rescue.matches(frame, exception)), None)
            if clause is None:
                try:
                    raise failure
                finally:
                    # An error's traceback leads to this frame, and this would lead to the error.
                    del failure
            del failure
            if clause.target is not None:
                clause.target.assign(frame, exception)
            try:
                return self._handled(frame, exception, clause.body)
            except RetrySignal:
                continue


class RescueModifier(Node):
    """`value rescue other`."""

    __slots__ = ("inner",)

    def __init__(self, place: Place, value: Node, other: Node) -> None:
        super().__init__(place)
        self.inner = Begin(place, value, (Rescue(place, (), None, other),), None, None)

    def evaluate(self, frame: Frame) -> Value:
        return self.inner.evaluate(frame)
