"""The PKCE sample's conversation with the provider, from the authorization URL to the API."""

from urllib.parse import urlencode

import httpx

from authbench.demo import DemoProvider, sample
from support.demo_oauth import DAY
from support.demo_person import Person, parameters

# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
REDIRECT = "http://localhost:45555/oauth/callback"
TOKEN = {"Host": "api.dropbox.com"}
API = {"Host": "api.dropboxapi.com"}


def authorization_url(provider: DemoProvider, **changes: str) -> str:
    query = {
        "response_type": "code",
        "client_id": "demo-pkce-client",
        "redirect_uri": REDIRECT,
        "state": "a state with / and +",
        "scope": "account_info.read files.metadata.read",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return f"{provider.origin}/oauth2/authorize?{urlencode(query)}"


def test_consent_token_api_refresh(provider: DemoProvider, http: httpx.Client, person: Person) -> None:
    redirect = person.answer(authorization_url(provider))
    assert redirect.startswith(f"{REDIRECT}?")
    answered = parameters(redirect)
    assert answered["state"] == "a state with / and +"
    assert answered["iss"] == "https://www.dropbox.com"

    settings = provider.settings_for("dropbox-pkce")
    form = {
        "grant_type": "authorization_code",
        "code": answered["code"],
        "redirect_uri": REDIRECT,
        "client_id": settings["client_id"],
        "client_secret": settings["client_secret"],
        "code_verifier": VERIFIER,
    }
    granted = http.post("/oauth2/token", data=form, headers=TOKEN)
    assert granted.status_code == 200
    assert granted.headers["Cache-Control"] == "no-store"
    tokens = granted.json()
    assert tokens["token_type"] == "bearer"
    assert tokens["scope"] == "account_info.read files.metadata.read"

    bearer = {**API, "Authorization": f"Bearer {tokens['access_token']}"}
    assert http.post("/2/check/user", json={"query": "hi"}, headers=bearer).json() == {"result": "hi"}
    assert http.post("/2/check/app", json={}, headers=bearer).json() == {"result": ""}
    account = http.post("/2/users/get_current_account", headers=bearer)
    assert account.json()["email"] == "jo@example.test"

    provider.faults.clock_skew = DAY
    refused = http.post("/2/check/user", json={}, headers=bearer)
    assert refused.status_code == 401
    assert refused.json()["error"] == {".tag": "expired_access_token"}
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]

    refresh = {
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
        "client_id": settings["client_id"],
        "client_secret": settings["client_secret"],
    }
    renewed = http.post("/oauth2/token", data=refresh, headers=TOKEN).json()
    assert "refresh_token" not in renewed  # Dropbox keeps the old one
    bearer["Authorization"] = f"Bearer {renewed['access_token']}"
    assert http.post("/2/check/user", json={}, headers=bearer).status_code == 200


def test_the_sample_names_its_hosts_and_credentials(provider: DemoProvider) -> None:
    chosen = sample("dropbox-pkce")
    assert chosen.routes(provider.origin)[0] == f"https://www.dropbox.com={provider.origin}"
    user, password = provider.sign_in_for(chosen) or ("", "")
    assert (user, password) == ("jo@example.test", provider.credentials.user_password())
