from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.oauth.request_head import (
    MAX_BODY,
    MAX_HEADERS,
    MAX_LINE,
    BadRequest,
    RequestHead,
    RequestReader,
)


def read(data: bytes) -> RequestHead | BadRequest | None:
    return RequestReader().feed(data)


def test_a_browsers_request() -> None:
    request = read(
        b"GET /oauth/callback?code=x HTTP/1.1\r\nHost: localhost:45555\r\nAccept: a,\r\nAccept: b\r\n"
        b"X-Empty:\r\nX-Spaced: \t y \t\r\n\r\n"
    )
    assert request == RequestHead(
        "GET",
        "/oauth/callback?code=x",
        "localhost:45555",
        {"accept": "a,,b", "x-empty": "", "x-spaced": "y"},
        True,
    )


@given(st.lists(st.integers(1, 30), max_size=20))
def test_pieces_of_any_size_make_the_same_request(sizes: list[int]) -> None:
    data = (
        b"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET /next HTTP/1.0\r\nHost: h\r\n\r\n"
    )
    reader, requests = RequestReader(), []
    for size in [*sizes, len(data)]:
        piece, data = data[:size], data[size:]
        got = reader.feed(piece)
        while got is not None:
            requests.append(got)
            got = reader.feed(b"")
    assert [
        (each.method, each.target, each.body, each.keep_alive)
        for each in requests
        if isinstance(each, RequestHead)
    ] == [
        ("POST", "/x", b"hello", True),
        ("GET", "/next", b"", False),
    ]
    assert reader.is_empty


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 0),
        (b"\x80\x2e\x01\x00\x02", 0),
        (b"\x00", 400),
        (b"\r\n\r\n", 400),
        (b"<html>", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/0.9\r\n\r\n", 400),
        (b"GET / HTTP/2\r\n\r\n", 400),
        (b"GET / HTTP/1.1 \r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\n\r\n", 400),
        (b"GET /a b HTTP/1.1\r\n\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\n\r\n", 400),
        (b"GET /\xc3\xa9 HTTP/1.1\r\n\r\n", 400),
        (b"GET\t/ HTTP/1.1\r\n\r\n", 400),
        (b"G(T / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: h\n\n", 400),
        (b"GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n Host: h\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: a\r\n folded\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: a\x00b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n: no name\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 1000000000\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY + 1), 413),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc", 411),
        (b"GET /" + b"a" * MAX_LINE + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET /" + b"a" * (2 * MAX_LINE), 414),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * MAX_HEADERS + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * (4 * MAX_HEADERS), 431),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 50_000, 431),
    ],
)
def test_what_is_refused(data: bytes, status: int) -> None:
    got = read(data)
    assert isinstance(got, BadRequest)
    assert got.status == status
    assert got.reason


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"G",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\n\r",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc",
    ],
)
def test_incomplete_requests_wait(data: bytes) -> None:
    assert read(data) is None


def test_a_long_code_passes() -> None:
    got = read(b"GET /?code=" + b"c" * 60_000 + b" HTTP/1.1\r\nHost: h\r\n\r\n")
    assert isinstance(got, RequestHead)
    assert len(got.target) > 60_000


@pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: a\r\n", b"Host: a\r\nhOST: b\r\n"])
def test_a_missing_or_repeated_host_is_none(hosts: bytes) -> None:
    got = read(b"GET / HTTP/1.1\r\n" + hosts + b"\r\n")
    assert isinstance(got, RequestHead)
    assert got.host is None


@given(
    st.binary(max_size=400)
    | st.binary(max_size=300).map(lambda tail: b"GET /oauth/callback HTTP/1.1\r\n" + tail)
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    whole = read(data)
    reader = RequestReader()
    bytewise: RequestHead | BadRequest | None = None
    for index in range(len(data)):
        bytewise = reader.feed(data[index : index + 1])
        if bytewise is not None:
            break
    if isinstance(whole, RequestHead):
        assert isinstance(bytewise, RequestHead)
        assert (bytewise.method, bytewise.target, bytewise.host) == (whole.method, whole.target, whole.host)
