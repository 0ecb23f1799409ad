"""The client against a certified OpenID provider written by others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selenium import webdriver

from authbench.connection import RunResult
from authbench.connection.provider_question import Ask, ProviderAnswer, ProviderQuestion
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


def ask(
    one: Bench, source: str, values: dict[str, str], origin: str, question: ProviderQuestion
) -> RunResult:
    request = one.request(RunKind.PROVIDER, source, values, origin, redirect=REDIRECT)
    result = one.engine.start(replace(request, asked=question)).wait(30)
    assert result is not None
    return result


def test_what_the_provider_says_of_a_login(
    bench: tuple[Bench, Person], driver: webdriver.Chrome, openid_provider: OpenIdProvider
) -> None:
    one, person = bench
    origin = openid_provider.origin
    source = desktop(origin)
    # Another test may have signed this browser in before.
    driver.get(origin)
    driver.delete_all_cookies()
    connected = one.run(RunKind.CONNECT, source, {}, origin, redirect=REDIRECT)
    assert connected.outcome is Outcome.OK, connected.failure
    person.finish()
    found = ask(one, source, {}, origin, ProviderQuestion(Ask.DISCOVER))
    assert found.outcome is Outcome.OK, found.failure
    provider = found.value.provider
    assert provider.issuer == origin
    assert provider.jwks_uri is not None

    def put(what: Ask, *path: str) -> ProviderAnswer:
        result = ask(one, source, {}, origin, ProviderQuestion(what, path, provider))
        assert result.outcome is Outcome.OK, result.failure
        answer: ProviderAnswer = result.value
        return answer

    verified = put(Ask.VERIFY, "id_token").verified
    assert verified is not None
    assert verified.good, verified
    assert {each.name: each.standing.value for each in verified.findings}["Audience"] == "ok"
    told = put(Ask.USERINFO, "access_token")
    assert told.ok, told.headline
    assert told.exchange_id is not None
    revoked = put(Ask.REVOKE, "refresh_token")
    assert revoked.ok, revoked.headline
    refreshed = one.run(RunKind.REFRESH, source, {}, origin, redirect=REDIRECT)
    assert refreshed.failure is not None
    assert refreshed.failure.code == "invalid_grant"


def test_introspection_with_the_clients_own_credentials(
    bench: tuple[Bench, Person], openid_provider: OpenIdProvider
) -> None:
    one, _ = bench
    origin = openid_provider.origin
    values = {"client_id": "machine", "client_secret": openid_provider.machine_secret}
    source = machine(origin).replace(
        "type: 'custom_auth',", f"type: 'custom_auth', token_url: '{origin}/token',"
    )
    got = one.run(RunKind.ACQUIRE, source, values, origin)
    assert got.outcome is Outcome.OK, got.failure
    question = ProviderQuestion(Ask.INTROSPECT, ("access_token",))
    active = ask(one, source, values, origin, question)
    assert active.outcome is Outcome.OK, active.failure
    assert active.value.ok, active.value.headline
    assert ask(one, source, values, origin, ProviderQuestion(Ask.REVOKE, ("access_token",))).value.ok
    ended = ask(one, source, values, origin, question)
    assert ended.outcome is Outcome.OK, ended.failure
    assert "Not active" in ended.value.headline
    wrong = ask(one, source, {**values, "client_secret": "not it"}, origin, question)
    assert not wrong.value.ok
    assert "401" in wrong.value.headline
