"""Digest::MD5, Digest::SHA1, Digest::SHA256, …: the functions of the classes, and their instances."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.operations import register_chooser
from authbench.ruby.values import RClass, RString, Value

_ALGORITHMS: Final = ("MD5", "SHA1", "SHA256", "SHA384", "SHA512")

DIGEST: Final = MethodTable("Digest::Instance", "Object")


class DigestInstance:
    """A Digest::SHA256 or another: its class and what was fed to it."""

    __slots__ = ("data", "ruby_class")
    frozen = False

    def __init__(self, ruby_class: RClass) -> None:
        self.ruby_class = ruby_class
        self.data = b""

    def digest(self, data: bytes | None = None) -> bytes:
        """The digest of `data`, else of what was fed so far."""
        return _of(self.ruby_class, self.data if data is None else data)


register_type(DigestInstance, "Digest::Instance")
register_chooser(DigestInstance, lambda value: value.ruby_class)


def shown(data: bytes, how: str) -> RString:
    """A digest as `digest`, `hexdigest` or `base64digest` give it."""
    if how.startswith("hex") or how == "to_s":
        return RString(data.hex())
    return RString(base64.b64encode(data).decode("ascii") if how.startswith("base64") else data)


def _of(ruby_class: RClass, data: bytes) -> bytes:
    algorithm = ruby_class.name.rpartition("::")[2].lower()
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


def _digest(call: Call, self: RClass) -> Value:
    return shown(_of(self, string_argument(call, call.args[0]).data), call.name)


def _new(call: Call, self: RClass) -> Value:
    return DigestInstance(self)


TABLES: Final = [MethodTable(f"Digest::{name}.", "Class") for name in _ALGORITHMS]
for _table in TABLES:
    _table.define("digest", "hexdigest", "base64digest", args="1")(_digest)
    _table.define("new")(_new)


@DIGEST.define("update", "<<", args="1")
def update(call: Call, self: DigestInstance) -> Value:
    added = string_argument(call, call.args[0]).data
    call.check_size(len(self.data) + len(added))
    self.data += added
    return self


@DIGEST.define("digest", "hexdigest", "base64digest", args="0..1")
def digest(call: Call, self: DigestInstance) -> Value:
    data = string_argument(call, call.args[0]).data if call.args else None
    return shown(self.digest(data), call.name)


@DIGEST.define("to_s")
def to_s(call: Call, self: DigestInstance) -> Value:
    return shown(self.digest(), "hex")


@DIGEST.define("digest!", "hexdigest!", "base64digest!")
def digest_and_reset(call: Call, self: DigestInstance) -> Value:
    made = shown(self.digest(), call.name.removesuffix("!"))
    self.data = b""
    return made


@DIGEST.define("inspect")
def inspect(call: Call, self: DigestInstance) -> Value:
    return RString(f"#<{self.ruby_class.name}: {self.digest().hex()}>")


@DIGEST.define("==", args="1")
def equals(call: Call, self: DigestInstance) -> Value:
    other = call.args[0]
    if isinstance(other, DigestInstance):
        return self.digest() == other.digest()
    return isinstance(other, RString) and other.text == self.digest().hex()


@DIGEST.define("reset")
def reset(call: Call, self: DigestInstance) -> Value:
    self.data = b""
    return self


@DIGEST.define("digest_length", "length", "size")
def digest_length(call: Call, self: DigestInstance) -> Value:
    return len(self.digest())


@DIGEST.define("block_length")
def block_length(call: Call, self: DigestInstance) -> Value:
    algorithm = self.ruby_class.name.rpartition("::")[2].lower()
    return hashlib.new(algorithm, usedforsecurity=False).block_size


@DIGEST.define("new")
def another(call: Call, self: DigestInstance) -> Value:
    return DigestInstance(self.ruby_class)
