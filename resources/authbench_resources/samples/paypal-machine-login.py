"""PayPal: its type is oauth2, and still no person signs in.

`acquire` takes nothing but the connection and there is no `authorization_url`: the app signs in as itself.
"""

from typing import Any

from authbench.sdk import LazyRequest, call, get, headers, post


def origin(connection: dict[str, Any]) -> str:
    if connection.get("sandbox") == "true":
        return "https://api-m.sandbox.paypal.com"
    return "https://api-m.paypal.com"


def acquire(connection: dict[str, Any]) -> dict[str, Any]:
    response = (
        post(f"{call('origin', connection)}/v1/oauth2/token")
        .payload(grant_type="client_credentials")
        .user(connection["client_id"])
        .password(connection["client_secret"])
        .request_format_www_form_urlencoded()
    )
    return {"access_token": response["access_token"], "app_id": response["app_id"]}


def apply(connection: dict[str, Any], access_token: str) -> None:
    headers(authorization=f"Bearer {access_token}")


def user_info() -> LazyRequest:
    return get("/v1/identity/oauth2/userinfo").params(schema="paypalv1.1")


def identity(connection: dict[str, Any]) -> str:
    return f"{user_info()['name']} ({connection['app_id']})"


connector = {
    "title": "PayPal (machine login)",
    "connection": {
        "fields": [
            {
                "name": "client_id",
                "optional": False,
                "hint": "Under <b>Apps &amp; Credentials</b> in the "
                '<a href="https://developer.paypal.com/dashboard/applications" target="_blank">'
                "dashboard</a>.",
            },
            {
                "name": "client_secret",
                "label": "Secret key",
                "control_type": "password",
                "optional": False,
            },
            {
                "name": "sandbox",
                "label": "Use the sandbox",
                "control_type": "checkbox",
                "type": "boolean",
                "default": True,
                "optional": True,
                "hint": "Play money, its own credentials.",
            },
        ],
        "authorization": {
            "type": "oauth2",
            "client_id": lambda connection: connection["client_id"],
            "client_secret": lambda connection: connection["client_secret"],
            "acquire": acquire,
            "refresh_on": 401,
            "apply": apply,
            "identity": identity,
        },
        "base_uri": origin,
    },
    "test": user_info,
    "methods": {"origin": origin},
    "actions": {},
}
