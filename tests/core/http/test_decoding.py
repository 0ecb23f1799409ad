from __future__ import annotations

import contextlib
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.http.decoding import BadCoding, BodyDecoder, DecodedTooLarge

LIMIT = 10_000_000


def raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


CODERS = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "DEFLATE": raw_deflate}


def decode(coding: str, pieces: list[bytes], limit: int = LIMIT) -> bytes:
    decoder = BodyDecoder(coding, limit)
    out = b"".join(decoder.feed(piece) for piece in pieces)
    decoder.finish()
    return out


@given(data=st.binary(max_size=5000), coding=st.sampled_from(sorted(CODERS)), step=st.integers(1, 400))
def test_round_trip_in_pieces_of_any_size(data: bytes, coding: str, step: int) -> None:
    coded = CODERS[coding](data)
    assert decode(coding, [coded[at : at + step] for at in range(0, len(coded), step)]) == data


def test_large_bodies_survive_the_stepwise_decoding() -> None:
    data = bytes(range(256)) * 4096 + b"\0" * 3_000_000
    for coding, coder in CODERS.items():
        assert decode(coding, [coder(data)]) == data


def test_several_codings_come_off_in_reverse() -> None:
    assert decode("deflate, gzip", [gzip.compress(zlib.compress(b"twice"))]) == b"twice"


def test_gzip_members_follow_each_other_and_a_tail_is_ignored() -> None:
    coded = gzip.compress(b"one") + gzip.compress(b"two")
    assert decode("gzip", [coded]) == b"onetwo"
    assert decode("gzip", [coded + b"\0\0\0\0"]) == b"onetwo"
    assert decode("gzip", [bytes([byte]) for byte in coded + b"trailing"]) == b"onetwo"


def test_unknown_codings_are_left_and_named() -> None:
    decoder = BodyDecoder("br", LIMIT)
    assert decoder.unknown == ("br",)
    assert decoder.feed(b"as it is") == b"as it is"
    mixed = BodyDecoder("br, gzip", LIMIT)
    assert mixed.unknown == ("br",)
    assert mixed.feed(gzip.compress(b"inner")) == b"inner"


def test_identity_is_nothing() -> None:
    assert decode("identity", [b"x"]) == b"x"


@pytest.mark.parametrize("coding", sorted(CODERS))
def test_an_early_end_is_an_error(coding: str) -> None:
    coded = CODERS[coding](b"the whole text")
    for cut in (1, len(coded) // 2, len(coded) - 1):
        with pytest.raises(BadCoding):
            decode(coding, [coded[:cut]])


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_is_not_compressed_is_an_error(coding: str) -> None:
    with pytest.raises(BadCoding):
        decode(coding, [b"<html>not compressed at all</html>" * 3])


@pytest.mark.parametrize("coding", sorted(CODERS))
def test_bombs_stop_at_the_limit(coding: str) -> None:
    bomb = CODERS[coding](b"\0" * 50_000_000)
    assert len(bomb) < 60_000
    decoder = BodyDecoder(coding, 1_000_000)
    with pytest.raises(DecodedTooLarge):
        decoder.feed(bomb)


def test_nested_bombs_stop_at_the_limit() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 50_000_000))
    with pytest.raises(DecodedTooLarge):
        decode("gzip, gzip", [bomb], limit=1_000_000)


def test_exactly_the_limit_passes() -> None:
    assert decode("gzip", [gzip.compress(b"x" * 1000)], limit=1000) == b"x" * 1000
    with pytest.raises(DecodedTooLarge):
        decode("gzip", [gzip.compress(b"x" * 1001)], limit=1000)


def test_too_many_codings_are_refused() -> None:
    with pytest.raises(BadCoding):
        BodyDecoder("gzip, gzip, gzip, gzip, gzip", LIMIT)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "gzip, deflate"]))
def test_any_bytes_decode_or_raise_a_known_error(data: bytes, coding: str) -> None:
    with contextlib.suppress(BadCoding, DecodedTooLarge):
        decode(coding, [data])
