"""Which programs a person trusted, by the digest of their content: a small file under our own folder, never
beside a definition, so that nothing that comes with one can grant it."""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from authbench.vault.files import read_file, set_aside, write_atomically
from authbench.vault.locks import process_lock
from authbench.vault.plain_json import from_json, to_json

_DIGEST = re.compile(r"[0-9a-f]{64}")
_VERSION = 1


class Trusted(Protocol):
    """What is asked about: `definition.trust.Trust` has it."""

    @property
    def digest(self) -> str:
        """The SHA-256, in hex, over everything that would run."""

    @property
    def files(self) -> Any:
        """What would run, the definition first; each with its `path`, links followed."""


@dataclass(frozen=True, slots=True)
class TrustEntry:
    """One thing that was trusted: its digest, the path that it had then, and when."""

    digest: str
    path: str
    granted_at: datetime


class TrustStore:
    """The file `trusted.json` under `home`. All methods may be called from any thread and process.

    A damaged file means that nothing is trusted; the next change sets it aside.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / "trusted.json"
        self._home = home
        self._lock = threading.Lock()
        self._editing: set[str] = set()

    def is_trusted(self, digest: str) -> bool:
        """Whether exactly this content was trusted. False, too, where the file cannot be read."""
        from authbench.vault.errors import StorageFailed

        try:
            return any(entry.digest == digest for entry in self.entries())
        except StorageFailed:
            return False

    def knows(self, path: str | Path) -> bool:
        """Whether some content of this file was trusted. False, too, where that cannot be read."""
        from authbench.vault.errors import StorageFailed

        resolved = _resolved(path)
        try:
            return any(entry.path == resolved for entry in self.entries())
        except StorageFailed:
            return False

    def policy(self, trust: Trusted) -> bool:
        """A `TrustPolicy`: what was trusted by its content, or is being edited."""
        if trust.files and self.is_trusted_while_editing(trust.files[0].path):
            return True
        return self.is_trusted(trust.digest)

    def grant(self, digest: str, path: str | Path) -> None:
        """Trust this content from now on. Raises ValueError for what is no digest, and StorageFailed."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a SHA-256 in hex")
        entry = TrustEntry(digest, _resolved(path), datetime.now(UTC).replace(microsecond=0))
        self._change(lambda entries: [*(one for one in entries if one.digest != digest), entry])

    def revoke(self, digest: str) -> None:
        """Trust this content no longer. Raises StorageFailed."""
        self._change(lambda entries: [one for one in entries if one.digest != digest])

    def revoke_path(self, path: str | Path) -> None:
        """Trust nothing any more that was trusted at this path, nor while it is edited. Raises
        StorageFailed."""
        resolved = _resolved(path)
        with self._lock:
            self._editing.discard(resolved)
        self._change(lambda entries: [one for one in entries if one.path != resolved])

    def entries(self) -> tuple[TrustEntry, ...]:
        """Everything that is trusted, the oldest first. Raises StorageFailed where it cannot be read."""
        content = read_file(self.path)
        return () if content is None else tuple(_parsed(content) or ())

    def trust_while_editing(self, path: str | Path) -> None:
        """Trust whatever this file, and what it imports from beside it, becomes: in this process only."""
        with self._lock:
            self._editing.add(_resolved(path))

    def stop_trusting_while_editing(self, path: str | Path) -> None:
        """Ask again when the content changes."""
        with self._lock:
            self._editing.discard(_resolved(path))

    def is_trusted_while_editing(self, path: str | Path) -> bool:
        """Whether `trust_while_editing` holds for this file."""
        with self._lock:
            return _resolved(path) in self._editing

    def _change(self, change: Any) -> None:
        with process_lock(self._home, "trusted").acquire(None):
            content = read_file(self.path)
            entries = [] if content is None else _parsed(content)
            if entries is None:
                set_aside(self.path)
                entries = []
            document = {"version": _VERSION, "trusted": [_written(entry) for entry in change(entries)]}
            write_atomically(self.path, to_json(document, indent=2).encode("ascii"))


def _resolved(path: str | Path) -> str:
    return os.path.realpath(path)


def _written(entry: TrustEntry) -> dict[str, str]:
    return {"digest": entry.digest, "path": entry.path, "granted_at": entry.granted_at.isoformat()}


def _parsed(content: bytes) -> list[TrustEntry] | None:
    """The entries of a file; None where any of it is not what we wrote."""
    try:
        document = from_json(content.decode("utf-8"))
        if document.get("version") != _VERSION:
            return None
        return [_entry(item) for item in document["trusted"]]
    except (ValueError, KeyError, TypeError):
        return None


def _entry(item: Any) -> TrustEntry:
    digest, path = item["digest"], item["path"]
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest) or not isinstance(path, str):
        raise ValueError("no entry of ours")
    return TrustEntry(digest, path, datetime.fromisoformat(item["granted_at"]))
