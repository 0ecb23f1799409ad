"""Content codings undone as the body arrives, never beyond a size limit (SDK reference 5.3)."""

from __future__ import annotations

import zlib
from typing import Protocol

_STEP = 256 * 1024
_MAX_CODINGS = 4


class DecodedTooLarge(Exception):
    """The decoded body passed the limit."""


class BadCoding(Exception):
    """The body is not what its Content-Encoding says, or it ends too early."""


class _Stage(Protocol):
    def feed(self, data: bytes, limit: int) -> bytes: ...

    def finish(self) -> None: ...


class BodyDecoder:
    """Undoes the codings of one response, `limit` bounding every stage.

    `unknown` names the codings that are left as they are (and everything coded before them).
    """

    def __init__(self, content_encoding: str, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._stages: list[_Stage] = []
        self.unknown: tuple[str, ...] = ()
        codings = [name for name in (part.strip().lower() for part in content_encoding.split(",")) if name]
        if len(codings) > _MAX_CODINGS:
            raise BadCoding(f"The body is coded {len(codings)} times over.")
        # The last one named was applied last (RFC 9110, 8.4), so it comes off first.
        while codings:
            name = codings[-1]
            if name in ("gzip", "x-gzip"):
                self._stages.append(_Gzip())
            elif name == "deflate":
                self._stages.append(_Deflate())
            elif name != "identity":
                self.unknown = tuple(codings)
                break
            codings.pop()

    def feed(self, data: bytes) -> bytes:
        """Decode a piece. Raises `DecodedTooLarge`, `BadCoding`."""
        for stage in self._stages:
            data = stage.feed(data, self._limit - self._size + 1)
        self._size += len(data)
        if self._size > self._limit:
            raise DecodedTooLarge
        return data

    def finish(self) -> None:
        """The body is over. Raises `BadCoding` if its coding is not."""
        for stage in self._stages:
            stage.finish()


def _inflate(engine: zlib._Decompress, data: bytes, limit: int) -> bytes:
    """Everything `data` yields, in steps, stopping once `limit` bytes came out."""
    pieces: list[bytes] = []
    size = 0
    while not engine.eof:
        try:
            piece = engine.decompress(data, _STEP)
        except zlib.error as error:
            raise BadCoding(str(error)) from error
        pieces.append(piece)
        size += len(piece)
        if size >= limit:
            raise DecodedTooLarge
        data = engine.unconsumed_tail
        if not data and len(piece) < _STEP:
            break
    return b"".join(pieces)


class _Gzip:
    """gzip, possibly several members one after another (RFC 1952, 2.2); what follows them is no body."""

    def __init__(self) -> None:
        self._engine: zlib._Decompress | None = None
        self._members = 0
        self._tail = b""

    def feed(self, data: bytes, limit: int) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while True:
            if self._engine is None:
                self._tail += data
                if len(self._tail) < 2 or (self._members and not self._tail.startswith(b"\x1f\x8b")):
                    self._tail = self._tail[:2]
                    break
                data, self._tail = self._tail, b""
                self._engine = zlib.decompressobj(16 + zlib.MAX_WBITS)
            piece = _inflate(self._engine, data, limit - size)
            pieces.append(piece)
            size += len(piece)
            if not self._engine.eof:
                break
            data = self._engine.unused_data
            self._engine = None
            self._members += 1
        return b"".join(pieces)

    def finish(self) -> None:
        if self._engine is not None or (not self._members and self._tail):
            raise BadCoding("The gzip data ends in the middle.")


class _Deflate:
    """deflate with the zlib wrapper that the standard asks for, or raw as many servers send it."""

    def __init__(self) -> None:
        self._engine: zlib._Decompress | None = None
        self._head = b""

    def feed(self, data: bytes, limit: int) -> bytes:
        if self._engine is None:
            self._head += data
            if len(self._head) < 2:
                return b""
            data, self._head = self._head, b""
            # RFC 1950, 2.2: method 8 in the low half of the first byte, both bytes a multiple of 31.
            wrapped = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
            self._engine = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        return _inflate(self._engine, data, limit)

    def finish(self) -> None:
        if self._head or (self._engine is not None and not self._engine.eof):
            raise BadCoding("The deflate data ends in the middle.")
