"""Keys derived from passwords, comparisons in constant time: OpenSSL::KDF, OpenSSL::PKCS5, OpenSSL itself."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from authbench.ruby.dispatch import Call, MethodTable
from authbench.ruby.methods.openssl import algorithm_name
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.values import RString, Value

OPENSSL: Final = MethodTable("OpenSSL.", "Class")
KDF: Final = MethodTable("OpenSSL::KDF.", "Class")
PKCS5: Final = MethodTable("OpenSSL::PKCS5.", "Class")
SECURITY: Final = MethodTable("ActiveSupport::SecurityUtils.", "Class")

_MOST_ROUNDS: Final = 3_000_000
_LONGEST_KEY: Final = 1_000_000


def _data(call: Call, value: Value) -> bytes:
    return string_argument(call, value).data


def _derived(call: Call, name: str, password: Value, salt: Value, rounds: Value, length: Value) -> RString:
    secret, grain = _data(call, password), _data(call, salt)
    count, size = call.integer(rounds), call.integer(length)
    if count < 1 or size < 1:
        raise call.error("OpenSSL::KDF::KDFError", "PKCS5_PBKDF2_HMAC: invalid iteration count or length")
    # The work cannot be interrupted, so it is bounded.
    if size > _LONGEST_KEY or count * -(-size // hashlib.new(name).digest_size) > _MOST_ROUNDS:
        raise call.unsupported(f"deriving a key in more than {_MOST_ROUNDS:,} rounds of HMAC")
    return RString(hashlib.pbkdf2_hmac(name, secret, grain, count, size))


def _needed(call: Call, *names: str) -> list[Value]:
    options = call.options(*names)
    missing = [name for name in names if name not in options]
    if missing:
        plural = "s" if len(missing) > 1 else ""
        raise call.error(
            "ArgumentError", f"missing keyword{plural}: {', '.join(f':{name}' for name in missing)}"
        )
    return [options[name] for name in names]


@KDF.define("pbkdf2_hmac", args="1..2")
def pbkdf2(call: Call, self: Value) -> Value:
    salt, iterations, length, digest = _needed(call, "salt", "iterations", "length", "hash")
    return _derived(call, algorithm_name(call, digest), call.args[0], salt, iterations, length)


@KDF.define("hkdf", args="1..2")
def hkdf(call: Call, self: Value) -> Value:
    """RFC 5869."""
    salt, info, length, digest = _needed(call, "salt", "info", "length", "hash")
    name, size = algorithm_name(call, digest), call.integer(length)
    width = hashlib.new(name).digest_size
    if not 0 < size <= 255 * width:
        raise call.error("OpenSSL::KDF::KDFError", "EVP_PKEY_derive: invalid length")
    extracted = hmac.new(_data(call, salt) or bytes(width), _data(call, call.args[0]), name).digest()
    block, made, about = b"", b"", _data(call, info)
    for index in range(1, -(-size // width) + 1):
        block = hmac.new(extracted, block + about + bytes([index]), name).digest()
        made += block
    return RString(made[:size])


@PKCS5.define("pbkdf2_hmac", args="5")
def pkcs5(call: Call, self: Value) -> Value:
    return _derived(call, algorithm_name(call, call.args[4]), *call.args[:4])


@PKCS5.define("pbkdf2_hmac_sha1", args="4")
def pkcs5_sha1(call: Call, self: Value) -> Value:
    return _derived(call, "sha1", *call.args)


@OPENSSL.define("fixed_length_secure_compare", args="2")
@SECURITY.define("fixed_length_secure_compare", args="2")
def fixed_length_compare(call: Call, self: Value) -> Value:
    first, second = (_data(call, value) for value in call.args)
    if len(first) != len(second):
        raise call.error("ArgumentError", "inputs must be of equal length")
    return hmac.compare_digest(first, second)


@OPENSSL.define("secure_compare", args="2")
@SECURITY.define("secure_compare", args="2")
def secure_compare(call: Call, self: Value) -> Value:
    first, second = (_data(call, value) for value in call.args)
    return hmac.compare_digest(first, second)
