"""A connection as it is kept on disk: everything but its secrets."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from authbench.vault.errors import SecretInProfile
from authbench.vault.plain_json import from_json, to_json

FORMAT = 1
"""The format written. A reader for each earlier one stays in `MIGRATIONS`."""

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: Mapping[int, Migration] = {}
"""From format N to N + 1, by N. Applied one after another when a profile is read; the file itself
changes with the next save, and its backup keeps the old form."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\Z")
_DEVICE_NAME = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\Z", re.IGNORECASE)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}")
_SECRET_KEYS = frozenset(
    (
        "accesstoken",
        "apikey",
        "apisecret",
        "clientassertion",
        "clientsecret",
        "idtoken",
        "passphrase",
        "password",
        "privatekey",
        "refreshtoken",
        "secret",
        "secretaccesskey",
        "secretkey",
    )
)


@dataclass(frozen=True, slots=True)
class LastResult:
    """What the last run of a connection came to. `expires_at` is when its access token ends;
    `authorization` is the resolved type, such as `oauth2`."""

    outcome: str
    at: datetime
    detail: str = ""
    identity: str | None = None
    expires_at: datetime | None = None
    authorization: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One connection without its secrets.

    `connector` is `demo:NAME` or an absolute path; `values` are the form's, less the secret ones;
    `version` counts saves. `read_only` means that a newer Authbench wrote the file: it is shown and
    used, and saving raises `ReadOnlyProfile`.
    """

    id: str
    name: str
    connector: str
    values: dict[str, Any] = field(default_factory=dict)
    redirect: dict[str, Any] = field(default_factory=dict)
    routes: tuple[str, ...] = ()
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    last: LastResult | None = None
    version: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    tries: tuple[dict[str, Any], ...] = ()
    """Requests that the person tried, newest first, less what is secret in them."""
    read_only: bool = False


def new_profile_id() -> str:
    """An id that no other connection has."""
    return secrets.token_hex(8)


def is_profile_id(text: str) -> bool:
    """Whether `text` can be a connection's id, and so a file name on every system."""
    return bool(_ID.match(text)) and not _DEVICE_NAME.match(text)


def profile_to_text(profile: Profile) -> str:
    """The file's content. Raises `SecretInProfile` where a value is a secret by its key or look."""
    refuse_secrets(profile.values)
    refuse_secrets(profile.options)
    refuse_secrets(profile.tries)
    document: dict[str, Any] = {
        "format": FORMAT,
        "id": profile.id,
        "version": profile.version,
        "name": profile.name,
        "connector": profile.connector,
        "created_at": profile.created_at,
        "values": profile.values,
        "redirect": profile.redirect,
        "routes": list(profile.routes),
        "options": profile.options,
        "last": None if profile.last is None else _last_to_plain(profile.last),
        "tries": list(profile.tries),
    }
    return to_json(document, indent=2) + "\n"


def profile_from_text(text: str, *, migrations: Mapping[int, Migration] = MIGRATIONS) -> Profile:
    """The profile in a file. Raises ValueError where it is damaged."""
    document = from_json(text)
    written = _typed(document, "format", int)
    while written < FORMAT:
        if written not in migrations:
            raise ValueError(f"format {written} is not known")
        document = migrations[written](document)
        written += 1
    profile = Profile(
        id=_typed(document, "id", str),
        name=_typed(document, "name", str),
        connector=_typed(document, "connector", str),
        values=_typed(document, "values", dict),
        redirect=_typed(document, "redirect", dict),
        routes=tuple(str(route) for route in _typed(document, "routes", list)),
        created_at=_typed(document, "created_at", datetime),
        last=_last_from_plain(document.get("last")),
        version=_typed(document, "version", int),
        options=_typed(document, "options", dict),
        tries=tuple(_typed(document, "tries", list, optional=True) or ()),
        read_only=written > FORMAT,
    )
    if not is_profile_id(profile.id) or profile.version < 1:
        raise ValueError("its id or version is damaged")
    return profile


def renewed(profile: Profile, version: int) -> Profile:
    """`profile` as saved under `version`."""
    return replace(profile, version=version)


def refuse_secrets(value: Any, path: tuple[str, ...] = ()) -> None:
    """Raise `SecretInProfile` when a text in `value` is a secret by its key or its look.

    The form decides what is secret and leaves it out; this is the last fence before the disk, for
    keys that leave no doubt, private keys and signed tokens.
    """
    if isinstance(value, Mapping):
        for key, item in value.items():
            refuse_secrets(item, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for item in value:
            refuse_secrets(item, path)
    elif isinstance(value, str) and value:
        bare = re.sub(r"[^a-z]", "", path[-1].lower()) if path else ""
        if bare in _SECRET_KEYS or _PRIVATE_KEY.search(value) or _JWT.search(value):
            raise SecretInProfile(
                f"The value of {'.'.join(path) or 'the profile'} is a secret and was not written to disk.",
                hint="Secrets belong in the keychain. Mark the field with control_type 'password'.",
            )


def _last_to_plain(last: LastResult) -> dict[str, Any]:
    return {
        "outcome": last.outcome,
        "at": last.at,
        "detail": last.detail,
        "identity": last.identity,
        "expires_at": last.expires_at,
        "authorization": last.authorization,
    }


def _last_from_plain(value: Any) -> LastResult | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError("last is damaged")
    return LastResult(
        outcome=_typed(value, "outcome", str),
        at=_typed(value, "at", datetime),
        detail=_typed(value, "detail", str),
        identity=_typed(value, "identity", str, optional=True),
        expires_at=_typed(value, "expires_at", datetime, optional=True),
        authorization=_typed(value, "authorization", str, optional=True),
    )


def _typed(document: dict[str, Any], key: str, kind: type, *, optional: bool = False) -> Any:
    value = document.get(key)
    if value is None and optional:
        return None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{key} is missing or damaged")
    return value


def readable_error(error: Exception) -> str:
    """Why a file could not be understood, in words, for the person who finds it set aside."""
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON at line {error.lineno}: {error.msg}"
    if isinstance(error, UnicodeDecodeError):
        return "not valid UTF-8 text"
    return str(error)
