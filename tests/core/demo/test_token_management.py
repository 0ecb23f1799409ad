"""Discovery, keys, introspection, revocation and userinfo, as a stranger's client would use them."""

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from authbench.demo import DemoProvider
from support.demo_oauth import CLIENT, DAY, bearer, new_tokens, refresh_form, secret_of
from support.demo_person import Person


@pytest.mark.parametrize(
    "path", ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]
)
def test_metadata_names_endpoints_that_answer(provider: DemoProvider, http: httpx.Client, path: str) -> None:
    found = http.get(path).json()
    assert found["issuer"] == provider.origin
    assert found["code_challenge_methods_supported"] == ["S256", "plain"]
    assert found["authorization_response_iss_parameter_supported"] is True
    for name, url in found.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert http.get(url).status_code in (200, 400, 401, 405), name


def test_a_sample_providers_metadata_is_its_own(http: httpx.Client) -> None:
    path = "/.well-known/oauth-authorization-server"
    found = http.get(path, headers={"Host": "www.dropbox.com"}).json()
    assert found["issuer"] == "https://www.dropbox.com"
    assert "userinfo_endpoint" not in found


def test_jwt_access_tokens_verify_with_the_published_key(provider: DemoProvider, http: httpx.Client) -> None:
    name = "demo-entra-client"
    form = {
        "grant_type": "password",
        "client_id": name,
        "client_secret": secret_of(provider, name),
        "username": "jo@example.test",
        "password": provider.credentials.user_password(),
    }
    tenant = provider.settings_for("entra-password")["tenant_id"]
    login = {"Host": "login.microsoftonline.com"}
    token = http.post(f"/{tenant}/oauth2/v2.0/token", data=form, headers=login).json()["access_token"]
    keys = KeySet.import_key_set(http.get("/oauth2/jwks", headers=login).json())
    decoded = jwt.decode(token, keys, algorithms=["ES256"])
    assert decoded.header["typ"] == "at+jwt"
    assert decoded.claims["client_id"] == name
    assert decoded.claims["exp"] - decoded.claims["iat"] == 3600


def introspected(http: httpx.Client, provider: DemoProvider, token: str) -> dict[str, object]:
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    answer = http.post("/oauth2/introspect", data={"token": token}, auth=auth)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, object] = answer.json()
    return found


def test_introspection_tells_good_from_bad(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    tokens = new_tokens(provider, http, person)
    found = introspected(http, provider, tokens["access_token"])
    assert found["active"] is True
    assert found["username"] == "jo@example.test"
    assert found["scope"] == "openid api.read"
    assert introspected(http, provider, tokens["refresh_token"])["active"] is True
    assert introspected(http, provider, "unknown") == {"active": False}
    provider.faults.clock_skew = DAY
    assert introspected(http, provider, tokens["access_token"]) == {"active": False}
    http.post("/oauth2/token", data=refresh_form(provider, tokens["refresh_token"]))
    assert introspected(http, provider, tokens["refresh_token"]) == {"active": False}


def test_introspection_is_for_clients_with_a_secret(provider: DemoProvider, http: httpx.Client) -> None:
    assert http.post("/oauth2/introspect", data={"token": "x"}).status_code == 401
    public = {"token": "x", "client_id": "demo-public-client"}
    assert http.post("/oauth2/introspect", data=public).status_code == 401
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    assert http.post("/oauth2/introspect", data={"x": "y"}, auth=auth).json()["error"] == "invalid_request"


def test_revocation_of_an_access_token_spares_the_others(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    tokens = new_tokens(provider, http, person)
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    gone = http.post("/oauth2/revoke", data={"token": tokens["access_token"]}, auth=auth)
    assert (gone.status_code, gone.content) == (200, b"")
    assert http.get("/api/bearer", headers=bearer(tokens["access_token"])).status_code == 401
    renewed = http.post("/oauth2/token", data=refresh_form(provider, tokens["refresh_token"]))
    assert renewed.status_code == 200


def test_revocation_of_a_refresh_token_ends_the_consent(
    provider: DemoProvider, http: httpx.Client, person: Person
) -> None:
    tokens = new_tokens(provider, http, person)
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    other = httpx.BasicAuth("demo-basic-client", secret_of(provider, "demo-basic-client"))
    form = {"token": tokens["refresh_token"]}
    assert http.post("/oauth2/revoke", data=form, auth=other).json()["error"] == "invalid_grant"
    assert http.post("/oauth2/revoke", data=form, auth=auth).status_code == 200
    assert http.get("/api/bearer", headers=bearer(tokens["access_token"])).status_code == 401
    assert http.post("/oauth2/revoke", data={"token": "unknown"}, auth=auth).status_code == 200
    assert http.post("/oauth2/revoke", data={"token": "unknown"}).status_code == 401


def test_userinfo(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    token = new_tokens(provider, http, person)["access_token"]
    found = http.get("/oauth2/userinfo", headers=bearer(token)).json()
    assert found["email"] == "jo@example.test"
    form = {"grant_type": "client_credentials", "scope": "openid"}
    auth = httpx.BasicAuth(CLIENT, secret_of(provider))
    machine = http.post("/oauth2/token", data=form, auth=auth).json()["access_token"]
    assert http.get("/oauth2/userinfo", headers=bearer(machine)).json() == {"sub": CLIENT}
