"""Which field is behind a refusal."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.events import Body, Failure, HttpExchange
from authbench.form import Form
from authbench.form.blame import NOT_ACCEPTED, Blame, blamed
from support.definition_forms import form

FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")


def exchange(
    url: str = "https://api.example.test/token",
    *headers: tuple[str, str],
    status: int | None = 401,
    body: str = "",
    answer: str = "",
) -> HttpExchange:
    return HttpExchange(
        id=1,
        run_id="run",
        step="token",
        method="POST",
        url=url,
        started_at=datetime.now(UTC),
        started_clock=0.0,
        request_headers=headers,
        request_body=Body(body.encode(), len(body)),
        status=status,
        response_body=Body(answer.encode(), len(answer)),
    )


def basic(user: str, password: str) -> tuple[str, str]:
    return "Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def filled(**values: str) -> Form:
    secret = ("secret", "pass", "key", "pin")
    return form(
        *({"name": name, "control_type": "password" if name.endswith(secret) else "text"} for name in values),
        values=dict(values),
    )


def path(made: Form, sent: HttpExchange | None, code: str = "http_error") -> str | None:
    found = blamed(made.rows, Failure(code, "It failed."), sent)
    return found.path if found is not None else None


CLIENT = {"app": "the-client", "app_secret": "hush-hush", "place": "eu"}
REFUSED = '{"error": "invalid_client"}'


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (exchange("https://x.test/t", FORM, body="client_id=the-client&client_secret=hush-hush", answer=REFUSED), "app_secret"),
        (exchange("https://x.test/t", FORM, body="client_id=the-client", answer=REFUSED), "app"),
        (exchange("https://x.test/t", basic("the-client", "hush-hush"), answer=REFUSED), "app_secret"),
        (exchange("https://x.test/t", basic("the-client", ""), answer=REFUSED), "app"),
        (
            exchange("https://x.test/t", JSON, body='{"client_id": "the-client", "client_secret": "hush-hush"}', answer=REFUSED, status=400),
            "app_secret",
        ),
        (
            exchange(
                "https://x.test/t",
                FORM,
                body="client_id=the-client&client_secret=hush-hush",
                answer='{"error": "invalid_client", "error_description": "Client not found"}',
            ),
            "app",
        ),
        (
            exchange(
                "https://x.test/t",
                FORM,
                body="client_id=the-client&client_secret=hush-hush",
                answer='{"error": "unauthorized_client"}',
                status=400,
            ),
            "app",
        ),
        (exchange("https://x.test/t", FORM, body="client_id=built-in&client_secret=built-in-too", answer=REFUSED), None),
    ],
)  # fmt: skip
def test_a_refused_client(sent: HttpExchange, expected: str | None) -> None:
    assert path(filled(**CLIENT), sent) == expected


@pytest.mark.parametrize(
    ("values", "sent", "expected"),
    [
        ({"who": "jo", "word_pass": "open"}, exchange("https://x.test", basic("jo", "open")), "word_pass"),
        ({"who": "jo", "word_pass": ""}, exchange("https://x.test", basic("jo", "")), "who"),
        ({"a_key": "k-123"}, exchange("https://x.test", ("Authorization", "Bearer k-123")), "a_key"),
        ({"a_key": "k-123"}, exchange("https://x.test", ("Authorization", "Token token=k-123")), "a_key"),
        ({"a_key": "k-123", "org": "acme"}, exchange("https://x.test", ("X-Org", "acme"), ("X-Key", "k-123")), "a_key"),
        ({"page": "2"}, exchange("https://x.test/?page=2", ("X-Key", "another")), None),
        ({"a_key": "k 1/3"}, exchange("https://x.test/?apikey=k+1%2F3&page=2"), "a_key"),
        ({"a_key": "k-123"}, exchange("https://x.test", FORM, body="user=x&pw=k-123", status=403), "a_key"),
        ({"u": "jo", "p_pass": "pw1"}, exchange("https://x.test", FORM, body="grant_type=password&username=jo&password=pw1", status=400, answer='{"error": "invalid_grant"}'), "p_pass"),
        ({"wanted": "a b"}, exchange("https://x.test", FORM, body="scope=a+b&client_id=c", status=400, answer='{"error": "invalid_scope"}'), "wanted"),
        ({"a_key": "k-123"}, exchange("https://x.test", ("X-Key", "k-123"), status=404), None),
        ({"a_key": "k-123"}, exchange("https://x.test", ("X-Key", "k-123"), status=500), None),
        ({"a_key": "k-123"}, exchange("https://x.test", ("X-Key", "another")), None),
        ({"a_key": "k-123"}, exchange("https://x.test", ("Authorization", "Basic ###")), None),
    ],
)  # fmt: skip
def test_a_refused_credential(values: dict[str, str], sent: HttpExchange, expected: str | None) -> None:
    assert path(filled(**values), sent) == expected


@pytest.mark.parametrize(
    ("values", "url", "expected"),
    [
        ({"sub": "acme", "other": "x"}, "https://acme.example.test/v1", "sub"),
        ({"sub": "Acme"}, "https://acme.example.test/v1", "sub"),
        ({"base": "https://acme.example.test/v1/"}, "https://acme.example.test/v1/me", "base"),
        ({"host": "acme.example.test:8443", "sub": "acme"}, "https://acme.example.test:8443/", "host"),
        ({"zone": "eu1.internal", "sub": "acme"}, "https://acme.eu1.internal.test/", "zone"),
        ({"sub": "acm"}, "https://acme.example.test/", None),
        ({"some_key": "acme"}, "https://acme.example.test/", None),
        ({"sub": "elsewhere"}, "https://acme.example.test/", None),
        ({"hook": "https://[acme", "sub": "acme"}, "https://acme.example.test/", "sub"),
    ],
)
def test_a_host_that_is_not_there(values: dict[str, str], url: str, expected: str | None) -> None:
    assert path(filled(**values), exchange(url, status=None), "dns_failed") == expected


def test_what_is_said_at_the_field() -> None:
    sent = exchange("https://acme.example.test/", status=None)
    rows = filled(sub="acme").rows
    found = blamed(rows, Failure("dns_failed", "No such host."), sent)
    assert found == Blame("sub", "There is no host acme.example.test, which this value is a part of.")
    refused = blamed(
        filled(x_key="k-123").rows, Failure("http_error", "401"), exchange("https://x.test", ("K", "k-123"))
    )
    assert refused == Blame("x_key", NOT_ACCEPTED)


def test_fields_inside_of_groups_and_hidden_ones() -> None:
    group: dict[str, Any] = {
        "name": "g",
        "type": "object",
        "properties": [{"name": "api_key", "ngIf": "input.on"}],
    }
    sent = exchange("https://x.test", ("K", "k-123"))
    here = form({"name": "on"}, group, values={"g": {"api_key": "k-123"}, "on": "yes"})
    assert path(here, sent) == "g.api_key"
    here.set("on", "")
    assert path(here, sent) is None


def test_nothing_was_sent() -> None:
    assert path(filled(x_key="k-123"), None) is None


@given(
    st.text(max_size=20), st.text(max_size=30), st.text(max_size=30), st.sampled_from([400, 401, 403, None])
)
def test_nothing_that_is_sent_or_answered_raises(
    value: str, body: str, answer: str, status: int | None
) -> None:
    sent = exchange(
        "https://x.test/a?b=c",
        ("Authorization", f"Basic {value}"),
        JSON,
        status=status,
        body=body,
        answer=answer,
    )
    found = blamed(form({"name": "a"}, values={"a": value}).rows, Failure("invalid_client", "x"), sent)
    assert found is None or found.path == "a"
