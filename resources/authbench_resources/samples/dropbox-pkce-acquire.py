"""Dropbox with PKCE again, this time with its token requests written out.

`acquire` gets the code, the redirect URI and the PKCE verifier; `refresh` renews the access token.
"""

from typing import Any

from authbench.sdk import LazyRequest, call, headers, post

TOKEN_URL = "https://api.dropbox.com/oauth2/token"
SCOPES = ["account_info.read", "files.metadata.read"]


def pkce(verifier: str, challenge: str) -> dict[str, str]:
    return {"verifier": verifier, "challenge": challenge, "challenge_method": "S256"}


def authorization_url() -> str:
    query = f"response_type=code&token_access_type=offline&scope={'+'.join(SCOPES)}"
    return f"https://www.dropbox.com/oauth2/authorize?{query}"


def acquire(connection: dict[str, Any], auth_code: str, redirect_uri: str, verifier: str) -> list[Any]:
    """Tokens, the id of their owner, and what else the connection should remember."""
    response = (
        post(TOKEN_URL)
        .payload(
            grant_type="authorization_code",
            code=auth_code,
            redirect_uri=redirect_uri,
            client_id=connection["client_id"],
            client_secret=connection["client_secret"],
            code_verifier=verifier,
        )
        .request_format_www_form_urlencoded()
    )
    return [
        {"access_token": response["access_token"], "refresh_token": response["refresh_token"]},
        response["account_id"],
        {"uid": response["uid"]},
    ]


def refresh(connection: dict[str, Any], refresh_token: str) -> dict[str, Any]:
    response = (
        post(TOKEN_URL)
        .payload(
            grant_type="refresh_token",
            refresh_token=refresh_token,
            client_id=connection["client_id"],
            client_secret=connection["client_secret"],
        )
        .request_format_www_form_urlencoded()
    )
    # No new refresh token comes with it; the one we have goes on working.
    return {"access_token": response["access_token"]}


def apply(connection: dict[str, Any], access_token: str) -> None:
    headers(authorization=f"Bearer {access_token}")


def identity(connection: dict[str, Any]) -> str:
    return f"{call('account')['name']['display_name']} ({connection['uid']})"


def account() -> LazyRequest:
    return post("users/get_current_account")


connector = {
    "title": "Dropbox (PKCE, own token request)",
    "connection": {
        "fields": [
            {
                "name": "client_id",
                "label": "App key",
                "optional": False,
                "hint": "From the "
                '<a href="https://www.dropbox.com/developers/apps" target="_blank">app console</a>.',
            },
            {
                "name": "client_secret",
                "label": "App secret",
                "control_type": "password",
                "optional": False,
                "hint": "Next to the app key. Keep it to yourself.",
            },
        ],
        "authorization": {
            "type": "oauth2",
            "client_id": lambda connection: connection["client_id"],
            "client_secret": lambda connection: connection["client_secret"],
            "pkce": pkce,
            "authorization_url": authorization_url,
            "acquire": acquire,
            "refresh": refresh,
            "refresh_on": 401,
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda: "https://api.dropboxapi.com/2/",
    },
    "test": lambda: call("account"),
    "methods": {"account": account},
    "actions": {
        "get_account": {
            "title": "Get my account",
            "execute": lambda: call("account"),
            "output_fields": lambda: [{"name": "email"}, {"name": "account_id"}, {"name": "country"}],
        },
    },
}
