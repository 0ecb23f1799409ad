"""Symbol."""

from __future__ import annotations

from typing import Final

from authbench.ruby.calling import symbol_proc
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RString, Symbol, Value

SYMBOL: Final = MethodTable("Symbol", "Comparable")


@SYMBOL.define("to_s", "name", "id2name")
def to_s(call: Call, self: Symbol) -> Value:
    return RString(self.name, frozen=call.name == "name")


@SYMBOL.define("to_sym")
def to_sym(call: Call, self: Symbol) -> Value:
    return self


@SYMBOL.define("to_proc")
def to_proc(call: Call, self: Symbol) -> Value:
    return symbol_proc(self)


@SYMBOL.define("<=>", args="1")
def compare(call: Call, self: Symbol) -> Value:
    other = call.args[0]
    if not isinstance(other, Symbol):
        return None
    mine, theirs = self.name.encode(), other.name.encode()
    return (mine > theirs) - (mine < theirs)


@SYMBOL.define(
    "length", "size", "empty?", "start_with?", "end_with?", "starts_with?", "ends_with?", args="0.."
)
def as_text(call: Call, self: Symbol) -> Value:
    return call.send(RString(self.name), call.name, *call.args)


@SYMBOL.define("[]", "slice", "=~", "match", "match?", "labelize", args="0..2")
def text_answer(call: Call, self: Symbol) -> Value:
    return call.send(RString(self.name), call.name, *call.args)


@SYMBOL.define("upcase", "downcase", "capitalize", "swapcase", "succ", "next", args="0..1")
def symbol_answer(call: Call, self: Symbol) -> Value:
    changed = call.send(RString(self.name), call.name, *call.args)
    return Symbol(call.to_s(changed))


@SYMBOL.define("casecmp", "casecmp?", args="1")
def casecmp(call: Call, self: Symbol) -> Value:
    other = call.args[0]
    if not isinstance(other, Symbol):
        return None
    return call.send(RString(self.name), call.name, RString(other.name))


@SYMBOL.define("encoding")
def encoding(call: Call, self: Symbol) -> Value:
    from authbench.ruby.values.encodings import REncoding

    return REncoding("US-ASCII" if self.name.isascii() else "UTF-8")


@SYMBOL.define("intern")
def intern(call: Call, self: Symbol) -> Value:
    return self
