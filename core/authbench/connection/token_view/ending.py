"""When a token ends, and how that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from authbench.connection.token_view.claims import in_milliseconds, moment_of_claim, number_of

_FAR = 100 * 365 * 86_400
_DEPTH = 4
_LIFETIMES = ("expires_in",)
_INSTANTS = (
    "expires_at",
    "expires_on",
    "token_expires_at",
    "token_expiry",
    "expiry",
    "expiry_date",
    "expiration",
    "expires",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The step that gave a value, and when; `step` is empty where that was not kept."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """The members of an answer that gave tokens, as it came, and when it was there."""

    members: Mapping[str, Any] = field(repr=False)
    at: datetime

    def around(self, token: str) -> Answer | None:
        """The answer with what stands beside `token` in it on top; None where it brought another one."""
        beside = _beside(self.members, token, _DEPTH)
        return None if beside is None else Answer({**self.members, **beside}, self.at)


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a token's life, and the words for how it is known."""

    at: datetime
    source: str


def ending_of(
    name: str,
    claims: Mapping[str, Any],
    settings: Mapping[str, Any],
    origins: Mapping[str, Origin],
    *,
    primary: bool,
    recorded: datetime | None = None,
    answer: Answer | None = None,
) -> Ending | None:
    """When the token called `name` ends: by `expires_in` of the answer that it came with (RFC 6749, 5.1),
    else by its own `exp` (RFC 7519, 4.1.4), else by a setting such as `expires_at`. None where nothing says.

    `primary` marks the token that such settings without a token's name are about; `recorded` is the end that
    was noted when it was obtained, for logins that were kept without their origins; `answer` is what brought
    the token, where that was seen: acquire need not have kept its `expires_in`.
    """
    for key in _names_for(name, _LIFETIMES, primary=primary):
        seconds, origin = number_of(settings.get(key)), origins.get(key)
        came_along = origin is not None and origin == origins.get(name)
        if seconds is not None and 0 <= seconds < _FAR and origin is not None and came_along:
            return Ending(
                origin.at + timedelta(seconds=seconds),
                f"from {key} of the {_answer(origin.step)} at {clock_time(origin.at)}",
            )
        seen = number_of(answer.members.get(key)) if answer is not None else None
        if answer is not None and seen is not None and 0 <= seen < _FAR:
            told = f"from {key} of the token answer at {clock_time(answer.at)}"
            return Ending(answer.at + timedelta(seconds=seen), told)
    expires = moment_of_claim(claims.get("exp"))
    if primary and recorded is not None and name not in origins and recorded != expires:
        return Ending(recorded, "from expires_in of the token answer")
    if expires is not None:
        return Ending(expires, "from exp in the token")
    for key in _names_for(name, _INSTANTS, primary=primary):
        instant = instant_of(settings.get(key))
        if instant is not None:
            return Ending(instant, f"from the setting {key}")
    return None


def instant_of(value: Any) -> datetime | None:
    """A moment as settings hold it: ISO 8601, an HTTP date, or seconds or milliseconds since 1970. Without a
    zone it is taken as UTC. None for anything else, lifetimes included."""
    number = number_of(value)
    if number is not None:
        if in_milliseconds(value):
            number /= 1000
        return moment_of_claim(number) if number > 100_000_000 else None
    if not isinstance(value, str) or len(value) > 64:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(value.strip())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def clock_time(moment: datetime) -> str:
    """The local time of day, `14:03`."""
    return moment.astimezone().strftime("%H:%M")


def step_words(step: str) -> str:
    """Which step gave something, in words."""
    return {
        "token": "the built-in token request",
        "acquire": "acquire",
        "refresh": "refresh",
    }.get(step, "")


def _beside(members: Any, token: str, depth: int) -> Mapping[str, Any] | None:
    if not isinstance(members, Mapping) or depth == 0:
        return None
    if any(isinstance(each, str) and each == token for each in members.values()):
        return members
    inner = (_beside(each, token, depth - 1) for each in members.values())
    return next((found for found in inner if found is not None), None)


def _answer(step: str) -> str:
    return {"acquire": "result of acquire", "refresh": "result of refresh"}.get(step, "token answer")


def _names_for(name: str, keys: tuple[str, ...], *, primary: bool) -> list[str]:
    """`refresh_token_expires_in`, `refresh_expires_in` and `x_refresh_token_expires_in` for a refresh token;
    the plain names for the primary one only."""
    short = name.removesuffix("_token")
    own = [f"{start}{key}" for key in keys for start in (f"{name}_", f"{short}_", f"x_{name}_")]
    return own + list(keys) if primary else own
