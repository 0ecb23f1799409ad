"""What `acquire` and `refresh` may return, and what it means (SDK reference 3.9 and 3.10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authbench.errors import AuthbenchError, Code, Location


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a lambda gave: `changes` to merge into the settings, and the account it belongs to.
    `changes` is None where the lambda returned nil."""

    changes: Mapping[str, Any] | None
    owner_id: str | None = None


class UnexpectedResult(AuthbenchError):
    """`acquire` or `refresh` returned something that cannot be merged into the settings."""

    default_code = Code.INVALID_DEFINITION


def credentials_from_acquire(result: Any, location: Location | None = None) -> Credentials:
    """`[tokens, owner_id, extra]`, a shorter one, a hash, or nil. Tokens win over extra.

    Raises UnexpectedResult for anything else.
    """
    if result is None:
        return Credentials(None)
    if isinstance(result, Mapping):
        return Credentials(dict(result))
    if isinstance(result, (list, tuple)) and 1 <= len(result) <= 3:
        tokens = _hash(result[0], "acquire", "its first element", location)
        owner = result[1] if len(result) > 1 else None
        extra = _hash(result[2] if len(result) > 2 else None, "acquire", "its third element", location)
        return Credentials({**extra, **tokens}, None if owner is None else str(owner))
    raise _unexpected("acquire", "a hash, or an array [tokens, owner id, other settings]", result, location)


def credentials_from_refresh(result: Any, location: Location | None = None) -> Credentials:
    """A hash, `[tokens]` or `[tokens, extra]`. Extra wins over tokens; further elements are ignored;
    nil counts as an empty success. Raises UnexpectedResult for anything else."""
    if result is None:
        return Credentials({})
    if isinstance(result, Mapping):
        return Credentials(dict(result))
    if isinstance(result, (list, tuple)) and result:
        tokens = _hash(result[0], "refresh", "its first element", location)
        extra = _hash(result[1] if len(result) > 1 else None, "refresh", "its second element", location)
        return Credentials({**tokens, **extra})
    raise _unexpected("refresh", "a hash, or an array [tokens, other settings]", result, location)


class NotText(AuthbenchError):
    """A lambda that must return a string or nil returned something else."""

    default_code = Code.INVALID_DEFINITION
    ruby_class = "TypeError"


def text_or_nil(value: Any, name: str, location: Location | None = None) -> str | None:
    """The result of `client_id`, `token_url`, `base_uri` and their like. Raises NotText, as the
    platform does for anything but a string or nil."""
    if value is None or isinstance(value, str):
        return value
    raise NotText(
        f"'{name}' returned {_kind(value)}, but a string was expected",
        hint=f"Let {name} return a string: add .to_s if it is a number.",
        location=location,
    )


def _hash(value: Any, name: str, which: str, location: Location | None) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    raise _unexpected(name, f"a hash as {which}", value, location)


def _unexpected(name: str, expected: str, value: Any, location: Location | None) -> UnexpectedResult:
    return UnexpectedResult(
        f"'{name}' returned {_kind(value)}, but {expected} was expected",
        hint=f"Let {name} return for example {{ access_token: response['access_token'] }}.",
        location=location,
    )


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "a string"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, (list, tuple)):
        return "an empty array" if not value else f"an array of {len(value)}"
    return "something that is no hash"
