"""MongoDB Atlas with HTTP digest.

The password never travels: Atlas refuses the first request with a challenge, and the second one carries a
hash that answers it.
"""

from typing import Any

from authbench.sdk import LazyRequest, digest_auth, get, password, user


def apply(connection: dict[str, Any]) -> None:
    user(connection["public_key"])
    password(connection["private_key"])
    digest_auth()


def identity() -> str:
    return ", ".join(group["name"] for group in get("groups")["results"])


def test() -> LazyRequest:
    return get("groups")


connector = {
    "title": "MongoDB Atlas (digest)",
    "connection": {
        "fields": [
            {
                "name": "public_key",
                "optional": False,
                "hint": "Of an API key from <b>Access Manager</b> of your "
                '<a href="https://cloud.mongodb.com" target="_blank">organisation</a>. '
                "Serves as the user name.",
            },
            {
                "name": "private_key",
                "control_type": "password",
                "optional": False,
                "hint": "Shown once, when the key is created. Serves as the password.",
            },
        ],
        "authorization": {
            "type": "custom_auth",
            "apply": apply,
            "identity": identity,
        },
        "base_uri": lambda: "https://cloud.mongodb.com/api/atlas/v1.0/",
    },
    "test": test,
    "actions": {},
}
