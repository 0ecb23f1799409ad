"""The providers that the samples call: right credentials open them, wrong ones get the provider's own error."""

from typing import Any

import httpx
import pytest

from authbench.demo import DemoProvider
from authbench.demo.providers.keys import KEYS
from support.demo_oauth import REDIRECT
from support.demo_person import Person, parameters


class At:
    """Requests to one host of the provider."""

    def __init__(self, http: httpx.Client, host: str) -> None:
        self._http = http
        self._host = host

    def __call__(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Host": self._host, **options.pop("headers", {})}
        return self._http.request(method, path, headers=headers, **options)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_entra(provider: DemoProvider, http: httpx.Client) -> None:
    settings = provider.settings_for("entra-password")
    login, graph = At(http, "login.microsoftonline.com"), At(http, "graph.microsoft.com")
    form = {"grant_type": "password", "scope": "https://graph.microsoft.com/.default", **settings}
    tenant = form.pop("tenant_id")
    token = login("POST", f"/{tenant}/oauth2/v2.0/token", data=form).json()["access_token"]
    assert graph("GET", "/v1.0/me", headers=bearer(token)).json()["userPrincipalName"] == form["username"]
    refused = graph("GET", "/v1.0/me", headers=bearer("x"))
    assert refused.json()["error"]["code"] == "InvalidAuthenticationToken"
    assert login("POST", "/another-tenant/oauth2/v2.0/token", data=form).status_code == 404


def test_percolate(provider: DemoProvider, http: httpx.Client) -> None:
    settings = provider.settings_for("percolate-client-credentials")
    there = At(http, "percolate.com")
    form = {"grant_type": "client_credentials"}
    auth = httpx.BasicAuth(settings["client_id"], settings["client_secret"])
    token = there("POST", "/auth/v5/token/", data=form, auth=auth).json()["access_token"]
    assert there("GET", "/api/v5/me", headers=bearer(token)).json()["data"]["email"] == "jo@example.test"
    assert "errors" in there("GET", "/api/v5/me").json()
    assert there("POST", "/auth/v5/token/", data={**form, **settings}).status_code == 401


def test_atlassian(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    settings = provider.settings_for("atlassian-authorization-code")
    client = {name: settings[name] for name in ("client_id", "client_secret")}
    query = httpx.QueryParams(
        response_type="code",
        client_id=client["client_id"],
        redirect_uri=REDIRECT,
        state="s",
        scope="offline_access read:me read:jira-work",
        prompt="consent",
    )
    code = parameters(person.answer(f"{provider.origin}/authorize?{query}"))["code"]
    auth, api = At(http, "auth.atlassian.com"), At(http, "api.atlassian.com")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, **client}
    tokens = auth("POST", "/oauth/token", data=form).json()
    site = api("GET", "/oauth/token/accessible-resources", headers=bearer(tokens["access_token"])).json()[0]
    path = f"/ex/jira/{site['id']}/rest/api/3/project/search"
    assert api("GET", path, headers=bearer(tokens["access_token"])).json()["total"] == 2
    assert api("GET", "/me", headers=bearer(tokens["access_token"])).json()["email"] == "jo@example.test"
    assert api("GET", "/me").json()["code"] == 401
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], **client}
    renewed = auth("POST", "/oauth/token", data=refresh).json()
    assert renewed["refresh_token"] != tokens["refresh_token"]
    assert auth("POST", "/oauth/token", data=refresh).json()["error"] == "invalid_grant"


def test_stripe(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    settings = provider.settings_for("stripe-multi-auth")
    api, connect = At(http, "api.stripe.com"), At(http, "connect.stripe.com")
    by_key = api("GET", "/v1/account", headers=bearer(settings["secret_key"]))
    assert by_key.json()["email"] == "jo@example.test"
    client = {name: settings[name] for name in ("client_id", "client_secret")}
    url = httpx.URL(
        f"{provider.origin}/oauth/authorize",
        params={
            "response_type": "code",
            "client_id": client["client_id"],
            "redirect_uri": REDIRECT,
            "scope": settings["scope"],
        },
    )
    code = parameters(person.answer(str(url)))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, **client}
    tokens = connect("POST", "/oauth/token", data=form).json()
    assert tokens["stripe_user_id"].startswith("acct_")
    assert api("GET", "/v1/balance", headers=bearer(tokens["access_token"])).status_code == 200
    assert api("GET", "/v1/account").json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("host", ["api-m.paypal.com", "api-m.sandbox.paypal.com"])
def test_paypal(provider: DemoProvider, http: httpx.Client, host: str) -> None:
    settings = provider.settings_for("paypal-machine-login")
    there = At(http, host)
    auth = httpx.BasicAuth(settings["client_id"], settings["client_secret"])
    answer = there("POST", "/v1/oauth2/token", data={"grant_type": "client_credentials"}, auth=auth).json()
    who = there("GET", "/v1/identity/oauth2/userinfo", headers=bearer(answer["access_token"]))
    assert (who.json()["name"], answer["app_id"]) == ("Example Workshop", "APP-DEMO4711")


def test_zuoras_environments_are_apart(provider: DemoProvider, http: httpx.Client) -> None:
    settings = provider.settings_for("zuora-base-url")
    sandbox, production = At(http, "rest.apisandbox.zuora.com"), At(http, "rest.eu.zuora.com")
    form = {
        "grant_type": "client_credentials",
        "client_id": settings["client_id"],
        "client_secret": settings["client_secret"],
    }
    token = sandbox("POST", "/oauth/token", data=form).json()["access_token"]
    products = sandbox("GET", "/v1/catalog/products?pageSize=20", headers=bearer(token)).json()
    assert products["environment"] == "sandbox, United States"
    refused = production("GET", "/v1/connections/whoami", headers=bearer(token))
    assert (refused.status_code, refused.json()["success"]) == (401, False)
    token = production("POST", "/oauth/token", data=form).json()["access_token"]
    who = production("GET", "/v1/connections/whoami", headers=bearer(token)).json()
    assert who["tenantName"] == "Example Workshop (production, Europe)"


