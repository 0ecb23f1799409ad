"""Random values of an authorization: `state`, and the code verifier with its challenge (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_VERIFIER_LENGTH = 128
"""The longest that RFC 7636, 4.1 allows, and what the platform makes (SDK reference 3.8)."""


@dataclass(frozen=True, slots=True)
class Pkce:
    """A code verifier and what is derived from it. `method` is `S256` or `plain`."""

    verifier: str = field(repr=False)
    challenge: str
    method: str = "S256"


def new_state() -> str:
    """A fresh `state`: 256 random bits (RFC 6749, 10.10 asks for 128 or more)."""
    return secrets.token_urlsafe(32)


def make_pkce() -> Pkce:
    """A fresh verifier of 128 characters with its S256 challenge."""
    verifier = "".join(secrets.choice(_ALPHABET) for _ in range(_VERIFIER_LENGTH))
    return Pkce(verifier, challenge_for(verifier, "S256"))


def challenge_for(verifier: str, method: str = "S256") -> str:
    """The challenge for `verifier`: base64url without padding of its SHA-256, or itself for `plain`.

    Raises `ValueError` for another method.
    """
    if method == "plain":
        return verifier
    if method != "S256":
        raise ValueError(f"no such code challenge method: {method}")
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
