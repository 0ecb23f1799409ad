import base64
import hashlib
import hmac

from authbench.sdk.ciphers import aes_cbc_encrypt
from authbench.sdk.rncryptor import decrypt, encrypt

# RNCryptor's published vectors, version 3: "All fields empty or zero (with one-byte password)".
EMPTY_UNDER_A = (
    "03010000000000000000000000000000000000000000000000000000000000000000"
    "b3039be31cd7ece5e754f5c8da17003666313ae8a89ddcf8e3cb41fdc130b2329dbe07d6f4d32c34e050c8bd7e933b12"
)


def test_the_published_vector() -> None:
    assert decrypt(base64.b64encode(bytes.fromhex(EMPTY_UNDER_A)), "a") == b""


def test_the_layout() -> None:
    data = base64.b64decode(encrypt("x", "password"))
    assert data[:2] == b"\x03\x01"
    salt, mac_salt, vector = data[2:10], data[10:18], data[18:34]
    key = hashlib.pbkdf2_hmac("sha1", b"password", salt, 10_000, 32)
    assert data[34:-32] == aes_cbc_encrypt("x", key, vector)
    mac_key = hashlib.pbkdf2_hmac("sha1", b"password", mac_salt, 10_000, 32)
    assert data[-32:] == hmac.new(mac_key, data[:-32], hashlib.sha256).digest()
