"""Encoding."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.values import RArray, RString, Value
from authbench.ruby.values.encoding_names import own_name
from authbench.ruby.values.encodings import REncoding

ENCODING: Final = MethodTable("Encoding", "Object")
ENCODING_CLASS: Final = MethodTable("Encoding.", "Class")

_OTHER_NAMES: Final = {
    "UTF-8": ["CP65001", "locale", "external", "filesystem"],
    "ASCII-8BIT": ["BINARY"],
    "US-ASCII": ["ASCII", "ANSI_X3.4-1968", "646"],
    "ISO-8859-1": ["ISO8859-1"],
    "Windows-1252": ["CP1252"],
}


@ENCODING.define("to_s", "name")
def name(call: Call, self: REncoding) -> Value:
    return RString(self.name)


@ENCODING.define("inspect")
def inspect(call: Call, self: REncoding) -> Value:
    dummy = " (dummy)" if is_dummy(call, self) else ""
    return RString(f"#<Encoding:{self.name}{dummy}>")


@ENCODING.define("names")
def names(call: Call, self: REncoding) -> Value:
    return RArray([RString(name) for name in [self.name, *_OTHER_NAMES.get(self.name, [])]])


@ENCODING.define("==", "eql?", "equal?", args="1")
def equals(call: Call, self: REncoding) -> Value:
    other = call.args[0]
    return isinstance(other, REncoding) and other.name == self.name


@ENCODING.define("ascii_compatible?")
def is_ascii_compatible(call: Call, self: REncoding) -> Value:
    return not self.name.startswith(("UTF-16", "UTF-32"))


@ENCODING.define("dummy?")
def is_dummy(call: Call, self: REncoding) -> Value:
    return self.name in ("UTF-16", "UTF-32", "UTF-7")


@ENCODING_CLASS.define("default_external")
def default_external(call: Call, self: Value) -> Value:
    return REncoding("UTF-8")


@ENCODING_CLASS.define("default_internal")
def default_internal(call: Call, self: Value) -> Value:
    return None


@ENCODING_CLASS.define("find", args="1")
def find(call: Call, self: Value) -> Value:
    from authbench.ruby.methods.string.encodings import encoding_name

    return REncoding(own_name(encoding_name(call, call.args[0])))


@ENCODING_CLASS.define("compatible?", args="2")
def compatible(call: Call, self: Value) -> Value:
    first, second = call.args
    if not isinstance(first, RString) or not isinstance(second, RString):
        raise call.unsupported("Encoding.compatible? of other than strings")
    if first.encoding == second.encoding or not len(second):
        return REncoding(first.encoding)
    if not len(first):
        return REncoding(second.encoding)
    if second.value.isascii():
        return REncoding(first.encoding)
    return REncoding(second.encoding) if first.value.isascii() else None
