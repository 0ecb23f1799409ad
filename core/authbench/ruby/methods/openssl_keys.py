"""OpenSSL::PKey: RSA and elliptic-curve keys read from PEM or DER."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from authbench.ruby.dispatch import Call, MethodTable, register_type
from authbench.ruby.methods.openssl import algorithm_name
from authbench.ruby.methods.string.table import string_argument
from authbench.ruby.operations import register_class
from authbench.ruby.values import CLASSES, RClass, RString, Symbol, Value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

    Rsa = RSAPrivateKey | RSAPublicKey
    Curve = EllipticCurvePrivateKey | EllipticCurvePublicKey

PKEY: Final = MethodTable("OpenSSL::PKey.", "Class")
KEY: Final = MethodTable("OpenSSL::PKey::PKey", "Object")
RSA_CLASS: Final = MethodTable("OpenSSL::PKey::RSA.", "Class")
RSA: Final = MethodTable("OpenSSL::PKey::RSA", KEY)
EC_CLASS: Final = MethodTable("OpenSSL::PKey::EC.", "Class")
EC: Final = MethodTable("OpenSSL::PKey::EC", KEY)

_PKCS1, _OAEP = 1, 4


class RsaKey:
    """An OpenSSL::PKey::RSA."""

    __slots__ = ("key",)
    frozen = True

    def __init__(self, key: Rsa) -> None:
        self.key = key


class EcKey:
    """An OpenSSL::PKey::EC."""

    __slots__ = ("key",)
    frozen = True

    def __init__(self, key: Curve) -> None:
        self.key = key


register_type(RsaKey, "OpenSSL::PKey::RSA")
register_class(RsaKey, CLASSES["OpenSSL::PKey::RSA"])
register_type(EcKey, "OpenSSL::PKey::EC")
register_class(EcKey, CLASSES["OpenSSL::PKey::EC"])


def is_private(self: RsaKey | EcKey) -> bool:
    """Whether the private half is there."""
    return hasattr(self.key, "private_bytes")


def public_half(self: RsaKey | EcKey) -> Any:
    """The public key."""
    return self.key.public_key() if is_private(self) else self.key  # type: ignore[union-attr]


def key_of(made: Any) -> RsaKey | EcKey | None:
    """The value for a key of the cryptography library; None for a kind that is not there."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    if isinstance(made, rsa.RSAPrivateKey | rsa.RSAPublicKey):
        return RsaKey(made)
    if isinstance(made, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        return EcKey(made)
    return None


def _loaded(data: bytes, passphrase: bytes | None) -> RsaKey | EcKey | None:
    """The key in PEM or DER; None if there is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization

    readers = (
        lambda: serialization.load_pem_private_key(data, passphrase),
        lambda: serialization.load_pem_public_key(data),
        lambda: serialization.load_der_private_key(data, None),
        lambda: serialization.load_der_public_key(data),
    )
    for read in readers:
        try:
            return key_of(read())
        except (ValueError, TypeError, UnsupportedAlgorithm):
            continue
    return None


def _read(call: Call) -> RsaKey | EcKey | None:
    passphrase = string_argument(call, call.args[1]).data if call.arg(1) is not None else None
    return _loaded(string_argument(call, call.args[0]).data, passphrase)


@PKEY.define("read", args="1..2")
def read(call: Call, self: RClass) -> Value:
    found = _read(call)
    if found is None:
        raise call.error("OpenSSL::PKey::PKeyError", "Could not parse PKey: unsupported")
    return found


@RSA_CLASS.define("new", args="1..2")
def new_rsa(call: Call, self: RClass) -> Value:
    if type(call.args[0]) is int:
        raise call.unsupported("OpenSSL::PKey::RSA.new with a size (making keys)")
    if isinstance(call.args[0], RsaKey):
        return call.args[0]
    found = _read(call)
    if isinstance(found, EcKey):
        raise call.error("OpenSSL::PKey::RSAError", "incorrect pkey type: id-ecPublicKey")
    if found is None:
        raise call.error("OpenSSL::PKey::RSAError", "Neither PUB key nor PRIV key: unsupported")
    return found


@EC_CLASS.define("new", args="1..2")
def new_ec(call: Call, self: RClass) -> Value:
    if isinstance(call.args[0], EcKey):
        return call.args[0]
    found = _read(call)
    if isinstance(found, RsaKey):
        raise call.error("OpenSSL::PKey::ECError", "incorrect pkey type: rsaEncryption")
    if found is None:
        raise call.error("OpenSSL::PKey::ECError", "invalid curve name")
    return found


def hash_of(name: str) -> Any:
    """The cryptography library's hash of that name."""
    from cryptography.hazmat.primitives import hashes

    return getattr(hashes, name.upper())()


def _need_private(call: Call, self: RsaKey | EcKey) -> Any:
    if not is_private(self):
        raise call.error("ArgumentError", "private key is needed")
    return self.key


@RSA.define("sign", args="2")
def rsa_sign(call: Call, self: RsaKey) -> Value:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    key = _need_private(call, self)
    data = string_argument(call, call.args[1]).data
    return RString(key.sign(data, PKCS1v15(), hash_of(algorithm_name(call, call.args[0]))))


@RSA.define("verify", args="3")
def rsa_verify(call: Call, self: RsaKey) -> Value:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    return _holds(call, self, PKCS1v15(), hash_of(algorithm_name(call, call.args[0])))


def _holds(call: Call, self: RsaKey | EcKey, *how: Any) -> bool:
    from cryptography.exceptions import InvalidSignature

    given, data = (string_argument(call, value).data for value in call.args[1:3])
    try:
        public_half(self).verify(given, data, *how)
    except InvalidSignature:
        return False
    return True


def _pss(call: Call) -> tuple[Any, Any]:
    """Padding and hash of a PSS signature."""
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS

    digest = hash_of(algorithm_name(call, call.args[0]))
    options = call.options("salt_length", "mgf1_hash")
    for needed in ("salt_length", "mgf1_hash"):
        if needed not in options:
            raise call.error("ArgumentError", f"missing keyword: :{needed}")
    mask = hash_of(algorithm_name(call, options["mgf1_hash"]))
    length = options["salt_length"]
    named: dict[str, Any] = {"digest": PSS.DIGEST_LENGTH, "max": PSS.MAX_LENGTH, "auto": PSS.AUTO}
    if isinstance(length, Symbol):
        return PSS(MGF1(mask), named.get(length.name, PSS.DIGEST_LENGTH)), digest
    return PSS(MGF1(mask), call.integer(length)), digest


@RSA.define("sign_pss", args="2..3")
def sign_pss(call: Call, self: RsaKey) -> Value:
    key = _need_private(call, self)
    padding, digest = _pss(call)
    return RString(key.sign(string_argument(call, call.args[1]).data, padding, digest))


@RSA.define("verify_pss", args="3..4")
def verify_pss(call: Call, self: RsaKey) -> Value:
    return _holds(call, self, *_pss(call))


def _padding(call: Call) -> Any:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15

    number = call.integer(call.args[1]) if len(call.args) > 1 else _PKCS1
    if number == _PKCS1:
        return PKCS1v15()
    if number == _OAEP:
        digest = hashes.SHA1()  # noqa: S303 OpenSSL's default for this padding
        return OAEP(MGF1(digest), digest, None)
    raise call.unsupported(f"this padding ({number})")


@RSA.define("public_encrypt", args="1..2")
def public_encrypt(call: Call, self: RsaKey) -> Value:
    try:
        return RString(public_half(self).encrypt(string_argument(call, call.args[0]).data, _padding(call)))
    except ValueError:
        raise call.error("OpenSSL::PKey::RSAError", "data too large for key size") from None


@RSA.define("private_decrypt", args="1..2")
def private_decrypt(call: Call, self: RsaKey) -> Value:
    if not is_private(self):
        raise call.error("OpenSSL::PKey::RSAError", "private key needed.")
    try:
        return RString(
            _need_private(call, self).decrypt(string_argument(call, call.args[0]).data, _padding(call))
        )
    except ValueError:
        raise call.error("OpenSSL::PKey::RSAError", "padding check failed") from None


@RSA.define("private_encrypt", args="1..2")
def private_encrypt(call: Call, self: RsaKey) -> Value:
    """The raw signature with PKCS#1 type 1 padding (RFC 8017 section 9.2 without the digest's name)."""
    if not is_private(self):
        raise call.error("OpenSSL::PKey::RSAError", "private key needed.")
    if len(call.args) > 1 and call.integer(call.args[1]) != _PKCS1:
        raise call.unsupported("this padding")
    numbers = _need_private(call, self).private_numbers()
    modulus = numbers.public_numbers.n
    size = (modulus.bit_length() + 7) // 8
    data = string_argument(call, call.args[0]).data
    if len(data) > size - 11:
        raise call.error("OpenSSL::PKey::RSAError", "EVP_PKEY_sign: RSA lib")
    block = b"\x00\x01" + b"\xff" * (size - 3 - len(data)) + b"\x00" + data
    return RString(pow(int.from_bytes(block, "big"), numbers.d, modulus).to_bytes(size, "big"))


@RSA.define("public_decrypt", args="1..2")
def public_decrypt(call: Call, self: RsaKey) -> Value:
    numbers = public_half(self).public_numbers()
    size = (numbers.n.bit_length() + 7) // 8
    given = int.from_bytes(string_argument(call, call.args[0]).data, "big")
    block = pow(given, numbers.e, numbers.n).to_bytes(size, "big")
    filler, gap, data = block[2:].partition(b"\x00")
    if block[:2] != b"\x00\x01" or not gap or len(filler) < 8 or filler.strip(b"\xff"):
        raise call.error("OpenSSL::PKey::RSAError", "padding check failed")
    return RString(data)


@RSA.define("private?")
def rsa_private(call: Call, self: RsaKey) -> Value:
    return is_private(self)


@RSA.define("public?")
def rsa_public(call: Call, self: RsaKey) -> Value:
    return True


@RSA.define("public_key")
def public_key(call: Call, self: RsaKey) -> Value:
    return RsaKey(public_half(self))


@EC.define("private?", "private_key?")
def ec_private(call: Call, self: EcKey) -> Value:
    return is_private(self)


@EC.define("public?", "public_key?")
def ec_public(call: Call, self: EcKey) -> Value:
    return True


@EC.define("sign", args="2")
def ec_sign(call: Call, self: EcKey) -> Value:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    data = string_argument(call, call.args[1]).data
    return RString(_need_private(call, self).sign(data, ECDSA(hash_of(algorithm_name(call, call.args[0])))))


@EC.define("verify", args="3")
def ec_verify(call: Call, self: EcKey) -> Value:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    return _holds(call, self, ECDSA(hash_of(algorithm_name(call, call.args[0]))))


def _prehashed(call: Call, digest: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

    names = {20: "SHA1", 28: "SHA224", 32: "SHA256", 48: "SHA384", 64: "SHA512"}
    if len(digest) not in names:
        raise call.unsupported("signing a digest of this length")
    return ECDSA(Prehashed(hash_of(names[len(digest)])))


@EC.define("dsa_sign_asn1", args="1")
def dsa_sign(call: Call, self: EcKey) -> Value:
    if not is_private(self):
        raise call.error("OpenSSL::PKey::ECError", "Private EC key needed!")
    digest = string_argument(call, call.args[0]).data
    return RString(_need_private(call, self).sign(digest, _prehashed(call, digest)))


@EC.define("dsa_verify_asn1", args="2")
def dsa_verify(call: Call, self: EcKey) -> Value:
    from cryptography.exceptions import InvalidSignature

    digest, given = (string_argument(call, value).data for value in call.args)
    try:
        public_half(self).verify(given, digest, _prehashed(call, digest))
    except InvalidSignature:
        return False
    return True


def _exported(self: RsaKey | EcKey, form: str, encoding: str, passphrase: bytes | None = None) -> bytes:
    """The key as `private` (traditional), `pkcs8` or `public`."""
    from cryptography.hazmat.primitives import serialization

    coding = getattr(serialization.Encoding, encoding)
    if form == "public":
        return bytes(public_half(self).public_bytes(coding, serialization.PublicFormat.SubjectPublicKeyInfo))
    shape = (
        serialization.PrivateFormat.PKCS8
        if form == "pkcs8"
        else serialization.PrivateFormat.TraditionalOpenSSL
    )
    locked: Any = serialization.NoEncryption()
    if passphrase is not None:
        locked = serialization.BestAvailableEncryption(passphrase)
    return bytes(self.key.private_bytes(coding, shape, locked))  # type: ignore[union-attr]


@KEY.define("to_pem", "export", "to_s", args="0..2")
def to_pem(call: Call, self: RsaKey | EcKey) -> Value:
    passphrase = string_argument(call, call.args[1]).data if len(call.args) > 1 else None
    form = "private" if is_private(self) else "public"
    return RString(_exported(self, form, "PEM", passphrase).decode("ascii"))


@KEY.define("to_der")
def to_der(call: Call, self: RsaKey | EcKey) -> Value:
    return RString(_exported(self, "private" if is_private(self) else "public", "DER"))


@KEY.define("private_to_pem", "private_to_der")
def private_to_text(call: Call, self: RsaKey | EcKey) -> Value:
    _need_private(call, self)
    der = call.name.endswith("der")
    data = _exported(self, "pkcs8", "DER" if der else "PEM")
    return RString(data if der else data.decode("ascii"))


@KEY.define("public_to_pem", "public_to_der")
def public_to_text(call: Call, self: RsaKey | EcKey) -> Value:
    der = call.name.endswith("der")
    data = _exported(self, "public", "DER" if der else "PEM")
    return RString(data if der else data.decode("ascii"))


@KEY.define("oid")
def oid(call: Call, self: RsaKey | EcKey) -> Value:
    return RString("rsaEncryption" if isinstance(self, RsaKey) else "id-ecPublicKey")


@KEY.define("inspect")
def inspect(call: Call, self: RsaKey | EcKey) -> Value:
    return RString(f"#<{call.class_of(self).name} oid={oid(call, self).text}>")
