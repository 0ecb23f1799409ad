"""Brevo with an API key in a header."""

from typing import Any

from authbench.sdk import LazyRequest, get, headers


def apply(connection: dict[str, Any]) -> None:
    headers({"api-key": connection["api_key"]})


def identity() -> Any:
    return get("account")["email"]


def test() -> LazyRequest:
    return get("account")


connector = {
    "title": "Brevo (API key in a header)",
    "connection": {
        "fields": [
            {
                "name": "api_key",
                "label": "API key",
                "control_type": "password",
                "optional": False,
                "hint": 'From <a href="https://app.brevo.com/settings/keys/api" target="_blank">'
                "SMTP &amp; API</a>. "
                "It starts with <code>xkeysib-</code>.",
            },
        ],
        "authorization": {
            "type": "api_key",
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda: "https://api.brevo.com/v3/",
    },
    "test": test,
    "actions": {},
}
