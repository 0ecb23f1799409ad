"""Comparing strings."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.table import STRING, chars, operand, string_argument
from authbench.ruby.values import RRegexp, RString, Value


@STRING.define("<=>", args="1")
def compare(call: Call, self: RString) -> Value:
    other = call.args[0]
    if not isinstance(other, RString):
        return None
    mine, theirs = self.data, other.data
    return (mine > theirs) - (mine < theirs)


@STRING.define("==", "===", args="1")
def equals(call: Call, self: RString) -> Value:
    return call.equal(self, call.args[0])


def _incompatible(a: RString, b: RString) -> bool:
    return a.binary != b.binary and not a.value.isascii() and not b.value.isascii()


@STRING.define("casecmp", args="1")
def casecmp(call: Call, self: RString) -> Value:
    if not isinstance(call.args[0], RString):
        return None
    if _incompatible(self, call.args[0]):
        return None
    mine, theirs = self.data.lower(), call.args[0].data.lower()
    return (mine > theirs) - (mine < theirs)


@STRING.define("casecmp?", args="1")
def casecmp_equal(call: Call, self: RString) -> Value:
    if not isinstance(call.args[0], RString):
        return None
    if not (self.valid and call.args[0].valid):
        raise call.error("ArgumentError", "input string invalid")
    if _incompatible(self, call.args[0]):
        return None
    return self.text.casefold() == string_argument(call, call.args[0]).text.casefold()


@STRING.define("start_with?", "starts_with?", args="0..")
def start_with(call: Call, self: RString) -> Value:
    for prefix in call.args:
        if isinstance(prefix, RRegexp):
            from authbench.ruby.methods.matching import search

            match = search(call, prefix, self, anchored=True)
            if match is not None:
                call.set_match(match)
                return True
        elif self.data.startswith(operand_bytes(call, prefix)):
            return True
    return False


@STRING.define("end_with?", "ends_with?", args="0..")
def end_with(call: Call, self: RString) -> Value:
    return any(self.data.endswith(operand_bytes(call, suffix)) for suffix in call.args)


def operand_bytes(call: Call, value: Value) -> bytes:
    """A String argument as bytes. Raises TypeError."""
    return string_argument(call, value).data


@STRING.define("include?", args="1")
def include(call: Call, self: RString) -> Value:
    return operand(call, self, call.args[0]) in chars(self)


@STRING.define("exclude?", args="1")
def exclude(call: Call, self: RString) -> Value:
    return not include(call, self)
