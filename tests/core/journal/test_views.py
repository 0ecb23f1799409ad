import json
import secrets
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authbench.errors import Location
from authbench.events import Body, ExchangeError, HttpExchange, Phases, TlsFacts
from authbench.journal import (
    WITHHELD,
    Redactor,
    duration_text,
    phases_text,
    row_view,
    size_text,
    view,
)
from authbench.journal.json_text import NotJson, looks_like_json, pretty
from support.journal_forms import FORMS, body, shown

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json; charset=utf-8")


def exchange(**changes: Any) -> HttpExchange:
    facts: dict[str, Any] = {
        "id": 3,
        "run_id": "run",
        "step": "token",
        "method": "POST",
        "url": "https://api.dropbox.com/oauth2/token",
        "started_at": AT,
        "started_clock": 12.5,
        "status": 200,
        "reason": "OK",
        "elapsed": 0.084,
    }
    return HttpExchange(**{**facts, **changes})


def test_a_row_says_what_the_log_shows() -> None:
    row = row_view(
        exchange(
            cause="refresh_on 401",
            response_body=Body(b"{}", 412),
            sent_to="http://127.0.0.1:48011",
        ),
        Redactor(),
    )
    assert (row.id, row.step, row.method, row.cause) == (3, "token", "POST", "refresh_on 401")
    assert str(row.url) == "api.dropbox.com/oauth2/token"
    assert (row.status, row.status_class, row.size, row.time) == ("200", "ok", "412 B", "84 ms")
    assert (row.started, row.elapsed, row.sent_to) == (12.5, 0.084, "http://127.0.0.1:48011")


@pytest.mark.parametrize(
    ("changes", "status", "status_class"),
    [
        ({"status": None}, "…", "pending"),
        ({"status": None, "browser": True}, "browser", "browser"),
        ({"status": 200, "browser": True}, "200", "ok"),
        ({"status": 302}, "302", "redirect"),
        ({"status": 401}, "401", "error"),
        ({"status": 401, "expected_refusal": True}, "401", "expected"),
        ({"status": 503}, "503", "error"),
        ({"status": None, "error": ExchangeError("dns_failed", "no such host")}, "failed", "error"),
    ],
)
def test_a_status_has_its_class(changes: dict[str, Any], status: str, status_class: str) -> None:
    row = row_view(exchange(**changes), Redactor())
    assert (row.status, row.status_class) == (status, status_class)


def test_a_view_holds_the_whole_exchange() -> None:
    redactor = Redactor()
    seen = view(
        exchange(
            url="https://api.dropbox.com/oauth2/token?a=1&client_secret=hidden-value-1",
            request_headers=(("Host", "api.dropbox.com"), FORM, ("Authorization", "Bearer hidden-value-2")),
            request_body=body("grant_type=authorization_code&code=0123456789&client_id=demo&x=a+b%26c"),
            response_headers=(JSON,),
            response_body=body('{"access_token":"hidden-value-3","expires_in":3600,"n":1.50,"n":1e400}'),
            phases=Phases(connect=0.003, send=0.001, wait=0.078, receive=0.002),
            tls=TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "api.dropbox.com"),
            notes=("password=hidden-value-4",),
            lambda_location=Location("a.rb", 3, 1, "test", "token = 'hidden-value-5'"),
        ),
        redactor,
    )
    assert str(seen.request_line) == (
        "POST /oauth2/token?a=1&client_secret=•••• client secret ①, 14 chars HTTP/1.1"
    )
    (chip,) = seen.request_line.chips
    assert seen.request_line.text[chip.start : chip.end] == "•••• client secret ①, 14 chars"
    assert [(header.name, str(header.value)) for header in seen.request_headers] == [
        ("Host", "api.dropbox.com"),
        FORM,
        ("Authorization", "Bearer •••• access token ①, 14 chars"),
    ]
    assert seen.request_body.kind == "form"
    assert [(field.name, str(field.value)) for field in seen.request_body.fields] == [
        ("grant_type", "authorization_code"),
        ("code", "•••• authorization code ①, 10 chars"),
        ("client_id", "demo"),
        ("x", "a b&c"),
    ]
    assert seen.status_line == "HTTP/1.1 200 OK"
    assert seen.response_body.kind == "json"
    assert seen.response_body.content.text == (
        '{\n  "access_token": "•••• access token ②, 14 chars",\n  "expires_in": 3600,\n'
        '  "n": 1.50,\n  "n": 1e400\n}'
    )
    assert seen.timing == "connect 3 ms · TLS – · send 1 ms · wait 78 ms · receive 2 ms"
    assert seen.tls == TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384", "api.dropbox.com")
    assert [(field.name, str(field.value)) for field in seen.query] == [
        ("a", "1"),
        ("client_secret", "•••• client secret ①, 14 chars"),
    ]
    assert "hidden-value" not in repr(seen)
    assert not seen.withheld


