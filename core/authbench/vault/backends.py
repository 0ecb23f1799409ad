"""Which keyring backends are used, built by name. Nothing that the environment says can add one.

`keyring` picks a backend from an environment variable, a configuration file, or whatever plug-in
has the highest priority; with `keyrings.alt` installed that is a file in base64. So its choice is
never asked for: the known classes are imported and made here, and anything else counts as none.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from authbench.vault.entries import Entries, Items, SingleItem, TwoSlots
from authbench.vault.errors import KeychainFailed, KeychainProblem

WINDOWS_LIMIT = 1280
"""Characters in one Windows credential: CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes of UTF-16."""


@dataclass(frozen=True)
class Backend:
    """A keychain that can be used: what a person calls it, and how documents lie in it."""

    name: str
    entries: Entries


@dataclass(frozen=True)
class _Known:
    module: str
    class_name: str
    name: str
    lay_out: Callable[[Items], Entries]


_WINDOWS = _Known(
    "keyring.backends.Windows",
    "WinVaultKeyring",
    "Windows Credential Manager",
    lambda items: TwoSlots(items, WINDOWS_LIMIT),
)
_MACOS = _Known("keyring.backends.macOS", "Keyring", "Keychain", lambda items: TwoSlots(items, None))
_SECRET_SERVICE = _Known("keyring.backends.SecretService", "Keyring", "Secret Service", SingleItem)
_LIBSECRET = _Known("keyring.backends.libsecret", "Keyring", "Secret Service", SingleItem)
_KWALLET = _Known("keyring.backends.kwallet", "DBusKeyring", "KDE Wallet", SingleItem)


def known_backends(platform: str = sys.platform) -> tuple[_Known, ...]:
    """The backends to try on `platform`, best first."""
    if platform == "win32":
        return (_WINDOWS,)
    if platform == "darwin":
        return (_MACOS,)
    return (_SECRET_SERVICE, _LIBSECRET, _KWALLET)


def find_backend(platform: str = sys.platform) -> Backend:
    """The first known backend that works here. Raises `KeychainFailed` with the reason. Blocks."""
    problem: KeychainFailed | None = None
    for known in known_backends(platform):
        try:
            backend_class = getattr(importlib.import_module(known.module), known.class_name)
            backend_class.priority  # noqa: B018 - raises RuntimeError where it cannot work
            items: Items = backend_class()
        except (ImportError, AttributeError, RuntimeError, OSError) as error:
            problem = problem or KeychainFailed(KeychainProblem.MISSING, known.name, reply=str(error))
            continue
        if known is _WINDOWS:
            # The library's default roams with the profile of a domain user.
            items.persist = "local machine"  # type: ignore[attr-defined]
        if known is _MACOS:
            # KEYCHAIN_PATH would only earn a warning: the library stopped using it.
            items.keychain = None  # type: ignore[attr-defined]
        name = known.name
        if known is _SECRET_SERVICE:
            from authbench.vault.secret_service import inspect_service

            facts = inspect_service()
            name = facts.name
            if not facts.usable and not has_display():
                problem = KeychainFailed(KeychainProblem.LOCKED, name)
                continue
        return Backend(name, known.lay_out(items))
    raise problem or KeychainFailed(KeychainProblem.MISSING, "keychain")


def has_display() -> bool:
    """Whether a question to unlock could be shown to anyone."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
