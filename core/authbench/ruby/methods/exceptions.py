"""Exceptions: their methods, and `new` of their classes."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RArray, RClass, RException, RString, Value

EXCEPTION: Final = MethodTable("Exception", "Object")
EXCEPTION_CLASS: Final = MethodTable("Exception.", "Class")


@EXCEPTION_CLASS.define("new", "exception", args="0..", kwargs_as_hash=True)
def new(call: Call, self: RClass) -> Value:
    return RException(self, None if not call.args or call.args[0] is None else call.to_s(call.args[0]))


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


def _field(call: Call, self: RException) -> Value:
    if call.name in self.fields:
        return self.fields[call.name]
    if call.name == "result" and self.ruby_class.name == "StopIteration":
        return None
    shown = f"#<{self.ruby_class.name}: {self.message}>"
    raise call.error("NoMethodError", f"undefined method `{call.name}' for {shown}", name=call.name)


@EXCEPTION.define(
    "code",
    "http_code",
    "http_body",
    "http_headers",
    "response",
    "method",
    "key",
    "receiver",
    "name",
    "args",
    "result",
    "reason",
    "body",
    "status",
)
def field(call: Call, self: RException) -> Value:
    return _field(call, self)
