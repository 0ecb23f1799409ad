"""OpenSSL::Cipher: AES in CBC, CTR, ECB and GCM."""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, Raised, RArray, RClass, RString, Value

CIPHER_CLASS: Final = MethodTable("OpenSSL::Cipher.", "Class")
CIPHER: Final = MethodTable("OpenSSL::Cipher", "Object")

_NAME: Final = re.compile(r"(?:id-)?aes-?(128|192|256)(?:-(cbc|gcm|ctr|ecb))?\Z", re.IGNORECASE)
_BLOCK: Final = 16
_GCM_VECTOR: Final = 12
_LONGEST_VECTOR: Final = 128
_TAG: Final = 16


class CipherState:
    """An OpenSSL::Cipher: what it was given, and the running cipher once data came."""

    __slots__ = (
        "bits",
        "encrypts",
        "extra",
        "key",
        "mode",
        "padded",
        "padder",
        "running",
        "tag",
        "vector",
        "vector_size",
    )
    frozen = False

    def __init__(self, bits: int, mode: str) -> None:
        self.bits = bits
        self.mode = mode
        self.encrypts = True
        self.key: bytes | None = None
        self.vector: bytes | None = None
        self.vector_size = {"gcm": _GCM_VECTOR, "ecb": 0}.get(mode, _BLOCK)
        self.tag: bytes | None = None
        self.padded = mode in ("cbc", "ecb")
        self.running: Any = None
        self.padder: Any = None


register_type(CipherState, "OpenSSL::Cipher")
register_class(CipherState, CLASSES["OpenSSL::Cipher"])


def cipher_error(message: str) -> Raised:
    """What OpenSSL raises when it cannot go on."""
    return Raised.of("OpenSSL::Cipher::CipherError", message)


@CIPHER_CLASS.define("new", args="1..2")
def new(call: Call, self: RClass) -> Value:
    name = call.string(call.args[0]) if self.name == "OpenSSL::Cipher" else _aes_name(call, self)
    found = _NAME.match(name)
    if found is None:
        if name.lower() in _REFUSED:
            raise call.unsupported(f"the cipher {name}")
        raise call.error("RuntimeError", f"unsupported cipher algorithm ({name})")
    return CipherState(int(found[1]), (found[2] or "cbc").lower())


_REFUSED_NAMES: Final = """
    des des3 des-cbc des-ede3-cbc bf-cbc rc4 aes-128-cfb aes-256-cfb aes-128-ofb aes-256-ofb aes-128-ccm
    aes-256-ccm chacha20 chacha20-poly1305
"""
_REFUSED: Final = frozenset(_REFUSED_NAMES.split())
"""Further ciphers that OpenSSL has."""


def _aes_name(call: Call, self: RClass) -> str:
    """`OpenSSL::Cipher::AES.new(256, :CBC)`, `OpenSSL::Cipher::AES256.new('CBC')`."""
    parts = [call.to_s(value) for value in call.args]
    size = self.name.removeprefix("OpenSSL::Cipher::AES")
    return "-".join(["aes", *([size] if size else []), *parts])


@CIPHER_CLASS.define("ciphers")
def ciphers(call: Call, self: RClass) -> Value:
    return RArray(
        [RString(f"aes-{bits}-{mode}") for bits in (128, 192, 256) for mode in ("cbc", "ctr", "ecb", "gcm")]
    )


@CIPHER.define("encrypt", "decrypt", args="0..2")
def direction(call: Call, self: CipherState) -> Value:
    if call.args:
        raise call.unsupported(f"OpenSSL::Cipher#{call.name} with a password")
    self.encrypts = call.name == "encrypt"
    self.running = self.padder = None
    return self


@CIPHER.define("key=", args="1")
def set_key(call: Call, self: CipherState) -> Value:
    data = string_argument(call, call.args[0]).data
    if len(data) != self.bits // 8:
        raise call.error("ArgumentError", f"key must be {self.bits // 8} bytes")
    self.key = data
    self.running = None
    return call.args[0]


@CIPHER.define("iv=", args="1")
def set_vector(call: Call, self: CipherState) -> Value:
    data = string_argument(call, call.args[0]).data
    if len(data) != self.vector_size:
        raise call.error("ArgumentError", f"iv must be {self.vector_size} bytes")
    self.vector = data
    self.running = None
    return call.args[0]


@CIPHER.define("iv_len=", args="1")
def set_vector_size(call: Call, self: CipherState) -> Value:
    size = call.integer(call.args[0])
    if self.mode != "gcm":
        raise call.error("ArgumentError", "cipher does not support AEAD")
    if not 1 <= size <= _LONGEST_VECTOR:
        raise cipher_error("")
    self.vector_size = size
    return size


