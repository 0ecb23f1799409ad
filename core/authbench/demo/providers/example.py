"""example.com, the provider of textbook definitions: every grant, and one API that takes every credential."""

from __future__ import annotations

from typing import Any

from authbench.demo.clients import GRANT_TYPES, JWT_BEARER, POST, Client
from authbench.demo.credentials import USER, USER_ID, USER_NAME
from authbench.demo.guards import any_of, basic, bearer, header_key, headers_pair, query_key
from authbench.demo.providers.keys import KEYS
from authbench.demo.service import Caller, Endpoint, Service
from authbench.demo.token_endpoint import SERVICE_ACCOUNT
from authbench.demo.wire import Request

EXAMPLE_CLIENT = "demo-example-client"
_API_SCOPE = "https://example.com/api"
_SCOPES = {"read": "See your data", "write": "Change your data", _API_SCOPE: "Use the API"}


def _me(_request: Request, caller: Caller) -> dict[str, Any]:
    return {"id": USER_ID, "name": USER_NAME, "email": USER, "caller": caller.name}


_ANY_CREDENTIAL = any_of(
    bearer(),
    header_key("Authorization", KEYS["api_key"], prefix="Bearer "),
    headers_pair({"X-API-Key": KEYS["api_key"], "X-API-Secret": KEYS["api_secret"]}),
    query_key("api_key", KEYS["api_key"]),
    basic(USER, lambda secrets: secrets.user_password()),
)

EXAMPLE = Service(
    name="example",
    title="Example",
    hosts=("example.com", "*.example.com"),
    issuer="https://example.com",
    authorize_path="/oauth/authorize",
    token_path="/oauth/token",
    token_audiences=("https://example.com/oauth/token",),
    clients=(
        Client(EXAMPLE_CLIENT, "Authbench", GRANT_TYPES[:-1], scopes=_SCOPES),
        Client(SERVICE_ACCOUNT, "Nightly reports", (JWT_BEARER,), auth_methods=(POST,), scopes=_SCOPES),
    ),
    endpoints=tuple(Endpoint("GET", path, _ANY_CREDENTIAL, _me) for path in ("/me", "/api/v1/me")),
)
