"""When an access token ends, as far as it can be told without asking anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from authbench.connection.token_view.claims import moment_of_claim, number_of
from authbench.connection.token_view.jwt import decode_jwt

_FAR = 100 * 365 * 86_400
"""Seconds beyond which a lifetime is no information but a way to say "never"."""


def expiry_of(answer: Mapping[str, Any]) -> str | None:
    """The end of life of the access token in `answer`, as ISO 8601 in UTC: by `expires_in` (RFC 6749,
    5.1; also as numeric text), else by the `exp` claim where the token is a JWT (RFC 7519, 4.1.4).
    None where neither says."""
    seconds = number_of(answer.get("expires_in"))
    if seconds is not None and 0 <= seconds < _FAR:
        return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")
    token = answer.get("access_token")
    jwt = decode_jwt(token) if isinstance(token, str) else None
    instant = moment_of_claim(jwt.claims.get("exp")) if jwt is not None and jwt.claims is not None else None
    return instant.isoformat(timespec="seconds") if instant is not None else None