@pytest.mark.parametrize(
    ("content", "content_type", "kind", "text"),
    [
        (b"", "", "empty", ""),
        (b'{"a":[1,{}]}', "", "json", '{\n  "a": [\n    1,\n    {}\n  ]\n}'),
        (b'{"a":', "application/json", "json", '{"a":'),
        (b'"plain"', "application/json", "json", '"plain"'),
        (b"<a>x</a>", "application/xml", "xml", "<a>x</a>"),
        (b"<?xml version='1.0'?><a/>", "", "xml", "<?xml version='1.0'?>\n<a/>"),
        (b"<html>x</html>", "text/html", "text", "<html>x</html>"),
        ("grün".encode("latin-1"), "text/plain; charset=iso-8859-1", "text", "grün"),
        ("grün".encode(), "text/plain; charset=unheard-of", "text", "grün"),
        ("grün".encode("utf-16"), "text/plain", "text", "grün"),
    ],
    ids=range(10),
)
def test_a_body_is_shown_by_its_kind(content: bytes, content_type: str, kind: str, text: str) -> None:
    seen = view(
        exchange(
            response_headers=(("content-type", content_type),), response_body=Body(content, len(content))
        ),
        Redactor(),
    ).response_body
    assert (seen.kind, seen.content.text, seen.truncated) == (kind, text, False)


def test_binary_is_shown_as_bytes_without_those_of_secrets() -> None:
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    redactor = Redactor()
    seen = view(exchange(response_body=Body(content, 264)), redactor).response_body
    assert seen.kind == "binary"
    assert seen.content.text.startswith("00000000  89 50 4e 47 0d 0a 1a 0a 00 01 02 03 04 05 06 07  .PNG")
    redactor.add("hidden-value-1", "token")
    near = view(
        exchange(response_body=Body(b"\x00\x01hidden-value-1" + content, 280)), redactor
    ).response_body
    first, second = near.content.text.splitlines()[:2]
    assert first == "00000000  00 01" + " ••" * 14 + "  .." + "•" * 14
    assert second.startswith("00000010  89 50 4e 47")
    assert "68 69 64 64" not in near.content.text


@pytest.mark.parametrize("secret_at", [90, 95, 99, 100, 120])
def test_a_cut_body_shows_no_part_of_a_secret(secret_at: int) -> None:
    redactor = Redactor()
    value = secrets.token_urlsafe(40)
    redactor.add(value, "token")
    for headers, text in (
        ((), "x" * secret_at + value + "y" * 500),
        ((JSON,), json.dumps({"a": "x" * secret_at, "b": value, "c": "y" * 500})),
        ((FORM,), "a=" + "x" * secret_at + "&b=" + value + "&c=" + "y" * 500),
    ):
        seen = view(exchange(response_headers=headers, response_body=body(text)), redactor, limit=100)
        assert seen.response_body.truncated
        assert len(seen.response_body.content.text) < 200
        shown_text = repr(seen)
        assert not any(value[at : at + 6] in shown_text for at in range(len(value) - 6))


def test_a_large_body_is_cut_and_a_body_cut_on_the_wire_says_so() -> None:
    text = json.dumps([{"number": number, "text": "lorem ipsum"} for number in range(20_000)])
    seen = view(exchange(response_body=body(text)), Redactor(), limit=5000).response_body
    assert seen.truncated
    assert len(seen.content.text) == 5000
    whole = view(exchange(response_body=body(text)), Redactor()).response_body
    assert not whole.truncated
    assert json.loads(whole.content.text) == json.loads(text)
    cut = view(exchange(response_body=body("x"), truncated=True), Redactor()).response_body
    assert cut.truncated


