"""When an access token ends, as far as it can be told without asking anybody."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_FAR = 100 * 365 * 86_400
"""Seconds beyond which a lifetime is no information but a way to say "never"."""


def expiry_of(answer: Mapping[str, Any]) -> str | None:
    """The end of life of the access token in `answer`, as ISO 8601 in UTC: by `expires_in` (RFC 6749,
    5.1; also as numeric text), else by the `exp` claim where the token is a JWT (RFC 7519, 4.1.4).
    None where neither says."""
    seconds = _number(answer.get("expires_in"))
    if seconds is not None and 0 <= seconds < _FAR:
        return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")
    instant = _number(_claims(answer.get("access_token")).get("exp"))
    if instant is not None and 0 < instant < 253_402_300_800:
        return datetime.fromtimestamp(instant, UTC).isoformat(timespec="seconds")
    return None


def _claims(token: object) -> dict[str, Any]:
    if not isinstance(token, str) or token.count(".") != 2 or len(token) > 65_536:
        return {}
    payload = token.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if number == number and abs(number) != float("inf") else None
