"""The client against a certified OpenID provider written by others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver

from authbench.events import Outcome, RunKind
from authbench.journal.reveal import Reveal
from authbench.oauth import RedirectSettings
from support.chromium import Person, submit
from support.connection_runs import Bench

if TYPE_CHECKING:
    from conftest import OpenIdProvider

REDIRECT = RedirectSettings(host="127.0.0.1", port=0, path="/oauth/callback")


def desktop(origin: str) -> str:
    return f"""
{{ title: 'Desktop client', connection: {{ fields: [],
    authorization: {{ type: 'oauth2', client_id: 'desktop',
      pkce: ->(verifier, challenge) {{ {{ verifier: verifier, challenge: challenge, challenge_method: 'S256' }} }},
      authorization_url: -> {{ '{origin}/auth?scope=openid offline_access&prompt=consent' }},
      token_url: -> {{ '{origin}/token' }},
      refresh_on: [401],
      identity: ->(_c) {{ get('/me')['sub'] }},
      apply: ->(_c, token) {{ headers('Authorization' => "Bearer #{{token}}") }} }},
    base_uri: -> {{ '{origin}' }} }},
  test: ->(_c) {{ get('/me') }} }}
"""


def machine(origin: str) -> str:
    return f"""
{{ title: 'Machine client', connection: {{
    fields: [{{ name: 'client_id' }}, {{ name: 'client_secret', control_type: 'password' }}],
    authorization: {{ type: 'custom_auth',
      acquire: ->(c) {{ {{ access_token: post('{origin}/token', grant_type: 'client_credentials')
        .user(c['client_id']).password(c['client_secret']).request_format_www_form_urlencoded['access_token'] }} }},
      refresh_on: [401] , apply: ->(c) {{ headers('X-Unused' => 'yes') }} }},
    base_uri: -> {{ '{origin}' }} }},
  test: ->(c) {{ post('/token/introspection', token: c['access_token'])
    .user(c['client_id']).password(c['client_secret']).request_format_www_form_urlencoded['active'] }} }}
"""


def sign_in(driver: webdriver.Chrome) -> None:
    """The provider's own sign-in page, then its consent page; both have one button."""
    if "login" in driver.page_source and "password" in driver.page_source:
        submit(driver, login="jo@example.test", password="any password does here")
    submit(driver)


@pytest.fixture
def bench(tmp_path: Path, driver: webdriver.Chrome) -> Iterator[tuple[Bench, Person]]:
    person = Person(driver, sign_in)
    one = Bench(tmp_path, browser=person)
    yield one, person
    one.close()


def test_code_with_pkce_then_refresh_with_rotation(
    bench: tuple[Bench, Person], openid_provider: OpenIdProvider
) -> None:
    one, person = bench
    source = desktop(openid_provider.origin)
    connected = one.run(RunKind.CONNECT, source, {}, openid_provider.origin, redirect=REDIRECT)
    assert connected.outcome is Outcome.OK, connected.failure
    person.finish()
    assert connected.identity == "jo@example.test"
    first = connected.settings["refresh_token"]
    refreshed = one.run(RunKind.REFRESH, source, {}, openid_provider.origin, redirect=REDIRECT)
    assert refreshed.outcome is Outcome.OK, refreshed.failure
    assert refreshed.settings["refresh_token"] != first
    assert refreshed.settings["access_token"] != connected.settings["access_token"]
    tested = one.run(RunKind.TEST, source, {}, openid_provider.origin, redirect=REDIRECT)
    assert tested.outcome is Outcome.OK, tested.failure
    reused = one.run(
        RunKind.REFRESH,
        source,
        {},
        openid_provider.origin,
        redirect=REDIRECT,
        stored={"refresh_token": first},
    )
    assert reused.failure is not None
    assert reused.failure.code == "invalid_grant"


def test_client_credentials(bench: tuple[Bench, Person], openid_provider: OpenIdProvider) -> None:
    one, _ = bench
    values = {"client_id": "machine", "client_secret": openid_provider.machine_secret}
    got = one.run(RunKind.ACQUIRE, machine(openid_provider.origin), values, openid_provider.origin)
    assert got.outcome is Outcome.OK, got.failure
    tested = one.run(RunKind.TEST, machine(openid_provider.origin), values, openid_provider.origin)
    assert tested.outcome is Outcome.OK, tested.failure
    assert tested.value is True


def test_wrong_client_secret_is_the_providers_own_error(
    bench: tuple[Bench, Person], openid_provider: OpenIdProvider
) -> None:
    one, _ = bench
    values = {"client_id": "machine", "client_secret": "not the secret"}
    got = one.run(RunKind.ACQUIRE, machine(openid_provider.origin), values, openid_provider.origin)
    assert got.failure is not None
    assert got.failure.code == "http_error"
    assert Reveal(one.journal).exchanges()[-1].status == 401
