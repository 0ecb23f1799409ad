"""Google Drive with a service account: a JWT that its private key signs buys an access token."""

from typing import Any

from authbench.sdk import LazyRequest, get, headers, now, post, workato

TOKEN_URL = "https://oauth2.googleapis.com/token"


def acquire(connection: dict[str, Any]) -> dict[str, Any]:
    issued_at = int(now().timestamp())
    minutes = int(connection.get("lifetime") or 60)
    claims = {
        "iss": connection["client_email"],
        "scope": "https://www.googleapis.com/auth/drive.metadata.readonly",
        "aud": TOKEN_URL,
        "iat": issued_at,
        "exp": issued_at + minutes * 60,
    }
    # A key copied out of the JSON file has a backslash and an n where its lines end.
    key = connection["private_key"].replace("\\n", "\n")
    response = (
        post(TOKEN_URL)
        .payload(
            grant_type="urn:ietf:params:oauth:grant-type:jwt-bearer",
            assertion=workato.jwt_encode(claims, key, "RS256"),
        )
        .request_format_www_form_urlencoded()
    )
    return {"access_token": response["access_token"]}


def apply(connection: dict[str, Any]) -> None:
    # Nothing was acquired before the first request; its refusal is what leads to `acquire`.
    headers(authorization=f"Bearer {connection.get('access_token', '')}")


def identity() -> Any:
    return get("about").params(fields="user")["user"]["emailAddress"]


def test() -> LazyRequest:
    return get("about").params(fields="user")


connector = {
    "title": "Google Drive (service account)",
    "connection": {
        "fields": [
            {
                "name": "client_email",
                "label": "Service account",
                "control_type": "email",
                "optional": False,
                "hint": "The <code>client_email</code> of the key file from the "
                '<a href="https://console.cloud.google.com/iam-admin/serviceaccounts" target="_blank">'
                "console</a>.",
            },
            {
                "name": "private_key",
                "control_type": "password",
                "multiline": True,
                "optional": False,
                "hint": "The <code>private_key</code> of the key file, "
                "from <code>-----BEGIN</code> to <code>END PRIVATE KEY-----</code>.",
            },
            {
                "name": "lifetime",
                "label": "Token lifetime in minutes",
                "control_type": "integer",
                "optional": True,
                "default": 60,
                "hint": "At most 60.",
            },
        ],
        "authorization": {
            "type": "custom_auth",
            "acquire": acquire,
            "refresh_on": 401,
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda: "https://www.googleapis.com/drive/v3/",
    },
    "test": test,
    "actions": {},
}
