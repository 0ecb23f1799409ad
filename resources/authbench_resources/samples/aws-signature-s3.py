"""Amazon S3 with `aws.generate_signature`: a method signs each request by itself.

There is no `apply`: whatever it added would come after the signature and spoil it.
"""

from typing import Any

from authbench.sdk import LazyRequest, aws, call, get


def buckets(connection: dict[str, Any]) -> LazyRequest:
    signature = aws.generate_signature(
        connection=connection,
        service="s3",
        region=connection["aws_region"],
        host=f"s3.{connection['aws_region']}.amazonaws.com",
        path="/",
        method="GET",
    )
    return (
        get(signature["url"])
        .headers(signature["headers"])
        .response_format_xml(strip_response_namespaces=True)
    )


def identity(connection: dict[str, Any]) -> Any:
    # In parsed XML every element is a list, and its text is under "content!".
    result = call("buckets", connection)["ListAllMyBucketsResult"][0]
    return result["Owner"][0]["DisplayName"][0]["content!"]


def test(connection: dict[str, Any]) -> Any:
    return call("buckets", connection)


connector = {
    "title": "Amazon S3 (signed in a method)",
    "connection": {
        "fields": [
            {
                "name": "aws_api_key",
                "label": "Access key ID",
                "optional": False,
                "hint": "Of an IAM user that may list buckets.",
            },
            {
                "name": "aws_secret_key",
                "label": "Secret access key",
                "control_type": "password",
                "optional": False,
            },
            {
                "name": "aws_region",
                "label": "Region",
                "control_type": "select",
                "optional": False,
                "default": "eu-west-1",
                "options": [
                    ["US East (N. Virginia)", "us-east-1"],
                    ["US West (Oregon)", "us-west-2"],
                    ["Europe (Ireland)", "eu-west-1"],
                ],
            },
        ],
        "authorization": {
            "type": "custom_auth",
            "identity": identity,
        },
    },
    "test": test,
    "methods": {"buckets": buckets},
    "actions": {},
}
