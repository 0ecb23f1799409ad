"""Datadog: two keys in two headers, sent to the site that the person picks."""

from typing import Any

from authbench.sdk import LazyRequest, get, headers


def apply(connection: dict[str, Any]) -> None:
    headers(
        {
            "DD-API-KEY": connection["api_key"],
            "DD-APPLICATION-KEY": connection["application_key"],
        }
    )


def identity() -> Any:
    return get("current_user")["data"]["attributes"]["email"]


def test() -> LazyRequest:
    return get("current_user")


connector = {
    "title": "Datadog (two headers)",
    "connection": {
        "fields": [
            {
                "name": "site",
                "control_type": "select",
                "optional": False,
                "default": "datadoghq.com",
                "options": [
                    ["US1 (datadoghq.com)", "datadoghq.com"],
                    ["US5 (us5.datadoghq.com)", "us5.datadoghq.com"],
                    ["EU1 (datadoghq.eu)", "datadoghq.eu"],
                ],
                "hint": "Where your organisation lives; see the address bar of Datadog.",
            },
            {
                "name": "api_key",
                "label": "API key",
                "control_type": "password",
                "optional": False,
                "hint": "Belongs to the organisation.",
            },
            {
                "name": "application_key",
                "control_type": "password",
                "optional": False,
                "hint": "Belongs to you, and can do what you can do.",
            },
        ],
        "authorization": {
            "type": "custom_auth",
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda connection: f"https://api.{connection['site']}/api/v2/",
    },
    "test": test,
    "actions": {},
}
