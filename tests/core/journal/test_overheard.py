"""What nobody announced is known by its value as soon as it was sent or answered under its name."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import replace

import pytest

from authbench.events import Body, ExchangeFinished, Header, SecretLearned
from authbench.journal import Journal
from authbench.journal.overheard import MOST_OF_ONE, overheard
from authbench.journal.secret_values import MOST_OVERHEARD, MOST_SPENT
from support.journal_exchanges import exchange

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
VALUE = "k7" + secrets.token_hex(15)


def sent(*headers: Header, url: str = "https://api.test/1", body: bytes = b"") -> ExchangeFinished:
    made = exchange(1, sent=body)
    return ExchangeFinished(replace(made, url=url, request_headers=(*made.request_headers, *headers)))


def answered(*headers: Header, body: bytes = b"", kind: str = JSON) -> ExchangeFinished:
    made = exchange(1, content=body, content_type=kind)
    return ExchangeFinished(replace(made, response_headers=(*made.response_headers, *headers)))


def echo(journal: Journal, text: str) -> str:
    """What is shown of a later answer that says `text` without a name."""
    journal.record(ExchangeFinished(exchange(2, content=text.encode(), content_type="text/plain")))
    view = journal.view(2, limit=None)
    assert view is not None
    return repr(view)


_PAIR = base64.b64encode(f"jo:{VALUE}".encode()).decode()
_SHORT_PAIR = base64.b64encode(b"jo:pass").decode()
_SIGNED = (
    f"AWS4-HMAC-SHA256 Credential=AKIA1/20261121/us/s3/aws4_request, SignedHeaders=host, Signature={VALUE}"
)

SOURCES = {
    "digest response": sent(("Authorization", f'Digest username="jo", nonce="n1", response="{VALUE}"')),
    "signature of a request": sent(("Authorization", _SIGNED)),
    "presigned URL": sent(url=f"https://x.test/a?X-Amz-Signature={VALUE}&X-Amz-Date=20261121T000000Z"),
    "signature in a header of its own": sent(("X-Hub-Signature-256", f"sha256={VALUE}")),
    "bearer token": sent(("Authorization", f"Bearer {VALUE}")),
    "credentials of an unknown scheme": sent(("Authorization", f"Acme {VALUE}")),
    "credentials without a scheme": sent(("Authorization", VALUE)),
    "parameter of an unknown scheme": sent(("Authorization", f'Acme id="7", token="{VALUE}"')),
    "credentials for a proxy": sent(("Proxy-Authorization", f"Bearer {VALUE}")),
    "password of a Basic pair": sent(("Authorization", f"Basic {_PAIR}")),
    "proof": sent(("DPoP", VALUE)),
    "header with a secret name": sent(("X-Api-Key", VALUE)),
    "session token of a cloud": sent(("X-Amz-Security-Token", VALUE)),
    "cookie that was sent": sent(("Cookie", f"theme=dark; sid={VALUE}")),
    "cookie that was set": answered(("Set-Cookie", f'sid="{VALUE}"; Path=/; HttpOnly')),
    "token in an answer's header": answered(("X-Auth-Token", VALUE)),
    "code in a redirect": answered(("Location", f"https://x.test/cb?code={VALUE}&page=2")),
    "parameter": sent(url=f"https://x.test/a?api_key={VALUE}&page=2"),
    "user information": sent(url=f"https://jo:{VALUE}@x.test/a"),
    "field of a form": ExchangeFinished(
        exchange(1, sent=f"grant_type=password&client_secret={VALUE}".encode(), content_type=FORM)
    ),
    "member of a document": ExchangeFinished(
        exchange(1, sent=json.dumps({"user": {"password": VALUE}}).encode(), content_type=JSON)
    ),
    "token in an answer": answered(body=json.dumps({"access_token": VALUE, "expires_in": 60}).encode()),
    "token deep in an answer": answered(body=json.dumps({"d": [{"idToken": VALUE}]}).encode()),
    "device code": answered(body=json.dumps({"device_code": VALUE}).encode()),
    "token of an older kind": answered(body=f"oauth_token=1&oauth_token_secret={VALUE}".encode(), kind=FORM),
    "key in XML": answered(
        body=f"<a><SecretAccessKey>{VALUE}</SecretAccessKey></a>".encode(), kind="text/xml"
    ),
}


@pytest.mark.parametrize("source", SOURCES)
def test_an_echo_without_a_name_is_masked_whatever_said_it_first(source: str) -> None:
    journal = Journal()
    journal.record(SOURCES[source])
    shown = echo(journal, f"the item is {VALUE} today")
    assert VALUE not in shown
    assert "the item is ••••" in shown
    assert VALUE[5:17] not in echo(journal, f"a part of it is {VALUE[5:17]} today")
    assert VALUE.encode().hex() not in echo(journal, f"and so {VALUE.encode().hex()} written")


def test_a_pair_whose_password_is_a_word_is_known_as_a_whole() -> None:
    journal = Journal()
    journal.record(sent(("Authorization", f"Basic {_SHORT_PAIR}")))
    shown = echo(journal, f"was {_SHORT_PAIR} and pass")
    assert _SHORT_PAIR not in shown
    assert "and pass" in shown


@pytest.mark.parametrize(
    "event",
    [
        answered(("Set-Cookie", "lang=en-US; Path=/")),
        answered(("Set-Cookie", "seen=2026-11-21T12:00:00.000Z")),
        answered(("Set-Cookie", "back=https%3A%2F%2Fx.test%2Forders%2F17")),
        answered(("Set-Cookie", "choice=%7B%22a1%22%3Atrue%2C%22b%22%3Afalse%7D")),
        answered(("WWW-Authenticate", 'Digest nonce="abcdef0123456789abcdef"')),
        answered(body=b'{"token_type": "bearer-of-16-chars", "token": "orders-of-today"}'),
        answered(body=b'{"password": "x", "secret": true, "tokens": 12345678901234567890}'),
        answered(body=b'{"api_key": "https://docs.x.test/keys/17/about-them"}'),
        sent(("Authorization", "Bearer ")),
        sent(("Authorization", 'Digest username="somebody17", cnonce="abcdef0123456789"')),
        sent(("Authorization", "AWS4-HMAC-SHA256 Credential=AKIA1/20261121/us/s3/aws4_request")),
        sent(url="https://x.test/a?code=short&state=open"),
        answered(body=b'{"access_token": "' + b"9a" * 9000 + b'"}'),
        answered(body=b'\xff\xfe{"access_token": 1}'),
    ],
)
def test_words_dates_and_addresses_stay_readable(event: ExchangeFinished) -> None:
    assert overheard(event.exchange) == []


def test_one_exchange_tells_only_so_much() -> None:
    body = json.dumps([{"token": secrets.token_hex(16)} for _ in range(100)]).encode()
    assert len(overheard(answered(body=body).exchange)) == MOST_OF_ONE


def test_what_is_taken_in_ends_somewhere_and_what_was_announced_does_not_count() -> None:
    journal = Journal()
    for _ in range((MOST_OVERHEARD + MOST_SPENT) // 32):
        journal.record(sent(("X-Auth-Token", secrets.token_hex(16))))
    late = secrets.token_hex(16)
    journal.record(sent(("X-Auth-Token", late)))
    assert late in echo(journal, f"the item is {late} today")
    # There is a budget of its own for what each request is signed with.
    journal.record(SOURCES["digest response"])
    assert VALUE not in echo(journal, f"the item is {VALUE} today")
    journal.record(SecretLearned(late, "token"))
    assert late not in echo(journal, f"the item is {late} today")


def test_what_is_made_for_one_request_makes_nobody_look_anew_at_older_ones() -> None:
    journal = Journal()
    before = journal.redactor.generation
    journal.record(SOURCES["signature of a request"])
    journal.record(SOURCES["digest response"])
    assert journal.redactor.generation == before
    journal.record(SOURCES["cookie that was set"])
    other = "z9" + secrets.token_hex(12)
    journal.record(sent(("X-Api-Key", other)))
    assert journal.redactor.generation > before


def test_an_announcement_says_better_what_a_secret_is() -> None:
    journal = Journal()
    journal.record(sent(("X-Acme-Token", VALUE)))
    journal.record(SecretLearned(VALUE, "API key"))
    assert "API key" in echo(journal, f"the item is {VALUE} today")


def test_an_odd_exchange_is_recorded_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(exchange: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr("authbench.journal.redaction.overheard", broken)
    journal = Journal()
    journal.record(answered(body=b"{}"))
    assert journal.entry(1) is not None


def test_a_value_that_is_cut_off_tells_nothing() -> None:
    made = exchange(1, content_type=JSON)
    body = Body(b'{"access_token": "' + VALUE.encode(), 100)
    assert overheard(replace(made, response_body=body)) == []
