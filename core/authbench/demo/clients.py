"""The clients that are registered at the demo provider, and which redirect URIs they may use."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

AUTHORIZATION_CODE = "authorization_code"
CLIENT_CREDENTIALS = "client_credentials"
PASSWORD = "password"
REFRESH_TOKEN = "refresh_token"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
GRANT_TYPES = (AUTHORIZATION_CODE, CLIENT_CREDENTIALS, PASSWORD, REFRESH_TOKEN, JWT_BEARER)

BASIC = "client_secret_basic"
POST = "client_secret_post"
NONE = "none"

LOOPBACK_REDIRECTS = (
    "http://localhost/oauth/callback",
    "http://127.0.0.1/oauth/callback",
    "http://[::1]/oauth/callback",
    "https://localhost/oauth/callback",
)
"""What every demo client has registered: Authbench's redirect, with whatever port it listens on."""
CLOUD_REDIRECT = "https://www.workato.com/oauth/callback"
"""The hosted platform's redirect, for definitions that insist on it (its URL can be pasted back)."""


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client. `auth_methods` are RFC 7591 names; a client with `none` is public and has no
    secret. `scopes` maps each scope it may ask for to the sentence that the consent page shows.
    `token_extras` are further members of its token responses."""

    client_id: str
    name: str
    grants: tuple[str, ...]
    auth_methods: tuple[str, ...] = (POST, BASIC)
    scopes: Mapping[str, str] = field(default_factory=dict)
    redirect_uris: tuple[str, ...] = (*LOOPBACK_REDIRECTS, CLOUD_REDIRECT)
    pkce_required: bool = False
    jwt_tokens: bool = False
    rotates: bool = True
    token_lifetime: float = 3600.0
    token_type: str = "Bearer"
    token_extras: Mapping[str, Any] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """Whether this client has no secret."""
        return self.auth_methods == (NONE,)

    def allows_redirect(self, uri: str) -> bool:
        """Whether `uri` is registered: compared as text (RFC 9700, 4.1.3), except that the port of a
        loopback redirect is free (RFC 8252, 7.3). The SDK's own tool redirects to `localhost` with a port
        that a person may change, so `localhost` counts as loopback here, which the RFC leaves open."""
        return any(
            uri == registered or _same_but_port(uri, registered)
            for registered in self.redirect_uris
            if "#" not in uri
        )


def _same_but_port(uri: str, registered: str) -> bool:
    wanted = urlsplit(registered)
    try:
        port = urlsplit(uri).port
    except ValueError:
        return False
    if not _is_loopback(wanted.hostname) or port is None:
        return False
    host = f"[{wanted.hostname}]" if ":" in (wanted.hostname or "") else wanted.hostname
    return uri == f"{wanted.scheme}://{host}:{port}{wanted.path}"


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
