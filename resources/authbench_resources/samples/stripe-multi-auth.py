"""Stripe with two ways in: OAuth 2.0 as the platform of a connected account, or a secret key.

The form shows the fields of the way that is chosen.
"""

from typing import Any

from authbench.sdk import LazyRequest, get, headers


def selected(connection: dict[str, Any]) -> Any:
    return connection.get("auth_type", "oauth2")


def identity() -> str:
    account = get("account")
    return f"{account['business_profile']['name']} ({account['id']})"


def authorization_url(connection: dict[str, Any]) -> str:
    return f"https://connect.stripe.com/oauth/authorize?response_type=code&scope={connection['scope']}"


def apply_token(connection: dict[str, Any], access_token: str) -> None:
    headers(authorization=f"Bearer {access_token}")


def apply_key(connection: dict[str, Any]) -> None:
    headers(authorization=f"Bearer {connection['secret_key']}")


def test() -> LazyRequest:
    return get("account")


connector = {
    "title": "Stripe (two ways in)",
    "connection": {
        "fields": [
            {
                "name": "auth_type",
                "label": "Sign in with",
                "control_type": "select",
                "optional": False,
                "default": "oauth2",
                "extends_schema": True,
                "options": [
                    ["OAuth 2.0", "oauth2"],
                    ["Secret key", "api_key"],
                ],
                "hint": "A platform that acts for others uses OAuth 2.0.",
            },
        ],
        "authorization": {
            "type": "multi",
            "selected": selected,
            "identity": identity,
            "options": {
                "oauth2": {
                    "type": "oauth2",
                    "fields": [
                        {
                            "name": "client_id",
                            "label": "Client ID",
                            "optional": False,
                            "hint": "Starts with <code>ca_</code>; from the "
                            '<a href="https://dashboard.stripe.com/settings/connect" target="_blank">'
                            "Connect settings</a>.",
                        },
                        {
                            "name": "client_secret",
                            "label": "Platform secret key",
                            "control_type": "password",
                            "optional": False,
                        },
                        {
                            "name": "scope",
                            "label": "Access",
                            "control_type": "select",
                            "optional": False,
                            "default": "read_only",
                            "options": [
                                ["Read only", "read_only"],
                                ["Read and write", "read_write"],
                            ],
                        },
                    ],
                    "client_id": lambda connection: connection["client_id"],
                    "client_secret": lambda connection: connection["client_secret"],
                    "authorization_url": authorization_url,
                    "token_url": lambda: "https://connect.stripe.com/oauth/token",
                    "refresh_on": 401,
                    "apply": apply_token,
                },
                "api_key": {
                    "type": "api_key",
                    "fields": [
                        {
                            "name": "secret_key",
                            "control_type": "password",
                            "optional": False,
                            "hint": "Starts with <code>sk_</code>; from the "
                            '<a href="https://dashboard.stripe.com/apikeys" target="_blank">'
                            "API keys</a> page.",
                        },
                    ],
                    "apply": apply_key,
                },
            },
        },
        "base_uri": lambda: "https://api.stripe.com/v1/",
    },
    "test": test,
    "actions": {
        "get_balance": {
            "title": "Get the balance",
            "execute": lambda: get("balance"),
            "output_fields": lambda: [
                {
                    "name": "available",
                    "type": "array",
                    "of": "object",
                    "properties": [{"name": "amount", "type": "integer"}, {"name": "currency"}],
                }
            ],
        },
    },
}
