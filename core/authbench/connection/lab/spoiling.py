"""Breaking what a connection holds: settings that stand in for the kept ones in an experiment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from authbench.connection.secrecy import is_secret_result

ACCESS, REFRESH = "access_token", "refresh_token"
_NOT_FOR_APIS = frozenset({REFRESH, "id_token", "client_secret"})
_INSIDE = 8
"""A shorter token is replaced only where it is the whole of a setting: elsewhere it may be chance."""
_MOMENT = re.compile(r"(?:.*_)?(?:expires_at|expires_on|expiry|expiration|exp|valid_until)", re.IGNORECASE)
_ALPHABETS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def credential_names(settings: Mapping[str, Any], obtained: Mapping[str, Any]) -> tuple[str, ...]:
    """The settings that requests are authorized with: `access_token`, else what was `obtained` and looks
    like a secret (a session id, a token of another name). Empty where nothing was obtained."""
    if _is_text(settings.get(ACCESS)):
        return (ACCESS,)
    return tuple(
        name
        for name, value in obtained.items()
        if name not in _NOT_FOR_APIS and _is_text(value) and is_secret_result(name, value)
    )


def corrupted(token: str) -> str:
    """`token` with one character changed into another one of its kind. In a JWT it is one of the signature:
    the claims can still be read."""
    for place in _places(token):
        alphabet = next((letters for letters in _ALPHABETS if token[place] in letters), None)
        if alphabet is not None:
            other = alphabet[(alphabet.index(token[place]) + 1) % len(alphabet)]
            return token[:place] + other + token[place + 1 :]
    return token[:-1] + ("x" if token[-1:] != "x" else "y")


def _places(token: str) -> list[int]:
    # Not among the last two: the final characters of base64 may hold bits that count for nothing.
    start, end = token.rfind(".") + 1, len(token) - 2
    middle = (start + end) // 2
    near = sorted(range(len(token)), key=lambda place: abs(place - middle))
    return [place for place in near if start <= place < end] or near


def replaced(settings: Mapping[str, Any], old: str, new: str) -> dict[str, Any]:
    """The settings in which `new` takes the place of `old`, wherever it stands and however deep."""
    changed = {name: _replaced(value, old, new) for name, value in settings.items()}
    return {name: value for name, value in changed.items() if value != settings[name]}


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        if value == old:
            return new
        return value.replace(old, new) if len(old) >= _INSIDE else value
    if isinstance(value, Mapping):
        return {key: _replaced(inner, old, new) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replaced(inner, old, new) for inner in value]
    return value


def past_moments(obtained: Mapping[str, Any], now: datetime | None = None) -> dict[str, Any]:
    """The moments of expiry among what was obtained, an hour ago, each written as it was: a definition may
    look at them itself. Seconds since 1970 stay numbers or digits, milliseconds too."""
    hour_ago = (now or datetime.now(UTC)) - timedelta(hours=1)
    found = {}
    for name, value in obtained.items():
        if _MOMENT.fullmatch(name) and (moment := _written_like(value, hour_ago)) is not None:
            found[name] = moment
    return found


def _written_like(value: Any, moment: datetime) -> Any:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        seconds = moment.timestamp() * (1000 if value > 10**11 else 1)
        return int(seconds) if isinstance(value, int) else seconds
    if not isinstance(value, str):
        return None
    if re.fullmatch(r"\d{9,13}", value):
        return str(_written_like(int(value), moment))
    try:
        before = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(before.tzinfo or UTC).replace(tzinfo=before.tzinfo).isoformat(timespec="seconds")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
