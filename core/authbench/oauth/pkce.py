"""Random values of an authorization: `state`, and the code verifier with its challenge (RFC 7636)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

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
    from authlib.common.security import generate_token

    verifier = generate_token(_VERIFIER_LENGTH)
    return Pkce(verifier, challenge_for(verifier, "S256"))


def challenge_for(verifier: str, method: str = "S256") -> str:
    """The challenge for `verifier`: base64url without padding of its SHA-256, or itself for `plain`.

    Raises `ValueError` for another method.
    """
    if method == "plain":
        return verifier
    if method != "S256":
        raise ValueError(f"no such code challenge method: {method}")
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    return str(create_s256_code_challenge(verifier))
