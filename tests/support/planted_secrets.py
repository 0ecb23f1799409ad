"""Forty-odd kinds of secrets, made anew for each run of the tests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import random
import string
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

LETTERS = string.ascii_letters + string.digits
WINDOWED_FROM = 24
WINDOW = 12


@dataclass(frozen=True)
class Planted:
    """A secret: what a definition or server would call it, its value, and the pieces of it that give it
    away where not all of it does (of a key file, its key)."""

    kind: str
    value: str
    label: str
    telling: tuple[str, ...] = ()

    @property
    def short(self) -> bool:
        """Hidden as a whole word only."""
        return len(self.value) < 8

    def pieces(self) -> tuple[str, ...]:
        """What must not be seen of it."""
        return self.telling or (self.value,)


def _b64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def jwt(chance: random.Random, **claims: object) -> str:
    """A signed token whose signature nobody can check."""
    head = _b64url(json.dumps({"alg": "RS256", "typ": "JWT", "kid": text(chance, 8)}).encode())
    payload = _b64url(json.dumps({"sub": text(chance, 12), "jti": text(chance, 16), **claims}).encode())
    return f"{head}.{payload}.{_b64url(chance.randbytes(128))}"


def text(chance: random.Random, length: int, alphabet: str = LETTERS) -> str:
    """Characters at random; a letter and a digit at least are among them."""
    middle = "".join(chance.choices(alphabet, k=length - 2))
    return chance.choice(string.ascii_letters) + middle + chance.choice(string.digits)


def _pem(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey, form: serialization.PrivateFormat
) -> str:
    no = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, no).decode()


def _key_lines(pem: str) -> tuple[str, ...]:
    lines = pem.replace("\\n", "\n").splitlines()
    return tuple(line for line in lines if len(line) >= WINDOWED_FROM and "-----" not in line)


def _curve_key(chance: random.Random, curve: ec.EllipticCurve) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(chance.getrandbits(curve.key_size - 8) | 1, curve)


@cache
def planted(start: int = 5) -> tuple[Planted, ...]:
    """One secret of each kind, made anew; the same for the same `start`."""
    chance, keys = random.Random(start), random.Random(f"keys {start}")
    pkcs8 = _pem(_curve_key(keys, ec.SECP256R1()), serialization.PrivateFormat.PKCS8)
    sec1 = _pem(_curve_key(keys, ec.SECP384R1()), serialization.PrivateFormat.TraditionalOpenSSL)
    one_line = _pem(_curve_key(keys, ec.SECP256R1()), serialization.PrivateFormat.PKCS8)
    one_line = one_line.replace("\n", "\\n")
    ssh = _pem(
        ed25519.Ed25519PrivateKey.from_private_bytes(keys.randbytes(32)), serialization.PrivateFormat.OpenSSH
    )
    account_key = _pem(_curve_key(keys, ec.SECP256R1()), serialization.PrivateFormat.PKCS8)
    account = json.dumps(
        {"type": "service_account", "project_id": "demo", "private_key": account_key, "client_id": "1"}
    )
    assertion = f'<a:Assertion ID="_{text(chance, 30)}"><Value>{text(chance, 60)}</Value></a:Assertion>'
    database = text(chance, 18)
    hook = text(chance, 24)
    hexadecimal = "0123456789abcdef"
    kinds: list[tuple[str, str, str] | tuple[str, str, str, tuple[str, ...]]] = [
        ("password", text(chance, 14), "password"),
        ("client secret", text(chance, 40, LETTERS + "~._-"), "client secret"),
        ("payment API key", "sk_" + "live_" + text(chance, 24), "API key"),
        ("mail API key", f"SG.{text(chance, 22)}.{text(chance, 43)}", "API key"),
        ("maps API key", "AIza" + text(chance, 35), "API key"),
        ("chat bot token", f"xoxb-{text(chance, 12, string.digits)}-{text(chance, 24)}", "token"),
        ("access token", text(chance, 41), "access token"),
        ("signed access token", jwt(chance, scope="read"), "access token"),
        ("refresh token", "1//" + text(chance, 60, LETTERS + "-_"), "refresh token"),
        ("ID token", jwt(chance, email="jo@x.test"), "ID token"),
        ("authorization code", "4/0" + text(chance, 50, LETTERS + "-_"), "authorization code"),
        ("state", _b64url(chance.randbytes(32)), "state"),
        ("nonce", _b64url(chance.randbytes(16)), "nonce"),
        ("PKCE verifier", _b64url(chance.randbytes(48)), "code verifier"),
        ("SAML assertion", base64.b64encode(assertion.encode()).decode(), "assertion"),
        ("private key", sec1, "private key", _key_lines(sec1)),
        ("PKCS 8 key", pkcs8, "private key", _key_lines(pkcs8)),
        ("private key in one line", one_line, "private key", _key_lines(one_line)),
        ("service account", account, "service account", _key_lines(account_key)),
        ("AWS secret key", text(chance, 40, LETTERS + "/+"), "secret key"),
        ("AWS signature", text(chance, 64, hexadecimal), "signature"),
        ("AWS session token", base64.b64encode(chance.randbytes(300)).decode(), "session token"),
        ("presigned URL signature", text(chance, 64, hexadecimal), "signature"),
        (
            "Basic pair",
            base64.b64encode(f"jo:{text(chance, 20)}".encode()).decode(),
            "credentials",
        ),
        ("digest response", text(chance, 32, hexadecimal), "response"),
        ("cookie", "s%3A" + text(chance, 32) + "." + text(chance, 43, LETTERS + "/+"), "cookie"),
        ("CSRF token", text(chance, 44), "CSRF token"),
        ("webhook URL", f"https://hooks.x.test/services/T0/{hook}", "webhook", (hook,)),
        ("TOTP secret", text(chance, 32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), "secret"),
        ("passphrase", "correct horse battery staple of jo 7", "passphrase"),
        (
            "HMAC signature",
            hmac.digest(chance.randbytes(32), b"body", hashlib.sha256).hex(),
            "signature",
        ),
        ("DPoP proof", jwt(chance, htm="POST", htu="https://x.test/token"), "proof"),
        ("device code", text(chance, 40, LETTERS + "-_"), "device code"),
        ("device user code", f"{text(chance, 4)}-{text(chance, 4)}", "user code"),
        ("session id", text(chance, 26), "session id"),
        ("personal access token", "ghp_" + text(chance, 36), "token"),
        ("SSH key", ssh, "private key", _key_lines(ssh)),
        (
            "connection string",
            f"postgresql://jo:{database}@db.x.test:5432/app",
            "connection string",
            (database,),
        ),
        ("OAuth 1 token secret", text(chance, 45), "token secret"),
        ("OAuth 1 signature", base64.b64encode(chance.randbytes(20)).decode(), "signature"),
        ("Negotiate blob", base64.b64encode(b"`\x82" + chance.randbytes(200)).decode(), "credentials"),
        ("unicode password", "pässwörd-ключ-🔑-" + text(chance, 5), "password"),
        ("awkward password", "a\"b'c\\d e%f+g&h<i>=/" + text(chance, 8), "password"),
        ("long token", text(chance, 8192), "access token"),
        ("24 characters", text(chance, 24), "secret"),
        ("8 characters", text(chance, 8), "secret"),
        ("4 characters", "zq7X", "PIN"),
    ]
    return tuple(Planted(*each) for each in kinds)
