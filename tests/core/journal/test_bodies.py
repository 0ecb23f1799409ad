import secrets
import struct
import zlib

import pytest

from authbench.events import Body
from authbench.journal import Redactor
from authbench.journal.bodies import BodyView, body_view
from authbench.journal.formatting import sizes_text


def seen(content: bytes, content_type: str, redactor: Redactor | None = None, **rest: object) -> BodyView:
    headers = (("Content-Type", content_type),)
    body = Body(content, len(content))
    return body_view(body, headers, redactor or Redactor(), limit=rest.pop("limit", None), **rest)  # type: ignore[arg-type]


def png(width: int, height: int) -> bytes:
    """A real PNG, all black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\x00" + b"\x00" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_an_image_is_told_by_its_bytes_whatever_it_is_called() -> None:
    for content_type in ("image/png", "application/octet-stream", ""):
        view = seen(png(40, 30), content_type)
        assert view.kind == "image"
        assert str(view.image) == view.content.text == "PNG image, 40 × 30"


def test_svg_is_text() -> None:
    view = seen(b"<svg xmlns='x'><script>alert(1)</script></svg>", "image/svg+xml")
    assert view.kind == "xml"
    assert "<script>alert(1)</script>" in view.content.text


def test_the_parts_of_a_multipart_body_are_listed_without_their_secrets() -> None:
    secret = secrets.token_urlsafe(20)
    content = (
        b'--b0\r\nContent-Disposition: form-data; name="client_secret"\r\n\r\n' + secret.encode() + b"\r\n"
        b'--b0\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n'
        b'--b0\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
        + png(2, 3)
        + b"\r\n--b0--\r\n"
    )
    view = seen(content, 'multipart/form-data; boundary="b0"')
    assert view.kind == "multipart"
    assert [(part.name, part.file_name, part.content_type, part.body.kind) for part in view.parts] == [
        ("client_secret", "", "", "text"),
        ("meta", "", "application/json", "json"),
        ("logo", "a.png", "image/png", "image"),
    ]
    assert view.parts[0].body.content.text == f"•••• client secret ①, {len(secret)} chars"
    assert view.parts[1].body.content.text == '{\n  "a": 1\n}'
    (chip,) = view.content.chips
    assert view.content.text[chip.start : chip.end].startswith("•••• client secret")
    assert secret not in repr(view)


def test_a_body_of_which_only_the_beginning_is_at_hand_says_so() -> None:
    view = body_view(Body(b'{"a": [1, 2', 900, stored=5000), (), Redactor(), limit=None)
    assert view.truncated
    assert (view.octets, view.size) == (5000, "900 B, 4.9 KB decoded")


@pytest.mark.parametrize(
    ("wire", "decoded", "text"),
    [
        (412, 1331, "412 B, 1.3 KB decoded"),
        (41, 41, "41 B"),
        (0, 41, "41 B"),
        (0, 0, "–"),
        (20, 0, "20 B"),
    ],
)
def test_sizes_are_told_on_the_wire_and_decoded(wire: int, decoded: int, text: str) -> None:
    assert sizes_text(wire, decoded) == text
