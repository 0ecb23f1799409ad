"""Taking a JSON Web Token apart (RFC 7515, 7516, 7519) without checking its signature."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_TOKEN = 262_144
"""Characters of a token that is taken apart; servers refuse headers long before that."""
_PART = re.compile(r"[A-Za-z0-9_-]*")
_SCHEME = re.compile(r"(?:bearer|token|jwt)[ \t]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Jwt:
    """What a token says of itself. `claims` is None where they are encrypted (five parts, RFC 7516, 3.1);
    `signed` is False where the signature is empty."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any] | None
    signed: bool


def decode_jwt(text: str) -> Jwt | None:
    """The header and claims of a token in compact form, also behind `Bearer `. None for anything else,
    whatever the text is; nothing is verified."""
    token = without_scheme(text)
    if len(token) > MAX_TOKEN or token.count(".") not in (2, 4):
        return None
    parts = token.split(".")
    header = _json_object(parts[0])
    if header is None:
        return None
    if len(parts) == 5:
        return Jwt(header, None, True) if "enc" in header else None
    claims = _json_object(parts[1])
    return Jwt(header, claims, bool(parts[2])) if claims is not None else None


def without_scheme(text: str) -> str:
    """A token without the scheme of the Authorization header, which definitions often keep with it."""
    stripped = text.strip()
    scheme = _SCHEME.match(stripped)
    return stripped[scheme.end() :] if scheme else stripped


def _json_object(part: str) -> dict[str, Any] | None:
    part = part.rstrip("=")
    if not part or not _PART.fullmatch(part):
        return None
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8"))
    except (ValueError, RecursionError, binascii.Error):
        return None
    return value if isinstance(value, dict) else None
