"""Lark, which answers with status 200 even when it refuses, and puts a code into the body.

`detect_on` finds that code, and `refresh_on` says that another token may help.
"""

import re
from typing import Any

from authbench.sdk import LazyRequest, error, get, headers, post

TOKEN_REFUSED = re.compile(r'"code":\s*999916\d\d')


def acquire(connection: dict[str, Any]) -> dict[str, Any]:
    response = post("auth/v3/tenant_access_token/internal").payload(
        app_id=connection["app_id"], app_secret=connection["app_secret"]
    )
    if response["code"] != 0:
        error(f"Lark refused the app: {response['msg']}")

    return {"access_token": response["tenant_access_token"]}


def apply(connection: dict[str, Any]) -> None:
    # Nothing was acquired before the first request; its refusal is what leads to `acquire`.
    headers(authorization=f"Bearer {connection.get('access_token', '')}")


def identity() -> Any:
    return get("bot/v3/info")["bot"]["app_name"]


def test() -> LazyRequest:
    return get("bot/v3/info")


connector = {
    "title": "Lark (errors behind 200)",
    "connection": {
        "fields": [
            {
                "name": "app_id",
                "label": "App ID",
                "optional": False,
                "hint": "From <b>Credentials</b> of your app in the "
                '<a href="https://open.larksuite.com/app" target="_blank">developer console</a>.',
            },
            {
                "name": "app_secret",
                "control_type": "password",
                "optional": False,
                "hint": "On the same page.",
            },
        ],
        "authorization": {
            "type": "custom_auth",
            "acquire": acquire,
            "detect_on": [TOKEN_REFUSED],
            "refresh_on": [TOKEN_REFUSED],
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda: "https://open.larksuite.com/open-apis/",
    },
    "test": test,
    "actions": {},
}
