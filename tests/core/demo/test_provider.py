"""The provider as an object: its secrets, its records, many callers at once."""

import threading
from collections import Counter

import httpx
import pytest

from authbench.demo import DemoProvider, SeenRequest, UnknownSample, samples
from authbench.demo.credentials import Credentials
from support.demo_oauth import CLIENT, authorization_url, new_tokens, refresh_form, secret_of
from support.demo_person import Person, PersonAtBrowser


def test_secrets_are_new_for_every_provider_and_repeat_with_a_seed() -> None:
    one, two = DemoProvider(), DemoProvider()
    assert one.settings_for("brevo-api-key-header") != two.settings_for("brevo-api-key-header")
    seeded = [DemoProvider(seed=b"a seed").settings_for("brevo-api-key-header") for _ in range(2)]
    assert seeded[0] == seeded[1]


def test_the_record_of_secrets() -> None:
    credentials = Credentials()
    secret = credentials.client_secret("x")
    key = credentials.service_account_key()
    assert credentials.service_account_key() is key
    assert credentials.issued() == {"client_secret:x": secret, "service_account_key": key.private_pem}


def test_settings_hold_no_placeholder(provider: DemoProvider) -> None:
    for chosen in samples():
        settings = provider.settings_for(chosen)
        assert set(settings) == set(chosen.settings)
        assert not any("{" in value or not value for value in settings.values())
    with pytest.raises(UnknownSample) as caught:
        provider.settings_for("nothing")
    assert "dropbox-pkce" in (caught.value.hint or "")


def test_issued_and_requests_are_recorded(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    tokens = new_tokens(provider, http, person)
    kinds = Counter(secret.kind for secret in provider.issued())
    assert kinds == {"code": 1, "access_token": 1, "refresh_token": 1}
    assert tokens["access_token"] in {secret.value for secret in provider.issued()}
    last = provider.requests()[-1]
    host = f"127.0.0.1:{provider.port}"
    assert last == SeenRequest("POST", host, "/oauth2/token", 200, "authorization_code")
    assert not any(tokens["access_token"] in repr(seen) for seen in provider.requests())


def test_one_of_many_parallel_refreshes_wins(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    form = refresh_form(provider, new_tokens(provider, http, person)["refresh_token"])
    statuses: list[int] = []

    def refresh() -> None:
        statuses.append(httpx.post(f"{provider.origin}/oauth2/token", data=form, trust_env=False).status_code)

    threads = [threading.Thread(target=refresh) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(statuses) == {200: 1, 400: 7}


def test_a_person_at_a_browser_follows_the_redirect(provider: DemoProvider) -> None:
    browser = PersonAtBrowser()
    redirect = f"{provider.origin}/oauth/callback"
    assert browser.open(authorization_url(provider, redirect_uri=redirect)) is True
    browser.join()
    assert browser.locations[0].startswith(f"{redirect}?code=")
    assert provider.requests()[-1].path == "/oauth/callback"


def test_client_secrets_match_what_the_endpoint_wants(provider: DemoProvider, http: httpx.Client) -> None:
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    assert http.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=auth).status_code == 200
