"""Zendesk with HTTP Basic: the user name is the e-mail address followed by /token."""

from typing import Any

from authbench.sdk import LazyRequest, get, password, user


def apply(connection: dict[str, Any]) -> None:
    user(f"{connection['email']}/token")
    password(connection["api_token"])


def identity() -> str:
    me = get("users/me.json")["user"]
    return f"{me['name']}, {me['role']}"


def test() -> LazyRequest:
    return get("users/me.json")


connector = {
    "title": "Zendesk (basic)",
    "connection": {
        "fields": [
            {
                "name": "subdomain",
                "control_type": "subdomain",
                "url": ".zendesk.com",
                "optional": False,
                "hint": "The first part of the address of your Zendesk.",
            },
            {
                "name": "email",
                "label": "E-mail address",
                "control_type": "email",
                "optional": False,
            },
            {
                "name": "api_token",
                "label": "API token",
                "control_type": "password",
                "optional": False,
                "hint": "From <b>Apps and integrations &gt; Zendesk API</b> in the admin center.",
            },
        ],
        "authorization": {
            "type": "basic_auth",
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda connection: f"https://{connection['subdomain']}.zendesk.com/api/v2/",
    },
    "test": test,
    "actions": {
        "get_me": {
            "title": "Get my user",
            "execute": lambda: get("users/me.json")["user"],
            "output_fields": lambda: [
                {"name": "id", "type": "integer"},
                {"name": "name"},
                {"name": "email"},
            ],
        },
    },
}
