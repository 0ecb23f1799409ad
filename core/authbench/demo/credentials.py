"""The demo provider's secrets: made when it starts, gone when it ends, never written anywhere."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass
from typing import Any

USER = "jo@example.test"
"""The one person with an account at the demo provider."""
USER_NAME = "Jo Example"
USER_ID = "u-4711"


@dataclass(frozen=True, slots=True)
class ServiceAccountKey:
    """An RSA key pair: the private half as PEM (PKCS#8), for a connection's settings; `public` verifies."""

    private_pem: str
    public: Any


class Credentials:
    """Named secrets, each derived from a seed that is random unless one is given.

    With the same seed two providers know the same client secrets, passwords and keys (not the RSA
    key), so that settings outlive a restart of the provider.
    """

    def __init__(self, seed: bytes | None = None) -> None:
        self._seed = seed if seed is not None else secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._issued: dict[str, str] = {}
        self._account_key: ServiceAccountKey | None = None

    def secret(self, label: str, prefix: str = "", length: int = 32) -> str:
        """The secret of this name: lower-case hexadecimal digits (at most 64), after an optional prefix."""
        digest = hmac.new(self._seed, label.encode(), hashlib.sha256).hexdigest()
        value = prefix + digest[:length]
        with self._lock:
            self._issued[label] = value
        return value

    def client_secret(self, client_id: str) -> str:
        """The secret of a registered client."""
        return self.secret(f"client_secret:{client_id}")

    def user_password(self) -> str:
        """The password of the demo user: short enough to read out in front of an audience."""
        return self.secret("user_password", "demo-", 12)

    def service_account_key(self) -> ServiceAccountKey:
        """The service account's key pair; made on first use, which takes some tenths of a second."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        with self._lock:
            if self._account_key is None:
                key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
                pem = key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                ).decode()
                self._account_key = ServiceAccountKey(pem, key.public_key())
                self._issued["service_account_key"] = pem
            return self._account_key

    def issued(self) -> dict[str, str]:
        """Every secret handed out so far, by label."""
        with self._lock:
            return dict(self._issued)


def same(left: str, right: str) -> bool:
    """Compares two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
