"""The one vault entry of a connection: its secret field values and its tokens.

    {"fields": {…}, "tokens": {…}, "replaced": {…}, "serial": 3, "owner_id": "…",
     "obtained_at": "…", "obtained_with": "…", "expires_at": "…",
     "origins": {"access_token": {"step": "refresh", "at": "…"}},
     "visited": {"token": ["https://login.example.com"]}}

`serial` counts token changes, so that a second process sees that another one already refreshed.
`replaced` keeps what a form value was when a token of the same name took its place: if the person
changes that field afterwards, the field wins again (the two share storage, SDK reference 1.4).
`obtained_with` fingerprints the field values that the tokens were obtained with. `origins` says for each
token which step gave it and when; `visited` which origins each step of the run went to that obtained them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.vault import SecretStore


@dataclass(frozen=True, slots=True)
class Entry:
    """A connection's vault entry, decoded."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    tokens: Mapping[str, Any] = field(default_factory=dict)
    replaced: Mapping[str, Any] = field(default_factory=dict)
    serial: int = 0
    owner_id: str | None = None
    obtained_at: str | None = None
    obtained_with: str | None = None
    expires_at: str | None = None
    origins: Mapping[str, Any] = field(default_factory=dict)
    visited: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def decode(cls, document: Mapping[str, Any] | None) -> Entry:
        """The entry in `document`; what has another shape than ours reads as absent."""
        if not document:
            return cls()

        def mapping(key: str) -> dict[str, Any]:
            value = document.get(key)
            return dict(value) if isinstance(value, dict) else {}

        serial = document.get("serial")
        return cls(
            fields=mapping("fields"),
            tokens=mapping("tokens"),
            replaced=mapping("replaced"),
            serial=serial if isinstance(serial, int) else 0,
            owner_id=_text_or_none(document.get("owner_id")),
            obtained_at=_text_or_none(document.get("obtained_at")),
            obtained_with=_text_or_none(document.get("obtained_with")),
            expires_at=_text_or_none(document.get("expires_at")),
            origins=mapping("origins"),
            visited=mapping("visited"),
        )

    def encode(self) -> dict[str, Any]:
        """The JSON document to store."""
        return {
            "fields": dict(self.fields),
            "tokens": dict(self.tokens),
            "replaced": dict(self.replaced),
            "serial": self.serial,
            "owner_id": self.owner_id,
            "obtained_at": self.obtained_at,
            "obtained_with": self.obtained_with,
            "expires_at": self.expires_at,
            "origins": dict(self.origins),
            "visited": dict(self.visited),
        }

    def effective_tokens(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The stored tokens that still apply to `values`: those whose name is no field, or whose
        field has not been changed since the token took its place."""
        missing = object()
        return {
            name: value
            for name, value in self.tokens.items()
            if name not in values or self.replaced.get(name, missing) == values[name]
        }


def fingerprint(values: Mapping[str, Any]) -> str:
    """A digest of field values, to notice that tokens were obtained with other ones."""
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class EntryStore:
    """Reads and changes vault entries; each change is a read-modify-write under a lock that other
    processes honour, so that two windows lose nothing."""

    def __init__(self, secrets: SecretStore, home: Path) -> None:
        self._secrets = secrets
        self._home = home

    @property
    def persistent(self) -> bool:
        """Whether entries outlive this process."""
        return self._secrets.persistent

    def read(self, connection_id: str, check: Callable[[], None] | None = None) -> Entry:
        """The entry of a connection; an empty one where there is none. Raises KeychainFailed."""
        return Entry.decode(self._secrets.get(connection_id, check=check))

    def change(
        self, connection_id: str, edit: Callable[[Entry], Entry], check: Callable[[], None] | None = None
    ) -> Entry:
        """Replace the entry by what `edit` makes of it. Raises KeychainFailed."""
        with self.lock(f"entry-{connection_id}", check):
            before = self.read(connection_id, check)
            after = edit(before)
            if after != before:
                self._secrets.put(connection_id, after.encode(), check=check)
            return after

    def delete(self, connection_id: str) -> None:
        """Forget a connection's entry altogether."""
        self._secrets.delete(connection_id)

    def lock(self, name: str, check: Callable[[], None] | None) -> AbstractContextManager[None]:
        """A lock that all threads, and all processes that share the home folder, honour. `check`
        is called while waiting and may raise to give up."""
        from authbench.vault import process_lock

        return process_lock(self._home, name).acquire(check)


def timestamp() -> str:
    """Now, in UTC, as ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
