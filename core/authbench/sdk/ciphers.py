"""`workato.aes_*`, `pbkdf2_hmac_sha1` and `random_bytes` (SDK reference 6.2)."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from authbench.encoding import to_text, utf8
from authbench.sdk.errors import HelperArgumentError

_KEY_SIZES = frozenset({16, 24, 32})
_VECTOR = 16
_GCM_VECTOR = 12
_TAG_SIZES = range(12, 17)
_RANDOM_SIZE = 32
_MAX_ROUNDS = 3_000_000


def aes_cbc_encrypt(text: str | bytes, key: str | bytes, init_vector: str | bytes | None = None) -> bytes:
    """AES-CBC with PKCS#7 padding; no vector means 16 zero bytes. Raises HelperArgumentError."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    secret, vector = _key(key), _cbc_vector(init_vector)
    padder = PKCS7(128).padder()
    padded = padder.update(_bytes(text)) + padder.finalize()
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(vector)).encryptor()
    return encryptor.update(padded) + encryptor.finalize()


def aes_cbc_decrypt(data: str | bytes, key: str | bytes, init_vector: str | bytes | None = None) -> bytes:
    """What `aes_cbc_encrypt` hid. Raises HelperArgumentError, with OpenSSL's words for bad data."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    secret, vector, content = _key(key), _cbc_vector(init_vector), _bytes(data)
    if not content or len(content) % 16:
        raise HelperArgumentError("wrong final block length")
    decryptor = Cipher(algorithms.AES(secret), modes.CBC(vector)).decryptor()
    padded = decryptor.update(content) + decryptor.finalize()
    unpadder = PKCS7(128).unpadder()
    try:
        return unpadder.update(padded) + unpadder.finalize()
    except ValueError:
        raise HelperArgumentError("bad decrypt") from None


def aes_gcm_encrypt(text: Any, key: Any, init_vector: Any, auth_data: Any = "") -> list[bytes]:
    """`[ciphertext, 16-byte tag]`. Raises HelperArgumentError."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    _all_text(text, key, init_vector, auth_data)
    content = utf8(text)
    if not content:
        raise HelperArgumentError("Data to be encrypted must not be empty")
    secret, vector = _key(key), utf8(init_vector)
    if len(vector) != _GCM_VECTOR:
        raise HelperArgumentError("Incorrect key size for Initialization Vector")
    sealed = AESGCM(secret).encrypt(vector, content, utf8(auth_data))
    return [sealed[:-16], sealed[-16:]]


def aes_gcm_decrypt(data: Any, key: Any, auth_tag: Any, init_vector: Any, auth_data: Any = "") -> bytes:
    """What `aes_gcm_encrypt` hid; the tag has 12 to 16 bytes. Raises HelperArgumentError."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    _all_text(data, key, auth_tag, init_vector, auth_data)
    content, tag, vector = utf8(data), utf8(auth_tag), utf8(init_vector)
    if not content:
        raise HelperArgumentError("Data to be decrypted must not be empty")
    if len(tag) not in _TAG_SIZES:
        raise HelperArgumentError("Incorrect authentication tag size")
    secret = _key(key)
    try:
        mode = modes.GCM(vector, tag, min_tag_length=len(tag))
        decryptor = Cipher(algorithms.AES(secret), mode).decryptor()
        decryptor.authenticate_additional_data(utf8(auth_data))
        return decryptor.update(content) + decryptor.finalize()
    except (InvalidTag, ValueError):
        raise HelperArgumentError("Not able to decrypt, please check input values again") from None


def pbkdf2_hmac_sha1(password: Any, salt: Any, iterations: Any = 1000, key_len: Any = 16) -> bytes:
    """A key derived from a password. Raises HelperArgumentError."""
    for number in (iterations, key_len):
        if isinstance(number, bool) or not isinstance(number, int):
            raise HelperArgumentError("iterations and key_len must be of type Integer")
    if iterations < 1 or key_len < 1:
        raise HelperArgumentError("iterations and key_len must be positive")
    # Every 20 bytes of key cost all rounds; the work cannot be interrupted, so it is bounded.
    if iterations * -(-key_len // 20) > _MAX_ROUNDS:
        raise HelperArgumentError(f"A key may cost at most {_MAX_ROUNDS} rounds of HMAC")
    return hashlib.pbkdf2_hmac("sha1", _bytes(password), _bytes(salt), iterations, key_len)


def random_bytes(length: Any) -> bytes:
    """At most 32 random bytes. Raises HelperArgumentError."""
    if isinstance(length, bool) or not isinstance(length, int) or not 0 <= length <= _RANDOM_SIZE:
        raise HelperArgumentError(
            f"The requested length or random bytes sequence should be <= {_RANDOM_SIZE}"
        )
    return os.urandom(length)


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else utf8(to_text(value))


def _key(key: Any) -> bytes:
    secret = _bytes(key)
    if len(secret) not in _KEY_SIZES:
        raise HelperArgumentError("Incorrect key size for AES")
    return secret


def _cbc_vector(vector: str | bytes | None) -> bytes:
    data = b"" if vector is None else utf8(vector)
    # A blank vector counts as none, as `present?` has it.
    if not data.strip():
        return bytes(_VECTOR)
    if len(data) != _VECTOR:
        raise HelperArgumentError(f"iv must be {_VECTOR} bytes")
    return data


def _all_text(*values: Any) -> None:
    if not all(isinstance(value, (str, bytes)) for value in values):
        raise HelperArgumentError("All arguments must be of type String")
