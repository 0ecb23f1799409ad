"""Functions without a receiver that steer the evaluator: raise, loop, catch, throw, lambda, require."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.scopes import ThrowSignal
from authbench.ruby.values import (
    Raised,
    RArray,
    RClass,
    RException,
    RString,
    Symbol,
    Value,
)

CONTROL: Final = MethodTable("Kernel control")


@CONTROL.define("raise", "fail", args="0..3")
def raise_(call: Call, self: Value) -> Value:
    """`raise`, `raise 'text'`, `raise Class`, `raise Class, 'text'`, `raise exception`."""
    current = _current(call)
    if not call.args:
        if current is not None:
            raise Raised(current)
        exception = RException("RuntimeError", "")
    else:
        exception = make_exception(call, call.args)
    if "cause" in call.kwargs:
        cause = call.kwargs["cause"]
        exception.cause = cause if isinstance(cause, RException) else None
        exception.cause_given = True
    elif exception.cause is None and current is not exception:
        exception.cause = current
    raise Raised(exception)


def make_exception(call: Call, args: list[Value]) -> RException:
    """The exception that `raise *args` raises. Raises TypeError where the first is no exception."""
    first = args[0]
    message = call.to_s(args[1]) if len(args) > 1 else None
    if isinstance(first, RString) and len(args) == 1:
        return RException("RuntimeError", first.text)
    if isinstance(first, RClass) and any(above.name == "Exception" for above in first.ancestors()):
        return RException(first, message)
    if isinstance(first, RException):
        if message is None:
            return first
        return RException(first.ruby_class, message, fields=dict(first.fields))
    raise call.error("TypeError", "exception class/object expected")


def _current(call: Call) -> RException | None:
    here = call.frame
    while here is not None:
        if here.error is not None:
            return here.error
        here = here.parent
    return None


@CONTROL.define("loop", block="enumerator")
def loop(call: Call, self: Value) -> Value:
    """Calls the block until `break`, or until it raises StopIteration, whose result is the value."""
    try:
        while True:
            call.charge(1)
            call.yield_()
    except Raised as raised:
        if raised.exception.ruby_class.name == "StopIteration":
            return raised.exception.fields.get("result")
        raise


@CONTROL.define("catch", args="0..1", block="required")
def catch(call: Call, self: Value) -> Value:
    """`catch(tag) { … throw tag, value … }`."""
    tag = call.arg(0, Symbol("catch"))
    catches = call.interp.catches
    catches.append(tag)
    try:
        return call.yield_(tag)
    except ThrowSignal as signal:
        if _same(signal.tag, tag):
            return signal.value
        raise
    finally:
        catches.pop()


@CONTROL.define("throw", args="1..2")
def throw(call: Call, self: Value) -> Value:
    """`throw tag, value`."""
    tag = call.args[0]
    if not any(_same(tag, known) for known in call.interp.catches):
        raise call.error(
            "UncaughtThrowError", f"uncaught throw {call.inspect(tag)}", tag=tag, value=call.arg(1)
        )
    raise ThrowSignal(tag, call.arg(1))


def _same(a: Value, b: Value) -> bool:
    return a is b or (type(a) is int and type(b) is int and a == b)


@CONTROL.define("lambda", block="required")
def lambda_(call: Call, self: Value) -> Value:
    """`lambda(&block)`: the block as it is (`lambda { }` itself is syntax here)."""
    return call.block


@CONTROL.define("proc", block="required")
def proc(call: Call, self: Value) -> Value:
    """`proc { }`."""
    return call.block


_LIBRARY_WORDS: Final = """
    active_support base64 bigdecimal cgi csv date digest erb forwardable json nokogiri openssl ostruct
    rest-client rest_client securerandom set stringio time uri workato workato-connector-sdk yaml
"""
_LIBRARIES: Final = frozenset(_LIBRARY_WORDS.split())
"""What of Ruby's libraries is there, in whole or in part, always; by the part of the name before a slash."""


@CONTROL.define("require", args="1")
def require(call: Call, self: Value) -> Value:
    """false: what is there of Ruby's libraries is there without it. Any other library is unsupported where
    code asks for it; at the top of a file it is not, since a file may name more than its connection needs,
    and using it is reported then. A path is never read."""
    name = call.string(call.args[0])
    at_top = call.frame is not None and call.frame.parent is None
    path = name.startswith((".", "/", "~", "|")) or name.endswith((".rb", ".so"))
    if path or (not at_top and name.partition("/")[0] not in _LIBRARIES):
        raise call.unsupported(f"`require '{name[:100]}'`")
    return False


@CONTROL.define("require_relative", "load", args="1..2")
def load(call: Call, self: Value) -> Value:
    """Unsupported: a definition is one file, and its code reads no other."""
    raise call.unsupported(f"`{call.name}` of another file")


@CONTROL.define("block_given?")
def block_given(call: Call, self: Value) -> Value:
    """Whether the lambda was called with a block."""
    return call.frame is not None and call.frame.home.block is not None


@CONTROL.define("private", "public", args="0..")
def private(call: Call, self: Value) -> Value:
    """Nothing: what `def` makes is called without a receiver or on `self`, either way."""
    return call.args[0] if len(call.args) == 1 else RArray(call.args) if call.args else None
