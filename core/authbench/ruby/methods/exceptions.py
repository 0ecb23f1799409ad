"""Exceptions: their methods, and `new` of their classes."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.keywords import keyword_hash
from authbench.ruby.values import RArray, RClass, RException, RString, Symbol, Value

EXCEPTION: Final = MethodTable("Exception", "Object")
EXCEPTION_CLASS: Final = MethodTable("Exception.", "Class")

_OPTIONS: Final = {
    "KeyError": ("key", "receiver"),
    "NoMatchingPatternKeyError": ("key", "matchee"),
    "NameError": ("receiver",),
    "FrozenError": ("receiver",),
}
"""The keywords of `new`, by the class that takes them."""
_POSITIONAL: Final = {"NoMethodError": ("name", "args"), "NameError": ("name",)}
"""What `new` takes behind the message."""


def _of_nearest(ruby_class: RClass, table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return next((table[above.name] for above in ruby_class.ancestors() if above.name in table), ())


@EXCEPTION_CLASS.define("new", "exception", args="0..")
def new(call: Call, self: RClass) -> Value:
    options = _of_nearest(self, _OPTIONS)
    fields: dict[str, Value] = {}
    if options:
        names = _of_nearest(self, _POSITIONAL)
        most = (
            1 + len(names) + (names == ("name", "args"))
        )  # Ruby's last one says whether the call was private.
        if len(call.args) > most:
            expected = f"(given {len(call.args)}, expected 0..{most})"
            raise call.error("ArgumentError", f"wrong number of arguments {expected}")
        fields = {**dict(zip(names, call.args[1:], strict=False)), **call.keywords(*options)}
    elif call.kwargs:
        call.args.append(keyword_hash(call.kwargs))
    said = call.arg(0)
    return RException(self, None if said is None else call.to_s(said), fields=fields)


@EXCEPTION.define("message", "to_s")
def message(call: Call, self: RException) -> Value:
    return RString(self.message)


@EXCEPTION.define("full_message", "detailed_message", args="0..1")
def full_message(call: Call, self: RException) -> Value:
    shown = f"{self.message} ({self.ruby_class.name})"
    return RString(f"{self.location}: {shown}" if self.location and call.name == "full_message" else shown)


@EXCEPTION.define("inspect")
def inspect(call: Call, self: RException) -> Value:
    return RString(call.inspect(self))


@EXCEPTION.define("backtrace")
def backtrace(call: Call, self: RException) -> Value:
    given = self.fields.get("backtrace")
    if given is not None:
        return given
    if self.location is None:
        return None
    return RArray([RString(str(place)) for place in self.backtrace or [self.location]])


@EXCEPTION.define("set_backtrace", args="1")
def set_backtrace(call: Call, self: RException) -> Value:
    given = call.args[0]
    lines = given if isinstance(given, RArray) else RArray([given])
    if given is not None and not all(isinstance(line, RString) for line in lines.items):
        raise call.error("TypeError", "backtrace must be Array of String")
    self.fields["backtrace"] = None if given is None else lines
    return self.fields["backtrace"]


@EXCEPTION.define("cause")
def cause(call: Call, self: RException) -> Value:
    return self.cause


@EXCEPTION.define("exception", args="0..1")
def exception(call: Call, self: RException) -> Value:
    if not call.args or call.args[0] is self:
        return self
    return RException(self.ruby_class, call.to_s(call.args[0]), fields=dict(self.fields))


@EXCEPTION.define(
    "code", "http_code", "http_body", "http_headers", "response", "method", "body", "status"
)  # fmt: skip
def field(call: Call, self: RException) -> Value:
    if call.name in self.fields:
        return self.fields[call.name]
    shown = f"#<{self.ruby_class.name}: {self.message}>"
    raise call.error("NoMethodError", f"undefined method `{call.name}' for {shown}", name=Symbol(call.name))


KEY_ERROR: Final = MethodTable("KeyError", EXCEPTION)
PATTERN_KEY_ERROR: Final = MethodTable("NoMatchingPatternKeyError", EXCEPTION)
FROZEN_ERROR: Final = MethodTable("FrozenError", EXCEPTION)
NAME_ERROR: Final = MethodTable("NameError", EXCEPTION)
NO_METHOD_ERROR: Final = MethodTable("NoMethodError", NAME_ERROR)
STOP_ITERATION: Final = MethodTable("StopIteration", EXCEPTION)
UNCAUGHT_THROW: Final = MethodTable("UncaughtThrowError", EXCEPTION)


@KEY_ERROR.define("key", "receiver")
@PATTERN_KEY_ERROR.define("key", "matchee")
@FROZEN_ERROR.define("receiver")
@NAME_ERROR.define("receiver")
def given(call: Call, self: RException) -> Value:
    """What the exception was made with. Raises ArgumentError where it was made without."""
    if call.name in self.fields:
        return self.fields[call.name]
    raise call.error("ArgumentError", f"no {call.name} is available")


@NAME_ERROR.define("name")
@NO_METHOD_ERROR.define("args")
@STOP_ITERATION.define("result")
@UNCAUGHT_THROW.define("tag", "value")
def given_or_nil(call: Call, self: RException) -> Value:
    """What the exception was made with, else nil."""
    return self.fields.get(call.name)
