"""Providers that a person signs in to: Dropbox (PKCE), Atlassian (rotating refresh tokens), Stripe."""

from __future__ import annotations

import json
from typing import Any

from authbench.demo.clients import AUTHORIZATION_CODE, POST, REFRESH_TOKEN, Client
from authbench.demo.credentials import USER, USER_ID, USER_NAME
from authbench.demo.guards import any_of, basic, bearer, header_key
from authbench.demo.providers.keys import KEYS
from authbench.demo.service import Caller, Endpoint, Service
from authbench.demo.wire import Request, Response, json_response, text_response

CODE_AND_REFRESH = (AUTHORIZATION_CODE, REFRESH_TOKEN)
DROPBOX_CLIENT = "demo-pkce-client"
ATLASSIAN_CLIENT = "demo-atlassian-client"
STRIPE_CLIENT = "ca_demo_platform"
STRIPE_ACCOUNT = "acct_1Demo4711"
ATLASSIAN_SITE = "5f2d8c1e-0b7a-4c39-9a64-1e6f0d3b7c58"


def _dropbox_error(status: int, code: str, message: str) -> Response:
    expired = code == "invalid_token" and "expired" in message
    tag = "expired_access_token" if expired else "invalid_access_token"
    if code == "insufficient_scope":
        tag = "missing_scope"
    return json_response(status, {"error_summary": f"{tag}/...", "error": {".tag": tag}})


def _dropbox_check(request: Request, _caller: Caller) -> Response:
    """`/2/check/*` echo `query`, so that a client can try out its credentials."""
    if request.media_type != "application/json":
        return text_response(
            400, f'Bad HTTP "Content-Type" header: "{request.media_type}". Expecting "application/json".'
        )
    try:
        argument = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return text_response(400, "Request body could not be decoded as JSON.")
    query = argument.get("query", "") if isinstance(argument, dict) else ""
    return json_response(200, {"result": query})


def _dropbox_account(_request: Request, _caller: Caller) -> dict[str, Any]:
    return {
        "account_id": "dbid:AADemo4711",
        "name": {"given_name": "Jo", "surname": "Example", "display_name": USER_NAME},
        "email": USER,
        "email_verified": True,
        "country": "DE",
        "account_type": {".tag": "business"},
    }


def _dropbox_folder(_request: Request, _caller: Caller) -> dict[str, Any]:
    files = (("Offer 2024.pdf", 48211), ("Price list.xlsx", 19330), ("Read me.txt", 412))
    entries = [
        {".tag": "file", "name": name, "path_display": f"/{name}", "size": size} for name, size in files
    ]
    return {"entries": entries, "cursor": "AADemoCursor", "has_more": False}


_DROPBOX_APP = basic(
    DROPBOX_CLIENT, lambda secrets: secrets.client_secret(DROPBOX_CLIENT), error=_dropbox_error
)

DROPBOX = Service(
    name="dropbox",
    title="Dropbox",
    hosts=("www.dropbox.com", "api.dropbox.com", "api.dropboxapi.com"),
    issuer="https://www.dropbox.com",
    authorize_path="/oauth2/authorize",
    token_path="/oauth2/token",
    takes_json_token_requests=True,
    clients=(
        Client(
            DROPBOX_CLIENT,
            "Authbench",
            CODE_AND_REFRESH,
            scopes={
                "account_info.read": "See your account’s name and e-mail address",
                "files.metadata.read": "See the names and sizes of your files",
                "files.content.read": "Read your files",
            },
            pkce_required=True,
            jwt_tokens=True,
            rotates=False,
            token_lifetime=14400.0,
            token_type="bearer",
            token_extras={"uid": "4711", "account_id": "dbid:AADemo4711"},
        ),
    ),
    endpoints=(
        Endpoint("POST", "/2/check/app", any_of(bearer(error=_dropbox_error), _DROPBOX_APP), _dropbox_check),
        Endpoint("POST", "/2/check/user", bearer(error=_dropbox_error), _dropbox_check),
        Endpoint(
            "POST",
            "/2/users/get_current_account",
            bearer("account_info.read", error=_dropbox_error),
            _dropbox_account,
        ),
        Endpoint(
            "POST",
            "/2/files/list_folder",
            bearer("files.metadata.read", error=_dropbox_error),
            _dropbox_folder,
        ),
    ),
)


