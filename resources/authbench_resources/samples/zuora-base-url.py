"""Zuora, whose address depends on environment and region.

The base URL follows the fields, and the form asks for the region only where there is a choice.
"""

from typing import Any

from authbench.sdk import LazyRequest, get, headers, post


def base_uri(connection: dict[str, Any]) -> str:
    if connection.get("environment") != "production":
        return "https://rest.apisandbox.zuora.com"
    if connection.get("region") == "eu":
        return "https://rest.eu.zuora.com"
    return "https://rest.na.zuora.com"


def acquire(connection: dict[str, Any]) -> dict[str, Any]:
    # The URL is relative: the token, too, comes from wherever the base URL points.
    response = (
        post("/oauth/token")
        .payload(
            grant_type="client_credentials",
            client_id=connection["client_id"],
            client_secret=connection["client_secret"],
        )
        .request_format_www_form_urlencoded()
    )
    return {"access_token": response["access_token"]}


def apply(connection: dict[str, Any]) -> None:
    # Nothing was acquired before the first request; its refusal is what leads to `acquire`.
    headers(authorization=f"Bearer {connection.get('access_token', '')}")


def identity() -> Any:
    return get("/v1/connections/whoami")["tenantName"]


def test(connection: dict[str, Any]) -> LazyRequest:
    return get("/v1/catalog/products").params(pageSize=connection.get("page_size") or 20)


connector = {
    "title": "Zuora (choice of base URL)",
    "connection": {
        "fields": [
            {
                "name": "environment",
                "control_type": "select",
                "optional": False,
                "default": "sandbox",
                "options": [
                    ["Sandbox", "sandbox"],
                    ["Production", "production"],
                ],
                "hint": "Each environment has its own credentials.",
            },
            {
                "name": "region",
                "control_type": "select",
                "optional": False,
                "default": "us",
                "ngIf": 'input.environment == "production"',
                "options": [
                    ["United States", "us"],
                    ["Europe", "eu"],
                ],
                "hint": "Shown because the environment is Production.",
            },
            {
                "name": "client_id",
                "optional": False,
                "group": "OAuth client",
                "hint": "From <b>Administration &gt; Manage users</b>, of a user made for the API.",
            },
            {
                "name": "client_secret",
                "control_type": "password",
                "optional": False,
                "group": "OAuth client",
            },
            {
                "name": "page_size",
                "control_type": "number",
                "optional": True,
                "default": 20,
                "group": "Advanced",
                "hint": "Products to fetch at a time.",
            },
        ],
        "authorization": {
            "type": "custom_auth",
            "acquire": acquire,
            "refresh_on": [401],
            "apply": apply,
            "identity": identity,
        },
        "base_uri": base_uri,
    },
    "test": test,
    "actions": {
        "list_products": {
            "title": "List products",
            "execute": lambda: get("/v1/catalog/products"),
            "output_fields": lambda: [
                {
                    "name": "products",
                    "type": "array",
                    "of": "object",
                    "properties": [{"name": "id"}, {"name": "name"}],
                }
            ],
        },
    },
}