def test_lark_refuses_with_200(provider: DemoProvider, http: httpx.Client) -> None:
    settings = provider.settings_for("lark-errors-behind-200")
    there = At(http, "open.larksuite.com")
    for headers in ({}, bearer("x")):
        refused = there("GET", "/open-apis/bot/v3/info", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (200, 99991663)
    path = "/open-apis/auth/v3/tenant_access_token/internal"
    wrong = there("POST", path, json={**settings, "app_secret": "guess"})
    assert (wrong.status_code, wrong.json()["code"]) == (200, 10014)
    assert there("POST", path, content=b"[").json()["code"] == 10014
    right = there("POST", path, json=settings).json()
    assert (right["code"], right["expire"]) == (0, 7200)
    bot = there("GET", "/open-apis/bot/v3/info", headers=bearer(right["tenant_access_token"]))
    assert bot.json()["bot"]["app_name"] == "Workshop helper"


def test_zendesk(provider: DemoProvider, http: httpx.Client) -> None:
    settings = provider.settings_for("zendesk-basic")
    there = At(http, f"{settings['subdomain']}.zendesk.com")
    auth = httpx.BasicAuth(f"{settings['email']}/token", settings["api_token"])
    assert there("GET", "/api/v2/users/me.json", auth=auth).json()["user"]["role"] == "admin"
    assert there("GET", "/api/v2/users/me.json").json()["error"] == "Couldn't authenticate you"


def test_brevo(provider: DemoProvider, http: httpx.Client) -> None:
    there = At(http, "api.brevo.com")
    key = provider.settings_for("brevo-api-key-header")["api_key"]
    assert there("GET", "/v3/account", headers={"api-key": key}).json()["email"] == "jo@example.test"
    refused = there("GET", "/v3/account", headers={"api-key": "x"})
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthorized")


def test_openweather(provider: DemoProvider, http: httpx.Client) -> None:
    there = At(http, "api.openweathermap.org")
    key = provider.settings_for("openweather-api-key-query")["api_key"]
    path = "/data/2.5/weather"
    assert there("GET", path, params={"q": "Lisbon", "appid": key}).json()["name"] == "Lisbon"
    assert there("GET", path, params={"appid": key}).json()["cod"] == "400"
    assert there("GET", path, params={"q": "Lisbon", "appid": "x"}).json()["cod"] == 401


@pytest.mark.parametrize("site", ["datadoghq.com", "us5.datadoghq.com", "datadoghq.eu"])
def test_datadog(provider: DemoProvider, http: httpx.Client, site: str) -> None:
    there = At(http, f"api.{site}")
    settings = provider.settings_for("datadog-header-pair")
    keys = {"DD-API-KEY": settings["api_key"], "DD-APPLICATION-KEY": settings["application_key"]}
    user = there("GET", "/api/v2/current_user", headers=keys).json()["data"]["attributes"]
    assert user["site"] == f"api.{site}"
    keys["DD-APPLICATION-KEY"] = "x"
    assert there("GET", "/api/v2/current_user", headers=keys).status_code == 403


def test_atlas(provider: DemoProvider, http: httpx.Client) -> None:
    there = At(http, "cloud.mongodb.com")
    settings = provider.settings_for("atlas-digest")
    auth = httpx.DigestAuth(settings["public_key"], settings["private_key"])
    assert there("GET", "/api/atlas/v1.0/groups", auth=auth).json()["totalCount"] == 1
    assert there("GET", "/api/atlas/v1.0/groups").json()["error"] == 401


def test_example_takes_every_credential(provider: DemoProvider, http: httpx.Client) -> None:
    there, secrets = At(http, "api.example.com"), provider.credentials
    key, secret = KEYS["api_key"](secrets), KEYS["api_secret"](secrets)
    password = secrets.user_password()
    login = At(http, "example.com")
    form = {
        "grant_type": "client_credentials",
        "client_id": "demo-example-client",
        "client_secret": secrets.client_secret("demo-example-client"),
    }
    token = login("POST", "/oauth/token", data=form).json()["access_token"]
    ways: tuple[dict[str, Any], ...] = (
        {"headers": bearer(token)},
        {"headers": bearer(key)},
        {"headers": {"X-API-Key": key, "X-API-Secret": secret}},
        {"params": {"api_key": key}},
        {"auth": httpx.BasicAuth("jo@example.test", password)},
    )
    for way in ways:
        assert there("GET", "/me", **way).json()["email"] == "jo@example.test"
    assert there("GET", "/api/v1/me", headers=bearer("x")).status_code == 401


def test_dropbox_takes_json_only_at_its_api(provider: DemoProvider, http: httpx.Client) -> None:
    there = At(http, "api.dropboxapi.com")
    settings = provider.settings_for("dropbox-pkce")
    auth = httpx.BasicAuth(settings["client_id"], settings["client_secret"])
    assert there("POST", "/2/check/app", auth=auth, json={"query": "x"}).json() == {"result": "x"}
    assert there("POST", "/2/check/app", auth=auth, data={"query": "x"}).status_code == 400
    headers = {"Content-Type": "application/json"}
    assert there("POST", "/2/check/app", auth=auth, content=b"{", headers=headers).status_code == 400
    assert there("GET", "/2/check/app", auth=auth).status_code == 405