def _atlassian_error(status: int, code: str, message: str) -> Response:
    return json_response(status, {"code": status, "message": f"Unauthorized; {code}: {message}"})


def _atlassian_me(_request: Request, _caller: Caller) -> dict[str, Any]:
    return {
        "account_id": f"557058:{USER_ID}",
        "account_type": "atlassian",
        "email": USER,
        "name": USER_NAME,
        "account_status": "active",
    }


def _atlassian_sites(_request: Request, caller: Caller) -> list[dict[str, Any]]:
    scopes = caller.token.scope.split() if caller.token else []
    url = "https://jo-example.atlassian.net"
    return [{"id": ATLASSIAN_SITE, "name": "jo-example", "url": url, "scopes": scopes}]


def _atlassian_projects(_request: Request, _caller: Caller) -> dict[str, Any]:
    projects = (("10000", "WEB", "Web shop"), ("10001", "OPS", "Operations"))
    values = [{"id": number, "key": key, "name": name} for number, key, name in projects]
    return {"isLast": True, "total": len(values), "values": values}


ATLASSIAN = Service(
    name="atlassian",
    title="Atlassian",
    hosts=("auth.atlassian.com", "api.atlassian.com"),
    issuer="https://auth.atlassian.com",
    authorize_path="/authorize",
    token_path="/oauth/token",
    clients=(
        Client(
            ATLASSIAN_CLIENT,
            "Authbench",
            CODE_AND_REFRESH,
            auth_methods=(POST,),
            scopes={
                "read:me": "See your profile",
                "read:jira-work": "See your Jira projects and issues",
                "write:jira-work": "Create and edit Jira issues",
                "offline_access": "Stay signed in while you are away",
            },
            jwt_tokens=True,
        ),
    ),
    endpoints=(
        Endpoint("GET", "/me", bearer("read:me", error=_atlassian_error), _atlassian_me),
        Endpoint(
            "GET", "/oauth/token/accessible-resources", bearer(error=_atlassian_error), _atlassian_sites
        ),
        Endpoint(
            "GET",
            "/ex/jira/{site}/rest/api/3/project/search",
            bearer("read:jira-work", error=_atlassian_error),
            _atlassian_projects,
        ),
    ),
)


def _stripe_error(status: int, _code: str, message: str) -> Response:
    error = {"type": "invalid_request_error", "message": f"{message} Send your secret key or OAuth token."}
    return json_response(status, {"error": error})


def _stripe_account(_request: Request, _caller: Caller) -> dict[str, Any]:
    return {
        "id": STRIPE_ACCOUNT,
        "object": "account",
        "business_profile": {"name": "Example Workshop", "url": "https://example.test"},
        "country": "DE",
        "default_currency": "eur",
        "email": USER,
        "charges_enabled": True,
    }


def _stripe_balance(_request: Request, _caller: Caller) -> dict[str, Any]:
    available = [{"amount": 184250, "currency": "eur", "source_types": {"card": 184250}}]
    return {"object": "balance", "available": available, "livemode": False}


_STRIPE_KEY = header_key("Authorization", KEYS["stripe_key"], prefix="Bearer ", error=_stripe_error)
_STRIPE_ACCESS = any_of(bearer(error=_stripe_error), _STRIPE_KEY)

STRIPE = Service(
    name="stripe",
    title="Stripe",
    hosts=("connect.stripe.com", "api.stripe.com"),
    issuer="https://connect.stripe.com",
    authorize_path="/oauth/authorize",
    token_path="/oauth/token",
    clients=(
        Client(
            STRIPE_CLIENT,
            "Authbench",
            CODE_AND_REFRESH,
            auth_methods=(POST,),
            scopes={
                "read_only": "See your account, balance and payments",
                "read_write": "See and change your account, balance and payments",
            },
            rotates=False,
            token_type="bearer",
            token_extras={"livemode": False, "stripe_user_id": STRIPE_ACCOUNT},
        ),
    ),
    endpoints=(
        Endpoint("GET", "/v1/account", _STRIPE_ACCESS, _stripe_account),
        Endpoint("GET", "/v1/balance", _STRIPE_ACCESS, _stripe_balance),
    ),
)

CODE_SERVICES = (DROPBOX, ATLASSIAN, STRIPE)
