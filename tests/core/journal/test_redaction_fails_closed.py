"""A fault in any stage of redaction withholds the entry; none lets it pass."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NoReturn

import pytest

from authbench.errors import AuthbenchError
from authbench.events import Body, HttpExchange
from authbench.journal import Redactor, chips, redaction, row_view, secret_values, view
from authbench.journal.aliases import Aliases
from authbench.journal.gram_index import GramIndex

SECRET = secrets.token_urlsafe(30)
STAGES: tuple[tuple[Any, str], ...] = (
    (redaction, "secrets_in_json"),
    (redaction, "secrets_in_form"),
    (redaction, "secrets_in_url"),
    (redaction, "secrets_in_queries"),
    (redaction, "secrets_in_header"),
    (redaction, "shaped"),
    (redaction, "named"),
    (redaction, "in_xml"),
    (redaction, "apply"),
    (redaction, "merged"),
    (redaction, "is_jwt"),
    (redaction, "plainly"),
    (redaction, "label_for"),
    (redaction, "is_secret_name"),
    (redaction, "is_secret_parameter"),
    (chips, "number_text"),
    (secret_values, "unescapings"),
    (secret_values, "decoded"),
    (secret_values, "spellings"),
    (secret_values.SecretValues, "find"),
    (secret_values.SecretValues, "_index_pending"),
    (GramIndex, "find"),
    (GramIndex, "add"),
    (Aliases, "of"),
)
CALLS: tuple[Callable[[Redactor], object], ...] = (
    lambda redactor: redactor.text(f"a {SECRET} b"),
    lambda redactor: redactor.redact(f"token={SECRET}&%41"),
    lambda redactor: redactor.url(f"https://jo:{SECRET}@x.test/?token={SECRET}"),
    lambda redactor: redactor.short_url(f"https://x.test/?token={SECRET}"),
    lambda redactor: redactor.header("Authorization", f"Bearer {SECRET}"),
    lambda redactor: redactor.headers((("Cookie", f"a={SECRET}"), ("X-Item", SECRET))),
    lambda redactor: redactor.named("password", SECRET),
    lambda redactor: redactor.json(f'{{"password": "{SECRET}", "item": "{SECRET}"}}'),
    lambda redactor: redactor.form(f"token={SECRET}&item={SECRET}"),
    lambda redactor: redactor.xml(f"<token>{SECRET}</token><item>{SECRET}</item>"),
    lambda redactor: redactor.plain({"password": SECRET, "item": [SECRET, {SECRET: 1}]}),
    lambda redactor: redactor.error(AuthbenchError(f"no {SECRET}", hint=SECRET)),
)


def broken(*args: object, **options: object) -> NoReturn:
    raise RuntimeError(f"broken at {SECRET}")


@pytest.mark.parametrize(("place", "name"), STAGES, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_fault_in_a_stage_lets_nothing_pass(
    place: Any, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(place, name, broken)
    for call in CALLS:
        redactor = Redactor()
        redactor.add(SECRET, "access token")
        assert SECRET not in repr(call(redactor))
    redactor = Redactor()
    redactor.add(SECRET, "access token")
    spans = redactor.spans(f"a {SECRET} b")
    assert any(span.start <= 2 and span.end >= 2 + len(SECRET) for span in spans)
    exchange = HttpExchange(
        id=1,
        run_id="r1",
        step="test",
        method="POST",
        url=f"https://x.test/{SECRET}?token={SECRET}",
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        started_clock=1.0,
        request_headers=(("Authorization", f"Bearer {SECRET}"), ("Content-Type", "application/json")),
        request_body=Body(f'{{"item": "{SECRET}"}}'.encode(), 50),
        status=200,
        response_body=Body(f"<a>{SECRET}</a>%41".encode(), 50),
        notes=(SECRET,),
    )
    assert SECRET not in repr(row_view(exchange, redactor))
    assert SECRET not in repr(view(exchange, redactor))
    assert SECRET not in caplog.text


@pytest.mark.parametrize("name", ["find", "_index_pending"])
def test_what_cannot_be_told_counts_as_secret(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    redactor = Redactor()
    redactor.add(SECRET, "access token")
    monkeypatch.setattr(secret_values.SecretValues, name, broken)
    assert redactor.contains("nothing at all")
