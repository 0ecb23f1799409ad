"""A String character by character, byte by byte, line by line."""

from __future__ import annotations

from typing import Final

from authbench.ruby.dispatch import Call
from authbench.ruby.methods.string.splitting import line_list
from authbench.ruby.methods.string.table import STRING, chars, same, string_argument
from authbench.ruby.methods.successor import successor
from authbench.ruby.values import RArray, RString, Value


def _characters(call: Call, self: RString) -> list[RString]:
    call.check_size(len(self), "array")
    return [same(self, char) for char in chars(self)]


def _bytes(call: Call, self: RString) -> list[int]:
    call.check_size(len(self), "array")
    return list(self.data)


def _codepoints(call: Call, self: RString) -> list[int]:
    if not self.valid:
        raise call.error("ArgumentError", "invalid byte sequence in UTF-8")
    call.check_size(len(self), "array")
    return [ord(char) for char in chars(self)]


@STRING.define("chars")
def chars_(call: Call, self: RString) -> Value:
    call.check_size(len(self), "array")
    call.charge(len(self))
    return RArray(list(_characters(call, self)))


@STRING.define("grapheme_clusters")
def grapheme_clusters(call: Call, self: RString) -> Value:
    import regex

    return RArray([RString(cluster) for cluster in regex.findall(r"\X", self.text, timeout=2)])


@STRING.define("bytes")
def bytes_(call: Call, self: RString) -> Value:
    return RArray(list(_bytes(call, self)))


@STRING.define("codepoints")
def codepoints(call: Call, self: RString) -> Value:
    return RArray(list(_codepoints(call, self)))


@STRING.define("each_char", block="enumerator")
def each_char(call: Call, self: RString) -> Value:
    for char in _characters(call, self):
        call.yield_(char)
    return self


@STRING.define("each_byte", block="enumerator")
def each_byte(call: Call, self: RString) -> Value:
    for byte in _bytes(call, self):
        call.yield_(byte)
    return self


@STRING.define("each_codepoint", block="enumerator")
def each_codepoint(call: Call, self: RString) -> Value:
    for code in _codepoints(call, self):
        call.yield_(code)
    return self


@STRING.define("each_line", args="0..2", block="enumerator")
def each_line(call: Call, self: RString) -> Value:
    for line in line_list(call, self):
        call.yield_(same(self, line))
    return self


@STRING.define("bytesize")
def bytesize(call: Call, self: RString) -> Value:
    return len(self.data)


@STRING.define("getbyte", args="1")
def getbyte(call: Call, self: RString) -> Value:
    index, data = call.long(call.args[0]), self.data
    return data[index] if -len(data) <= index < len(data) else None


@STRING.define("setbyte", args="2")
def setbyte(call: Call, self: RString) -> Value:
    self.check_frozen()
    index, data = call.long(call.args[0]), bytearray(self.data)
    if not -len(data) <= index < len(data):
        raise call.error("IndexError", f"index {index} out of string")
    data[index] = call.long(call.args[1]) & 255
    self.replace(bytes(data) if self.binary else bytes(data).decode("utf-8", "surrogateescape"))
    return call.args[1]


@STRING.define("byteslice", args="1..2")
def byteslice(call: Call, self: RString) -> Value:
    from authbench.ruby.methods.places import range_span, span_of
    from authbench.ruby.values import RRange

    data = self.data
    if len(call.args) > 1:
        span = span_of(call.long(call.args[0]), call.long(call.args[1]), len(data))
    elif isinstance(call.args[0], RRange):
        span = range_span(call, call.args[0], len(data))
    else:
        index = call.long(call.args[0])
        index += len(data) if index < 0 else 0
        span = (index, index + 1) if 0 <= index < len(data) else None
    if span is None:
        return None
    part = data[span[0] : span[1]]
    return RString(part if self.binary else part.decode("utf-8", "surrogateescape"))


@STRING.define("ord")
def ord_(call: Call, self: RString) -> Value:
    if not len(self):
        raise call.error("ArgumentError", "empty string")
    return ord(chars(self)[0])


@STRING.define("sum", args="0..1")
def checksum(call: Call, self: RString) -> Value:
    bits = call.long(call.args[0]) if call.args else 16
    total = sum(self.data)
    return total & ((1 << bits) - 1) if 0 < bits <= 64 else total


_LONGEST_NUMBER: Final = 1000


@STRING.define("upto", args="1..2", block="enumerator")
def upto(call: Call, self: RString) -> Value:
    last = string_argument(call, call.args[0]).text
    exclusive = len(call.args) > 1 and call.truthy(call.args[1])
    text = self.text
    one_each = len(text) == len(last) == 1 and text.isascii() and last.isascii()
    numbers = not one_each and _digits_only(text) and _digits_only(last)
    if text > last and not numbers:
        return self
    while True:
        if (numbers and int(text) > int(last)) or (exclusive and text == last):
            break
        call.charge(1)
        call.yield_(same(self, text) if not self.binary else RString(text))
        if text == last:
            break
        if one_each:
            text = chr(ord(text) + 1)
        elif numbers:
            text = str(int(text) + 1).zfill(len(self))
        else:
            text = successor(text)
            if len(text) > len(last) or not text:
                break
    return self


def _digits_only(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER


@STRING.define("each_grapheme_cluster", block="enumerator")
def each_grapheme_cluster(call: Call, self: RString) -> Value:
    for cluster in grapheme_clusters(call, self).items:
        call.yield_(cluster)
    return self