@pytest.mark.parametrize("form", FORMS)
def test_no_view_shows_a_secret_planted_anywhere_in_an_exchange(form: str) -> None:
    redactor = Redactor()
    value = secrets.token_urlsafe(30) + '+/ &<"é'
    redactor.add(value, "token")
    planted = FORMS[form](value)
    header_safe = planted.replace("\n", " ")
    full = exchange(
        url=f"https://a.test/{header_safe}/x?q={header_safe}#{header_safe}",
        cause=f"because {planted}",
        request_headers=(
            ("X-One", header_safe),
            ("Authorization", f"Custom {header_safe}"),
            ("Cookie", header_safe),
        ),
        request_body=body(f"<a>{planted}</a>"),
        response_headers=(("Location", f"https://b.test/?z={header_safe}"), JSON),
        response_body=body('{"message": "' + planted + '"}'),
        error=ExchangeError("connection_failed", f"failed on {planted}"),
        notes=(f"note {planted}",),
        lambda_location=Location("a.rb", 1, 1, "test", f"x = '{planted}'"),
    )
    text = shown(full, redactor)
    assert planted not in text
    assert value[:30] not in text
    assert text.count("••••") >= 8


def test_what_cannot_be_redacted_is_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    redactor = Redactor()
    seen_whole = exchange(request_body=body("hidden-value-1"), url="https://a.test/hidden-value-1")

    def fail(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(redactor, "text", fail)
    seen = view(seen_whole, redactor)
    assert seen.withheld
    assert "hidden-value-1" not in repr(seen)
    row = row_view(seen_whole, redactor)
    assert str(row.url) == WITHHELD
    assert (row.id, row.status) == (3, "200")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0.0, "<1 ms"),
        (0.0004, "<1 ms"),
        (0.0221, "22 ms"),
        (0.9994, "999 ms"),
        (0.9996, "1.0 s"),
        (9.44, "9.4 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 0 s"),
        (125.4, "2 min 5 s"),
    ],
)
def test_durations_are_for_people(seconds: float | None, text: str) -> None:
    assert duration_text(seconds) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(None, "–"), (0, "–"), (41, "41 B"), (1023, "1023 B"), (1229, "1.2 KB"), (3_565_158, "3.4 MB")],
)
def test_sizes_are_for_people(count: int | None, text: str) -> None:
    assert size_text(count) == text


def test_phases_name_what_did_not_happen() -> None:
    assert phases_text(Phases()) == ""
    assert phases_text(Phases(dns=0.002, connect=0.001, tls=0.02, send=0, wait=0.5, receive=1.5)) == (
        "DNS 2 ms · connect 1 ms · TLS 20 ms · send <1 ms · wait 500 ms · receive 1.5 s"
    )


_JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(
    value=st.lists(_JSON_VALUE, max_size=4) | st.dictionaries(st.text(), _JSON_VALUE, max_size=4),
    data=st.data(),
)
@settings(max_examples=200, deadline=None)
def test_laying_out_json_changes_blanks_only(value: object, data: st.DataObject) -> None:
    indent = data.draw(st.sampled_from([None, 0, 1, 4]))
    text = json.dumps(value, indent=indent, ensure_ascii=data.draw(st.booleans()))
    laid_out, cut = pretty(text)
    assert not cut
    assert json.loads(laid_out) == value
    assert pretty(laid_out)[0] == laid_out
    if value:
        assert laid_out == json.dumps(value, indent=2, ensure_ascii=False) or "\\" in text


@pytest.mark.parametrize("text", ["", "]", '{"a":1]', "[1", "[" * 300 + "]" * 300])
def test_what_is_not_json_is_not_laid_out(text: str) -> None:
    with pytest.raises(NotJson):
        pretty(text)


@pytest.mark.parametrize(
    ("text", "is_json"), [("{}", True), (" [1]", True), ("1", False), ("{a}", False), ("", False)]
)
def test_json_is_recognised_by_its_content(text: str, is_json: bool) -> None:
    assert looks_like_json(text) is is_json
