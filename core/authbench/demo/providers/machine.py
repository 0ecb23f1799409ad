"""Providers that machines sign in to: Entra ID, Percolate, PayPal, Google, Zuora, Lark."""

from __future__ import annotations

import json
from typing import Any

from authbench.demo.clients import (
    BASIC,
    CLIENT_CREDENTIALS,
    JWT_BEARER,
    PASSWORD,
    POST,
    REFRESH_TOKEN,
    Client,
)
from authbench.demo.credentials import USER, USER_ID, USER_NAME, same
from authbench.demo.guards import bearer
from authbench.demo.service import Caller, Endpoint, Guard, Refused, Service, World
from authbench.demo.token_endpoint import SERVICE_ACCOUNT
from authbench.demo.tokens import Family
from authbench.demo.wire import Request, Response, json_response

ENTRA_TENANT = "8f6a1c02-5d3e-4b7f-9a10-2c4e6b8d0f13"
ENTRA_CLIENT = "demo-entra-client"
PERCOLATE_CLIENT = "demo-percolate-client"
PAYPAL_CLIENT = "demo-paypal-client"
ZUORA_CLIENT = "demo-zuora-client"
LARK_APP = "cli_demo4711"


def _graph_error(status: int, code: str, message: str) -> Response:
    name = "Forbidden" if code == "insufficient_scope" else "InvalidAuthenticationToken"
    return json_response(status, {"error": {"code": name, "message": message}})


def _graph_me(_request: Request, _caller: Caller) -> dict[str, Any]:
    return {
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users/$entity",
        "displayName": USER_NAME,
        "givenName": "Jo",
        "surname": "Example",
        "mail": USER,
        "userPrincipalName": USER,
        "jobTitle": "Integration lead",
        "id": USER_ID,
    }


ENTRA = Service(
    name="entra",
    title="Microsoft Entra ID",
    hosts=("login.microsoftonline.com", "graph.microsoft.com"),
    issuer=f"https://login.microsoftonline.com/{ENTRA_TENANT}/v2.0",
    token_path=f"/{ENTRA_TENANT}/oauth2/v2.0/token",
    clients=(
        Client(
            ENTRA_CLIENT,
            "Authbench",
            (PASSWORD, REFRESH_TOKEN),
            auth_methods=(POST,),
            scopes={
                "https://graph.microsoft.com/.default": "Everything this app was given",
                "User.Read": "See your profile",
                "offline_access": "Stay signed in while you are away",
            },
            jwt_tokens=True,
            token_extras={"ext_expires_in": 3600},
        ),
    ),
    endpoints=(Endpoint("GET", "/v1.0/me", bearer(error=_graph_error), _graph_me),),
)


def _percolate_error(status: int, code: str, message: str) -> Response:
    return json_response(status, {"errors": [{"code": code, "message": message}]})


def _percolate_me(_request: Request, _caller: Caller) -> dict[str, Any]:
    user = {"id": "user:4711", "name": USER_NAME, "email": USER, "status": "active"}
    return {"data": {**user, "account_id": "license:1001"}}


PERCOLATE = Service(
    name="percolate",
    title="Percolate",
    hosts=("percolate.com",),
    issuer="https://percolate.com",
    token_path="/auth/v5/token/",
    takes_prefixed_basic=True,
    clients=(Client(PERCOLATE_CLIENT, "Authbench", (CLIENT_CREDENTIALS,), auth_methods=(BASIC,)),),
    endpoints=(Endpoint("GET", "/api/v5/me", bearer(error=_percolate_error), _percolate_me),),
)


def _paypal_error(status: int, code: str, message: str) -> Response:
    return json_response(status, {"error": code, "error_description": message})


def _paypal_user(_request: Request, _caller: Caller) -> dict[str, Any]:
    return {
        "user_id": "https://www.paypal.com/webapps/auth/identity/user/demo4711",
        "name": "Example Workshop",
        "payer_id": "DEMO4711PAYER",
        "verified_account": "true",
        "emails": [{"value": USER, "primary": True}],
    }


def _paypal(host: str, title: str) -> Service:
    return Service(
        name="paypal",
        title=title,
        hosts=(host,),
        issuer=f"https://{host}",
        token_path="/v1/oauth2/token",
        clients=(
            Client(
                PAYPAL_CLIENT,
                "Authbench",
                (CLIENT_CREDENTIALS,),
                auth_methods=(BASIC,),
                scopes={"https://uri.paypal.com/services/invoicing": "Manage invoices", "openid": "Identify"},
                token_lifetime=32400.0,
                token_extras={"app_id": "APP-DEMO4711"},
            ),
        ),
        endpoints=(
            Endpoint(
                "GET", "/v1/identity/oauth2/userinfo", bearer("openid", error=_paypal_error), _paypal_user
            ),
        ),
    )


DRIVE_SCOPE = "https://www.googleapis.com/auth/drive.metadata.readonly"


def _google_error(status: int, code: str, message: str) -> Response:
    name = "PERMISSION_DENIED" if code == "insufficient_scope" else "UNAUTHENTICATED"
    return json_response(status, {"error": {"code": status, "message": message, "status": name}})


