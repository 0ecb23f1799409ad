"""The evaluator: runs a program's lambdas within limits, and dispatches every method call."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from authbench.errors import AuthbenchError, Location
from authbench.ruby import operations
from authbench.ruby.calling import ProcCalls
from authbench.ruby.dispatch import Call, Method, method_table_for, table_named
from authbench.ruby.entering import Entered
from authbench.ruby.environment import Environment
from authbench.ruby.errors import LimitExceeded
from authbench.ruby.keywords import keyword_hash
from authbench.ruby.limits import Limits, Meter, running
from authbench.ruby.questions import Questions
from authbench.ruby.rescuing import Rescuing
from authbench.ruby.scopes import Frame
from authbench.ruby.settling import settle
from authbench.ruby.values import (
    CLASSES,
    MAIN,
    HostObject,
    LazyObject,
    Raised,
    RArray,
    RHash,
    RProc,
    RSet,
    RString,
    Value,
)

if TYPE_CHECKING:
    from authbench.ruby.program import Program
    from authbench.ruby.syntax.base import Node

_NUMBER_BITS = 10_000
_LARGE = 200
"""Characters or elements from which what a built-in returns is counted."""
_CHARGED = 50_000
"""Elements from which making an array costs steps, where the built-in charged none."""
_ENTRY = 12
"""Elements of an array that take as much room as one entry of a hash or set."""
_SIZED = (RString, RArray, RHash, RSet)
_SHALLOW = 150
"""Python frames in use below which a definition is read where we are."""
_FAULTS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What Python raises when a built-in is used in a way it does not provide for."""


def _holders(result: Value) -> int:
    return sys.getrefcount(result)


def _holders_of_new() -> int:
    made = RArray([])
    return _holders(made)


_HOLDERS_OF_NEW = _holders_of_new()


def _with_keywords(args: list[Value], kwargs: dict[str, Value]) -> list[Value]:
    return [*args, keyword_hash(kwargs)] if kwargs else args


def _is_to_self(node: Node | None) -> bool:
    """Whether a call or assignment names `self` as its receiver, which may call what is private."""
    from authbench.ruby.syntax.literals import SelfNode

    return isinstance(getattr(node, "receiver", None), SelfNode)


