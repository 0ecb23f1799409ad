"""JSON Web Tokens made for tests: real shape, a signature of random bytes."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any


def encoded(value: Any) -> str:
    """A part of a token (RFC 7515, 2)."""
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def make_jwt(claims: Any, *, signature: str | None = None, **header: Any) -> str:
    """A token with these claims; `signature` empty leaves it unsigned."""
    last = secrets.token_urlsafe(48) if signature is None else signature
    return f"{encoded({'typ': 'JWT', 'alg': 'RS256', **header})}.{encoded(claims)}.{last}"
