"""Which values of the settings are secret, by name or by look.

A field's own `control_type` is the definition's business (`Field.secret`); these rules are for what
acquire, refresh and token responses bring, and for settings that no field describes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from authbench.definition import looks_like_private_key, name_is_secret
from authbench.definition.secrecy import looks_secret
from authbench.journal.secret_names import is_secret_name

_ABOUT_A_SECRET = re.compile(r"_?(?:type|in|at|url|uri|scopes?|issued|expires|expiry)$", re.IGNORECASE)
_OPAQUE = re.compile(r"[A-Za-z0-9._~+/=:|-]{16,}")
_LOOKS_PLAIN = re.compile(
    r"(?i:[a-z][a-z0-9+.-]*://.*)|(?i:[^@\s]+@[^@\s]+\.[a-z]{2,})|(?:\d{4}-\d\d-\d\d.*)"
    r"|(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,10})|(?:\d+(?:\.\d+)?)"
)


def is_secret_result(name: str, value: object) -> bool:
    """Whether a value that acquire, refresh or a token response gave under `name` is secret: a
    token-like name, an opaque string of 16 characters or more that is no URL, or a private key."""
    if isinstance(value, bytes):
        return len(value) >= 4
    if not isinstance(value, str) or len(value) < 4:
        return False
    if looks_like_private_key(value) or is_secret_name(name):
        return True
    if _ABOUT_A_SECRET.search(name):
        return False
    return bool(_OPAQUE.fullmatch(value)) and not _LOOKS_PLAIN.fullmatch(value)


def is_secret_setting(name: str, value: object) -> bool:
    """Whether a value that a person entered under `name` is secret whatever its field says: by its
    name, or by its looks. Long identifiers stay readable."""
    if not isinstance(value, str) or len(value) < 4:
        return False
    return name_is_secret(name) or looks_secret(value)


def secret_results(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The secret (name, value) pairs of what acquire, refresh or a token response gave, at any depth."""
    return _secrets(values, is_secret_result)


def secret_settings(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The secret (name, value) pairs of what a person entered, at any depth."""
    return _secrets(values, is_secret_setting)


def _secrets(
    values: Mapping[str, Any], is_secret: Callable[[str, object], bool]
) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        yield from _walk(str(name), value, is_secret)


def _walk(name: str, value: object, is_secret: Callable[[str, object], bool]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from _secrets(value, is_secret)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _walk(name, inner, is_secret)
    elif is_secret(name, value):
        yield name, value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
