"""`encrypt` and `decrypt`: RNCryptor version 3 with a password (AES-256-CBC, HMAC-SHA256)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os

from authbench.encoding import utf8
from authbench.sdk.ciphers import aes_cbc_decrypt, aes_cbc_encrypt
from authbench.sdk.errors import HelperArgumentError, HelperRuntimeError

_VERSION = b"\x03"
_WITH_PASSWORD = b"\x01"
_ITERATIONS = 10_000
_SALT = 8
_IV = 16
_MAC = 32
_HEADER = len(_VERSION) + len(_WITH_PASSWORD) + 2 * _SALT + _IV


def encrypt(text: str | bytes, key: str | bytes) -> str:
    """`text` under the password `key`, as strict Base64."""
    encryption_salt, mac_salt, vector = os.urandom(_SALT), os.urandom(_SALT), os.urandom(_IV)
    head = _VERSION + _WITH_PASSWORD + encryption_salt + mac_salt + vector
    message = head + aes_cbc_encrypt(text, _derive(key, encryption_salt), vector)
    mac = hmac.new(_derive(key, mac_salt), message, hashlib.sha256).digest()
    return base64.b64encode(message + mac).decode("ascii")


def decrypt(text: str | bytes, key: str | bytes) -> bytes:
    """What `encrypt` hid. Raises HelperRuntimeError, with the SDK's wording, for a wrong key or
    damaged text."""
    try:
        data = base64.b64decode(utf8(text))
    except binascii.Error:
        raise HelperRuntimeError("invalid/corrupt input") from None
    if data[:1] != _VERSION or len(data) < _HEADER + 16 + _MAC:
        raise HelperRuntimeError("invalid/corrupt input")
    message, mac = data[:-_MAC], data[-_MAC:]
    encryption_salt = data[2 : 2 + _SALT]
    mac_salt = data[2 + _SALT : 2 + 2 * _SALT]
    vector = data[_HEADER - _IV : _HEADER]
    expected = hmac.new(_derive(key, mac_salt), message, hashlib.sha256).digest()
    if not hmac.compare_digest(mac, expected):
        raise HelperRuntimeError("invalid/corrupt input or key")
    try:
        return aes_cbc_decrypt(message[_HEADER:], _derive(key, encryption_salt), vector)
    except HelperArgumentError:
        raise HelperRuntimeError("invalid/corrupt input or key") from None


def _derive(password: str | bytes, salt: bytes) -> bytes:
    # RNCryptor v3 fixes SHA-1 and the count of rounds.
    return hashlib.pbkdf2_hmac("sha1", utf8(password), salt, _ITERATIONS, 32)
