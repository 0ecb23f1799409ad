import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.events import Body, Failure, HttpExchange
from authbench.journal import Redactor
from authbench.journal.explanations.answers import fields_of, found
from authbench.journal.explanations.sayings import LONGEST, is_error, sayings, shown_field, visible
from support.answered import answered

JSON = (("Content-Type", "application/json"),)


def said(
    text: str, content_type: str = "application/json", status: int = 400, **secrets: str
) -> list[tuple[str, str]]:
    redactor = Redactor()
    for label, value in secrets.items():
        redactor.add(value, label)
    exchange: HttpExchange = answered(status, text, content_type)
    answer = fields_of(exchange.response_body, exchange.response_headers)
    return list(sayings(Failure("http_error", "x"), exchange, answer, redactor))


def test_the_words_of_the_standard_come_first() -> None:
    text = '{"message": "m", "error_uri": "https://a.test/e", "error_description": "d", "error": "e", "other": 1}'
    assert said(text) == [
        ("error", "e"),
        ("error_description", "d"),
        ("error_uri", "https://a.test/e"),
        ("message", "m"),
    ]


@pytest.mark.parametrize(
    ("text", "content_type", "expected"),
    [
        (
            '{"error": {"code": 403, "status": "DENIED", "message": "No"}}',
            "",
            [("error.status", "DENIED"), ("error.code", "403"), ("error.message", "No")],
        ),
        ('[{"errorCode": "X", "message": "Y"}]', "", [("0.errorCode", "X"), ("0.message", "Y")]),
        (
            '{"errors": [{"code": 89, "message": "Bad"}]}',
            "",
            [("errors.0.code", "89"), ("errors.0.message", "Bad")],
        ),
        ('{"errors": {"email": ["missing"]}}', "", [("errors.email.0", "missing")]),
        ('{"errors": "Not Found"}', "", [("errors", "Not Found")]),
        (
            "error=bad_code&error_description=Too+late",
            "application/x-www-form-urlencoded",
            [("error", "bad_code"), ("error_description", "Too late")],
        ),
        (
            "<E><Code>Denied</Code><Message>a &amp; b</Message></E>",
            "text/xml",
            [("Code", "Denied"), ("Message", "a & b")],
        ),
        ("<!doctype html><p>error</p>", "text/html", []),
        ("plain words", "text/plain", []),
        ("{broken", "", []),
        ("[" * 100_000, "", []),
    ],
)
def test_other_ways_to_say_it(text: str, content_type: str, expected: list[tuple[str, str]]) -> None:
    assert said(text, content_type) == expected


def test_secrets_in_it_are_masked() -> None:
    shown = said('{"error": "x", "error_description": "no such token abcdef-123456"}', token="abcdef-123456")
    assert "abcdef-123456" not in repr(shown)
    assert "no such token" in shown[1][1]


def test_a_success_says_nothing() -> None:
    assert said('{"message": "Hello"}', status=200) == []
    assert said('{"ok": false, "error": "not_authed"}', status=200) == [("error", "not_authed")]


def test_what_cannot_be_seen_is_spelt() -> None:
    assert visible("a\u202eb\x00c\u200bd\n e\u2028f") == "a⟨U+202E⟩b⟨U+0000⟩c⟨U+200B⟩d e⟨U+2028⟩f"
    assert len(visible("x" * 900)) == LONGEST
    assert visible("x" * 900).endswith("…")


@given(st.text())
def test_every_text_becomes_one_line_that_can_be_printed(text: str) -> None:
    assert all(
        character.isprintable()
        for character in visible(text).replace("\u3000", " ").replace("\xa0", " ")
        if not character.isspace() and character.isascii()
    )
    assert "\n" not in visible(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
        max_leaves=20,
    )
)
def test_any_json_is_read(value: object) -> None:
    content = json.dumps(value).encode()
    fields = fields_of(Body(content, len(content)), JSON)
    assert all(isinstance(text, str) for _, text in fields)
    assert is_error(fields) in (True, False)


def test_a_code_of_an_error_is_no_authorization_code() -> None:
    redactor = Redactor()
    assert shown_field("code", "SplxlOBeZQQYbYS6WxSbIA", redactor) != "SplxlOBeZQQYbYS6WxSbIA"
    for path, value in (
        ("code", "NOT_FOUND"),
        ("code", "4012"),
        ("errors.0.code", "bad-thing"),
        ("Code", "AccessDenied"),
    ):
        assert shown_field(path, value, redactor) == value


def test_paths_with_stars() -> None:
    fields = (("errors.0.code", "1"), ("errors.1.code", "2"), ("errors.x.y.code", "3"), ("error.code", "4"))
    assert list(found(fields, "errors.*.code")) == [("errors.0.code", "1"), ("errors.1.code", "2")]
    assert list(found(fields, "error.code")) == [("error.code", "4")]
