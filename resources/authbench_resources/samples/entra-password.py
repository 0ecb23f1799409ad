"""Microsoft Entra ID with a user's name and password (resource owner password credentials).

No browser opens. `acquire` runs as soon as the API refuses a request.
"""

from typing import Any

from authbench.sdk import LazyRequest, get, headers, post


def acquire(connection: dict[str, Any]) -> dict[str, Any]:
    response = (
        post(f"https://login.microsoftonline.com/{connection['tenant_id']}/oauth2/v2.0/token")
        .payload(
            grant_type="password",
            client_id=connection["client_id"],
            client_secret=connection["client_secret"],
            username=connection["username"],
            password=connection["password"],
            scope="https://graph.microsoft.com/.default",
        )
        .request_format_www_form_urlencoded()
    )
    return {"access_token": response["access_token"]}


def apply(connection: dict[str, Any]) -> None:
    # Nothing was acquired before the first request; its refusal is what leads to `acquire`.
    headers(authorization=f"Bearer {connection.get('access_token', '')}")


def identity() -> Any:
    return get("me")["userPrincipalName"]


def test() -> LazyRequest:
    return get("me")


connector = {
    "title": "Microsoft Entra ID (password)",
    "connection": {
        "fields": [
            {
                "name": "tenant_id",
                "label": "Directory (tenant) ID",
                "optional": False,
                "hint": "On the overview page of the app registration in the "
                '<a href="https://entra.microsoft.com" target="_blank">Entra admin center</a>.',
            },
            {
                "name": "client_id",
                "label": "Application (client) ID",
                "optional": False,
                "hint": "On the same page.",
            },
            {
                "name": "client_secret",
                "control_type": "password",
                "optional": False,
                "hint": "Under <b>Certificates &amp; secrets</b>. Copy the value, not the ID.",
            },
            {
                "name": "username",
                "control_type": "email",
                "optional": False,
                "group": "User account",
                "hint": "An account without a second factor; Entra refuses this flow otherwise.",
            },
            {
                "name": "password",
                "control_type": "password",
                "optional": False,
                "group": "User account",
            },
        ],
        "authorization": {
            "type": "custom_auth",
            "acquire": acquire,
            "refresh_on": 401,
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda: "https://graph.microsoft.com/v1.0/",
    },
    "test": test,
    "actions": {
        "get_profile": {
            "title": "Get my profile",
            "execute": lambda: get("me"),
            "output_fields": lambda: [{"name": "displayName"}, {"name": "mail"}, {"name": "jobTitle"}],
        },
    },
}
