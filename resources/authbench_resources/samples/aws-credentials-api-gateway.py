"""Amazon API Gateway, signed automatically.

`credentials` names keys, region and service once; every request is signed with them just before it leaves.
"""

from typing import Any

from authbench.sdk import LazyRequest, access_key_id, get, region, secret_access_key, service


def credentials(connection: dict[str, Any]) -> None:
    access_key_id(connection["access_key_id"])
    secret_access_key(connection["secret_access_key"])
    region(connection["region"])
    service("execute-api")


def base_uri(connection: dict[str, Any]) -> str:
    return f"https://{connection['api_id']}.execute-api.{connection['region']}.amazonaws.com/prod/"


def test() -> LazyRequest:
    return get("orders").params(status="open", limit=10)


connector = {
    "title": "Amazon API Gateway (signed automatically)",
    "connection": {
        "fields": [
            {
                "name": "access_key_id",
                "label": "Access key ID",
                "optional": False,
                "hint": "Of an IAM user with <code>execute-api:Invoke</code>.",
            },
            {
                "name": "secret_access_key",
                "control_type": "password",
                "optional": False,
            },
            {
                "name": "api_id",
                "label": "API ID",
                "optional": False,
                "hint": "The first part of the invoke URL.",
            },
            {
                "name": "region",
                "control_type": "select",
                "optional": False,
                "default": "us-east-1",
                "options": [
                    ["US East (N. Virginia)", "us-east-1"],
                    ["Europe (Ireland)", "eu-west-1"],
                ],
            },
        ],
        "authorization": {
            "type": "aws_auth",
            "credentials": credentials,
        },
        "base_uri": base_uri,
    },
    "test": test,
    "actions": {
        "list_orders": {
            "title": "List orders",
            "execute": lambda: get("orders"),
            "output_fields": lambda: [
                {
                    "name": "orders",
                    "type": "array",
                    "of": "object",
                    "properties": [{"name": "id"}, {"name": "total"}],
                }
            ],
        },
    },
}
