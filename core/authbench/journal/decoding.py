"""What runs of base64, and what gzip or zlib packed, may mean."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator

BASE64_RUN = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_SHIFTED_RUN = 16_384
_READABLE = re.compile(rb"[\x20-\x7e]{6}")
_GZIP = b"\x1f\x8b\x08"
_PACKED = frozenset((b"\x1f\x8b", b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"))
_MOST_UNPACKED = 1_000_000


def unpacked(content: bytes) -> bytes | None:
    """What gzip or zlib packed (RFC 1952, RFC 1950), at most a megabyte of it and also where its end is
    missing; None for anything else."""
    if content[:2] not in _PACKED:
        return None
    try:
        return zlib.decompressobj(47).decompress(content, _MOST_UNPACKED)
    except zlib.error:
        return None


def decoded(run: str) -> Iterator[str]:
    """What a run may mean. Punctuation beside base64 looks like a part of it, so that the right
    groups of four may begin at any of four places; what is decoded from the wrong one is noise."""
    characters = run.rstrip("=").replace("-", "+").replace("_", "/")
    shifted = len(run) <= _SHIFTED_RUN and ("+" in characters or "/" in characters)
    for start in range(4 if shifted else 1):
        length = (len(characters) - start) // 4 * 4
        rest = characters[start + length :]
        padded = rest + "=" * (4 - len(rest)) if len(rest) > 1 else ""
        try:
            content = base64.b64decode(characters[start : start + length] + padded)
        except binascii.Error:
            continue
        at = content.find(_GZIP) if shifted else 0
        inside = unpacked(content[at:]) if at >= 0 else None
        if inside is not None:
            yield inside.decode("utf-8", "replace")
        zeros = content.count(0)
        if zeros * 4 >= len(content):
            # UTF-16, whichever end first. Where other characters look like the run's beginning, the
            # bytes of a pair cannot be told apart.
            yield content.decode("utf-16-be" if content[::2].count(0) * 2 > zeros else "utf-16-le", "replace")
            yield content.replace(b"\0", b"").decode("utf-8", "replace")
        elif not shifted:
            try:
                yield content.decode("utf-8")
            except UnicodeDecodeError:
                continue
        elif _READABLE.search(content):
            yield content.decode("utf-8", "replace")
