from __future__ import annotations

import pytest

from authbench.http import InvalidRequestData, parse_url
from authbench.http.wire_headers import check_method, wire_headers

HOME = parse_url("https://api.example.com/x")


def built(
    *headers: tuple[str, str], method: str = "GET", body: bytes = b"", cookie: str | None = None
) -> list[str]:
    pairs, _ = wire_headers(headers, HOME, method, body, cookie)
    return [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in pairs]


def test_spelling_and_order_are_kept_and_little_is_added() -> None:
    assert built(("x-LOUD", "1"), ("Accept", "a/b"), ("x_under", "2"), ("X-LOUD", "3")) == [
        "Host: api.example.com",
        "x-LOUD: 1",
        "Accept: a/b",
        "x_under: 2",
        "X-LOUD: 3",
        "Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
        "User-Agent: authbench/0.1.0",
    ]


def test_what_the_definition_sets_is_not_added_again() -> None:
    lines = built(("user-agent", "mine"), ("ACCEPT-ENCODING", "identity"), ("hOST", "other"))
    assert lines == ["hOST: other", "user-agent: mine", "ACCEPT-ENCODING: identity"]


@pytest.mark.parametrize(
    ("method", "body", "length"), [("POST", b"", "0"), ("POST", b"abc", "3"), ("DELETE", b"x", "1")]
)
def test_length_is_that_of_the_body(method: str, body: bytes, length: str) -> None:
    assert built(method=method, body=body)[-1] == f"Content-Length: {length}"


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS"])
def test_no_length_without_a_body(method: str) -> None:
    assert not any(line.startswith("Content-Length") for line in built(method=method))


def test_a_wrong_length_or_coding_is_put_right_and_noted() -> None:
    headers = (("content-length", "99"), ("Transfer-Encoding", "chunked"), ("X", "y"))
    pairs, notes = wire_headers(headers, HOME, "POST", b"abc", None)
    assert pairs[1:3] == [(b"content-length", b"3"), (b"X", b"y")]
    assert len(notes) == 2
    assert "3" in notes[0]


def test_values_are_latin_1_or_else_utf_8_without_outer_blanks() -> None:
    pairs, _ = wire_headers((("a", " é\t"), ("b", "д")), HOME, "GET", b"", None)
    assert pairs[1:3] == [(b"a", b"\xe9"), (b"b", "д".encode())]


def test_chain_cookies_join_the_definitions_own() -> None:
    assert "Cookie: a=1; b=2" in built(("Cookie", "a=1"), cookie="b=2")
    assert "Cookie: b=2" in built(cookie="b=2")


def test_credentials_of_the_url_become_basic() -> None:
    address = parse_url("https://%C3%BC%3Ax:p%20w%2F%40@h/")
    pairs, _ = wire_headers((), address, "GET", b"", None)
    assert (b"Authorization", b"Basic w7w6eDpwIHcvQA==") in pairs
    pairs, _ = wire_headers((("authorization", "mine"),), address, "GET", b"", None)
    assert [value for name, value in pairs if name.lower() == b"authorization"] == [b"mine"]


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "é", "a\x00"])
def test_names_that_break_the_request_are_refused(name: str) -> None:
    with pytest.raises(InvalidRequestData, match="header name"):
        built((name, "x"))


@pytest.mark.parametrize("value", ["a\r\nEvil: 1", "a\nb", "a\rb", "a\x00b", "a\x0bb", "a\x7f", "\ntail\n"])
def test_values_that_break_the_request_are_refused_by_name(value: str) -> None:
    with pytest.raises(InvalidRequestData, match="X-Key"):
        built(("X-Key", value))


def test_the_error_does_not_repeat_the_value() -> None:
    with pytest.raises(InvalidRequestData) as caught:
        built(("X-Key", "s3cret\n"))
    assert "s3cret" not in f"{caught.value.message}{caught.value.hint}{caught.value.details}"


@pytest.mark.parametrize("method", ["", "GET /", "G\r\nET", "GET\x00", "GÉT"])
def test_methods_are_tokens(method: str) -> None:
    with pytest.raises(InvalidRequestData):
        check_method(method)
