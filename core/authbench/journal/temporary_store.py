"""Bytes that are too many for memory: on disk for as long as this process lives, unreadable to anybody else.

One file without a name holds them in slots of one chunk each, encrypted with AES-256-GCM (NIST SP 800-38D).
The key is random, never leaves memory, and goes with the process; so does the file.
"""

from __future__ import annotations

import itertools
import os
import threading
import weakref
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from authbench.errors import AuthbenchError, Code

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK: Final = 64 * 1024
"""Bytes that are encrypted together: the least that is read from disk."""
CAPACITY: Final = 2 * 1024**3
"""Bytes on disk before the oldest have to go."""
_TAG: Final = 16
_SLOT: Final = CHUNK + _TAG
# One row of numbers for all stores of the process: none is ever given twice.
_numbers = itertools.count(1)


class NotKept(AuthbenchError):
    """Bytes could not be stored, or are not there any more; the message says why."""

    default_code = Code.STORAGE_FAILED


@dataclass(frozen=True, slots=True)
class Stored:
    """What was put away: its number, which is never given again, and its size in bytes."""

    id: int
    size: int


class TemporaryStore:
    """Takes bytes and gives any part of them back. Safe in any thread.

    `folder` is where the file is made (None: where the system wants temporary files), at the first `put`.
    `on_lost` is called, in the thread of that `put`, with each of the oldest that had to go for it.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        capacity: int = CAPACITY,
        on_lost: Callable[[Stored], None] | None = None,
    ) -> None:
        self._folder = folder
        self._most_slots = max(1, capacity // _SLOT)
        self._on_lost = on_lost
        # What is where; held for moments only, so that nobody waits for the disk to release something.
        self._lock = threading.Lock()
        self._slots_of: dict[Stored, array[int]] = {}
        self._free: list[int] = []
        self._end = 0
        self._writing = 0
        self._closed = False
        # The file's position belongs to one thread at a time.
        self._disk = threading.Lock()
        self._file: BinaryIO | None = None
        self._cipher: AESGCM | None = None

    def put(self, content: bytes) -> Stored:
        """Store `content`. Raises NotKept when the disk refuses, or there is more than fits."""
        count = -(-len(content) // CHUNK)
        if count > self._most_slots:
            raise NotKept("it is larger than all that is kept on disk")
        self._open()
        stored = Stored(next(_numbers), len(content))
        with self._lock:
            self._writing += 1
        slots: array[int] = array("I")
        kept = False
        try:
            for number in range(count):
                slots.append(self._take_slot())
                piece = memoryview(content)[number * CHUNK : (number + 1) * CHUNK]
                self._write(slots[-1], self._sealed(piece, stored.id, number))
            kept = True
        except OSError as error:
            raise NotKept(f"the temporary folder refused it ({error.strerror or error})") from error
        finally:
            with self._lock:
                self._writing -= 1
                if kept and not self._closed:
                    self._slots_of[stored] = slots
                else:
                    self._free.extend(slots)
        return stored

    def read(self, stored: Stored, start: int = 0, length: int | None = None) -> bytes:
        """`length` bytes (None: all) from `start` on, fewer at the end. Raises NotKept."""
        end = stored.size if length is None else min(stored.size, start + max(0, length))
        if start >= end:
            return b""
        with self._lock:
            slots = self._slots_of.get(stored)
        if slots is None:
            raise NotKept("newer content needed its room")
        first = start // CHUNK
        pieces: list[bytes] = []
        for number in range(first, -(-end // CHUNK)):
            pieces.append(self._opened(slots[number], stored, number))
        if len(pieces) == 1:
            return pieces[0][start - first * CHUNK : end - first * CHUNK]
        pieces[-1] = pieces[-1][: end - (first + len(pieces) - 1) * CHUNK]
        pieces[0] = pieces[0][start - first * CHUNK :]
        return b"".join(pieces)

    def release(self, stored: Stored) -> None:
        """Forget what was stored; nothing happens where it is gone. Does not touch the disk."""
        with self._lock:
            slots = self._slots_of.pop(stored, None)
            if slots is not None:
                self._free.extend(slots)

    def clear(self) -> None:
        """Forget everything and give its room on disk back, unless something is being put just now: then
        the room is used again."""
        with self._disk, self._lock:
            for slots in self._slots_of.values():
                self._free.extend(slots)
            self._slots_of.clear()
            if self._writing:
                return
            self._free.clear()
            self._end = 0
            if self._file is not None:
                try:
                    self._file.truncate(0)
                except OSError:
                    # The room is used again.
                    return

    def close(self) -> None:
        """Forget everything; the file goes, and with it the key. Nothing can be put any more."""
        with self._lock:
            self._closed = True
            self._slots_of.clear()
        with self._disk:
            file, self._file = self._file, None
            self._cipher = None
            if file is not None:
                try:
                    file.close()
                except OSError:
                    return

    @property
    def used(self) -> int:
        """Bytes on disk that hold something."""
        with self._lock:
            return (self._end - len(self._free)) * _SLOT

    def _open(self) -> None:
        with self._disk:
            if self._closed:
                raise NotKept("the store is closed")
            if self._file is not None:
                return
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            from authbench.journal.temporary_file import open_nameless

            try:
                self._file = open_nameless(self._folder)
            except OSError as error:
                raise NotKept(f"no file could be made for it ({error.strerror or error})") from error
            # Whoever forgets the store without closing it closes the file all the same.
            weakref.finalize(self, self._file.close)
            self._cipher = AESGCM(os.urandom(32))

    def _take_slot(self) -> int:
        """A free slot, for which the oldest goes where there is none."""
        while True:
            with self._lock:
                if self._free:
                    return self._free.pop()
                if self._end < self._most_slots:
                    self._end += 1
                    return self._end - 1
                oldest = next(iter(self._slots_of), None)
                if oldest is None:
                    raise NotKept("there is no room for it on disk")
                self._free.extend(self._slots_of.pop(oldest))
            if self._on_lost is not None:
                self._on_lost(oldest)

    def _write(self, slot: int, content: bytes) -> None:
        with self._disk:
            if self._file is None:
                raise NotKept("the store is closed")
            self._file.seek(slot * _SLOT)
            rest = memoryview(content)
            while rest:
                rest = rest[self._file.write(rest) :]

    def _sealed(self, piece: memoryview, stored_id: int, number: int) -> bytes:
        cipher = self._cipher
        if cipher is None:
            raise NotKept("the store is closed")
        place = _place(stored_id, number)
        return cipher.encrypt(place, piece, place)

    def _opened(self, slot: int, stored: Stored, number: int) -> bytes:
        from cryptography.exceptions import InvalidTag

        length = min(CHUNK, stored.size - number * CHUNK) + _TAG
        with self._disk:
            file, cipher = self._file, self._cipher
            if file is None or cipher is None:
                raise NotKept("the store is closed")
            try:
                file.seek(slot * _SLOT)
                sealed = b""
                while len(sealed) < length:
                    piece = file.read(length - len(sealed))
                    if not piece:
                        break
                    sealed += piece
            except OSError as error:
                raise NotKept(f"it could not be read back ({error.strerror or error})") from error
        place = _place(stored.id, number)
        try:
            return cipher.decrypt(place, sealed, place)
        except (InvalidTag, ValueError):
            # Its slot was given to something newer, or the file was changed by somebody else.
            raise NotKept("newer content needed its room, or the file was damaged") from None


def _place(stored_id: int, number: int) -> bytes:
    """The nonce of a chunk, and what is authenticated with it: a number is given to one content only and
    each of its chunks is encrypted once, so that no nonce is used twice with a key."""
    return stored_id.to_bytes(8, "big") + number.to_bytes(4, "big")
