from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.http import InvalidUrl, Origin, join_url, parse_origin, parse_url


@pytest.mark.parametrize(
    ("url", "origin", "target", "host"),
    [
        ("https://api.example.com", "https://api.example.com", "/", "api.example.com"),
        ("HTTPS://API.Example.com:443/a", "https://api.example.com", "/a", "API.Example.com"),
        ("http://h:8080/a?b=c#d", "http://h:8080", "/a?b=c", "h:8080"),
        ("http://h?x", "http://h", "/?x", "h"),
        ("http://[::1]:99/", "http://[::1]:99", "/", "[::1]:99"),
        ("https://h/a%7eb%2F..//;p=1?q=%zz&&", "https://h", "/a%7eb%2F..//;p=1?q=%zz&&", "h"),
        ("https://h/a b?c d=e f", "https://h", "/a%20b?c%20d=e%20f", "h"),
        ("https://h/straße?q=дом", "https://h", "/stra%C3%9Fe?q=%D0%B4%D0%BE%D0%BC", "h"),
        ('https://h/?a[]=1&b={"x":1}|y', "https://h", "/?a[]=1&b={%22x%22:1}|y", "h"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example", "/", "xn--mnchen-3ya.example"),
        ("  https://h/  ", "https://h", "/", "h"),
    ],
)
def test_urls_keep_their_bytes(url: str, origin: str, target: str, host: str) -> None:
    address = parse_url(url)
    assert (str(address.origin), address.target, address.host_header) == (origin, target, host)


def test_credentials_are_taken_out_and_decoded() -> None:
    address = parse_url("https://us%3Aer:p%40ss:w@h/x")
    assert address.credentials == (b"us:er", b"p@ss:w")
    assert address.url == "https://h/x"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "no scheme"),
        ("/relative", "no scheme"),
        ("api.example.com/x", "no scheme"),
        ("ftp://h/", "'ftp'"),
        ("file:///etc/passwd", "'file'"),
        ("https://", "no host"),
        ("https:///path", "no host"),
        ("https://h:port/", "'port'"),
        ("https://h:0/", "'0'"),
        ("https://h:65536/", "'65536'"),
        ("https://h:٣/", "from 1 to 65535"),
        ("https://a b/", "characters"),
        ("https://a,b/", "characters"),
        ("https://[::1/", "not closed"),
        ("https://[1.2.3.4]/", "IPv6"),
        ("https://[::1]x/", "not closed"),
        ("https://h/a\r\nHost: evil", "control character (0x0d) at position 12"),
        ("https://h/\x00", "control character (0x00)"),
        ("https://h\n/", "control character (0x0a)"),
    ],
)
def test_unusable_urls_are_named(url: str, said: str) -> None:
    with pytest.raises(InvalidUrl) as caught:
        parse_url(url)
    assert said in caught.value.message
    assert caught.value.code == "invalid_url"


@given(st.text(max_size=60))
def test_any_text_is_a_url_or_a_typed_error(text: str) -> None:
    for url in (text, "https://" + text, "https://h/" + text):
        try:
            address = parse_url(url)
        except InvalidUrl:
            continue
        target = address.target.encode("ascii")
        assert target.startswith(b"/")
        assert not any(byte <= 0x20 or byte == 0x7F for byte in target)
        assert parse_url(address.url).target == address.target


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("api.localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("localhost.example.com", False),
        ("10.0.0.1", False),
        ("2130706433", False),
    ],
)
def test_loopback_is_known_by_name(host: str, loopback: bool) -> None:
    assert parse_url(f"http://{host}/").origin.is_loopback is loopback


def test_an_origin_has_nothing_behind_it() -> None:
    assert parse_origin("https://h:8443/") == Origin("https", "h", 8443)
    for text in ("https://h/path", "https://h/?q", "https://h/#f", "https://u@h", "https://h/?"):
        with pytest.raises(InvalidUrl):
            parse_origin(text)


def test_references_are_resolved() -> None:
    assert join_url("https://a/v1/x?q", "../y") == "https://a/y"
    assert join_url("https://a/v1/", "//b/c") == "https://b/c"
