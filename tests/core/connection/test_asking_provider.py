"""Questions to a provider in runs: servers over real sockets, as they should be and as they should not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from authbench.connection import Run, RunResult
from authbench.connection.provider_question import Ask, ProviderQuestion
from authbench.events import NoteAdded, Outcome, RunKind
from authbench.journal.reveal import Reveal
from authbench.journal.sides import Side
from support.connection_runs import Bench, Received, ScriptedApi, connector_from, free_port, routes_for
from support.json_web_tokens import make_jwt

ISSUER = "https://id.example"
SOURCE = """
{ title: 'App', connection: { fields: [{ name: 'client_id', optional: true }, { name: 'client_secret',
    control_type: 'password', optional: true }],
    authorization: { type: 'oauth2', authorization_url: -> { 'https://id.example/authorize?scope=a' },
      token_url: -> { 'https://id.example/token' },
      apply: ->(_c, token) { headers('Authorization' => "Bearer #{token}") } },
    base_uri: -> { 'https://id.example' } },
  test: ->(_c) { get('/me') } }
"""
VALUES = {"client_id": "app one", "client_secret": "s3cret & more"}
SECRETS = ("s3cret", "at_4711_0123456789", "rt_4711_0123456789")
TOKENS = {"access_token": SECRETS[1], "refresh_token": SECRETS[2]}
CONFIGURATION = "/.well-known/openid-configuration"


class Provider:
    """Answers by path; what has no answer is not found."""

    def __init__(self, api: ScriptedApi) -> None:
        self.api = api
        self.answers: dict[str, tuple[int, Any]] = {}
        api.answer = lambda received: self.answers.get(self.path(received), (404, {"error": "no"}))

    @staticmethod
    def path(received: Received) -> str:
        return received.url.partition("id.example")[2].partition("?")[0]

    def offers(self, *names: str, **more: Any) -> None:
        document = {"issuer": ISSUER, **{name: f"{ISSUER}/{name}" for name in names}, **more}
        self.answers[CONFIGURATION] = (200, document)

    def paths(self) -> list[str]:
        return [self.path(each) for each in self.api.received]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with ScriptedApi() as api:
        yield Provider(api)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    one = Bench(tmp_path)
    yield one
    one.close()


def ask(bench: Bench, provider: Provider, what: Ask, *path: str, **more: Any) -> RunResult:
    result = begin(bench, provider, what, *path, **more).wait(30)
    assert result is not None
    return result


def begin(
    bench: Bench,
    provider: Provider,
    what: Ask,
    *path: str,
    stored: dict[str, Any] | None = None,
    values: dict[str, str] = VALUES,
    agreed: str = "",
    more_hosts: tuple[str, ...] = (),
) -> Run:
    request = bench.request(RunKind.PROVIDER, connector_from(SOURCE), values, provider.api.origin)
    request = replace(
        request,
        stored=TOKENS if stored is None else stored,
        routes=routes_for(" ".join((SOURCE, *more_hosts)), provider.api.origin),
        asked=ProviderQuestion(what, path, agreed=agreed),
    )
    return bench.engine.start(request)


def test_discovery_sends_no_token_and_follows_the_routes(bench: Bench, provider: Provider) -> None:
    provider.offers("jwks_uri", "userinfo_endpoint")
    found = ask(bench, provider, Ask.DISCOVER)
    assert found.outcome is Outcome.OK, found.failure
    assert found.value.provider.userinfo_endpoint == f"{ISSUER}/userinfo_endpoint"
    (received,) = provider.api.received
    assert received.method == "GET"
    assert "Authorization" not in received.headers
    (exchange,) = Reveal(bench.journal).exchanges()
    assert (exchange.step, exchange.sent_to) == ("provider", provider.api.origin)
    assert exchange.cause == "discovery; issuer from authorization_url of the definition"


def test_the_paths_are_tried_in_order_and_the_failure_says_what_each_answered(
    bench: Bench, provider: Provider
) -> None:
    provider.answers["/.well-known/oauth-authorization-server"] = (200, {"issuer": "https://evil.example"})
    found = ask(bench, provider, Ask.DISCOVER)
    assert provider.paths() == [CONFIGURATION, "/.well-known/oauth-authorization-server"]
    assert found.failure is not None
    assert found.failure.hint is not None
    assert "answered 404" in found.failure.hint
    assert "another issuer (https://evil.example)" in found.failure.hint


def test_the_issuer_of_a_token_comes_first(bench: Bench, provider: Provider) -> None:
    token = make_jwt({"iss": f"{ISSUER}/tenant"})
    provider.answers[f"/tenant{CONFIGURATION}"] = (200, {"issuer": f"{ISSUER}/tenant"})
    found = ask(bench, provider, Ask.DISCOVER, stored={"access_token": token})
    assert found.value.provider.issuer == f"{ISSUER}/tenant"


def test_a_token_that_names_a_host_that_is_not_there_does_not_hide_the_definitions_own(
    bench: Bench, provider: Provider
) -> None:
    provider.offers()
    token = make_jwt({"iss": f"http://127.0.0.1:{free_port()}"})
    found = ask(bench, provider, Ask.DISCOVER, stored={"access_token": token})
    assert found.outcome is Outcome.OK, found.failure
    assert found.value.provider.issuer == ISSUER


def test_redirects_are_not_followed(bench: Bench, provider: Provider) -> None:
    provider.offers("userinfo_endpoint")
    provider.answers["/userinfo_endpoint"] = (302, {})
    answer = ask(bench, provider, Ask.USERINFO, "access_token").value
    assert not answer.ok
    assert "302" in answer.headline


@pytest.mark.parametrize(
    ("methods", "first"),
    [(["client_secret_basic"], "basic"), (["client_secret_post"], "post"), (None, "basic")],
)
def test_the_client_says_who_it_is_as_the_provider_lists(
    bench: Bench, provider: Provider, methods: list[str] | None, first: str
) -> None:
    more = {} if methods is None else {"introspection_endpoint_auth_methods_supported": methods}
    provider.offers("introspection_endpoint", **more)
    provider.answers["/introspection_endpoint"] = (401, {"error": "invalid_client"})
    answer = ask(bench, provider, Ask.INTROSPECT, "refresh_token").value
    assert answer.headline == "No introspection: the provider answered 401 (invalid_client)."
    sent = provider.api.received[1:]
    ways = ["basic" if "Authorization" in each.headers else "post" for each in sent]
    assert ways == [first, "post" if first == "basic" else "basic"]
    for each, way in zip(sent, ways, strict=True):
        assert each.body is not None
        assert each.body.startswith(f"token={SECRETS[2]}&token_type_hint=refresh_token")
        assert ("client_secret=s3cret+%26+more" in each.body) is (way == "post")


def test_a_client_without_a_secret_gives_its_name(bench: Bench, provider: Provider) -> None:
    provider.offers("revocation_endpoint")
    provider.answers["/revocation_endpoint"] = (200, b"")
    answer = ask(bench, provider, Ask.REVOKE, "access_token", values={"client_id": "app"}).value
    assert answer.ok
    assert provider.api.received[-1].body == f"token={SECRETS[1]}&token_type_hint=access_token&client_id=app"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"active": "yes"}', b"<html>"])
def test_what_is_no_introspection(bench: Bench, provider: Provider, body: bytes) -> None:
    provider.offers("introspection_endpoint")
    provider.answers["/introspection_endpoint"] = (200, body)
    answer = ask(bench, provider, Ask.INTROSPECT, "access_token").value
    assert not answer.ok
    assert answer.headline.startswith("No introspection")


@pytest.mark.parametrize("what", [Ask.VERIFY, Ask.INTROSPECT, Ask.USERINFO, Ask.REVOKE])
def test_what_is_not_offered_gets_no_token(bench: Bench, provider: Provider, what: Ask) -> None:
    provider.offers()
    result = ask(bench, provider, what, "access_token")
    assert result.failure is not None
    assert result.failure.code == "usage"
    assert provider.paths() == [CONFIGURATION]


def test_keys_that_are_none(bench: Bench, provider: Provider) -> None:
    provider.offers("jwks_uri")
    result = ask(bench, provider, Ask.VERIFY, "access_token")
    assert result.failure is not None
    assert "gave no keys" in result.failure.message
    provider.answers["/jwks_uri"] = (200, {"keys": []})
    answer = ask(
        bench, provider, Ask.VERIFY, "access_token", stored={"access_token": make_jwt({"a": 1})}
    ).value
    assert not answer.ok
    assert "0 keys" in answer.verified.findings[0].text


def test_a_token_that_is_gone(bench: Bench, provider: Provider) -> None:
    provider.offers("userinfo_endpoint")
    result = ask(bench, provider, Ask.USERINFO, "access_token", stored={})
    assert result.failure is not None
    assert "not there any more" in result.failure.message


def test_nothing_secret_shows(bench: Bench, provider: Provider) -> None:
    provider.offers("introspection_endpoint", "userinfo_endpoint", "revocation_endpoint")
    provider.answers["/introspection_endpoint"] = (200, {"active": True, "echo": SECRETS[1]})
    provider.answers["/userinfo_endpoint"] = (200, {"sub": SECRETS[1]})
    provider.answers["/revocation_endpoint"] = (200, b"")
    for what in (Ask.INTROSPECT, Ask.USERINFO, Ask.REVOKE):
        result = ask(bench, provider, what, "access_token")
        assert result.outcome is Outcome.OK, result.failure
        assert not any(secret in bench.journal.redactor.text(result.value.headline) for secret in SECRETS)
    record = Reveal(bench.journal)
    for exchange in record.exchanges():
        view = bench.journal.view(exchange.id, limit=None)
        assert view is not None
        shown = repr(view)
        assert not any(secret in shown for secret in SECRETS), view.url.text
    assert any(SECRETS[1].encode() in record.content(each.id, Side.REQUEST) for each in record.exchanges())


def test_no_step_is_a_change_of_the_origin(bench: Bench, provider: Provider) -> None:
    provider.offers()
    ask(bench, provider, Ask.DISCOVER)
    notes = [
        event
        for run in bench.journal.run_ids()
        for event in Reveal(bench.journal).events(run)
        if isinstance(event, NoteAdded)
    ]
    assert notes == []


EVIL = "https://evil.example"


@pytest.mark.parametrize(
    ("what", "name"),
    [
        (Ask.INTROSPECT, "introspection_endpoint"),
        (Ask.USERINFO, "userinfo_endpoint"),
        (Ask.REVOKE, "revocation_endpoint"),
    ],
)
def test_no_secret_goes_to_a_host_that_only_a_document_names(
    bench: Bench, provider: Provider, what: Ask, name: str
) -> None:
    provider.offers(**{name: f"{EVIL}/take"})
    result = ask(bench, provider, what, "access_token", more_hosts=(EVIL,))
    assert result.failure is not None
    assert EVIL in result.failure.message
    assert provider.paths() == [CONFIGURATION]
    assert not any(secret in repr(each) for each in provider.api.received for secret in SECRETS)
    ask(bench, provider, what, "access_token", more_hosts=(EVIL,), agreed="https://evil.example.test")
    assert provider.paths() == [CONFIGURATION] * 2
    agreed = ask(bench, provider, what, "access_token", more_hosts=(EVIL,), agreed=EVIL)
    assert agreed.outcome is Outcome.OK
    assert SECRETS[1] in repr(provider.api.received[-1])


def test_a_token_may_not_choose_who_gets_it(bench: Bench, provider: Provider) -> None:
    token = make_jwt({"iss": EVIL})
    answers = {"issuer": EVIL, "introspection_endpoint": f"{EVIL}/introspect"}
    provider.api.answer = lambda received: (200, answers)
    result = ask(
        bench, provider, Ask.INTROSPECT, "access_token", stored={"access_token": token}, more_hosts=(EVIL,)
    )
    assert result.failure is not None
    assert "does not sign in" in result.failure.message
    assert len(provider.api.received) == 1
    assert token not in repr(provider.api.received)


def test_what_a_refusal_says_is_short(bench: Bench, provider: Provider) -> None:
    provider.offers("introspection_endpoint")
    for error in ("x" * 500_000, "\u202eabc", "<b>", 7, ["a"]):
        provider.answers["/introspection_endpoint"] = (400, {"error": error})
        answer = ask(bench, provider, Ask.INTROSPECT, "access_token").value
        assert answer.headline == "No introspection: the provider answered 400."


def test_a_question_that_nobody_answers_can_be_stopped(bench: Bench, provider: Provider) -> None:
    asked, let_go = threading.Event(), threading.Event()

    def hang(_received: Received) -> tuple[int, Any]:
        asked.set()
        let_go.wait(30)
        return 200, {}

    provider.api.answer = hang
    before = set(threading.enumerate())
    run = begin(bench, provider, Ask.DISCOVER)
    assert asked.wait(30)
    run.cancel()
    result = run.wait(30)
    let_go.set()
    assert result is not None
    assert result.outcome is Outcome.CANCELLED
    entries = bench.journal.entries(run.id)
    assert [entry.error for entry in entries] == ["cancelled"]
    ending = [each for each in set(threading.enumerate()) - before if run.id in each.name]
    for each in ending:
        each.join(30)
    assert not any(each.is_alive() for each in ending)
    provider.offers()
    provider.api.answer = lambda received: provider.answers.get(provider.path(received), (404, {}))
    assert ask(bench, provider, Ask.DISCOVER).outcome is Outcome.OK
