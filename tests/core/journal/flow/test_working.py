"""What was sent is worked out anew, equals what was sent, and shows no secret."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st

from authbench.demo import DemoProvider, sample
from authbench.events import Body, Event, ExchangeFinished, HttpExchange, RunKind, SecretLearned, SettingsSeen
from authbench.http.digest import answer, find_challenge
from authbench.journal import Journal
from authbench.journal.exports.case_file import DefinitionFacts
from authbench.journal.exports.case_reader import case_of
from authbench.journal.flow.drawing import picture_of
from authbench.journal.flow.picture import Message, MessageKind, Topic
from authbench.journal.flow.token_steps import challenge_of, signature_holds
from authbench.journal.flow.working import Working, workable, worked_out
from authbench.journal.reveal import Reveal
from authbench.sdk.jwt import jwt_encode
from authbench.sdk.sigv4 import Credentials, Signing, sign
from support.flow_runs import SampleRuns

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VISIT = HttpExchange(
    1,
    "run",
    "authorize",
    "GET",
    f"https://login.example.com/authorize?state=abc&code_challenge={CHALLENGE}&code_challenge_method=S256",
    AT,
    1.0,
    browser=True,
    elapsed=0.5,
)


def exchange(number: int = 3, **more: Any) -> HttpExchange:
    one = HttpExchange(number, "run", "token", "POST", "https://api.example.org/token", AT, 3.0)
    return replace(one, status=200, elapsed=0.1, **more)


def journal_of(*exchanges: HttpExchange, settings: dict[str, Any] | None = None, known: str = "") -> Journal:
    events: list[Event] = [SettingsSeen("run", settings or {})]
    events += [SecretLearned(known, "client secret")] if known else []
    journal = Journal()
    for event in (*events, *map(ExchangeFinished, exchanges)):
        journal.record(event)
    return journal


def request_of(journal: Journal, exchange_id: int) -> Message:
    return next(
        message
        for message in picture_of(journal, "run").messages
        if message.exchange_id == exchange_id and message.kind is MessageKind.REQUEST
    )


def worked(journal: Journal, exchange_id: int) -> Working:
    working = worked_out(journal, request_of(journal, exchange_id))
    assert working is not None
    return working


def text_of(working: Working) -> str:
    return "\n".join(
        f"{step.name}\n{step.input.text}\n{step.output.text}\n{step.note}" for step in working.steps
    )


# PKCE


def grant(verifier: str) -> HttpExchange:
    body = Body(f"grant_type=authorization_code&code=c0de-51d84b06&code_verifier={verifier}".encode())
    return exchange(request_headers=FORM, request_body=body)


def test_pkce_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B.
    assert challenge_of(VERIFIER) == CHALLENGE
    journal = journal_of(VISIT, grant(VERIFIER))
    for message in picture_of(journal, "run").messages:
        if Topic.PKCE in message.topics:
            working = worked_out(journal, message)
            assert working is not None
            assert working.matches
            assert working.verdict == "Equals what was sent."
            digest, encoded = working.steps
            assert digest.input.chips[0].label == "code verifier"
            assert digest.output.text == "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3"
            assert encoded.input == digest.output
            assert encoded.output.text == CHALLENGE
            assert VERIFIER not in text_of(working)


def test_pkce_before_the_verifier_is_sent() -> None:
    journal = journal_of(replace(VISIT, elapsed=None))
    message = picture_of(journal, "run").messages[0]
    assert message.kind is MessageKind.OPEN
    working = worked_out(journal, message)
    assert working is not None
    assert working.matches is None
    assert "token endpoint" in working.verdict
    assert working.steps[0].output.text.startswith("13d31e96")


def test_another_verifier_does_not_match() -> None:
    working = worked(journal_of(VISIT, grant("x" * 50)), 3)
    assert working.matches is False
    assert working.verdict == "Differs from what was sent."


def test_a_plain_challenge_is_the_verifier_and_no_text() -> None:
    plain = replace(VISIT, url=VISIT.url.replace("S256", "plain").replace(CHALLENGE, VERIFIER))
    journal = journal_of(plain, grant(VERIFIER))
    working = worked(journal, 3)
    assert working.matches
    assert VERIFIER not in text_of(working)


# Basic


def basic(user: str, password: str, body: bytes = b"grant_type=client_credentials") -> HttpExchange:
    value = base64.b64encode(f"{user}:{password}".encode()).decode()
    return exchange(request_headers=(*FORM, ("Authorization", f"Basic {value}")), request_body=Body(body))


def test_basic_is_worked_out() -> None:
    secret = secrets.token_hex(12)
    working = worked(journal_of(basic("client-1", secret), known=secret), 3)
    assert working.matches
    joined, encoded = working.steps
    assert joined.output.text == "client-1:•••• client secret ①, 24 chars"
    assert encoded.output.text.startswith("Basic •••• client id + client secret ①")
    assert secret not in text_of(working)


def test_basic_with_what_has_to_be_encoded() -> None:
    secret = secrets.token_hex(8) + "/+%"
    encoded = secret.replace("%", "%25").replace("/", "%2F").replace("+", "%2B")
    working = worked(journal_of(basic("a%40b", encoded), known=secret), 3)
    assert working.steps[0].name.startswith("Form-encode both")
    assert working.steps[0].input.text.startswith("a@b\n")
    assert working.steps[0].output.text.startswith("a%40b\n")
    as_it_is = worked(journal_of(basic("a@b", secret), known=secret), 3)
    assert "form-encoded" in as_it_is.steps[0].note


def test_a_key_in_the_place_of_the_user_is_not_shown() -> None:
    key = secrets.token_hex(16)
    working = worked(journal_of(basic(key, "", b"")), 3)
    assert key not in text_of(working)
    other = worked(journal_of(basic(key, "X", b"")), 3)
    assert key not in text_of(other)


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.text(max_size=20))
def test_basic_of_anything_is_no_error(user: str, password: str) -> None:
    value = base64.b64encode(f"{user}:{password}".encode("utf-8", "replace")).decode()
    journal = journal_of(exchange(request_headers=(("Authorization", f"Basic {value}"),)))
    working = worked_out(journal, request_of(journal, 3))
    assert working is None or working.matches


# AWS


def signed(
    secret: str, service: str, url: str, *, body: bytes = b"", token: str | None = None, method: str = "GET"
) -> HttpExchange:
    others = service != "s3"
    made = sign(
        Signing(service, "eu-west-1", escape_path=others, normalize_path=others),
        Credentials("AKIDEXAMPLE4711", secret, token),
        method,
        url,
        {"Accept": "*/*"},
        body,
        1_700_000_000.0,
    )
    headers = (("Accept", "*/*"), *made.headers)
    return exchange(method=method, url=url, request_headers=headers, request_body=Body(body), step="test")


@pytest.mark.parametrize("service", ["s3", "execute-api"])
@pytest.mark.parametrize(
    "url",
    [
        "https://a.example.com/",
        "https://a.example.com/x%20y/../z//w?b=2&a=1&a=0&c",
        "https://a.example.com/p?q=a+b&key=%C3%A4",
    ],
)
def test_a_signature_equals_what_our_signer_sent(service: str, url: str) -> None:
    secret = secrets.token_hex(20)
    one = signed(secret, service, url, body=b"{}", method="POST", token=secrets.token_hex(30))
    journal = journal_of(one, settings={"aws": {"secret_access_key": secret}}, known=secret)
    working = worked(journal, 3)
    assert working.matches, text_of(working)
    assert [step.name.rpartition(": ")[2] for step in working.steps] == [
        "Canonical request",
        "SHA-256 of the canonical request",
        "String to sign",
        *("date key", "region key", "service key", "signing key", "signature"),
    ]
    text = text_of(working)
    assert secret not in text
    assert dict(one.request_headers)["x-amz-security-token"] not in text
    assert working.steps[2].output.text.startswith("AWS4-HMAC-SHA256\n20231114T221320Z\n20231114/eu-west-1/")


def test_an_unknown_key_leaves_the_signature_unchecked() -> None:
    working = worked(journal_of(signed(secrets.token_hex(20), "s3", "https://a.example.com/")), 3)
    assert working.matches is None
    assert "no setting" in working.verdict


SUITE = Path(__file__).parents[2] / "sdk" / "aws4"
CASES = sorted(SUITE.rglob("*.authz"))
SUITE_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
SUITE_TOKEN = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_the_published_suite_is_worked_out(case: Path) -> None:
    head, _, body = case.with_suffix(".req").read_text().partition("\n\n")
    first, *lines = head.rstrip("\n").split("\n")
    method, target = first.removesuffix(" HTTP/1.1").split(" ", 1)
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line.startswith(" "):
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        else:
            headers.append((name, value))
    if case.stem == "get-vanilla-with-session-token":
        headers.append(("X-Amz-Security-Token", SUITE_TOKEN))
    headers.append(("Authorization", case.read_text()))
    one = exchange(
        method=method,
        url=f"https://example.amazonaws.com{target}",
        request_headers=tuple(headers),
        request_body=Body(body.encode()),
        step="test",
    )
    working = worked(journal_of(one, settings={"key": SUITE_KEY}), 3)
    assert working.matches
    wanted = case.with_suffix(".creq").read_text()
    if "x-amz-security-token" not in wanted:
        assert working.steps[0].output.text == wanted
    assert working.steps[2].output.text == case.with_suffix(".sts").read_text()
    assert SUITE_KEY not in text_of(working)
    assert SUITE_TOKEN not in text_of(working)


# Digest


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "SHA-512-256", "MD5-sess", "SHA-256-sess"])
@pytest.mark.parametrize("extra", ['qop="auth", ', 'qop="auth-int", ', "", 'qop="auth", userhash=true, '])
def test_a_digest_equals_what_our_client_sent(algorithm: str, extra: str) -> None:
    password = secrets.token_hex(10)
    offered = f'Digest realm="r@x", {extra}algorithm={algorithm}, charset=UTF-8, nonce="n0nce"'
    challenge = find_challenge((("WWW-Authenticate", offered),))
    assert challenge is not None
    value = answer(challenge, user="jo", password=password, method="POST", target="/token?a=b", body=b"hello")
    one = exchange(request_headers=(("Authorization", value),), request_body=Body(b"hello"), step="test")
    working = worked(journal_of(one, settings={"user": "jo", "password": password}, known=password), 3)
    assert working.matches
    text = text_of(working)
    assert password not in text
    response = re.search(r'response="(\w+)"', value)
    assert response is not None
    assert response[1] not in text
    assert worked(journal_of(one), 3).matches is None


def test_the_example_of_the_standard() -> None:
    # RFC 7616, 3.9.1.
    value = (
        'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=SHA-256, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, qop=auth, '
        'cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", '
        'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"'
    )
    one = exchange(method="GET", request_headers=(("Authorization", value),), step="test")
    assert worked(journal_of(one, settings={"password": "Circle of Life"}), 3).matches


# Assertions


def pem(key: Any) -> str:
    return str(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()
    )


@pytest.fixture(scope="module")
def keys() -> dict[str, str]:
    return {
        "RS256": pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        "ES256": pem(ec.generate_private_key(ec.SECP256R1())),
        "HS512": secrets.token_hex(32),
    }


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "HS512"])
def test_an_assertion_equals_what_was_signed(algorithm: str, keys: dict[str, str]) -> None:
    key = keys[algorithm]
    token = jwt_encode({"iss": "me@example.org", "aud": "https://x"}, key, algorithm, {"kid": "7"})
    body = Body(f"grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion={token}".encode())
    one = exchange(request_headers=FORM, request_body=body)
    working = worked(journal_of(one, settings={"key": key, "other": "x" * 40}, known=key), 3)
    assert working.matches
    assert "me@example.org" in working.steps[1].input.text
    text = text_of(working)
    assert not [part for part in token.split(".") if part in text]
    assert key not in text
    unchecked = worked(journal_of(one), 3)
    assert unchecked.matches is None


def test_a_signature_of_another_key_does_not_hold(keys: dict[str, str]) -> None:
    assert not signature_holds("RS256", keys["ES256"], b"x", b"y" * 64)
    assert not signature_holds("RS256", "no key", b"x", b"y")
    assert not signature_holds("none", keys["RS256"], b"x", b"y")


# All of them


@pytest.fixture(scope="module")
def provider() -> Iterator[DemoProvider]:
    with DemoProvider() as provider:
        yield provider


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        ("dropbox-pkce", {Topic.PKCE}),
        ("percolate-client-credentials", {Topic.BASIC}),
        ("paypal-machine-login", {Topic.BASIC}),
        ("zendesk-basic", {Topic.BASIC}),
        ("google-service-account", {Topic.ASSERTION}),
        ("atlas-digest", {Topic.DIGEST}),
        ("aws-signature-s3", {Topic.SIGV4}),
        ("aws-credentials-api-gateway", {Topic.SIGV4}),
    ],
)
def test_what_a_sample_sent_is_worked_out_and_no_secret_leaves(
    name: str, topics: set[Topic], provider: DemoProvider, tmp_path: Path
) -> None:
    runs = SampleRuns(sample(name), provider, tmp_path)
    try:
        runs.run(RunKind.CONNECT)
        journal = runs.journal
        (run_id,) = journal.run_ids()
        found = set()
        hidden = [issued.value for issued in provider.issued()]
        raw = Reveal(journal).exchanges(run_id)
        hidden += [
            value.split(" ")[-1] for one in raw for n, value in one.request_headers if n == "Authorization"
        ]
        hidden += [
            value
            for field, value in provider.settings_for(name).items()
            if any(word in field for word in ("secret", "key", "token", "password")) and len(value) > 24
        ]
        for message in picture_of(journal, run_id).messages:
            for topic in workable(message):
                working = worked_out(journal, message, topic)
                assert working is not None
                assert working.matches is True, text_of(working)
                text = text_of(working) + working.verdict + working.title
                assert not [secret for secret in hidden if secret in text]
                assert not journal.redactor.contains(text)
                found.add(topic)
        assert found == topics
        case = case_of(journal.export_case(run_id, DefinitionFacts("T", "c.rb", "0" * 64)).text.encode())
        for message in picture_of(case.journal, run_id).messages:
            assert worked_out(case.journal, message) is None or Topic.PKCE in message.topics
    finally:
        runs.close()


def test_nothing_is_worked_out_of_what_has_nothing_in_it() -> None:
    journal = journal_of(exchange(step="test"))
    message = request_of(journal, 3)
    assert workable(message) == ()
    assert worked_out(journal, message) is None
    assert worked_out(Journal(), replace(message, topics=(Topic.API_CALL, Topic.BASIC))) is None
    assert worked_out(journal, replace(message, topics=(Topic.API_CALL, Topic.BASIC))) is None


@given(st.binary(max_size=60), st.sampled_from(("Basic ", "Digest ", "AWS4-HMAC-SHA256 ", "")))
def test_odd_credentials_are_no_error(content: bytes, scheme: str) -> None:
    value = scheme + content.decode("latin-1")
    body = Body(b"assertion=" + content + b"&code_verifier=" + content)
    one = exchange(request_headers=(*FORM, ("Authorization", value)), request_body=body)
    journal = journal_of(one)
    message = request_of(journal, 3)
    for topic in (Topic.PKCE, Topic.BASIC, Topic.DIGEST, Topic.SIGV4, Topic.ASSERTION):
        worked_out(journal, replace(message, topics=(Topic.API_CALL, topic)))


def test_claims_that_are_no_object_are_no_error() -> None:
    parts = (json.dumps("text").encode(), b"[]", b"x")
    token = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    journal = journal_of(exchange(request_headers=FORM, request_body=Body(f"assertion={token}".encode())))
    assert worked_out(journal, request_of(journal, 3)) is None
