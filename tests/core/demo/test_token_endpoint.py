"""The token endpoint: every grant, and RFC 6749's refusals to the letter."""

import base64
from typing import Any

import httpx
import pytest

from authbench.demo import DemoProvider
from support.demo_clock import Clock
from support.demo_oauth import (
    CLIENT,
    REDIRECT,
    VERIFIER,
    bearer,
    code_form,
    new_code,
    new_tokens,
    refresh_form,
    secret_of,
)
from support.demo_person import Person

URL = "/oauth2/token"


def credentials_form(provider: DemoProvider, **changes: str) -> dict[str, str]:
    form = {
        "grant_type": "client_credentials",
        "client_id": CLIENT,
        "client_secret": secret_of(provider),
        **changes,
    }
    return {name: value for name, value in form.items() if value}


def refusal(answer: httpx.Response, status: int = 400) -> str:
    """The error code of a refusal, whose shape is checked (RFC 6749, 5.2)."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    error: dict[str, Any] = answer.json()
    assert set(error) == {"error", "error_description"}
    return str(error["error"])


def test_a_code_gives_tokens_that_open_the_api(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    answer = http.post(URL, data=code_form(provider, new_code(provider, person)))
    tokens = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 3600
    assert tokens["scope"] == "openid api.read"
    assert http.get("/api/reports", headers=bearer(tokens["access_token"])).json()["ok"] is True


def test_a_replayed_code_revokes_what_it_gave(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    form = code_form(provider, new_code(provider, person))
    tokens = http.post(URL, data=form).json()
    assert refusal(http.post(URL, data=form)) == "invalid_grant"
    assert http.get("/api/bearer", headers=bearer(tokens["access_token"])).status_code == 401
    again = http.post(URL, data=refresh_form(provider, tokens["refresh_token"]))
    assert refusal(again) == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uri": "http://127.0.0.1:50124/oauth/callback"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_grant"),
        ({"code_verifier": VERIFIER[:-1] + "X"}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_grant"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
    ],
)
def test_a_code_is_bound_to_its_request(
    provider: DemoProvider, http: httpx.Client, person: Person, changes: dict[str, str], error: str
) -> None:
    form = {**code_form(provider, new_code(provider, person)), **changes}
    assert refusal(http.post(URL, data=form)) == error


def test_a_code_belongs_to_one_client(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    code = new_code(provider, person)
    form = {name: value for name, value in code_form(provider, code).items() if "client" not in name}
    other = httpx.BasicAuth("demo-basic-client", secret_of(provider, "demo-basic-client"))
    assert refusal(http.post(URL, data=form, auth=other)) == "invalid_grant"
    assert http.post(URL, data=code_form(provider, code)).status_code == 200


def test_a_code_expires(provider: DemoProvider, http: httpx.Client, person: Person, clock: Clock) -> None:
    form = code_form(provider, new_code(provider, person))
    clock.ahead = 60
    assert refusal(http.post(URL, data=form)) == "invalid_grant"


def test_a_plain_challenge_works(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    code = new_code(provider, person, code_challenge=VERIFIER, code_challenge_method="plain")
    assert http.post(URL, data=code_form(provider, code)).status_code == 200
    code = new_code(provider, person, "code_challenge_method", code_challenge=VERIFIER)
    assert http.post(URL, data=code_form(provider, code)).status_code == 200


def test_without_a_challenge_no_verifier_may_come(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    without = ("code_challenge", "code_challenge_method")
    form = code_form(provider, new_code(provider, person, *without))
    assert refusal(http.post(URL, data=form)) == "invalid_grant"
    form = code_form(provider, new_code(provider, person, *without))
    del form["code_verifier"]
    assert http.post(URL, data=form).status_code == 200


def test_a_public_client_needs_no_secret_and_gets_a_jwt(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    code = new_code(provider, person, client_id="demo-public-client")
    form = code_form(provider, code, client_id="demo-public-client")
    del form["client_secret"]
    token = http.post(URL, data=form).json()["access_token"]
    assert token.count(".") == 2
    assert http.get("/api/bearer", headers=bearer(token)).status_code == 200


def test_client_credentials_in_body_or_header(provider: DemoProvider, http: httpx.Client) -> None:
    in_body = http.post(URL, data=credentials_form(provider)).json()
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    in_header = http.post(URL, data={"grant_type": "client_credentials", "scope": "api.read"}, auth=auth)
    assert in_header.json()["scope"] == "api.read"
    for tokens in (in_body, in_header.json()):
        assert "refresh_token" not in tokens
        assert http.get("/api/bearer", headers=bearer(tokens["access_token"])).json()["caller"] == CLIENT


def test_basic_credentials_are_form_decoded(provider: DemoProvider, http: httpx.Client) -> None:
    user = "".join(f"%{byte:02X}" for byte in CLIENT.encode())
    auth = httpx.BasicAuth(user, secret_of(provider).replace("a", "%61"))
    assert http.post(URL, data={"grant_type": "client_credentials"}, auth=auth).status_code == 200


@pytest.mark.parametrize(
    "header", ["Basic", "Basic ???", "Basic bm9jb2xvbg==", "Basic /w==", "Bearer x", "Basic dTpw"]
)
def test_wrong_basic_credentials_are_challenged(http: httpx.Client, header: str) -> None:
    answer = http.post(URL, data={"grant_type": "client_credentials"}, headers={"Authorization": header})
    assert refusal(answer, 401) == "invalid_client"
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")


@pytest.mark.parametrize(
    "changes", [{"client_secret": "guess"}, {"client_secret": ""}, {"client_id": "x"}, {"client_id": ""}]
)
def test_wrong_body_credentials_are_refused(
    provider: DemoProvider, http: httpx.Client, changes: dict[str, str]
) -> None:
    assert refusal(http.post(URL, data=credentials_form(provider, **changes)), 401) == "invalid_client"


def test_one_way_of_authentication_only(provider: DemoProvider, http: httpx.Client) -> None:
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    assert refusal(http.post(URL, data=credentials_form(provider), auth=auth)) == "invalid_request"
    form = {"grant_type": "client_credentials", "client_id": "demo-basic-client"}
    assert refusal(http.post(URL, data=form, auth=auth)) == "invalid_request"
    form["client_id"] = CLIENT
    assert http.post(URL, data=form, auth=auth).status_code == 200


def test_a_client_may_insist_on_the_header(provider: DemoProvider, http: httpx.Client) -> None:
    name = "demo-basic-client"
    form = credentials_form(provider, client_id=name, client_secret=secret_of(provider, name))
    assert refusal(http.post(URL, data=form), 401) == "invalid_client"
    auth = httpx.BasicAuth(name, secret_of(provider, name))
    assert http.post(URL, data={"grant_type": "client_credentials"}, auth=auth).status_code == 200


def test_credentials_in_the_url_are_refused(provider: DemoProvider, http: httpx.Client) -> None:
    form = {"grant_type": "client_credentials"}
    url = f"{URL}?client_id={CLIENT}&client_secret={secret_of(provider)}"
    assert refusal(http.post(url, data=form)) == "invalid_request"


def test_the_password_grant(provider: DemoProvider, http: httpx.Client) -> None:
    form = credentials_form(
        provider,
        grant_type="password",
        username="jo@example.test",
        password=provider.credentials.user_password(),
    )
    tokens = http.post(URL, data=form).json()
    caller = http.get("/api/bearer", headers=bearer(tokens["access_token"])).json()["caller"]
    assert caller == "jo@example.test"
    assert "refresh_token" in tokens
    assert refusal(http.post(URL, data={**form, "password": "guess"})) == "invalid_grant"
    assert refusal(http.post(URL, data={**form, "username": "x@example.test"})) == "invalid_grant"
    del form["password"]
    assert refusal(http.post(URL, data=form)) == "invalid_request"


def test_refresh_rotates_and_reuse_ends_everything(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    first = new_tokens(provider, http, person)
    second = http.post(URL, data=refresh_form(provider, first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert http.get("/api/bearer", headers=bearer(second["access_token"])).status_code == 200
    assert refusal(http.post(URL, data=refresh_form(provider, first["refresh_token"]))) == "invalid_grant"
    assert http.get("/api/bearer", headers=bearer(second["access_token"])).status_code == 401
    assert refusal(http.post(URL, data=refresh_form(provider, second["refresh_token"]))) == "invalid_grant"


def test_refresh_may_narrow_but_not_widen(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    tokens = new_tokens(provider, http, person)
    wider = refresh_form(provider, tokens["refresh_token"], scope="openid api.write")
    assert refusal(http.post(URL, data=wider)) == "invalid_scope"
    narrow = http.post(URL, data=refresh_form(provider, tokens["refresh_token"], scope="openid")).json()
    assert narrow["scope"] == "openid"
    back = http.post(URL, data=refresh_form(provider, narrow["refresh_token"])).json()
    assert back["scope"] == "openid api.read"


def test_a_refresh_token_belongs_to_its_client_and_expires(
    provider: DemoProvider, http: httpx.Client, person: Person, clock: Clock
) -> None:
    tokens = new_tokens(provider, http, person)
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    other = httpx.BasicAuth("demo-basic-client", secret_of(provider, "demo-basic-client"))
    assert refusal(http.post(URL, data=form, auth=other)) == "invalid_grant"
    assert refusal(http.post(URL, data=refresh_form(provider, ""))) == "invalid_request"
    clock.ahead = 31 * 24 * 3600
    assert refusal(http.post(URL, data=refresh_form(provider, tokens["refresh_token"]))) == "invalid_grant"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"scope": "api.read root"}, "invalid_scope"),
    ],
)
def test_wrong_requests(provider: DemoProvider, http: httpx.Client, form: dict[str, str], error: str) -> None:
    assert refusal(http.post(URL, data=credentials_form(provider, **form))) == error


def test_a_grant_the_client_may_not_use(provider: DemoProvider, http: httpx.Client) -> None:
    form = {"grant_type": "password", "client_id": "demo-public-client"}
    assert refusal(http.post(URL, data=form)) == "unauthorized_client"


def test_a_repeated_parameter_is_refused(provider: DemoProvider, http: httpx.Client) -> None:
    body = f"grant_type=client_credentials&client_id={CLIENT}&client_secret={secret_of(provider)}"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for again in ("grant_type=client_credentials", "scope=&scope=", "%67rant_type=x"):
        answer = http.post(URL, content=f"{body}&{again}", headers=headers)
        assert refusal(answer) == "invalid_request"
    assert http.post(URL, content=body + "&unknown=1", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'{"grant_type":"client_credentials"}', "application/json"),
        (b"grant_type=client_credentials", "text/plain"),
        (b"grant_type=client_credentials", None),
        (b"grant_type=%ff%fe", "application/x-www-form-urlencoded"),
        (b"grant_type=\xff", "application/x-www-form-urlencoded"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_only_forms_are_read(http: httpx.Client, body: bytes, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    assert refusal(http.post(URL, content=body, headers=headers)) == "invalid_request"


def test_dropbox_reads_json_as_well(provider: DemoProvider, http: httpx.Client) -> None:
    secret = provider.credentials.client_secret("demo-pkce-client")
    form = {"grant_type": "refresh_token", "client_id": "demo-pkce-client", "client_secret": secret}
    answer = http.post(URL, json={**form, "refresh_token": "x"}, headers={"Host": "api.dropbox.com"})
    assert refusal(answer) == "invalid_grant"
    for body in (b"[1]", b"{", b"\xff"):
        headers = {"Host": "api.dropbox.com", "Content-Type": "application/json"}
        assert refusal(http.post(URL, content=body, headers=headers)) == "invalid_request"


def test_only_post(http: httpx.Client) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = http.request(method, URL)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST"


def test_percolates_prefixed_credentials(provider: DemoProvider, http: httpx.Client) -> None:
    name = "demo-percolate-client"
    encoded = base64.b64encode(f"client:{name}:{secret_of(provider, name)}".encode()).decode()
    headers = {"Host": "percolate.com", "Authorization": f"Basic {encoded}"}
    answer = http.post("/auth/v5/token/", data={"grant_type": "client_credentials"}, headers=headers)
    assert answer.status_code == 200
    assert (
        refusal(
            http.post(URL, data={"grant_type": "x"}, headers={"Authorization": headers["Authorization"]}), 401
        )
        == "invalid_client"
    )


def test_redirect_of_the_cloud_is_registered(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    cloud = "https://www.workato.com/oauth/callback"
    code = new_code(provider, person, redirect_uri=cloud)
    assert refusal(http.post(URL, data=code_form(provider, code, redirect_uri=REDIRECT))) == "invalid_grant"
