"""A recorded request, read for what it says."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from authbench.connection.sent import Sent
from authbench.events import Body, Header, HttpExchange

FORM = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
JSON = ("content-type", "application/vnd.api+json")


def sent(body: bytes = b"", *headers: Header, url: str = "https://h/t", **facts: Any) -> Sent:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    values = {"step": "token", "request_headers": headers, "request_body": Body(body, len(body)), **facts}
    return Sent(HttpExchange(1, "run", method="POST", url=url, started_at=at, started_clock=0.0, **values))


def test_forms_json_and_queries() -> None:
    assert sent(b"a=1&b=x+y%26&c=", FORM).fields == (("a", "1"), ("b", "x y&"), ("c", ""))
    assert sent(b'{"a": "1", "n": 2, "o": {}}', JSON).fields == (("a", "1"),)
    assert sent(b"a=1").fields == ()
    assert sent(url="https://h/a%7Bb%7D/c?x=%7B1%7D&y#z=1").query == (("x", "{1}"), ("y", ""))
    assert sent(url="https://h/a%7Bb%7D/c?x=1").path == "/a{b}/c"
    assert sent(url="https://h").path == "/"


def test_the_body_comes_before_the_query() -> None:
    both = sent(b"a=body", FORM, url="https://h/?a=query&b=query")
    assert (both.field("a"), both.field("b"), both.field("c")) == ("body", "query", None)


@pytest.mark.parametrize(
    ("value", "pair"),
    [
        ("Basic " + base64.b64encode(b"id:se:cret").decode(), ("id", "se:cret")),
        ("basic " + base64.b64encode(b":").decode(), ("", "")),
        ("Basic " + base64.b64encode(b"no colon").decode(), None),
        ("Basic not base64!", None),
        ("Bearer aWQ6cw==", None),
        ("", None),
    ],
)
def test_basic(value: str, pair: tuple[str, str] | None) -> None:
    assert sent(b"", ("Authorization", value)).basic == pair


def test_what_counts_as_a_request_for_tokens() -> None:
    grant = b"grant_type=client_credentials"
    for step in ("token", "acquire", "refresh"):
        assert sent(grant, FORM, step=step).grant == "client_credentials"
    assert sent(grant, FORM, step="test").grant is None
    assert sent(grant, FORM, browser=True).grant is None
    assert sent(b"grant_type=", FORM).grant is None


def test_what_is_too_large_or_broken_is_not_read() -> None:
    assert sent(b"a=1&" + b"b=2&" * 20_000, FORM).fields == ()
    assert sent(b"&".join(b"a%d=1" % n for n in range(300)), FORM).fields == ()
    assert sent(b"[" * 30_000, JSON).fields == ()
    assert not sent(b"[1]", JSON).is_json