class Interpreter(ProcCalls, Questions, Rescuing):
    """Evaluates one program in one environment. Not for two threads at once; make one for each run.

    Lambdas of a definition belong to the program, so any interpreter of that program may call them.
    """

    def __init__(
        self, program: Program, environment: Environment | None = None, limits: Limits | None = None
    ) -> None:
        self.program = program
        self.environment = environment or Environment()
        self.limits = limits or Limits()
        self.meter = Meter(self.limits, self.environment.check)
        self.instance_variables: dict[str, Value] = {}
        self.functions = program.functions
        """What `def` made, by name: the file's own, and those of lambdas in this run."""
        self.catches: list[Value] = []
        self.node: Node | None = None
        self.mismatch: Callable[[], str] | None = None
        """Why the last pattern did not fit."""

    # -- what the host calls ------------------------------------------------------------------------

    def definition(self, only: frozenset[str] | None = None) -> RHash:
        """The value of the file's last expression.

        With `only`, the values of other top-level keys are not looked at: the key is there, its value is a
        `ClosedValue`. Raises RubyError, UnsupportedSyntax, LimitExceeded; RubySyntaxError if the value is no
        hash.
        """
        with Entered(self, None):
            if self.meter.frames < _SHALLOW:
                return self.program.evaluate(self, only)
            made: RHash = self.apart(lambda: self.program.evaluate(self, only))
            return made

    def call(
        self,
        proc: RProc,
        args: Sequence[Value] = (),
        *,
        kwargs: dict[str, Value] | None = None,
        self_object: HostObject | None = None,
        cut: bool = True,
    ) -> Value:
        """Call a lambda or block for the host.

        `cut` drops surplus arguments by the number of declared parameters (SDK reference 1.5); without it
        the number must fit. `self_object` answers calls without a receiver; None keeps what the proc has.
        Raises RubyError for an exception that nobody rescued, else what the host's own objects raised.
        """
        with Entered(self, proc):
            given = list(args)
            if cut:
                given = given[: proc.parameter_count]
            given, keywords = self.keywords_of(proc, given, kwargs)
            return self.run_proc(proc, given, keywords, self_object)

    def send(
        self,
        receiver: Value,
        name: str,
        args: Sequence[Value] = (),
        kwargs: dict[str, Value] | None = None,
        block: RProc | None = None,
    ) -> Value:
        """Call a public method, as a definition's code would. Within a call, an exception goes on to the
        definition's `rescue`; outside of one it is a RubyError."""
        if running.get() is None:
            with Entered(self, None):
                return self.dispatch(receiver, name, list(args), kwargs or {}, block, None, None)
        return self.dispatch(receiver, name, list(args), kwargs or {}, block, None, self.node)

    def truthy(self, value: Value) -> bool:
        """Whether a value counts as true."""
        value = self.force(value)
        return value is not None and value is not False

    def force(self, value: Value) -> Value:
        """`value`, or what a lazy object stands for."""
        while isinstance(value, LazyObject):
            value = value.force(self)
        return value

    @property
    def location(self) -> Location | None:
        """The place of the call that is under way."""
        return None if self.node is None else self.node.location()

    # -- dispatch -------------------------------------------------------------------------------------

    def dispatch(
        self,
        receiver: Value,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
        frame: Frame | None,
        node: Node | None,
    ) -> Value:
        """Call `receiver.name(*args, **kwargs, &block)`."""
        self.node = node
        if isinstance(receiver, HostObject):
            if receiver.responds_to(name):
                return receiver.call_method(self, name, args, kwargs, block)
            if isinstance(receiver, LazyObject):
                return self.dispatch(self.force(receiver), name, args, kwargs, block, frame, node)
        method = method_table_for(receiver).find(name)
        if method is None:
            function = self.functions.get(name)
            if function is not None and frame is not None and _is_to_self(node):
                return self.run_proc(function, args, kwargs, frame.self_object, block)
            raise self._missing(receiver, name, _with_keywords(args, kwargs), node)
        return self.invoke(method, receiver, name, args, kwargs, block, frame, node)

    def invoke(
        self,
        method: Method,
        receiver: Value,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
        frame: Frame | None,
        node: Node | None,
    ) -> Value:
        """Call a table's method."""
        if kwargs and method.kwargs_as_hash:
            args.append(keyword_hash(kwargs))
            kwargs = {}
        given = len(args)
        if given < method.minimum or (method.maximum is not None and given > method.maximum):
            raise Raised.of(
                "ArgumentError", f"wrong number of arguments (given {given}, expected {method.expected()})"
            )
        if not method.stores_arguments:
            for index, value in enumerate(args):
                if isinstance(value, LazyObject):
                    args[index] = self.force(value)
        if method.looks_inside:
            settle(self, [receiver, *args])
        if block is None and method.block != "optional":
            if method.block == "enumerator":
                from authbench.ruby.values import REnumerator

                return REnumerator(receiver, name, tuple(args), kwargs)
            raise Raised.of("LocalJumpError", "no block given (yield)")
        made = self.meter.made
        try:
            result = method.impl(Call(self, name, args, kwargs, block, frame, node), receiver)
            if type(result) in _SIZED and len(result) > _LARGE and self.meter.made == made:
                self._count(_holders(result), result)
            return result
        except _FAULTS as fault:
            # A combination of values that the built-in's author did not think of: said as what it is, with
            # its place, instead of ending the run with words about the host's insides.
            shown = f"`{operations.class_of(receiver).name}#{name}` with these values"
            raise self.unsupported_method(shown, None if node is None else node.location()) from fault

    def _count(self, holders: int, result: RString | RArray | RHash | RSet) -> None:
        """Count what a built-in made without counting it itself. What more names hold than what is new was
        there before."""
        if holders > _HOLDERS_OF_NEW:
            return
        size = len(result)
        if type(result) is RString:
            self.meter.check_size(size, "string")
        elif type(result) is RArray:
            if size > _CHARGED:
                self.meter.charge(size)
            self.meter.check_size(size, "array")
        else:
            self.meter.charge(size // _ENTRY)
            self.meter.add(size * _ENTRY * 8)

    def call_function(
        self,
        name: str,
        args: list[Value],
        kwargs: dict[str, Value],
        block: RProc | None,
        frame: Frame,
        node: Node,
    ) -> Value:
        """A call without a receiver: the lambda's own object answers first, then Kernel, then Object."""
        self.node = node
        own = frame.self_object
        if own is not None and own.responds_to(name):
            return own.call_method(self, name, args, kwargs, block)
        if name in self.functions:
            return self.run_proc(self.functions[name], args, kwargs, own, block)
        method = self._function(name)
        if method is None:
            from authbench.ruby.missing import missing_function

            raise missing_function(self, own or MAIN, name, _with_keywords(args, kwargs), node)
        return self.invoke(method, own or MAIN, name, args, kwargs, block, frame, node)

    def _function(self, name: str) -> Method | None:
        from authbench.ruby.kernel import CONTROL

        kernel, every_object = table_named("Kernel."), table_named("Object")
        found = CONTROL.find(name) or (None if kernel is None else kernel.find_own(name))
        return found or (None if every_object is None else every_object.find(name))

    def has_function(self, name: str, frame: Frame) -> bool:
        """Whether a call of `name` without a receiver would find something."""
        own = frame.self_object
        if (own is not None and own.responds_to(name)) or name in self.functions:
            return True
        return self._function(name) is not None

    def define_function(self, name: str, body: RProc, *, for_all: bool) -> None:
        """What `def` does: `for_all` at the file's own level, else for the rest of this run."""
        if for_all:
            self.program.functions[name] = body
        if not for_all or self.functions is not self.program.functions:
            self.functions = {**self.functions, name: body}

    def responds_to(self, value: Value, name: str) -> bool:
        """`value.respond_to?(name)`."""
        if isinstance(value, HostObject):
            if value.responds_to(name):
                return True
            if isinstance(value, LazyObject):
                return self.responds_to(self.force(value), name)
        return method_table_for(value).find(name) is not None

    def _missing(self, receiver: Value, name: str, args: list[Value], node: Node | None) -> Exception:
        from authbench.ruby.missing import missing_method

        return missing_method(self, receiver, name, args, node)

    def operate(self, a: Value, operator: str, b: Value, frame: Frame, node: Node) -> Value:
        """`a operator b`."""
        kind, other = type(a), type(b)
        if (kind is int or kind is float) and (other is int or other is float):
            result = operations.binary_fast(self, a, operator, b)
            if result is not NotImplemented:
                return result
        self.node = node
        if operator == "==":
            return operations.equal(self, a, b)
        if operator == "!=":
            return not operations.equal(self, a, b)
        if operator == "===":
            return operations.case_equal(self, self.force(a), b, frame)
        if operator == "=~" or operator == "!~":
            from authbench.ruby.regexp import match_operator

            found = match_operator(self, self.force(a), self.force(b), frame)
            return found if operator == "=~" else found is None
        return self.dispatch(a, operator, [b], {}, None, frame, node)

    # -- what nodes and built-ins ask -----------------------------------------------------------------

    def charge(self, steps: int) -> None:
        """Count steps."""
        meter = self.meter
        meter.fuel -= steps
        if meter.fuel < 0:
            meter.tick()

    def check_size(self, size: int, what: str = "string") -> None:
        """Called before something of that size is made. Raises LimitExceeded."""
        self.meter.check_size(size, what)

    def check_number(self, bits: int) -> None:
        """Called before an Integer of that many bits is made. Raises LimitExceeded."""
        if bits > _NUMBER_BITS:
            raise LimitExceeded(f"This would make a number of {bits:,} bits; the limit is {_NUMBER_BITS:,}.")

    def constant(self, name: str, location: Location | None) -> Value:
        """A constant that is neither a class of ours nor the file's own. Raises NameError."""
        from authbench.ruby.constants import constant_value

        return constant_value(self, name, location)

    def has_constant(self, name: str) -> bool:
        """Whether the constant is defined."""
        if name in CLASSES:
            return True
        try:
            self.constant(name, None)
        except (Raised, AuthbenchError):
            return False
        return True
