"""Atlassian with an authorization code and no PKCE.

Each refresh returns another refresh token and ends the one before it: whoever loses that answer has to sign
in again.
"""

from typing import Any

from authbench.sdk import LazyRequest, get, headers, post, to_param

TOKEN_URL = "https://auth.atlassian.com/oauth/token"


def authorization_url(connection: dict[str, Any]) -> str:
    scopes = ["offline_access", "read:me", "read:jira-work"]
    if connection.get("can_write") == "true":
        scopes.append("write:jira-work")
    query = {
        "audience": "api.atlassian.com",
        "prompt": "consent",
        "response_type": "code",
        "scope": " ".join(scopes),
    }
    return f"https://auth.atlassian.com/authorize?{to_param(query)}"


def acquire(connection: dict[str, Any], auth_code: str, redirect_uri: str) -> list[Any]:
    """Tokens, the id of their owner, and what else the connection should remember."""
    response = (
        post(TOKEN_URL)
        .payload(
            grant_type="authorization_code",
            client_id=connection["client_id"],
            client_secret=connection["client_secret"],
            code=auth_code,
            redirect_uri=redirect_uri,
        )
        .request_format_www_form_urlencoded()
    )
    # `apply` does not decorate requests made here, so this one brings its token along.
    site = get("https://api.atlassian.com/oauth/token/accessible-resources").headers(
        authorization=f"Bearer {response['access_token']}"
    )[0]

    return [
        {"access_token": response["access_token"], "refresh_token": response["refresh_token"]},
        site["id"],
        {"cloud_id": site["id"], "site_url": site["url"]},
    ]


def refresh(connection: dict[str, Any], refresh_token: str) -> list[Any]:
    response = (
        post(TOKEN_URL)
        .payload(
            grant_type="refresh_token",
            client_id=connection["client_id"],
            client_secret=connection["client_secret"],
            refresh_token=refresh_token,
        )
        .request_format_www_form_urlencoded()
    )
    return [{"access_token": response["access_token"], "refresh_token": response["refresh_token"]}]


def apply(connection: dict[str, Any], access_token: str) -> None:
    headers(authorization=f"Bearer {access_token}")


def identity(connection: dict[str, Any]) -> str:
    return f"{get('https://api.atlassian.com/me')['email']} at {connection['site_url']}"


def base_uri(connection: dict[str, Any]) -> str:
    # Every request asks for the base URI, also those of `acquire`, while the id is not known yet.
    return f"https://api.atlassian.com/ex/jira/{connection.get('cloud_id', '')}/rest/api/3/"


def search_projects(connection: dict[str, Any]) -> LazyRequest:
    return get("project/search").params(maxResults=connection.get("page_size") or 50)


connector = {
    "title": "Atlassian (authorization code)",
    "connection": {
        "fields": [
            {
                "name": "client_id",
                "optional": False,
                "hint": "Under <b>Settings</b> of your app in the "
                '<a href="https://developer.atlassian.com/console/myapps" target="_blank">'
                "developer console</a>.",
            },
            {
                "name": "client_secret",
                "label": "Secret",
                "control_type": "password",
                "optional": False,
                "hint": "On the same page.",
            },
            {
                "name": "can_write",
                "label": "Create and edit issues",
                "control_type": "checkbox",
                "type": "boolean",
                "optional": True,
                "default": False,
                "hint": "Leave this off to ask for read access only.",
            },
            {
                "name": "page_size",
                "control_type": "integer",
                "type": "integer",
                "optional": True,
                "default": 50,
                "hint": "How many projects to fetch at a time, at most 100.",
            },
        ],
        "authorization": {
            "type": "oauth2",
            "client_id": lambda connection: connection["client_id"],
            "client_secret": lambda connection: connection["client_secret"],
            "authorization_url": authorization_url,
            "acquire": acquire,
            "refresh": refresh,
            "refresh_on": [401, 403],
            "apply": apply,
            "identity": identity,
        },
        "base_uri": base_uri,
    },
    "test": search_projects,
    "actions": {
        "list_projects": {
            "title": "List projects",
            "execute": lambda connection, _: {"projects": search_projects(connection)["values"]},
            "output_fields": lambda: [
                {
                    "name": "projects",
                    "type": "array",
                    "of": "object",
                    "properties": [{"name": "id"}, {"name": "key"}, {"name": "name"}],
                }
            ],
        },
    },
}
