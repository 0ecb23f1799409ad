"""The role of whatever keeps secrets, and the one that forgets them at exit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from authbench.vault.plain_json import from_json, to_json

Check = Callable[[], None]
"""Called while waiting; raises `authbench.errors.Cancelled` to give up."""


class SecretStore(Protocol):
    """Keeps one document of secrets per connection.

    Values are plain (None, bool, numbers, text, bytes, lists, dicts with text keys, times) and come
    back equal. Every call may block, so none belongs on a GUI thread; `check` is polled meanwhile.
    """

    @property
    def name(self) -> str:
        """What a person calls it: `GNOME Keyring`, `memory only`."""

    @property
    def persistent(self) -> bool:
        """Whether entries outlive the process."""

    @property
    def reason(self) -> str | None:
        """Why secrets are only kept in memory; None when they are kept for good."""

    def get(self, key: str, *, check: Check | None = None) -> dict[str, Any] | None:
        """The document stored under `key`, or None. Raises `KeychainFailed`."""

    def put(self, key: str, value: Mapping[str, Any], *, check: Check | None = None) -> None:
        """Store `value` under `key` in place of what was there, and read it back. On
        `KeychainFailed` the earlier document is still there wherever the platform allows it."""

    def delete(self, key: str, *, check: Check | None = None) -> None:
        """Forget `key`; a missing one is no error. Raises `KeychainFailed`."""


class MemoryStore:
    """Keeps secrets for the life of the process and says why."""

    persistent = False

    def __init__(self, reason: str = "Secrets are kept in memory until Authbench closes.") -> None:
        self.name = "memory only"
        self.reason: str | None = reason
        self._documents: dict[str, str] = {}
        self._lock = threading.Lock()

    def get(self, key: str, *, check: Check | None = None) -> dict[str, Any] | None:
        """See `SecretStore.get`."""
        with self._lock:
            text = self._documents.get(key)
        return None if text is None else from_json(text)

    def put(self, key: str, value: Mapping[str, Any], *, check: Check | None = None) -> None:
        """See `SecretStore.put`. The document is copied."""
        text = to_json(value)
        with self._lock:
            self._documents[key] = text

    def delete(self, key: str, *, check: Check | None = None) -> None:
        """See `SecretStore.delete`."""
        with self._lock:
            self._documents.pop(key, None)

    def __repr__(self) -> str:
        return f"<MemoryStore, {len(self._documents)} entries>"
