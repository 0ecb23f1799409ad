"""OpenSSL::HMAC and OpenSSL::Digest."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.digests import shown
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RClass, RString, Value

HMAC_CLASS: Final = MethodTable("OpenSSL::HMAC.", "Class")
DIGEST_CLASS: Final = MethodTable("OpenSSL::Digest.", "Class")
DIGEST: Final = MethodTable("OpenSSL::Digest", "Object")
HMAC: Final = MethodTable("OpenSSL::HMAC", "Object")

_ALGORITHMS: Final = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})


class OpenSslDigest:
    """An OpenSSL::Digest: the algorithm and what was fed to it."""

    __slots__ = ("algorithm", "data")
    frozen = False

    def __init__(self, algorithm: str, data: bytes = b"") -> None:
        self.algorithm = algorithm
        self.data = data


class HmacInstance:
    """An OpenSSL::HMAC: algorithm, key, and what was fed to it."""

    __slots__ = ("algorithm", "data", "key")
    frozen = False

    def __init__(self, algorithm: str, key: bytes) -> None:
        self.algorithm = algorithm
        self.key = key
        self.data = b""


register_type(OpenSslDigest, "OpenSSL::Digest")
register_class(OpenSslDigest, CLASSES["OpenSSL::Digest"])
register_type(HmacInstance, "OpenSSL::HMAC")
register_class(HmacInstance, CLASSES["OpenSSL::HMAC"])


def algorithm_name(call: Call, value: Value) -> str:
    """The algorithm that a Digest object, a text such as `SHA-256`, or a class means. Raises RuntimeError."""
    if isinstance(value, OpenSslDigest):
        return value.algorithm
    name = value.name.rpartition("::")[2] if isinstance(value, RClass) else call.string(value)
    short = name.lower().replace("-", "")
    if short not in _ALGORITHMS:
        raise call.error("RuntimeError", f"Unsupported digest algorithm ({name}).: unknown object name")
    return short


@DIGEST_CLASS.define("new", args="0..2")
def new_digest(call: Call, self: RClass) -> Value:
    args = list(call.args)
    name = algorithm_name(call, args.pop(0) if self.name == "OpenSSL::Digest" and args else self)
    return OpenSslDigest(name, string_argument(call, args[0]).data if args else b"")


@DIGEST_CLASS.define("digest", "hexdigest", "base64digest", args="1..2")
def class_digest(call: Call, self: RClass) -> Value:
    name = algorithm_name(call, call.args[0] if len(call.args) > 1 else self)
    data = string_argument(call, call.args[-1]).data
    return shown(hashlib.new(name, data, usedforsecurity=False).digest(), call.name)


@DIGEST.define("update", "<<", args="1")
def update(call: Call, self: OpenSslDigest) -> Value:
    added = string_argument(call, call.args[0]).data
    call.check_size(len(self.data) + len(added))
    self.data += added
    return self


@DIGEST.define("digest", "hexdigest", "base64digest", "to_s", args="0..1")
def digest(call: Call, self: OpenSslDigest) -> Value:
    data = string_argument(call, call.args[0]).data if call.args else self.data
    return shown(hashlib.new(self.algorithm, data, usedforsecurity=False).digest(), call.name)


@DIGEST.define("digest_length")
def digest_length(call: Call, self: OpenSslDigest) -> Value:
    return hashlib.new(self.algorithm, usedforsecurity=False).digest_size


@DIGEST.define("block_length")
def block_length(call: Call, self: OpenSslDigest) -> Value:
    return hashlib.new(self.algorithm, usedforsecurity=False).block_size


@DIGEST.define("==", args="1")
def equals(call: Call, self: OpenSslDigest) -> Value:
    other = call.args[0]
    if isinstance(other, OpenSslDigest):
        return self.algorithm == other.algorithm and self.data == other.data
    return isinstance(other, RString) and call.to_s(self) == other.text


@DIGEST.define("name")
def name(call: Call, self: OpenSslDigest) -> Value:
    return RString(self.algorithm.upper())


@DIGEST.define("inspect")
def inspect(call: Call, self: OpenSslDigest) -> Value:
    return RString(f"#<{call.class_of(self).name}: {call.to_s(self)}>")


@DIGEST.define("reset")
def reset(call: Call, self: OpenSslDigest) -> Value:
    self.data = b""
    return self


@HMAC_CLASS.define("digest", "hexdigest", "base64digest", args="3")
def keyed(call: Call, self: RClass) -> Value:
    algorithm = algorithm_name(call, call.args[0])
    key, data = (string_argument(call, value).data for value in call.args[1:])
    return shown(hmac.new(key, data, algorithm).digest(), call.name)


@HMAC_CLASS.define("new", args="2")
def new_hmac(call: Call, self: RClass) -> Value:
    return HmacInstance(algorithm_name(call, call.args[1]), string_argument(call, call.args[0]).data)


@HMAC.define("update", "<<", args="1")
def hmac_update(call: Call, self: HmacInstance) -> Value:
    added = string_argument(call, call.args[0]).data
    call.check_size(len(self.data) + len(added))
    self.data += added
    return self


@HMAC.define("digest", "hexdigest", "base64digest", "to_s", "inspect")
def hmac_digest(call: Call, self: HmacInstance) -> Value:
    how = "hexdigest" if call.name == "inspect" else call.name
    return shown(hmac.new(self.key, self.data, self.algorithm).digest(), how)


@HMAC.define("reset")
def hmac_reset(call: Call, self: HmacInstance) -> Value:
    self.data = b""
    return self


@HMAC.define("==", args="1")
def hmac_equals(call: Call, self: HmacInstance) -> Value:
    other = call.args[0]
    return isinstance(other, HmacInstance) and hmac_text(self) == hmac_text(other)


def hmac_text(self: HmacInstance) -> bytes:
    """The code of what was fed so far."""
    return hmac.new(self.key, self.data, self.algorithm).digest()
