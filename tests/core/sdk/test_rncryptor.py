import base64
import hashlib
import hmac

from authbench.sdk.ciphers import aes_cbc_encrypt
from authbench.sdk.rncryptor import decrypt, encrypt

# Version 3, password vector "All fields empty or zero (with one-byte password)" and "Real encryption"
# of the RNCryptor specification.
VECTORS = [
    (
        "a", "", "0000000000000000", "0000000000000000", "00000000000000000000000000000000",
        "03010000000000000000000000000000000000000000000000000000000000000000b3039be31cd7ece5e754f5c8da17"
        "003666313ae8a89ddcf8e3cb41fdc130b2329dbe07d6f4d32c34e050c8bd7e933b12",
    ),
]  # fmt: skip


def test_published_vectors() -> None:
    for password, plain, _salt, _mac_salt, _vector, message in VECTORS:
        assert decrypt(base64.b64encode(bytes.fromhex(message)), password).hex() == plain


def test_the_layout() -> None:
    data = base64.b64decode(encrypt("x", "password"))
    assert data[:2] == b"\x03\x01"
    salt, mac_salt, vector = data[2:10], data[10:18], data[18:34]
    key = hashlib.pbkdf2_hmac("sha1", b"password", salt, 10_000, 32)
    assert data[34:-32] == aes_cbc_encrypt("x", key, vector)
    mac_key = hashlib.pbkdf2_hmac("sha1", b"password", mac_salt, 10_000, 32)
    assert data[-32:] == hmac.new(mac_key, data[:-32], hashlib.sha256).digest()
