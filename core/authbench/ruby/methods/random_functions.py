"""SecureRandom and Random."""

from __future__ import annotations

import base64
import secrets
import string
import uuid
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.kernel import random_value
from authbench.ruby.values import RString, Value

SECURE_RANDOM: Final = MethodTable("SecureRandom.", "Class")
RANDOM: Final = MethodTable("Random.", SECURE_RANDOM)

_BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_MOST: Final = 1_000_000


def _size(call: Call, default: int = 16) -> int:
    size = call.integer(call.args[0]) if call.args and call.args[0] is not None else default
    if size < 0:
        raise call.error("ArgumentError", "negative string size (or size too big)")
    if size > _MOST:
        raise call.error("ArgumentError", "string size too big")
    return size


@SECURE_RANDOM.define("uuid")
def uuid_(call: Call, self: Value) -> Value:
    return RString(str(uuid.uuid4()))


@SECURE_RANDOM.define("hex", args="0..1")
def hex_(call: Call, self: Value) -> Value:
    return RString(secrets.token_hex(_size(call)))


@SECURE_RANDOM.define("random_bytes", "bytes", args="0..1")
def random_bytes(call: Call, self: Value) -> Value:
    return RString(secrets.token_bytes(_size(call)))


@SECURE_RANDOM.define("base64", args="0..1")
def base64_(call: Call, self: Value) -> Value:
    return RString(base64.b64encode(secrets.token_bytes(_size(call))).decode("ascii"))


@SECURE_RANDOM.define("urlsafe_base64", args="0..2")
def urlsafe_base64(call: Call, self: Value) -> Value:
    text = base64.urlsafe_b64encode(secrets.token_bytes(_size(call))).decode("ascii")
    padded = len(call.args) > 1 and call.truthy(call.args[1])
    return RString(text if padded else text.rstrip("="))


def _from(alphabet: str, size: int) -> RString:
    return RString("".join(secrets.choice(alphabet) for _ in range(size)))


@SECURE_RANDOM.define("alphanumeric", args="0..1")
def alphanumeric(call: Call, self: Value) -> Value:
    return _from(string.ascii_letters + string.digits, _size(call))


@SECURE_RANDOM.define("base36", args="0..1")
def base36(call: Call, self: Value) -> Value:
    return _from(string.digits + string.ascii_lowercase, _size(call))


@SECURE_RANDOM.define("base58", args="0..1")
def base58(call: Call, self: Value) -> Value:
    return _from(_BASE58, _size(call))


@SECURE_RANDOM.define("random_number", "rand", args="0..1")
def random_number(call: Call, self: Value) -> Value:
    return random_value(call, call.arg(0))
