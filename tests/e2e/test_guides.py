"""Definitions with the quirks of those in public guides, connected at the demo provider: each does, or
fails with the message and place that help its author (SDK reference 9.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from authbench.connection import RunResult
from authbench.definition import Connector, load
from authbench.demo import DemoProvider
from authbench.events import HttpExchange, NoteAdded, Outcome, RunKind, StepFinished
from authbench.form import Form
from authbench.http import Routes
from authbench.journal.reveal import Reveal
from support.connection_runs import Bench
from support.demo_oauth import DAY
from support.demo_person import PersonAtBrowser

GUIDES = Path(__file__).parents[1] / "core" / "definition" / "guides"
HOSTS = (
    "example.com",
    "inventory.example.com",
    "percolate.com",
    "www.dropbox.com",
    "api.dropbox.com",
    "api.dropboxapi.com",
    "login.microsoftonline.com",
    "d3m0api471.execute-api.us-east-1.amazonaws.com",
)


@pytest.fixture(scope="module")
def provider() -> Iterator[DemoProvider]:
    with DemoProvider() as one:
        yield one


def guide(name: str) -> Connector:
    """The connector of one guide."""
    result = load(GUIDES / f"{name}.rb")
    assert result.connector is not None, result.problems
    return result.connector


class Connection:
    """One guide, ready to run at the provider."""

    def __init__(self, home: Path, provider: DemoProvider) -> None:
        self.provider = provider
        self.person = PersonAtBrowser()
        self.bench = Bench(home, browser=self.person)

    def run(
        self, of: str | Connector, values: Mapping[str, Any], kind: RunKind = RunKind.CONNECT
    ) -> RunResult:
        """Run a guide by its name, or a changed one."""
        made = guide(of) if isinstance(of, str) else of
        routes = Routes.parse([f"https://{host}={self.provider.origin}" for host in HOSTS])
        return self.bench.run(kind, made, values, self.provider.origin, routes=routes)

    def steps(self) -> list[tuple[str, bool]]:
        """The steps that ended, in order, and whether each went well."""
        return [
            (event.name, event.ok)
            for event in Reveal(self.bench.journal).events()
            if isinstance(event, StepFinished)
        ]

    def notes(self) -> list[str]:
        """The codes of all notes."""
        return [event.code for event in Reveal(self.bench.journal).events() if isinstance(event, NoteAdded)]

    def exchange(self, ending: str) -> HttpExchange:
        """The last exchange whose URL without its query ends so."""
        found = [
            one
            for one in Reveal(self.bench.journal).exchanges()
            if one.url.partition("?")[0].endswith(ending)
        ]
        return found[-1]


@pytest.fixture
def connection(tmp_path: Path, provider: DemoProvider) -> Iterator[Connection]:
    one = Connection(tmp_path, provider)
    yield one
    one.person.join()
    one.bench.close()


def example_account(provider: DemoProvider) -> dict[str, Any]:
    client = "demo-example-client"
    return {"client_id": client, "client_secret": provider.credentials.client_secret(client)}


def two_keys(provider: DemoProvider) -> dict[str, Any]:
    return {name: provider.credentials.secret(name) for name in ("api_key", "api_secret")}


def one_key(provider: DemoProvider) -> dict[str, Any]:
    return {"api_key": provider.credentials.secret("api_key")}


def person(provider: DemoProvider) -> dict[str, Any]:
    return {"username": "jo@example.test", "password": provider.credentials.user_password()}


def service_account(provider: DemoProvider) -> dict[str, Any]:
    settings = provider.settings_for("google-service-account")
    return {
        "service_account_email": settings["client_email"],
        "private_key": settings["private_key"],
    }


def aws_keys(provider: DemoProvider) -> dict[str, Any]:
    settings = provider.settings_for("aws-credentials-api-gateway")
    return {name: settings[name] for name in ("access_key_id", "secret_access_key", "region")}


def dropbox(provider: DemoProvider) -> dict[str, Any]:
    settings = provider.settings_for("dropbox-pkce-acquire")
    return {name: settings[name] for name in ("client_id", "client_secret")}


def percolate(provider: DemoProvider) -> dict[str, Any]:
    return provider.settings_for("percolate-client-credentials")


Values = Callable[[DemoProvider], dict[str, Any]]
FIRST_REFUSED = ["fields", "test", "acquire", "test"]


@pytest.mark.parametrize(
    ("name", "values", "steps", "answered"),
    [
        ("basic", person, ["fields", "test"], "jo@example.test"),
        ("api_key", one_key, ["fields", "test"], "example key"),
        ("header_pair", two_keys, ["fields", "test"], "example key"),
        ("nested_test", one_key, ["fields", "test"], "example key"),
        ("client_credentials", percolate, FIRST_REFUSED, None),
        ("client_credentials_flat", percolate, FIRST_REFUSED, None),
        ("jwt", service_account, FIRST_REFUSED, "reports@demo-project.iam.gserviceaccount.com"),
        ("machine_login", example_account, ["fields", "acquire", "test"], "demo-example-client"),
        ("authorization_code", example_account, ["fields", "consent", "acquire", "test"], "jo@example.test"),
        ("pkce", dropbox, ["fields", "consent", "token", "test"], None),
        ("pkce_acquire", dropbox, ["fields", "consent", "acquire", "test"], None),
        ("aws", aws_keys, ["fields", "test"], "AKIADEMO4711EXAMPLE"),
    ],
)
def test_guide_connects(
    name: str, values: Values, steps: list[str], answered: str | None, connection: Connection
) -> None:
    result = connection.run(name, values(connection.provider))
    assert result.outcome is Outcome.OK, result.failure
    assert connection.steps() == [(step, True) for step in steps]
    if answered is not None:
        assert result.value["caller"] == answered
    assert Reveal(connection.bench.journal).exchanges()[-1].status == 200


@pytest.mark.parametrize(
    ("chosen", "steps"),
    [("api_key", ["fields", "test"]), ("oauth2", ["fields", "consent", "token", "test"])],
)
def test_both_options_connect_and_the_other_ones_fields_stay_out(
    chosen: str, steps: list[str], connection: Connection
) -> None:
    typed = {**one_key(connection.provider), **example_account(connection.provider), "auth_type": chosen}
    made = guide("multi")
    values = Form(made, typed).settings()
    result = connection.run(made, values)
    assert result.outcome is Outcome.OK, result.failure
    assert connection.steps() == [(step, True) for step in steps]
    hidden = "client_secret" if chosen == "api_key" else "api_key"
    assert hidden not in result.settings


def test_a_password_login_connects_when_its_three_faults_are_mended(connection: Connection) -> None:
    source = (GUIDES / "password_login.rb").read_text().replace("      }\n      {", "      },\n      {")
    source = source.replace(
        "get( # whatever every signed-in user may read )", "get('https://graph.microsoft.com/v1.0/me')"
    )
    made = load("password_login.rb", source=source.encode()).connector
    assert made is not None
    values = connection.provider.settings_for("entra-password")
    routes = Routes.parse(
        [
            f"https://{host}={connection.provider.origin}"
            for host in ("login.microsoftonline.com", "graph.microsoft.com")
        ]
    )
    result = connection.bench.run(RunKind.CONNECT, made, values, connection.provider.origin, routes=routes)
    assert result.outcome is Outcome.OK, result.failure
    assert connection.steps() == [(step, True) for step in FIRST_REFUSED]
    assert result.value["mail"] == "jo@example.test"
    # acquire gave the token alone: what the person typed stays beside it.
    assert {**values, "access_token": result.settings["access_token"]} == dict(result.settings)


def test_a_missing_response_type_is_added(connection: Connection) -> None:
    result = connection.run("pkce", dropbox(connection.provider))
    assert result.outcome is Outcome.OK, result.failure
    asked = connection.exchange("/oauth2/authorize").url
    assert "response_type=code" in asked
    assert "code_challenge_method=S256" in asked
    sent = connection.exchange("/oauth2/token").request_body
    assert sent is not None
    for name in (b"code=", b"redirect_uri=", b"code_verifier=", b"client_id=", b"client_secret="):
        assert name in sent.content
    checked = connection.exchange("/2/check/app").request_body
    assert checked is not None
    assert checked.content == b"{}"


def test_another_scheme_in_apply_is_sent_as_written(connection: Connection) -> None:
    source = (GUIDES / "pkce.rb").read_text().replace("Bearer #{", "OAuth2 #{")
    made = load("pkce.rb", source=source.encode()).connector
    assert made is not None
    result = connection.run(made, dropbox(connection.provider))
    sent = dict(connection.exchange("/2/check/app").request_headers)
    assert sent["Authorization"] == f"OAuth2 {result.settings['access_token']}"
    assert result.outcome is Outcome.FAILED


def test_a_refresh_posts_json_with_the_real_callback_and_keeps_the_refresh_token(
    connection: Connection,
) -> None:
    values = dropbox(connection.provider)
    connected = connection.run("pkce_acquire", values)
    assert connected.outcome is Outcome.OK, connected.failure
    connection.provider.faults.clock_skew = DAY
    result = connection.run("pkce_acquire", values, RunKind.TEST)
    assert result.outcome is Outcome.OK, result.failure
    assert connection.steps()[-4:] == [("fields", True), ("test", True), ("refresh", True), ("test", True)]
    sent = connection.exchange("/oauth2/token")
    assert dict(sent.request_headers)["Content-Type"] == "application/json"
    assert sent.request_body is not None
    assert b'"redirect_uri":"http://localhost:' in sent.request_body.content
    assert result.settings["refresh_token"] == connected.settings["refresh_token"]
    assert result.settings["access_token"] != connected.settings["access_token"]
    assert result.settings["refresh_token_expires_in"] == 14400


def test_a_time_from_acquire_is_stored_as_text(connection: Connection) -> None:
    result = connection.run("authorization_code", example_account(connection.provider))
    assert result.outcome is Outcome.OK, result.failure
    stored = connection.bench.secrets.get("connection")
    assert stored is not None
    expires = stored["tokens"]["token_expires_at"]
    assert isinstance(expires, str)
    assert expires[4] == expires[7] == "-"
    assert expires[10] == "T"


def test_tests_in_the_wrong_place_are_noted(connection: Connection) -> None:
    connection.run("nested_test", one_key(connection.provider))
    assert "nested-test" in connection.notes()


def test_a_broken_interpolation_fails_with_lambda_and_line(connection: Connection) -> None:
    result = connection.run("broken_interpolation", {"shop": "acme"})
    assert result.outcome is Outcome.FAILED
    assert result.failure is not None
    assert result.failure.code == "lambda_error"
    assert result.failure.message == 'undefined method `example\' for "acme":String'
    assert result.failure.location is not None
    assert (result.failure.location.line, result.failure.location.path) == (12, "connection.base_uri")
    assert result.failure.step == "test"
    assert Reveal(connection.bench.journal).exchanges() == []
