"""The SDK's Binary: bytes that are no text (SDK reference 7.8)."""

from __future__ import annotations

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.encodings import encoding_name
from authbench.ruby.methods.string.table import STRING
from authbench.ruby.values import RString, Value


@STRING.define("binary?")
def is_binary(call: Call, self: RString) -> Value:
    return self.binary


@STRING.define("as_utf8")
def as_utf8(call: Call, self: RString) -> Value:
    return RString(self.data.decode("utf-8", "replace"))


@STRING.define("as_string", args="1")
def as_string(call: Call, self: RString) -> Value:
    name = encoding_name(call, call.args[0])
    if name == "UTF-8":
        return as_utf8(call, self)
    if name == "ASCII-8BIT":
        return RString(self.data)
    text = self.data.decode(name, "replace").replace("\ufffd", "?")
    if name == "US-ASCII":
        return RString(text, encoding=name)
    return RString(text.encode(name, "replace"), encoding=name)
