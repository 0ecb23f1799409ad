"""How a document lies in a keychain: as one item, or in two slots of chunks where that is needed.

The Secret Service replaces an item in one step and takes any size: one item per connection. Windows
limits an item to 2,560 bytes of UTF-16 and its library replaces in two steps; macOS deletes before
it adds. There, a document goes into the slot that is not in use, its chunks first and the manifest
with length and hash last; only when it reads back equal is the other slot removed. Whenever the
process dies, the newest complete document is found again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

ACCOUNT = "authbench"
SLOTS = ("a", "b")


class Items(Protocol):
    """The three calls of a keyring backend."""

    def get_password(self, service: str, username: str) -> str | None:
        """The item's text, or None."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Create or replace the item."""

    def delete_password(self, service: str, username: str) -> None:
        """Remove the item; a missing one may raise."""


class NotKept(Exception):
    """What was read back is not what was written."""


class Damaged(Exception):
    """Items are there, but no complete document."""


class Entries(Protocol):
    """Documents (ASCII text) by key."""

    def read(self, key: str) -> str | None:
        """The document, or None. Raises `Damaged`."""

    def write(self, key: str, text: str) -> None:
        """Replace the document. Raises `NotKept`; the earlier document is then still there, unless
        the backend lost it on its own."""

    def delete(self, key: str) -> None:
        """Remove the document and every trace of it."""


def item_name(key: str, part: str = "") -> str:
    """The item's name in the keychain, as its owner sees it there."""
    return f"Authbench {key}{part}"


def _remove(items: Items, name: str) -> None:
    """Delete an item if it is there. Backends disagree on whether deleting nothing is an error."""
    if items.get_password(name, ACCOUNT) is not None:
        items.delete_password(name, ACCOUNT)


@dataclass(frozen=True)
class SingleItem:
    """For backends that replace an item in one step and take any size."""

    items: Items

    def read(self, key: str) -> str | None:
        """See `Entries.read`."""
        return self.items.get_password(item_name(key), ACCOUNT)

    def write(self, key: str, text: str) -> None:
        """See `Entries.write`."""
        self.items.set_password(item_name(key), ACCOUNT, text)
        if self.items.get_password(item_name(key), ACCOUNT) != text:
            raise NotKept

    def delete(self, key: str) -> None:
        """See `Entries.delete`."""
        _remove(self.items, item_name(key))


@dataclass(frozen=True)
class _Manifest:
    sequence: int
    chunks: int
    length: int
    digest: str

    def text(self, inline: str) -> str:
        head = {
            "authbench": 1,
            "sequence": self.sequence,
            "chunks": self.chunks,
            "length": self.length,
            "sha256": self.digest,
        }
        return json.dumps(head, separators=(",", ":")) + "\n" + inline

    @classmethod
    def parse(cls, text: str) -> tuple[_Manifest, str] | None:
        head, _, inline = text.partition("\n")
        try:
            facts = json.loads(head)
            manifest = cls(
                int(facts["sequence"]), int(facts["chunks"]), int(facts["length"]), str(facts["sha256"])
            )
        except (ValueError, KeyError, TypeError):
            return None
        return manifest, inline


@dataclass(frozen=True)
class TwoSlots:
    """For backends that limit an item's size (`limit` characters; None: no limit) or replace in
    more than one step."""

    items: Items
    limit: int | None

    def read(self, key: str) -> str | None:
        """See `Entries.read`."""
        found = self._found(key)
        for _, slot in sorted(found, reverse=True):
            text = self._document(key, slot)
            if text is not None:
                return text
        if found:
            raise Damaged
        return None

    def write(self, key: str, text: str) -> None:
        """See `Entries.write`."""
        found = self._found(key)
        sequence, current = max(found, default=(0, SLOTS[1]))
        if found and self._document(key, current) is None:
            # The newest is incomplete: the slot to keep is the other one.
            current = SLOTS[1 - SLOTS.index(current)]
        slot = SLOTS[1 - SLOTS.index(current)]
        self._clear(key, slot)
        self._fill(key, slot, sequence + 1, text)
        if self._document(key, slot) != text:
            self._clear(key, slot)
            raise NotKept
        self._clear(key, current)

    def delete(self, key: str) -> None:
        """See `Entries.delete`."""
        for slot in SLOTS:
            self._clear(key, slot)

    def _found(self, key: str) -> list[tuple[int, str]]:
        found = []
        for slot in SLOTS:
            item = self.items.get_password(item_name(key, f" {slot}"), ACCOUNT)
            if item is not None:
                parsed = _Manifest.parse(item)
                found.append((parsed[0].sequence if parsed else 0, slot))
        return found

    def _document(self, key: str, slot: str) -> str | None:
        item = self.items.get_password(item_name(key, f" {slot}"), ACCOUNT)
        parsed = None if item is None else _Manifest.parse(item)
        if parsed is None:
            return None
        manifest, text = parsed
        for number in range(1, manifest.chunks + 1):
            chunk = self.items.get_password(item_name(key, f" {slot}.{number}"), ACCOUNT)
            if chunk is None:
                return None
            text += chunk
        complete = len(text) == manifest.length and _digest(text) == manifest.digest
        return text if complete else None

    def _fill(self, key: str, slot: str, sequence: int, text: str) -> None:
        whole = _Manifest(sequence, 0, len(text), _digest(text)).text(text)
        if self.limit is None or len(whole) <= self.limit:
            self.items.set_password(item_name(key, f" {slot}"), ACCOUNT, whole)
            return
        chunks = list(_cut(text, self.limit))
        for number, chunk in enumerate(chunks, start=1):
            self.items.set_password(item_name(key, f" {slot}.{number}"), ACCOUNT, chunk)
        manifest = _Manifest(sequence, len(chunks), len(text), _digest(text))
        self.items.set_password(item_name(key, f" {slot}"), ACCOUNT, manifest.text(""))

    def _clear(self, key: str, slot: str) -> None:
        """Remove a slot: its manifest first, so that what is left of it is never read."""
        _remove(self.items, item_name(key, f" {slot}"))
        number = 1
        while self.items.get_password(item_name(key, f" {slot}.{number}"), ACCOUNT) is not None:
            number += 1
        # From the end, so that a removal that is cut short leaves no gap to stop at next time.
        for left in range(number - 1, 0, -1):
            self.items.delete_password(item_name(key, f" {slot}.{left}"), ACCOUNT)


def _cut(text: str, size: int) -> Iterator[str]:
    for start in range(0, len(text), size):
        yield text[start : start + size]


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(text.encode("ascii")).hexdigest()
