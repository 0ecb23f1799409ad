"""Digest::MD5, Digest::SHA1, Digest::SHA256, …"""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.values import RClass, RString, Value

_ALGORITHMS: Final = ("MD5", "SHA1", "SHA256", "SHA384", "SHA512")


def shown(data: bytes, how: str) -> RString:
    """A digest as `digest`, `hexdigest` or `base64digest` give it."""
    if how.startswith("hex") or how == "to_s":
        return RString(data.hex())
    return RString(base64.b64encode(data).decode("ascii") if how.startswith("base64") else data)


def _digest(call: Call, self: RClass) -> Value:
    algorithm = self.name.rpartition("::")[2].lower()
    data = string_argument(call, call.args[0]).data
    return shown(hashlib.new(algorithm, data, usedforsecurity=False).digest(), call.name)


TABLES: Final = [MethodTable(f"Digest::{name}.", "Class") for name in _ALGORITHMS]
for _table in TABLES:
    _table.define("digest", "hexdigest", "base64digest", args="1")(_digest)
