"""URI: parsing, joining, and encoding of components."""

from __future__ import annotations

import re
from typing import Final

from authbench.encoding import encode_www_form as encode_form
from authbench.encoding.query import form_component
from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.string.codecs import form_decoded
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.methods.uri_values import ParsedUri, joined, parsed
from authbench.ruby.values import RArray, RHash, RString, Value

URI: Final = MethodTable("URI.", "Class")


@URI.define("parse", args="1")
def parse(call: Call, self: Value) -> Value:
    if isinstance(call.args[0], ParsedUri):
        raise call.error("URI::InvalidURIError", f"bad URI(is not URI?): {call.inspect(call.args[0])}")
    return parsed(call, call.args[0])


@URI.define("join", args="1..")
def join(call: Call, self: Value) -> Value:
    base = parsed(call, call.args[0])
    for value in call.args[1:]:
        base = joined(call, base, value)
    return base


@URI.define("encode_www_form_component", args="1..2")
def encode_component(call: Call, self: Value) -> Value:
    value = call.args[0]
    return RString(form_component(value.value if isinstance(value, RString) else call.to_s(value)))


@URI.define("decode_www_form_component", args="1..2")
def decode_component(call: Call, self: Value) -> Value:
    data = string_argument(call, call.args[0]).data
    if re.search(rb"%(?![0-9A-Fa-f]{2})", data):
        raise call.error("ArgumentError", f"invalid %-encoding ({call.string(call.args[0])})")
    return RString(form_decoded(data))


@URI.define("encode_www_form", args="1..2", kwargs_as_hash=True, looks_inside=True)
def encode_www_form(call: Call, self: Value) -> Value:
    from authbench.ruby import to_plain

    value = call.args[0]
    if isinstance(value, RHash):
        return RString(encode_form(to_plain(value)))
    pieces = [
        encode_form({call.to_s(pair.items[0]): to_plain(pair.items[1]) if len(pair) > 1 else None})
        for pair in call.array(value)
    ]
    return RString("&".join(pieces))


@URI.define("decode_www_form", args="1..2")
def decode_www_form(call: Call, self: Value) -> Value:
    data = string_argument(call, call.args[0]).data
    pairs: list[Value] = []
    call.check_size(data.count(b"&") * 3, "array")
    for piece in data.split(b"&") if data else []:
        call.charge(3)
        key, _, value = piece.partition(b"=")
        pairs.append(RArray([RString(form_decoded(key)), RString(form_decoded(value))]))
    return RArray(pairs)
