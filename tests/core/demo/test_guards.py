"""The protected APIs of the provider's own address: who is let in and how the others are told."""

import base64

import httpx
import pytest

from authbench.demo import DemoProvider
from authbench.demo.providers.keys import KEYS
from support.demo_oauth import CLIENT, DAY, bearer, new_tokens, secret_of
from support.demo_person import Person


def test_bearer_without_a_token_is_challenged_without_an_error(http: httpx.Client) -> None:
    for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": "Basic eDp5"}):
        answer = http.get("/api/bearer", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Demo provider (demo)"'


def test_bearer_with_a_bad_token_says_invalid_token(http: httpx.Client) -> None:
    answer = http.get("/api/bearer", headers=bearer("made-up"))
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("token", ["two words", "kläger", 'quo"te'])
def test_a_malformed_token_is_a_bad_request(http: httpx.Client, token: str) -> None:
    headers = [(b"Authorization", f"Bearer {token}".encode("latin-1"))]
    answer = http.get("/api/bearer", headers=headers)
    assert answer.status_code == 400
    assert 'error="invalid_request"' in answer.headers["WWW-Authenticate"]


def test_two_authorization_headers_are_a_bad_request(http: httpx.Client) -> None:
    headers = [("Authorization", "Bearer a"), ("Authorization", "Bearer b")]
    assert http.get("/api/bearer", headers=headers).status_code == 400


def test_a_missing_scope_is_named(provider: DemoProvider, http: httpx.Client) -> None:
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    form = {"grant_type": "client_credentials", "scope": "api.write"}
    token = http.post("/oauth2/token", data=form, auth=auth).json()["access_token"]
    answer = http.get("/api/reports", headers=bearer(token))
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert 'scope="api.read"' in answer.headers["WWW-Authenticate"]


def test_a_token_of_one_provider_is_worth_nothing_at_another(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    token = new_tokens(provider, http, person)["access_token"]
    answer = http.post("/2/check/user", json={}, headers={**bearer(token), "Host": "api.dropboxapi.com"})
    assert answer.status_code == 401


def test_expired_and_revoked_are_told_apart(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    token = new_tokens(provider, http, person)["access_token"]
    provider.faults.clock_skew = DAY
    assert "expired" in http.get("/api/bearer", headers=bearer(token)).json()["error_description"]
    token = new_tokens(provider, http, person)["access_token"]
    assert provider.revoke(token) is True
    assert "revoked" in http.get("/api/bearer", headers=bearer(token)).json()["error_description"]


def test_basic(provider: DemoProvider, http: httpx.Client) -> None:
    password = provider.credentials.user_password()
    good = httpx.BasicAuth("jo@example.test", password)
    assert http.get("/api/basic", auth=good).json()["caller"] == "jo@example.test"
    for user, given in (("jo@example.test", ""), ("", password), ("x", password)):
        answer = http.get("/api/basic", auth=httpx.BasicAuth(user, given))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize("value", ["Basic", "Basic !!!!", "Basic " + base64.b64encode(b"\xff:x").decode()])
def test_malformed_basic_is_refused(http: httpx.Client, value: str) -> None:
    assert http.get("/api/basic", headers={"Authorization": value}).status_code == 401


def test_key_in_header(provider: DemoProvider, http: httpx.Client) -> None:
    key = KEYS["api_key"](provider.credentials)
    assert http.get("/api/key-in-header", headers={"x-api-KEY": key}).status_code == 200
    assert http.get("/api/key-in-header").status_code == 401
    assert http.get("/api/key-in-header", headers={"X-API-Key": key + "0"}).status_code == 401
    twice = [("X-API-Key", key), ("X-API-Key", key)]
    assert http.get("/api/key-in-header", headers=twice).status_code == 401


def test_key_in_query(provider: DemoProvider, http: httpx.Client) -> None:
    key = KEYS["api_key"](provider.credentials)
    assert http.get("/api/key-in-query", params={"api_key": key, "x": "1"}).status_code == 200
    for query in ("", "api_key=", "api_key=x", f"api_key={key}&api_key={key}", f"api_key={key}&x=%ff"):
        assert http.get(f"/api/key-in-query?{query}").status_code == 401


def test_header_pair(provider: DemoProvider, http: httpx.Client) -> None:
    key, secret = KEYS["api_key"](provider.credentials), KEYS["api_secret"](provider.credentials)
    both = {"X-API-Key": key, "X-API-Secret": secret}
    assert http.get("/api/header-pair", headers=both).status_code == 200
    assert http.get("/api/header-pair", headers={"X-API-Key": key}).status_code == 401
    assert http.get("/api/header-pair", headers={**both, "X-API-Secret": key}).status_code == 403


def test_an_envelope_refuses_with_200(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    refused = http.get("/api/envelope", headers=bearer("x"))
    assert (refused.status_code, refused.json()) == (200, {"ok": False, "error": "invalid_token"})
    token = new_tokens(provider, http, person)["access_token"]
    assert http.get("/api/envelope", headers=bearer(token)).json()["ok"] is True