@CIPHER.define("random_key")
def random_key(call: Call, self: CipherState) -> Value:
    self.key = secrets.token_bytes(self.bits // 8)
    return RString(self.key)


@CIPHER.define("random_iv")
def random_vector(call: Call, self: CipherState) -> Value:
    self.vector = secrets.token_bytes(self.vector_size)
    return RString(self.vector)


@CIPHER.define("padding=", args="1")
def set_padding(call: Call, self: CipherState) -> Value:
    self.padded = self.mode in ("cbc", "ecb") and call.integer(call.args[0]) != 0
    return call.args[0]


def _need_aead(call: Call, self: CipherState) -> None:
    if self.mode != "gcm":
        raise cipher_error(
            "" if call.name == "auth_data=" else "authentication tag not supported by this cipher"
        )


@CIPHER.define("auth_data=", args="1")
def set_extra(call: Call, self: CipherState) -> Value:
    data = string_argument(call, call.args[0]).data
    _need_aead(call, self)
    _started(self)
    self.running.authenticate_additional_data(data)
    return call.args[0]


@CIPHER.define("auth_tag=", args="1")
def set_tag(call: Call, self: CipherState) -> Value:
    data = string_argument(call, call.args[0]).data
    _need_aead(call, self)
    self.tag = data
    return call.args[0]


@CIPHER.define("auth_tag", args="0..1")
def tag(call: Call, self: CipherState) -> Value:
    size = call.integer(call.args[0]) if call.args else _TAG
    _need_aead(call, self)
    if self.tag is None or not self.encrypts:
        raise cipher_error("retrieving the authentication tag failed")
    return RString(self.tag[:size])


@CIPHER.define("authenticated?")
def is_authenticated(call: Call, self: CipherState) -> Value:
    return self.mode == "gcm"


@CIPHER.define("key_len", "iv_len", "block_size")
def sizes(call: Call, self: CipherState) -> Value:
    if call.name == "key_len":
        return self.bits // 8
    if call.name == "iv_len":
        return self.vector_size
    return _BLOCK if self.mode in ("cbc", "ecb") else 1


@CIPHER.define("name")
def name(call: Call, self: CipherState) -> Value:
    return RString(f"AES-{self.bits}-{self.mode.upper()}")


@CIPHER.define("reset")
def reset(call: Call, self: CipherState) -> Value:
    self.running = self.padder = None
    return self


def _started(self: CipherState) -> Any:
    """The running cipher; a vector not set is all zero, as in OpenSSL. Raises CipherError without a key."""
    if self.running is not None:
        return self.running
    if self.key is None:
        raise cipher_error("key not set")
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    vector = self.vector or bytes(self.vector_size)
    mode: Any
    if self.mode == "gcm":
        mode = modes.GCM(vector)
    elif self.mode == "ecb":
        mode = modes.ECB()  # noqa: S305 the definition asks for it
    else:
        mode = modes.CTR(vector) if self.mode == "ctr" else modes.CBC(vector)
    made = Cipher(algorithms.AES(self.key), mode)
    self.running = made.encryptor() if self.encrypts else made.decryptor()
    self.padder = (PKCS7(128).padder() if self.encrypts else PKCS7(128).unpadder()) if self.padded else None
    return self.running


@CIPHER.define("update", args="1..2")
def update(call: Call, self: CipherState) -> Value:
    data = string_argument(call, call.args[0]).data
    if not data:
        raise call.error("ArgumentError", "data must not be empty")
    call.check_size(len(data))
    running = _started(self)
    if self.padder is None:
        made = running.update(data)
    elif self.encrypts:
        made = running.update(self.padder.update(data))
    else:
        made = self.padder.update(running.update(data))
    if len(call.args) > 1:
        string_argument(call, call.args[1]).replace(made)
        return call.args[1]
    return RString(made)


@CIPHER.define("final")
def final(call: Call, self: CipherState) -> Value:
    from cryptography.exceptions import InvalidTag

    running = _started(self)
    try:
        if self.mode == "gcm" and not self.encrypts:
            if self.tag is None:
                raise cipher_error("")
            return RString(running.finalize_with_tag(self.tag))
        made = _ended(self)
    except InvalidTag:
        raise cipher_error("") from None
    finally:
        self.running = None
    if self.mode == "gcm":
        self.tag = running.tag
    return RString(made)


def _ended(self: CipherState) -> bytes:
    running, padder = self.running, self.padder
    if padder is None:
        try:
            return bytes(running.finalize())
        except ValueError:
            raise cipher_error("wrong final block length") from None
    if self.encrypts:
        return bytes(running.update(padder.finalize()) + running.finalize())
    try:
        rest = running.finalize()
    except ValueError:
        raise cipher_error("wrong final block length") from None
    try:
        return bytes(padder.update(rest) + padder.finalize())
    except ValueError:
        raise cipher_error("bad decrypt") from None
