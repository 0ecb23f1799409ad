"""The demo provider under its own address: an authorization server for every grant, and one protected API
for every kind of credential, for definitions that need no particular provider."""

from __future__ import annotations

from typing import Any

from authbench.demo.clients import BASIC, GRANT_TYPES, NONE, POST, Client
from authbench.demo.credentials import USER, Credentials
from authbench.demo.digest import digest
from authbench.demo.guards import basic, bearer, header_key, headers_pair, query_key
from authbench.demo.providers.aws import ACCESS_KEY_ID, gateway_refusal, secret_access_key
from authbench.demo.providers.keys import KEYS
from authbench.demo.service import Caller, Endpoint, Guard, Refused, Service, World
from authbench.demo.sigv4 import signed
from authbench.demo.token_endpoint import SERVICE_ACCOUNT
from authbench.demo.token_management import USERINFO_PATH, userinfo
from authbench.demo.wire import Request, json_response

AUTHORIZE_PATH = "/oauth2/authorize"
TOKEN_PATH = "/oauth2/token"
DEMO_CLIENT = "demo-client"
BASIC_CLIENT = "demo-basic-client"
PUBLIC_CLIENT = "demo-public-client"

_SCOPES = {
    "openid": "See who you are",
    "profile": "See your name",
    "email": "See your e-mail address",
    "api.read": "Read through the API",
    "api.write": "Write through the API",
    "offline_access": "Stay signed in while you are away",
}


def _password(credentials: Credentials) -> str:
    return credentials.user_password()


def _hello(_request: Request, caller: Caller) -> dict[str, Any]:
    return {"ok": True, "caller": caller.name, **caller.facts}


def _in_envelope(guard: Guard) -> Guard:
    """The same guard, whose refusals are a 200 with an error in the body."""

    def check(request: Request, world: World, service: Service) -> Caller:
        try:
            return guard(request, world, service)
        except Refused as refusal:
            raise Refused(json_response(200, {"ok": False, "error": "invalid_token"})) from refusal

    return check


APIS: tuple[tuple[str, str, Guard], ...] = (
    ("Bearer token", "/api/bearer", bearer()),
    ("Bearer token, scope api.read", "/api/reports", bearer("api.read")),
    ("HTTP Basic", "/api/basic", basic(USER, _password)),
    ("API key in the header X-API-Key", "/api/key-in-header", header_key("X-API-Key", KEYS["api_key"])),
    ("API key in the query, api_key", "/api/key-in-query", query_key("api_key", KEYS["api_key"])),
    (
        "Headers X-API-Key and X-API-Secret",
        "/api/header-pair",
        headers_pair({"X-API-Key": KEYS["api_key"], "X-API-Secret": KEYS["api_secret"]}),
    ),
    ("Digest, MD5", "/api/digest", digest(USER, _password, algorithms=("MD5",))),
    ("Digest, SHA-256", "/api/digest-sha256", digest(USER, _password, algorithms=("SHA-256",))),
    ("Digest, SHA-256 or MD5", "/api/digest-both", digest(USER, _password, algorithms=("SHA-256", "MD5"))),
    (
        "AWS Signature Version 4, execute-api, us-east-1",
        "/api/aws",
        signed("execute-api", ACCESS_KEY_ID, secret_access_key, lambda host: "us-east-1", gateway_refusal),
    ),
    ("Bearer token; refuses with status 200", "/api/envelope", _in_envelope(bearer())),
)


def workbench(origin: str) -> Service:
    """The service of the provider's own address."""
    clients = (
        Client(DEMO_CLIENT, "Authbench", GRANT_TYPES[:-1], scopes=_SCOPES),
        Client(BASIC_CLIENT, "Authbench", GRANT_TYPES[:-1], auth_methods=(BASIC,), scopes=_SCOPES),
        Client(
            PUBLIC_CLIENT,
            "Authbench",
            ("authorization_code", "refresh_token"),
            auth_methods=(NONE,),
            scopes=_SCOPES,
            pkce_required=True,
            jwt_tokens=True,
        ),
        Client(SERVICE_ACCOUNT, "Nightly reports", GRANT_TYPES[-1:], auth_methods=(POST,), scopes=_SCOPES),
    )
    protected = tuple(
        Endpoint(method, path, guard, _hello) for _, path, guard in APIS for method in ("GET", "POST")
    )
    return Service(
        name="workbench",
        title="Demo provider",
        hosts=(),
        issuer=origin,
        authorize_path=AUTHORIZE_PATH,
        token_path=TOKEN_PATH,
        token_audiences=(f"{origin}{TOKEN_PATH}", origin),
        clients=clients,
        endpoints=(
            *protected,
            Endpoint("GET", USERINFO_PATH, bearer("openid"), userinfo),
            Endpoint("POST", USERINFO_PATH, bearer("openid"), userinfo),
        ),
    )
