"""What an image's first bytes say of it: its format and how large it is."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """An image's format and its size in pixels; 0 where the bytes do not say."""

    format: str
    width: int
    height: int

    def __str__(self) -> str:
        size = f", {self.width} × {self.height}" if self.width and self.height else ""
        return f"{self.format} image{size}"


def image_facts(content: bytes) -> ImageFacts | None:
    """What image `content` begins; None where it is none that is shown. SVG is a program of sorts, so it
    is not among them."""
    try:
        return _facts(content)
    except (struct.error, IndexError):
        return None


def _facts(content: bytes) -> ImageFacts | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return ImageFacts("PNG", *struct.unpack_from(">II", content, 16))
    if content.startswith((b"GIF87a", b"GIF89a")):
        return ImageFacts("GIF", *struct.unpack_from("<HH", content, 6))
    if content.startswith(b"\xff\xd8\xff"):
        return ImageFacts("JPEG", *_jpeg_size(content))
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return ImageFacts("WebP", *_webp_size(content))
    return None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + struct.unpack_from(">H", content, at + 2)[0]
    return 0, 0


def _webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return _three(content, 24) + 1, _three(content, 27) + 1
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return 0, 0


def _three(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 3], "little")
