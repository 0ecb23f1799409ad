"""A pasted URL or cURL command becomes the parts of a request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.connection import BodyKind, TryRequest
from authbench.connection.try_pasted import PastedRequest, read_pasted
from authbench.connection.trying import whole_address

BASE = "https://api.example.com/v1/"
J, F, M, X, T = BodyKind.JSON, BodyKind.FORM, BodyKind.MULTIPART, BodyKind.XML, BodyKind.TEXT


def posted(kind: BodyKind, body: str, media_type: str = "") -> TryRequest:
    headers = (("Content-Type", media_type),) if media_type else ()
    return TryRequest("POST", "https://a.example/x", headers=headers, body_kind=kind, body=body)


def request_of(text: str, base: str | None = None) -> TryRequest:
    pasted = read_pasted(text, base)
    assert pasted is not None
    return pasted.request


@pytest.mark.parametrize(
    ("text", "url", "params"),
    [
        ("https://a.example/x", "https://a.example/x", ()),
        (" https://a.example/x?a=1&b=%C3%A4+c \n", "https://a.example/x", (("a", "1"), ("b", "ä c"))),
        ("https://a.example/x?a=1#frag", "https://a.example/x", (("a", "1"),)),
        ("https://a.example/x?flag&a=1", "https://a.example/x?flag&a=1", ()),
        ("https://a.example/x?a=%FF", "https://a.example/x?a=%FF", ()),
        ("https://api.example.com/v1/items?a=1", "/v1/items", (("a", "1"),)),
        ("HTTPS://API.example.com/v1/items", "/v1/items", ()),
        ("https://api.example.com", "/", ()),
        ("http://api.example.com/v1/items", "http://api.example.com/v1/items", ()),
        ("https://[api.example.com/x?a=1", "https://[api.example.com/x", (("a", "1"),)),
    ],
)
def test_a_url_is_split(text: str, url: str, params: tuple[tuple[str, str], ...]) -> None:
    assert request_of(text, BASE) == TryRequest("GET", url, params)


@pytest.mark.parametrize(
    "text", ["", "items", "/v1/items?x=1", "two words", "curl", "curling x", "curl 'open"]
)
def test_anything_else_is_left_alone(text: str) -> None:
    assert read_pasted(text, BASE) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("curl https://a.example/x", TryRequest("GET", "https://a.example/x")),
        ("$ curl -s a.example/x", TryRequest("GET", "http://a.example/x")),
        ("curl -XDELETE 'https://a.example/x'", TryRequest("DELETE", "https://a.example/x")),
        ("curl -I --url https://a.example/x", TryRequest("HEAD", "https://a.example/x")),
        (
            "curl -sSLX PUT https://a.example/x -H 'X-A: 1' -H'x-b:2' -A me",
            TryRequest(
                "PUT", "https://a.example/x", headers=(("X-A", "1"), ("x-b", "2"), ("User-Agent", "me"))
            ),
        ),
        (
            "curl https://a.example/x -u jo:pw",
            TryRequest("GET", "https://a.example/x", headers=(("Authorization", "Basic am86cHc="),)),
        ),
        (
            "curl --oauth2-bearer tok https://a.example/x",
            TryRequest("GET", "https://a.example/x", headers=(("Authorization", "Bearer tok"),)),
        ),
        (
            "curl 'https://a.example/x' \\\n  -H 'content-type: application/json' \\\n  --data-raw '{\"a\": 1}'",
            posted(J, '{"a": 1}'),
        ),
        (
            "curl https://a.example/x --json '[1]'",
            posted(J, "[1]"),
        ),
        (
            "curl https://a.example/x -d a=1 --data-urlencode 'b=x & y'",
            TryRequest("POST", "https://a.example/x", body_kind=F, fields=(("a", "1"), ("b", "x & y"))),
        ),
        (
            "curl -G https://a.example/x?o=0 -d a=1",
            TryRequest("GET", "https://a.example/x", params=(("o", "0"), ("a", "1"))),
        ),
        (
            "curl https://a.example/x -F a=1 -F b=2",
            TryRequest("POST", "https://a.example/x", body_kind=M, fields=(("a", "1"), ("b", "2"))),
        ),
        (
            "curl https://a.example/x -H 'Content-Type: text/xml' -d '<a/>'",
            posted(X, "<a/>", "text/xml"),
        ),
        (
            "curl https://a.example/x -d 'plain words'",
            posted(T, "plain words", "application/x-www-form-urlencoded"),
        ),
        (
            "curl https://a.example/x -H 'Content-Type: application/json' -d '{broken'",
            posted(T, "{broken", "application/json"),
        ),
        (
            "curl https://a.example/x -H 'Content-Type: application/json' --data-raw $'{\"a\":\"it\\'s \\u00e9\\n\"}'",
            posted(T, '{"a":"it\'s é\n"}', "application/json"),
        ),
    ],
)
def test_a_curl_command_is_taken_apart(text: str, wanted: TryRequest) -> None:
    assert request_of(text) == wanted


def test_what_cannot_be_taken_over_is_named() -> None:
    pasted = read_pasted(
        "curl -k --compressed -o out.txt --cert me.pem -d @body.json -F f=@a.png https://a.example/x"
    )
    assert pasted == PastedRequest(
        TryRequest("GET", "https://a.example/x"),
        ("-k", "--cert", "the file body.json", "the file a.png"),
    )


TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
NAME = TEXT.filter(lambda text: bool(text.strip()))


@given(st.lists(st.tuples(NAME, TEXT), max_size=5, unique_by=lambda pair: pair[0]))
def test_an_address_comes_back_as_it_was(params: list[tuple[str, str]]) -> None:
    address = whole_address(TryRequest("GET", "things", tuple(params)), BASE)
    again = request_of(address, BASE)
    assert sorted(again.params) == sorted(params)
    assert whole_address(again, BASE) == address


@given(st.text(max_size=60))
def test_whatever_is_pasted_nothing_breaks(text: str) -> None:
    read_pasted(text, BASE)
    read_pasted(f"curl https://a.example {text}", BASE)