def _drive_about(request: Request, _caller: Caller) -> Response:
    if "fields=" not in request.query:
        message = "The 'fields' parameter is required for this method."
        return json_response(400, {"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}})
    user = {"kind": "drive#user", "displayName": "Nightly reports", "emailAddress": SERVICE_ACCOUNT}
    return json_response(200, {"user": user})


GOOGLE = Service(
    name="google",
    title="Google",
    hosts=("oauth2.googleapis.com", "www.googleapis.com"),
    issuer="https://oauth2.googleapis.com",
    token_path="/token",
    token_audiences=("https://oauth2.googleapis.com/token", "https://www.googleapis.com/oauth2/v4/token"),
    clients=(
        Client(
            SERVICE_ACCOUNT,
            "Nightly reports",
            (JWT_BEARER,),
            scopes={
                DRIVE_SCOPE: "See the names of files",
                "https://www.googleapis.com/auth/spreadsheets.readonly": "Read spreadsheets",
            },
        ),
    ),
    endpoints=(Endpoint("GET", "/drive/v3/about", bearer(DRIVE_SCOPE, error=_google_error), _drive_about),),
)


def _zuora_error(status: int, _code: str, message: str) -> Response:
    reasons = [{"code": 90000011, "message": message}]
    return json_response(status, {"success": False, "processId": "DEMO4711", "reasons": reasons})


def _zuora(host: str, title: str) -> Service:
    def catalogue(_request: Request, _caller: Caller) -> dict[str, Any]:
        products = [{"id": "8ad0demo4711", "name": "Workshop membership", "sku": "SKU-00000001"}]
        return {"success": True, "environment": title, "products": products}

    def accounts(_request: Request, _caller: Caller) -> dict[str, Any]:
        return {"success": True, "username": USER, "tenantName": f"Example Workshop ({title})"}

    return Service(
        name="zuora",
        title=f"Zuora {title}",
        hosts=(host,),
        issuer=f"https://{host}",
        token_path="/oauth/token",
        clients=(Client(ZUORA_CLIENT, "Authbench", (CLIENT_CREDENTIALS,), auth_methods=(POST,)),),
        endpoints=(
            Endpoint("GET", "/v1/catalog/products", bearer(error=_zuora_error), catalogue),
            Endpoint("GET", "/v1/connections/whoami", bearer(error=_zuora_error), accounts),
        ),
    )


ZUORA_HOSTS = {
    "rest.apisandbox.zuora.com": "sandbox, United States",
    "rest.na.zuora.com": "production, United States",
    "rest.eu.zuora.com": "production, Europe",
}

LARK_BAD_TOKEN = 99991663
LARK_BAD_APP = 10014


def _lark_bearer(request: Request, world: World, service: Service) -> Caller:
    """Like any bearer API, but every refusal is a 200 with a code in the body."""
    try:
        return bearer()(request, world, service)
    except Refused as refusal:
        message = "Invalid access token for authorization. Please make a request with token attached."
        answer = {"code": LARK_BAD_TOKEN, "msg": message}
        raise Refused(json_response(200, answer)) from refusal


def _lark_app(client: Client) -> Guard:
    def check(request: Request, world: World, service: Service) -> Caller:
        try:
            asked = json.loads(request.body)
        except (ValueError, RecursionError):
            asked = None
        given = asked if isinstance(asked, dict) else {}
        secret = world.credentials.client_secret(client.client_id)
        if not (
            same(str(given.get("app_id", "")), client.client_id)
            & same(str(given.get("app_secret", "")), secret)
        ):
            raise Refused(json_response(200, {"code": LARK_BAD_APP, "msg": "app secret invalid"}))
        token = world.tokens.issue_access_token(Family(client, service.issuer, None, ""), "")
        return Caller(client.client_id, token)

    return check


def _lark_token(_request: Request, caller: Caller) -> dict[str, Any]:
    assert caller.token is not None
    life = int(caller.token.expires_at - caller.token.issued_at)
    return {"code": 0, "msg": "ok", "tenant_access_token": caller.token.value, "expire": life}


def _lark_bot(_request: Request, _caller: Caller) -> dict[str, Any]:
    bot = {"activate_status": 2, "app_name": "Workshop helper", "open_id": "ou_demo4711"}
    return {"code": 0, "msg": "ok", "bot": bot}


_LARK_CLIENT = Client(LARK_APP, "Workshop helper", (), token_lifetime=7200.0)
LARK = Service(
    name="lark",
    title="Lark",
    hosts=("open.larksuite.com",),
    issuer="https://open.larksuite.com",
    clients=(_LARK_CLIENT,),
    endpoints=(
        Endpoint(
            "POST",
            "/open-apis/auth/v3/tenant_access_token/internal",
            _lark_app(_LARK_CLIENT),
            _lark_token,
            where="token",
        ),
        Endpoint("GET", "/open-apis/bot/v3/info", _lark_bearer, _lark_bot),
    ),
)

MACHINE_SERVICES = (
    ENTRA,
    PERCOLATE,
    _paypal("api-m.paypal.com", "PayPal"),
    _paypal("api-m.sandbox.paypal.com", "PayPal sandbox"),
    GOOGLE,
    *(_zuora(host, title) for host, title in ZUORA_HOSTS.items()),
    LARK,
)
