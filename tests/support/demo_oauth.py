"""Shorthand for talking to the demo provider's own authorization server."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import httpx

from authbench.demo import DemoProvider
from support.demo_person import Person, parameters

# RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
REDIRECT = "http://127.0.0.1:50123/oauth/callback"
CLIENT = "demo-client"
DAY = 86_400.0
"""Seconds. Put on the provider's clock, every access token has expired and every refresh token is good."""


def authorization_url(provider: DemoProvider, *without: str, **changes: str) -> str:
    """An authorization URL of the demo client, with S256; `without` leaves parameters out."""
    query = {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": REDIRECT,
        "state": "s-1",
        "scope": "openid api.read",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    kept = {name: value for name, value in query.items() if name not in without}
    return f"{provider.origin}/oauth2/authorize?{urlencode(kept)}"


def secret_of(provider: DemoProvider, client_id: str = CLIENT) -> str:
    """A client's secret."""
    return provider.credentials.client_secret(client_id)


def code_form(provider: DemoProvider, code: str, /, **changes: str) -> dict[str, str]:
    """A token request for a code."""
    return {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "client_id": CLIENT,
        "client_secret": secret_of(provider),
        "code_verifier": VERIFIER,
        **changes,
    }


def refresh_form(provider: DemoProvider, refresh_token: str, /, **changes: str) -> dict[str, str]:
    """A refresh request."""
    return {
        "grant_type": "refresh_token",
        "refresh_token": refresh_token,
        "client_id": CLIENT,
        "client_secret": secret_of(provider),
        **changes,
    }


def new_code(provider: DemoProvider, person: Person, *without: str, **changes: str) -> str:
    """A fresh authorization code."""
    return parameters(person.answer(authorization_url(provider, *without, **changes)))["code"]


def new_tokens(provider: DemoProvider, http: httpx.Client, person: Person) -> dict[str, Any]:
    """A token response for a fresh consent."""
    granted = http.post("/oauth2/token", data=code_form(provider, new_code(provider, person)))
    assert granted.status_code == 200, granted.text
    answer: dict[str, Any] = granted.json()
    return answer


def bearer(token: str) -> dict[str, str]:
    """The header that carries an access token."""
    return {"Authorization": f"Bearer {token}"}
