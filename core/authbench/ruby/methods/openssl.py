"""OpenSSL::HMAC, OpenSSL::Digest and OpenSSL::PKey::RSA."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.digests import shown
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RClass, RString, Value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

HMAC_CLASS: Final = MethodTable("OpenSSL::HMAC.", "Class")
DIGEST_CLASS: Final = MethodTable("OpenSSL::Digest.", "Class")
DIGEST: Final = MethodTable("OpenSSL::Digest", "Object")
RSA_CLASS: Final = MethodTable("OpenSSL::PKey::RSA.", "Class")
RSA: Final = MethodTable("OpenSSL::PKey::RSA", "Object")

_ALGORITHMS: Final = frozenset({"md5", "sha1", "sha224", "sha256", "sha384", "sha512"})


class OpenSslDigest:
    """An OpenSSL::Digest: the algorithm and what was fed to it."""

    __slots__ = ("algorithm", "data")
    frozen = False

    def __init__(self, algorithm: str, data: bytes = b"") -> None:
        self.algorithm = algorithm
        self.data = data


class RsaKey:
    """An OpenSSL::PKey::RSA."""

    __slots__ = ("key",)
    frozen = True

    def __init__(self, key: RSAPrivateKey | RSAPublicKey) -> None:
        self.key = key


register_type(OpenSslDigest, "OpenSSL::Digest")
register_class(OpenSslDigest, CLASSES["OpenSSL::Digest"])
register_type(RsaKey, "OpenSSL::PKey::RSA")
register_class(RsaKey, CLASSES["OpenSSL::PKey::RSA"])


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


@DIGEST.define("name")
def name(call: Call, self: OpenSslDigest) -> Value:
    return RString(self.algorithm.upper())


@DIGEST.define("reset")
def reset(call: Call, self: OpenSslDigest) -> Value:
    self.data = b""
    return self


@HMAC_CLASS.define("digest", "hexdigest", "base64digest", args="3")
def keyed(call: Call, self: RClass) -> Value:
    algorithm = algorithm_name(call, call.args[0])
    key, data = (string_argument(call, value).data for value in call.args[1:])
    return shown(hmac.new(key, data, algorithm).digest(), call.name)


@RSA_CLASS.define("new", args="1..2")
def new_key(call: Call, self: RClass) -> Value:
    from authbench.ruby.methods.rsa import RsaKeyError, load

    if type(call.args[0]) is int:
        raise call.unsupported("OpenSSL::PKey::RSA.new with a size (making keys)")
    passphrase = string_argument(call, call.args[1]).data if call.arg(1) is not None else None
    try:
        return RsaKey(load(string_argument(call, call.args[0]).data, passphrase))
    except RsaKeyError as error:
        raise call.error("OpenSSL::PKey::RSAError", str(error)) from None


@RSA.define("sign", args="2")
def sign(call: Call, self: RsaKey) -> Value:
    from authbench.ruby.methods.rsa import signature

    if not _is_private(self):
        raise call.error("OpenSSL::PKey::PKeyError", "Private key is needed.")
    data = string_argument(call, call.args[1]).data
    return RString(signature(self.key, data, algorithm_name(call, call.args[0])))  # type: ignore[arg-type]


@RSA.define("verify", args="3")
def verify(call: Call, self: RsaKey) -> Value:
    from authbench.ruby.methods.rsa import is_signature

    given, data = (string_argument(call, value).data for value in call.args[1:])
    return is_signature(self.key, given, data, algorithm_name(call, call.args[0]))


def _is_private(self: RsaKey) -> bool:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    return isinstance(self.key, RSAPrivateKey)


@RSA.define("private?")
def is_private(call: Call, self: RsaKey) -> Value:
    return _is_private(self)


@RSA.define("public?")
def is_public(call: Call, self: RsaKey) -> Value:
    return True


@RSA.define("public_key")
def public_key(call: Call, self: RsaKey) -> Value:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    return RsaKey(self.key.public_key()) if isinstance(self.key, RSAPrivateKey) else self


@RSA.define("to_pem", "export", "to_s")
def to_pem(call: Call, self: RsaKey) -> Value:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if isinstance(self.key, RSAPrivateKey):
        data = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    else:
        data = self.key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    return RString(data.decode("ascii"))
