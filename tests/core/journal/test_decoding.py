import base64
import gzip
import zlib
from collections.abc import Callable

import pytest

from authbench.journal.decoding import decoded, unpacked


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_what_was_packed_is_had_back_also_where_its_end_is_missing(pack: Callable[[bytes], bytes]) -> None:
    content = b"".join(b"line %d of a text\n" % number for number in range(2_000))
    packed = pack(content)
    assert unpacked(packed) == content
    part = unpacked(packed[: len(packed) // 2])
    assert part
    assert content.startswith(part)


def test_no_more_than_a_megabyte_is_unpacked() -> None:
    inside = unpacked(gzip.compress(bytes(50_000_000)))
    assert inside is not None
    assert len(inside) == 1_000_000


@pytest.mark.parametrize(
    "content", [b"", b"\x1f", b"\x1f\x8b", b"\x1f\x8b\x08 no gzip", b"x\x9cnothing", b"plain"]
)
def test_anything_else_is_nothing_packed(content: bytes) -> None:
    assert not unpacked(content)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", ["", "/", "+-"])
def test_a_run_is_read_from_wherever_it_begins(codec: str, before: str) -> None:
    run = base64.b64encode("the text inside of it".encode(codec)).decode("ascii")
    assert any("the text inside of it" in text for text in decoded(before + run))


def test_noise_means_nothing() -> None:
    assert list(decoded("/" * 30)) == []
    assert list(decoded("a" * 13)) == []
