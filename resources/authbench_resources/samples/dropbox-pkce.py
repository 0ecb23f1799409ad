"""Dropbox with OAuth 2.0: authorization code with PKCE.

The token requests are the standard ones, so `token_url` says all there is to say about them.
"""

import re
from typing import Any

from authbench.sdk import LazyRequest, headers, post, to_param


def pkce(verifier: str, challenge: str) -> dict[str, str]:
    return {"verifier": verifier, "challenge": challenge, "challenge_method": "S256"}


def authorization_url(connection: dict[str, Any]) -> str:
    scopes = ["account_info.read", "files.metadata.read"]
    if connection.get("access") == "content":
        scopes.append("files.content.read")
    query = {
        "response_type": "code",
        "token_access_type": "offline",
        "scope": " ".join(scopes),
    }
    return f"https://www.dropbox.com/oauth2/authorize?{to_param(query)}"


def apply(connection: dict[str, Any], access_token: str) -> None:
    headers(authorization=f"Bearer {access_token}")


def identity() -> Any:
    return post("https://api.dropboxapi.com/2/users/get_current_account")["email"]


def test() -> LazyRequest:
    return post("check/user").payload(query="authbench")


def list_folder(connection: dict[str, Any], input: dict[str, Any]) -> LazyRequest:
    path = input.get("path") or connection.get("folder") or ""
    return post("files/list_folder").payload(path=path)


connector = {
    "title": "Dropbox (PKCE)",
    "connection": {
        "fields": [
            {
                "name": "client_id",
                "label": "App key",
                "optional": False,
                "hint": "From <b>Settings</b> in the "
                '<a href="https://www.dropbox.com/developers/apps" target="_blank">Dropbox app console</a>. '
                "Not a secret.",
            },
            {
                "name": "client_secret",
                "label": "App secret",
                "control_type": "password",
                "optional": False,
                "hint": "Next to the app key. Keep it to yourself.",
            },
            {
                "name": "access",
                "label": "Access",
                "control_type": "select",
                "optional": False,
                "default": "metadata",
                "options": [
                    ["Names of files only", "metadata"],
                    ["Names and contents of files", "content"],
                ],
                "hint": "What you will be asked to allow.",
            },
            {
                "name": "folder",
                "label": "Start folder",
                "optional": True,
                "group": "Advanced",
                "hint": "A path such as <code>/Offers</code>. Empty means everything.",
            },
        ],
        "authorization": {
            "type": "oauth2",
            "client_id": lambda connection: connection["client_id"],
            "client_secret": lambda connection: connection["client_secret"],
            "pkce": pkce,
            "authorization_url": authorization_url,
            "token_url": lambda: "https://api.dropbox.com/oauth2/token",
            "refresh_on": [401, re.compile("expired_access_token")],
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda: "https://api.dropboxapi.com/2/",
    },
    "test": test,
    "actions": {
        "list_folder": {
            "title": "List a folder",
            "input_fields": lambda: [
                {
                    "name": "path",
                    "label": "Folder",
                    "hint": "Empty means the start folder of the connection.",
                }
            ],
            "execute": list_folder,
            "output_fields": lambda: [
                {
                    "name": "entries",
                    "type": "array",
                    "of": "object",
                    "properties": [
                        {"name": "name"},
                        {"name": "path_display", "label": "Path"},
                        {"name": "size", "type": "integer"},
                    ],
                }
            ],
        },
    },
}
