"""What was sent is made up once more without what the connection adds to it."""

import secrets
from dataclasses import replace

import pytest

from authbench.connection.sending_again import sent_before
from authbench.connection.try_request import BodyKind
from authbench.events import Body, ExchangeFinished, HttpExchange, SecretLearned
from authbench.journal import Journal
from support.journal_exchanges import exchange


def recorded(*exchanges: HttpExchange, learned: str = "") -> Journal:
    journal = Journal()
    if learned:
        journal.record(SecretLearned(learned, "access token"))
    for one in exchanges:
        journal.record(ExchangeFinished(one))
    return journal


def sent(content: bytes, content_type: str, **more: object) -> HttpExchange:
    headers = (("Content-Type", content_type), ("X-Own", "1"))
    return replace(
        exchange(1), method="POST", request_headers=headers, request_body=Body(content, len(content)), **more
    )


def test_what_the_connection_adds_is_left_out_and_the_rest_stays() -> None:
    token = secrets.token_urlsafe(24)
    one = replace(
        exchange(1),
        url=f"https://api.test/v1/items?page=2&key={token}&api_key=abcdefgh1234&name=a%20b",
        request_headers=(
            ("Host", "api.test"),
            ("Authorization", f"Bearer {token}"),
            ("X-Shop", f"mine {token}"),
            ("X-Api-Key", "abcdefgh5678"),
            ("Cookie", "session=1"),
            ("User-Agent", "Workato"),
            ("Accept", "application/json"),
            ("X-Trace", "on"),
        ),
    )
    found = sent_before(recorded(one, learned=token), 1, "https://API.test")
    assert found is not None
    assert (found.request.method, found.request.url) == ("GET", "/v1/items")
    assert found.request.params == (("page", "2"), ("name", "a b"))
    assert found.request.headers == (("Accept", "application/json"), ("X-Trace", "on"))
    assert found.harmless
    assert token not in repr(found)


def test_a_secret_in_a_query_that_is_no_pairs_goes_with_it() -> None:
    token = secrets.token_urlsafe(24)
    one = replace(exchange(1), url=f"https://api.test/v1?{token}")
    found = sent_before(recorded(one, learned=token), 1)
    assert found is not None
    assert found.request.url == "https://api.test/v1"
    plain = sent_before(recorded(replace(one, url="https://api.test/v1?plain")), 1)
    assert plain is not None
    assert plain.request.url == "https://api.test/v1?plain"


def test_of_a_redirect_s_end_it_is_the_request_that_was_redirected() -> None:
    journal = recorded(
        replace(exchange(1), method="POST", status=302),
        replace(exchange(2), status=302, redirected_from=1),
        replace(exchange(3), redirected_from=2),
    )
    found = sent_before(journal, 3)
    assert found is not None
    assert (found.request.method, found.request.url) == ("POST", "https://api.test/1")
    assert not found.harmless


def test_what_a_browser_sent_and_what_is_gone_is_not_made_again() -> None:
    journal = recorded(replace(exchange(1), browser=True))
    assert sent_before(journal, 1) is None
    assert sent_before(journal, 2) is None


@pytest.mark.parametrize(
    ("content", "content_type", "kind", "body", "fields"),
    [
        (b'{"a": [1]}', "application/json; charset=utf-8", BodyKind.JSON, '{"a": [1]}', ()),
        (b'{"a": ', "application/json", BodyKind.TEXT, '{"a": ', ()),
        (b"a=1&b=x+y&b=", "application/x-www-form-urlencoded", BodyKind.FORM, "", (("a", "1"), ("b", "x y"), ("b", ""))),
        (b"nothing", "application/x-www-form-urlencoded", BodyKind.TEXT, "nothing", ()),
        (b"<a/>", "application/xml", BodyKind.XML, "<a/>", ()),
        (b"<a/>", "application/soap+xml; action=x", BodyKind.TEXT, "<a/>", ()),
        ("grüße".encode(), "text/plain", BodyKind.TEXT, "grüße", ()),
    ],
)  # fmt: skip
def test_bodies_by_what_they_are(
    content: bytes, content_type: str, kind: BodyKind, body: str, fields: tuple[tuple[str, str], ...]
) -> None:
    found = sent_before(recorded(sent(content, content_type)), 1)
    assert found is not None
    request = found.request
    assert (request.body_kind, request.body, request.fields) == (kind, body, fields)
    assert (("Content-Type", content_type) in request.headers) is (kind is BodyKind.TEXT)
    assert found.left_out == ()
    assert not found.harmless


def test_files_and_bytes_cannot_be_made_again_and_are_named() -> None:
    multipart = (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n\x00\x01\r\n--x--\r\n'
    )
    found = sent_before(recorded(sent(multipart, "multipart/form-data; boundary=x")), 1)
    assert found is not None
    assert (found.request.body_kind, found.request.fields) == (BodyKind.MULTIPART, (("a", "one"),))
    assert found.left_out == ("the file of f",)
    for content, content_type in (
        (b"\xff\xfe", "application/octet-stream"),
        (b"a", "text/plain; charset=utf-16"),
    ):
        found = sent_before(recorded(sent(content, content_type)), 1)
        assert found is not None
        assert found.left_out == ("the body, which is no text",)
    large = sent(bytes(2 * 1024 * 1024), "text/plain")
    journal = recorded(large)
    journal._store.settle()
    found = sent_before(journal, 1)
    assert found is not None
    assert found.left_out == ("the body, which is too long to be edited",)
    journal.close()
