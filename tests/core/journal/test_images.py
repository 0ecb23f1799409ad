import struct

import pytest

from authbench.journal.images import image_facts


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480), "PNG image, 640 × 480"),
        (b"GIF89a" + struct.pack("<HH", 12, 34), "GIF image, 12 × 34"),
        (
            b"\xff\xd8\xff\xe0\x00\x04xx\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20, 10) + b"\0" * 9,
            "JPEG image, 10 × 20",
        ),
        (b"\xff\xd8\xff\xe0\x00\x04xx", "JPEG image"),
        (
            b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 99, 77),
            "WebP image, 99 × 77",
        ),
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0" + b"\x0f\0\0" + b"\x1f\0\0", "WebP image, 16 × 32"),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", 63 | 31 << 14), "WebP image, 64 × 32"),
    ],
)
def test_formats_and_sizes_are_read(content: bytes, told: str) -> None:
    assert str(image_facts(content)) == told


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF", b"BM"])
def test_what_is_cut_short_or_unknown_is_no_image(content: bytes) -> None:
    assert image_facts(content) is None
