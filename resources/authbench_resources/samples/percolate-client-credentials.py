"""Percolate with client credentials: the app signs in as itself, by HTTP Basic at the token endpoint."""

from base64 import b64encode
from typing import Any

from authbench.sdk import LazyRequest, get, headers, post


def acquire(connection: dict[str, Any]) -> dict[str, Any]:
    pair = f"{connection['client_id']}:{connection['client_secret']}"
    credentials = b64encode(pair.encode()).decode()
    response = (
        post("https://percolate.com/auth/v5/token/")
        .payload(grant_type="client_credentials")
        .headers(authorization=f"Basic {credentials}")
        .request_format_www_form_urlencoded()
    )
    return {"access_token": response["access_token"]}


def apply(connection: dict[str, Any]) -> None:
    # Nothing was acquired before the first request; its refusal is what leads to `acquire`.
    headers(authorization=f"Bearer {connection.get('access_token', '')}")


def identity() -> Any:
    return get("me")["data"]["email"]


def test() -> LazyRequest:
    return get("me")


connector = {
    "title": "Percolate (client credentials)",
    "connection": {
        "fields": [
            {
                "name": "client_id",
                "optional": False,
                "hint": "From <b>Settings &gt; Developers</b> in Percolate.",
            },
            {
                "name": "client_secret",
                "control_type": "password",
                "optional": False,
                "hint": "Shown once, when the app is created.",
            },
        ],
        "authorization": {
            "type": "custom_auth",
            "acquire": acquire,
            "refresh_on": [401, 403],
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda: "https://percolate.com/api/v5/",
    },
    "test": test,
    "actions": {},
}
