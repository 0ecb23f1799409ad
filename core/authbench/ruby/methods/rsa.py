"""RSA keys for signing; the cryptography library is loaded when a key is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

_NO_KEY: Final = "Neither PUB key nor PRIV key: nested asn1 error"


class RsaKeyError(Exception):
    """The text holds no RSA key; the message is OpenSSL's."""


def load(pem: bytes, passphrase: bytes | None = None) -> RSAPrivateKey | RSAPublicKey:
    """The private or public RSA key in `pem`. Raises RsaKeyError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

    try:
        if b"PUBLIC KEY" in pem:
            public = load_pem_public_key(pem)
            if isinstance(public, rsa.RSAPublicKey):
                return public
        private = load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RsaKeyError(_NO_KEY) from None
    if isinstance(private, rsa.RSAPrivateKey):
        return private
    raise RsaKeyError(_NO_KEY)


def sign(pem: bytes, data: bytes, digest: str) -> bytes:
    """The PKCS#1 v1.5 signature of `data`. Raises RsaKeyError, also for a public key."""
    key = load(pem)
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    if not isinstance(key, RSAPrivateKey):
        raise RsaKeyError("Private key is needed.")
    return signature(key, data, digest)


def signature(key: RSAPrivateKey, data: bytes, digest: str) -> bytes:
    """The PKCS#1 v1.5 signature of `data` with a digest named `sha1`, `sha256`, `sha384` or `sha512`."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    return key.sign(data, PKCS1v15(), _hash(digest))


def _hash(digest: str) -> HashAlgorithm:
    from cryptography.hazmat.primitives import hashes

    algorithms: dict[str, type[HashAlgorithm]] = {
        "sha1": hashes.SHA1,
        "sha224": hashes.SHA224,
        "sha256": hashes.SHA256,
        "sha384": hashes.SHA384,
        "sha512": hashes.SHA512,
    }
    return algorithms[digest]()
