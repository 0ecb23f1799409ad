from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qsl, unquote, unquote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.encoding import encode_www_form, escape_query, escape_url, to_param
from support.sdk_ruby import ask_ruby

TEXTS = ["a b", "a+b&c=d/e?f~g*h'()", "üé€😀", "\n\r\0%", "-._~", "", "[]", "A" * 40]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": "x y"}, "a=x+y&b=1"),
        ({"k": None}, "k="),
        ({"k": True}, "k=true"),
        ({"k": 1.0}, "k=1.0"),
        ({"k": Decimal("1.5")}, "k=1.5"),
        ({"k": date(2024, 1, 2)}, "k=2024-01-02"),
        ({"k": datetime(2024, 1, 1, tzinfo=UTC)}, "k=2024-01-01+00%3A00%3A00+UTC"),
        ({"k": [1, 2]}, "k%5B%5D=1&k%5B%5D=2"),
        ({"k": {"x": 1}}, "k%5Bx%5D=1"),
        (
            {"a": [{"b": 1, "c": 2}, {"b": 3}]},
            "a%5B%5D%5Bb%5D=1&a%5B%5D%5Bc%5D=2&a%5B%5D%5Bb%5D=3",
        ),
        ({"a": [{"c": 2, "b": 1}]}, "a%5B%5D%5Bc%5D=2&a%5B%5D%5Bb%5D=1"),
        ({"a": [], "b": {}}, ""),
        ({"k": [None, "", False]}, "k%5B%5D=&k%5B%5D=&k%5B%5D=false"),
        ({"k": [[]]}, "k%5B%5D%5B%5D="),
        ({"b": 1, "a": [1, 2], "c": {"x": "y z"}}, "a%5B%5D=1&a%5B%5D=2&b=1&c%5Bx%5D=y+z"),
        (
            {"z": 1, "a": {"b": [1, {"c": 2}], "d": None}, "e": "", "sp": "a b+c~*"},
            "a%5Bb%5D%5B%5D=1&a%5Bb%5D%5B%5D%5Bc%5D=2&a%5Bd%5D=&e=&sp=a+b%2Bc~%2A&z=1",
        ),
        ({"q": "'"}, "q=%27"),
        ([1, "b", None, True], "1/b//true"),
        ("x y", "x y"),
        (None, ""),
        ({}, ""),
        ({"k": b"\xff"}, "k=%FF"),
    ],
)
def test_to_param(value: object, expected: str) -> None:
    assert to_param(value) == expected


def test_escapes_as_ruby_does() -> None:
    answers = ask_ruby(
        "[CGI.escape(input), ERB::Util.url_encode(input), URI.encode_www_form_component(input)]",
        TEXTS,
        requires="require 'cgi'; require 'erb'; require 'uri'",
    )
    for text, answer in zip(TEXTS, answers, strict=True):
        form = encode_www_form({"k": text}).removeprefix("k=")
        assert [escape_query(text), escape_url(text), form] == answer["ok"]


def test_encodes_forms_as_ruby_does() -> None:
    forms = [
        {"a": "x y", "b": None, "c": [1, 2]}, {"z": 1, "a": 2}, {"a": [None, "~*'"], "ü ": "é"}, {"a": [], "b": 1}, {},
        {"a": {"x": [1, "y"]}}, {"a": True, "b": 1.5},
    ]  # fmt: skip
    answers = ask_ruby("URI.encode_www_form(input)", forms, requires="require 'uri'")
    for form, answer in zip(forms, answers, strict=True):
        assert encode_www_form(form) == answer["ok"]


@given(st.text())
def test_escapes_come_back(text: str) -> None:
    assert unquote_plus(escape_query(text), errors="surrogatepass") == text
    assert unquote(escape_url(text), errors="surrogatepass") == text


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_flat_hashes_come_back_sorted(mapping: dict[str, str]) -> None:
    query = to_param(mapping)
    assert dict(parse_qsl(query, keep_blank_values=True)) == mapping
    assert query.split("&") == sorted(query.split("&"))
