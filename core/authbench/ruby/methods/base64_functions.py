"""Base64."""

from __future__ import annotations

import base64
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods import packing
from authbench.ruby.methods.string.codecs import strict_base64, urlsafe_to_standard
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.values import RString, Value

BASE64: Final = MethodTable("Base64.", "Class")
_LINE: Final = 45
"""Bytes that make a line of sixty characters."""


def _data(call: Call) -> bytes:
    data = string_argument(call, call.args[0]).data
    call.check_size(2 * len(data))
    return data


@BASE64.define("encode64", args="1")
def encode64(call: Call, self: Value) -> Value:
    data = _data(call)
    lines = [base64.b64encode(data[start : start + _LINE]) for start in range(0, len(data), _LINE)]
    return RString("".join(line.decode("ascii") + "\n" for line in lines))


@BASE64.define("strict_encode64", args="1")
def strict_encode64(call: Call, self: Value) -> Value:
    return RString(base64.b64encode(_data(call)).decode("ascii"))


@BASE64.define("urlsafe_encode64", args="1")
def urlsafe_encode64(call: Call, self: Value) -> Value:
    text = base64.urlsafe_b64encode(_data(call)).decode("ascii")
    padded = call.truthy(call.kwargs.get("padding", True))
    return RString(text if padded else text.rstrip("="))


@BASE64.define("decode64", args="1")
def decode64(call: Call, self: Value) -> Value:
    return RString(packing.decode_base64(_data(call)))


@BASE64.define("strict_decode64", args="1")
def strict_decode64(call: Call, self: Value) -> Value:
    return RString(strict_base64(call, _data(call)))


@BASE64.define("urlsafe_decode64", args="1")
def urlsafe_decode64(call: Call, self: Value) -> Value:
    return RString(strict_base64(call, urlsafe_to_standard(_data(call))))
