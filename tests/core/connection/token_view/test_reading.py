"""What a connection's login shows: from the keychain, the journal and the definition."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from authbench.connection.entry import Entry
from authbench.connection.token_view.model import ConnectionTokens
from authbench.connection.token_view.reading import (
    MAX_TOKENS,
    Login,
    TokenGone,
    claim_text_of,
    read_tokens,
    token_text,
)
from authbench.definition import Connector
from authbench.events import (
    Body,
    ExchangeFinished,
    HttpExchange,
    RunKind,
    RunStarted,
    SettingsChanged,
)
from authbench.journal import Journal
from support.connection_runs import connector_from
from support.json_web_tokens import make_jwt

AT = datetime(2026, 11, 21, 14, 3, tzinfo=UTC)
OPAQUE = "opaque-access-token-4711"


class Recorded:
    """A journal with runs of a connection."""

    def __init__(self) -> None:
        self.journal = Journal()
        self._numbers = iter(range(1, 1000))

    def run(self, *exchanges: dict[str, Any], gave: bool = True, connection: str = "c") -> None:
        run = f"run-{next(self._numbers)}"
        self.journal.record(RunStarted(run, connection, RunKind.CONNECT, (), AT))
        for facts in exchanges:
            body, answer = facts.pop("body", ""), facts.pop("answer", "")
            facts = {"method": "POST", "status": 200, **facts}
            exchange = HttpExchange(
                id=next(self._numbers),
                run_id=run,
                started_at=AT,
                started_clock=0.0,
                request_body=Body(body.encode()),
                response_body=Body(answer.encode()),
                **facts,
            )
            self.journal.record(ExchangeFinished(exchange))
        if gave:
            self.journal.record(SettingsChanged(run, ("access_token",)))


def entry(tokens: dict[str, Any], step: str = "token", **more: Any) -> Entry:
    origin = {"step": step, "at": AT.isoformat()}
    return Entry(tokens=tokens, origins=dict.fromkeys(tokens, origin), **more)


def read(
    tokens: dict[str, Any], recorded: Recorded | None = None, connector: Connector | None = None, **more: Any
) -> ConnectionTokens:
    values = more.pop("values", {})
    authorization = connector.authorization if connector is not None else None
    login = Login(entry(tokens, **more), values, connector, authorization)
    return read_tokens(login, (recorded or Recorded()).journal, "c")


def definition(authorization: str) -> Connector:
    return connector_from(
        "{ title: 'T', connection: { fields: [], authorization: { " + authorization + " } } }"
    )


def test_nothing_obtained_shows_nothing() -> None:
    assert read({}) == ConnectionTokens()
    assert read({"instance_url": "https://acme.example.com", "user": "jo"}) == ConnectionTokens()


def test_the_tokens_of_oauth_come_first_then_what_is_like_them() -> None:
    tokens = {
        "instance_url": "https://acme.example.com",
        "session": {"key": "a-session-key-0123456789"},
        "expires_in": 3600,
        "id_token": make_jwt({}),
        "refresh_token": "refresh-0123456789",
        "note": make_jwt({}),
        "access_token": OPAQUE,
        "token_type": "bearer",
    }
    assert [view.title for view in read(tokens).tokens] == [
        "Access token",
        "Refresh token",
        "ID token",
        "session.key",
        "note",
    ]


def test_a_crowd_of_tokens_is_bounded() -> None:
    found = read({f"token_{number}": f"value-{number}" for number in range(50)})
    assert len(found.tokens) == MAX_TOKENS
    assert found.left_out == 50 - MAX_TOKENS


def test_where_it_came_from_and_when_it_ends() -> None:
    found = read({"access_token": OPAQUE, "expires_in": 60}, step="acquire").tokens[0]
    assert found.origin is not None
    assert (found.origin.step, found.origin.at) == ("acquire", AT)
    assert found.ending is not None
    assert found.ending.at == AT + timedelta(seconds=60)


def test_a_token_that_a_changed_field_replaced_is_not_shown() -> None:
    assert read({"access_token": OPAQUE}, values={"access_token": "typed since"}) == ConnectionTokens()


@pytest.mark.parametrize(
    ("authorization", "tokens", "words"),
    [
        (
            "type: 'oauth2', token_url: 'https://t', refresh: lambda do |c, t| {} end",
            {},
            "definition's refresh",
        ),
        (
            "type: 'oauth2', token_url: 'https://t'",
            {"refresh_token": "r-0123456789"},
            "with the refresh token",
        ),
        ("type: 'oauth2', token_url: 'https://t'", {}, "sign in again"),
        ("type: 'oauth2', acquire: lambda do |c| {} end", {}, "by acquire"),
        ("type: 'oauth2', acquire: lambda do |c, code| {} end", {}, "sign in again"),
        ("type: 'custom_auth', acquire: lambda do |c| {} end", {}, "by acquire"),
    ],
)
def test_how_it_will_be_renewed(authorization: str, tokens: dict[str, str], words: str) -> None:
    views = read({"access_token": OPAQUE, **tokens}, connector=definition(authorization)).tokens
    assert words in views[0].renewal
    if tokens:
        assert "next access token" in views[1].renewal


AUTHORIZE = {"step": "authorize", "method": "GET", "browser": True}
URL = "https://id.example/authorize?client_id=x&scope=a%20b"


def states(tokens: ConnectionTokens) -> list[tuple[str, str]]:
    assert tokens.scopes is not None
    return [(each.name, each.state.value) for each in tokens.scopes.scopes]


def test_scopes_as_the_journal_saw_them() -> None:
    recorded = Recorded()
    recorded.run(
        {**AUTHORIZE, "url": URL},
        {"step": "token", "url": "https://id.example/token", "answer": '{"scope": "b c"}'},
    )
    recorded.run({**AUTHORIZE, "url": "https://id.example/authorize?scope=given-up"}, gave=False)
    recorded.run({**AUTHORIZE, "url": "https://id.example/authorize?scope=others"}, connection="other")
    found = read({"access_token": OPAQUE, "scope": "stale"}, recorded)
    assert states(found) == [("a", "missing"), ("b", "granted"), ("c", "additional")]
    assert found.scopes is not None
    assert found.scopes.requested_from.startswith("the authorization URL at ")
    assert found.scopes.granted_from.startswith("the token answer at ")


@pytest.mark.parametrize(
    "body", ["grant_type=client_credentials&scope=x+y", '{"scope": "x y"}', '{"scopes": ["x", "y"]}']
)
def test_scopes_that_a_token_request_asked_for(body: str) -> None:
    recorded = Recorded()
    recorded.run({"step": "acquire", "url": "https://id.example/token", "body": body, "answer": "{}"})
    assert states(read({"access_token": OPAQUE}, recorded)) == [("x", "granted"), ("y", "granted")]


def test_scopes_inside_an_assertion() -> None:
    recorded = Recorded()
    body = f"grant_type=jwt-bearer&assertion={make_jwt({'scope': 'drive'})}"
    recorded.run({"step": "acquire", "url": "https://id.example/token", "body": body, "answer": "{}"})
    found = read({"access_token": OPAQUE}, recorded)
    assert states(found) == [("drive", "granted")]
    assert found.scopes is not None
    assert found.scopes.granted_from.startswith("the token answer names none")


def test_the_token_answer_may_be_followed_by_others() -> None:
    recorded = Recorded()
    recorded.run(
        {"step": "acquire", "url": "https://id.example/token", "answer": '{"scope": "drive"}'},
        {"step": "acquire", "url": "https://id.example/user", "answer": '{"name": "Jo"}'},
    )
    assert states(read({"access_token": OPAQUE}, recorded)) == [("drive", "granted")]


@pytest.mark.parametrize("kept", [OPAQUE, f"Bearer {OPAQUE}"])
@pytest.mark.parametrize("inside", [True, False])
def test_a_lifetime_that_only_the_answer_told(kept: str, inside: bool) -> None:
    recorded = Recorded()
    beside = {"expires_in": 600} if inside else {}
    data = {"data": {"access_token": OPAQUE, **beside}, "expires_in": 7 if inside else 600}
    answer = json.dumps(data)
    recorded.run({"step": "acquire", "url": "https://id.example/token", "answer": answer, "elapsed": 2.0})
    recorded.run(
        {"step": "acquire", "url": "https://id.example/t", "answer": '{"token": "x", "expires_in": 5}'}
    )
    found = read({"access_token": kept}, recorded).tokens[0].ending
    assert found is not None
    assert found.at == AT + timedelta(seconds=602)
    assert "from expires_in of the token answer at" in found.source


def test_after_a_refresh_the_sign_in_still_says_what_was_requested() -> None:
    recorded = Recorded()
    recorded.run({**AUTHORIZE, "url": URL})
    recorded.run({"step": "refresh", "url": "https://id.example/token", "answer": '{"scope": "a"}'})
    assert states(read({"access_token": OPAQUE}, recorded)) == [("a", "granted"), ("b", "missing")]


def test_without_a_journal_the_definition_and_the_token_tell() -> None:
    connector = definition(
        "type: 'oauth2', token_url: 'https://t',"
        " authorization_url: lambda do |connection| \"https://a/authorize?scope=#{connection['wish']}\" end"
    )
    found = read({"access_token": make_jwt({"scp": ["b"]})}, connector=connector, values={"wish": "a+b"})
    assert states(found) == [("a", "missing"), ("b", "granted")]
    assert found.scopes is not None
    assert found.scopes.requested_from == "the definition's authorization_url"
    assert found.scopes.granted_from == "scp in the access token"


def test_a_definition_that_fails_or_asks_the_network_tells_nothing() -> None:
    for code in ("error('no')", "get('https://a.example').to_s"):
        connector = definition(
            f"type: 'oauth2', token_url: 'https://t', authorization_url: lambda do |connection| {code} end"
        )
        found = read({"access_token": make_jwt({"scope": "a"})}, connector=connector)
        assert found.scopes is not None
        assert found.scopes.requested_from == ""
        assert states(found) == [("a", "granted")]


@pytest.mark.parametrize("body", ["\x00\xff", "[" * 50_000, "a=1&" * 3000, '{"scope": 7}', '"text"'])
def test_odd_bodies_are_no_hindrance(body: str) -> None:
    recorded = Recorded()
    recorded.run(
        {"step": "acquire", "url": "https://[bad", "body": body, "answer": body},
        {"step": "test", "url": "https://[bad", "body": body, "answer": body},
    )
    assert read({"access_token": OPAQUE}, recorded).scopes is None


def test_the_audience_is_compared_with_what_the_test_asked() -> None:
    recorded = Recorded()
    recorded.run({"step": "test", "url": "https://api.example.com/me"}, gave=False)
    found = read({"access_token": make_jwt({"aud": "https://other.test"})}, recorded)
    assert [each.code for each in found.tokens[0].problems(AT)] == ["other_audience"]


def test_values_are_handed_out_one_at_a_time_when_asked() -> None:
    token = make_jwt({"iss": "i", "sub": "person-4711"}, kid="k")
    login = Login(entry({"access_token": OPAQUE, "deep": {"id_token": token}}), {})
    assert token_text(login, ("access_token",)) == OPAQUE
    assert token_text(login, ("deep", "id_token")) == token
    assert claim_text_of(login, ("deep", "id_token"), 1) == "person-4711"
    assert claim_text_of(login, ("deep", "id_token"), 2, header=True) == "k"
    for path in (("gone",), ("deep",), ("access_token", "x"), ()):
        with pytest.raises(TokenGone):
            token_text(login, path)
    for path, number in ((("access_token",), 0), (("deep", "id_token"), 2)):
        with pytest.raises(TokenGone):
            claim_text_of(login, path, number)


def test_no_view_holds_the_text_of_a_token() -> None:
    token = make_jwt({"sub": "person-4711", "email": "jo@example.test"})
    shown = repr(read({"access_token": token, "refresh_token": OPAQUE}))
    assert token not in shown
    assert token.split(".")[2] not in shown
    assert OPAQUE not in shown
    assert "person-4711" not in shown
    assert "jo@example" not in shown
