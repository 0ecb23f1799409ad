"""The SDK's encoders: Base64, hex, URL (SDK reference 7.2)."""

from __future__ import annotations

import base64 as codec
import re
from typing import Final

from authbench.encoding import escape_url
from authbench.ruby.dispatch import Call
from authbench.ruby.methods import packing
from authbench.ruby.methods.string.table import STRING
from authbench.ruby.values import RString, Value

_PERCENT: Final = re.compile(rb"%([0-9A-Fa-f]{2})")


@STRING.define("base64", "encode_base64")
def encode_base64(call: Call, self: RString) -> Value:
    return RString(codec.b64encode(self.data).decode("ascii"))


@STRING.define("encode_urlsafe_base64")
def encode_urlsafe_base64(call: Call, self: RString) -> Value:
    return RString(codec.urlsafe_b64encode(self.data).decode("ascii"))


@STRING.define("decode_base64")
def decode_base64(call: Call, self: RString) -> Value:
    return RString(packing.decode_base64(self.data))


@STRING.define("decode_urlsafe_base64")
def decode_urlsafe_base64(call: Call, self: RString) -> Value:
    return RString(strict_base64(call, urlsafe_to_standard(self.data)))


def urlsafe_to_standard(data: bytes) -> bytes:
    """Base64 in the URL alphabet as ordinary Base64, with its padding."""
    data = data.translate(bytes.maketrans(b"-_", b"+/"))
    return data if data.endswith(b"=") else data + b"=" * (-len(data) % 4)


def strict_base64(call: Call, data: bytes) -> bytes:
    """Base64 with nothing foreign in it. Raises ArgumentError ("invalid base64")."""
    try:
        return codec.b64decode(data, validate=True)
    except ValueError:
        raise call.error("ArgumentError", "invalid base64") from None


@STRING.define("to_hex", "encode_hex")
def to_hex(call: Call, self: RString) -> Value:
    call.check_size(2 * len(self))
    return RString(self.data.hex())


@STRING.define("decode_hex")
def decode_hex(call: Call, self: RString) -> Value:
    data, _ = packing.pack(
        "H*", [self], lambda value: 0, lambda value: 0.0, lambda value: self.data, call.check_size
    )
    return RString(data)


@STRING.define("encode_url")
def encode_url(call: Call, self: RString) -> Value:
    return RString(escape_url(self.value))


@STRING.define("decode_url")
def decode_url(call: Call, self: RString) -> Value:
    return RString(form_decoded(self.data))


def form_decoded(data: bytes) -> str:
    """CGI.unescape: `+` is a blank, `%XX` a byte."""
    found = _PERCENT.sub(lambda match: bytes.fromhex(match[1].decode("ascii")), data.replace(b"+", b" "))
    return found.decode("utf-8", "surrogateescape")
