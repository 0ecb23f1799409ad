"""What a built-in method gets: the arguments, and what it may do with the evaluator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authbench.ruby.values import (
    Raised,
    RArray,
    RBigDecimal,
    RClass,
    RDuration,
    RHash,
    RMatch,
    RProc,
    RString,
    Symbol,
    Value,
)
from authbench.ruby.values.rationals import RRational

if TYPE_CHECKING:
    from authbench.errors import Location
    from authbench.ruby.interpreter import Interpreter
    from authbench.ruby.scopes import Frame
    from authbench.ruby.syntax.base import Node

_LEAST_LONG, _MOST_LONG = -(2**63), 2**63 - 1


class Call:
    """One call of a built-in method: the arguments, and what the method may do with the evaluator.

    `frame` is the caller's frame and `node` the calling syntax, both None when the host itself calls.
    """

    __slots__ = ("args", "block", "frame", "interp", "kwargs", "name", "node")

    def __init__(
        self,
        interp: Interpreter,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
        frame: Frame | None,
        node: Node | None,
    ) -> None:
        self.interp = interp
        self.name = name
        self.args = args
        self.kwargs = kwargs
        self.block = block
        self.frame = frame
        self.node = node

    @property
    def location(self) -> Location | None:
        """The place of the call in the definition."""
        return None if self.node is None else self.node.location()

    def arg(self, index: int, default: Value = None) -> Value:
        """The positional argument at `index`, or `default`."""
        return self.args[index] if index < len(self.args) else default

    def options(self, *known: str) -> dict[str, Value]:
        """The keywords given; also those of a trailing Hash argument (which is then taken off `args`).
        With `known` names, raises ArgumentError for any other."""
        options = dict(self.kwargs)
        if not options and self.args and isinstance(self.args[-1], RHash):
            last = self.args.pop()
            for key, value in last.pairs():
                options[key.name if isinstance(key, Symbol) else self.to_s(key)] = value
        return self._known(options, known)

    def keywords(self, *known: str) -> dict[str, Value]:
        """The keywords given. Raises ArgumentError for any but those `known`."""
        return self._known(self.kwargs, known)

    def _known(self, options: dict[str, Value], known: tuple[str, ...]) -> dict[str, Value]:
        unknown = [name for name in options if known and name not in known]
        if unknown:
            plural = "s" if len(unknown) > 1 else ""
            listed = ", ".join(f":{name}" for name in unknown)
            raise self.error("ArgumentError", f"unknown keyword{plural}: {listed}")
        return options

    def yield_(self, *values: Value) -> Value:
        """Call the block as `yield` does. Raises LocalJumpError without a block."""
        if self.block is None:
            raise self.error("LocalJumpError", "no block given (yield)")
        return self.interp.call_block(self.block, values)

    def charge(self, steps: int) -> None:
        """Count `steps` (one per element looked at) against the limit."""
        self.interp.charge(steps)

    def check_size(self, size: int, what: str = "string") -> None:
        """Call before making something big: raises LimitExceeded when `size` (bytes or characters for
        "string", elements for anything else) is more than one value, or the whole run, may hold."""
        self.interp.check_size(size, what)

    def error(self, class_name: str, message: str, **fields: Any) -> Raised:
        """The Ruby exception to raise: `raise call.error("KeyError", "key not found: :a")`."""
        return Raised.of(class_name, message, **fields)

    def unsupported(self, what: str) -> Exception:
        """The located error to raise for a form of this method that is not there."""
        return self.interp.unsupported_method(what, self.location)

    def send(
        self,
        receiver: Value,
        name: str,
        *args: Value,
        kwargs: dict[str, Value] | None = None,
        block: RProc | None = None,
    ) -> Value:
        """Call a method as a definition would."""
        return self.interp.send(receiver, name, args, kwargs, block)

    def truthy(self, value: Value) -> bool:
        """Whether `value` counts as true."""
        return self.interp.truthy(value)

    def to_s(self, value: Value) -> str:
        """What interpolation would print, as text."""
        return self.interp.to_s(value)

    def inspect(self, value: Value) -> str:
        """What `inspect` gives."""
        return self.interp.inspect(value)

    def equal(self, a: Value, b: Value) -> bool:
        """Whether `a == b`."""
        return self.interp.equal(a, b)

    def eql(self, a: Value, b: Value) -> bool:
        """Whether `a.eql?(b)`: as hash keys are compared."""
        return self.interp.eql(a, b)

    def compare(self, a: Value, b: Value) -> int:
        """`a <=> b` as -1, 0 or 1. Raises ArgumentError ("comparison of X with Y failed")."""
        return self.interp.compare(a, b)

    def case_equal(self, pattern: Value, value: Value) -> bool:
        """Whether `pattern === value`."""
        return self.interp.case_equal(pattern, value)

    def is_a(self, value: Value, ruby_class: RClass) -> bool:
        """Whether `value.is_a?(ruby_class)`."""
        return self.interp.class_of(value).descends_from(ruby_class)

    def class_of(self, value: Value) -> RClass:
        """The class of `value`."""
        return self.interp.class_of(value)

    def force(self, value: Value) -> Value:
        """`value`, or what a lazy object stands for."""
        return self.interp.force(value)

    def string(self, value: Value) -> str:
        """An argument that must be a String: its text. Raises TypeError as Ruby words it."""
        value = self.force(value)
        if isinstance(value, RString):
            return value.text
        raise self.error("TypeError", f"no implicit conversion of {self.describe(value)} into String")

    def name_of(self, value: Value) -> str:
        """An argument that must be a String or Symbol: its text. Raises TypeError."""
        if isinstance(value, Symbol):
            return value.name
        if isinstance(value, RString):
            return value.text
        raise self.error("TypeError", f"{self.inspect(value)} is not a symbol nor a string")

    def integer(self, value: Value) -> int:
        """An argument that must be an Integer (floats are cut, as Ruby does). Raises TypeError, or RangeError
        for a float that is not finite."""
        value = self.force(value)
        if type(value) is int:
            return value
        if type(value) is float:
            if value != value or value in (float("inf"), float("-inf")):
                raise self.error("FloatDomainError", self.to_s(value))
            return int(value)
        if isinstance(value, RDuration | RBigDecimal | RRational):
            return int(value.value)
        if value is None:
            raise self.error("TypeError", "no implicit conversion from nil to integer")
        raise self.error("TypeError", f"no implicit conversion of {self.describe(value)} into Integer")

    def converted(self, value: Value) -> int:
        """`integer` where Ruby asks the value to convert itself: the error for nil has other words."""
        if value is None:
            raise self.error("TypeError", "no implicit conversion of nil into Integer")
        return self.integer(value)

    def long(self, value: Value) -> int:
        """`integer` where Ruby takes 64 bits at most: places, counts, widths. Raises RangeError too."""
        if type(value) is float and not _LEAST_LONG <= value <= _MOST_LONG:
            shown = {"nan": "NaN", "inf": "Inf", "-inf": "-Inf"}.get(str(value), f"{value:.10g}")
            raise self.error("RangeError", f"float {shown} out of range of integer")
        number = self.integer(value)
        if not _LEAST_LONG <= number <= _MOST_LONG:
            raise self.error("RangeError", "bignum too big to convert into `long'")
        return number

    def array(self, value: Value) -> list[Value]:
        """An argument that must be an Array: its items. Raises TypeError."""
        value = self.force(value)
        if isinstance(value, RArray):
            return value.items
        raise self.error("TypeError", f"no implicit conversion of {self.describe(value)} into Array")

    def hash(self, value: Value) -> RHash:
        """An argument that must be a Hash. Raises TypeError."""
        value = self.force(value)
        if isinstance(value, RHash):
            return value
        raise self.error("TypeError", f"no implicit conversion of {self.describe(value)} into Hash")

    def describe(self, value: Value) -> str:
        """How Ruby names a value of the wrong kind: nil, true, false, else its class."""
        if value is None:
            return "nil"
        if value is True or value is False:
            return "true" if value else "false"
        found = self.interp.class_of(value)
        return found.name or self.inspect(found)

    def set_match(self, match: RMatch | None) -> None:
        """Set `$~` (and so `$1` …) for the caller."""
        if self.frame is not None:
            self.frame.matches.last_match = match
