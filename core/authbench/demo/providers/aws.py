"""AWS: an API behind API Gateway (execute-api, JSON) and the list of buckets of S3 (XML)."""

from __future__ import annotations

from html import escape
from typing import Any

from authbench.demo.credentials import Credentials
from authbench.demo.service import Caller, Endpoint, Service
from authbench.demo.sigv4 import SignatureRefused, signed
from authbench.demo.wire import Request, Response, json_response

ACCESS_KEY_ID = "AKIADEMO4711EXAMPLE"


def secret_access_key(credentials: Credentials) -> str:
    """The secret that belongs to `ACCESS_KEY_ID`."""
    return credentials.secret("aws_secret_access_key", length=40)


def gateway_refusal(refusal: SignatureRefused) -> Response:
    """API Gateway shows what it computed, which is how people find their mistake."""
    message = refusal.message
    if refusal.canonical:
        message += (
            f"\n\nThe Canonical String for this request should have been\n'{refusal.canonical}'"
            f"\n\nThe String-to-Sign should have been\n'{refusal.to_sign}'\n"
        )
    return json_response(403, {"message": message}, ("x-amzn-ErrorType", refusal.code))


def _s3_refusal(refusal: SignatureRefused) -> Response:
    status = 400 if refusal.code in ("IncompleteSignature", "XAmzContentSHA256Mismatch") else 403
    parts = [("Code", refusal.code), ("Message", refusal.message)]
    if refusal.canonical:
        parts += [("StringToSign", refusal.to_sign), ("CanonicalRequest", refusal.canonical)]
    inner = "".join(f"<{name}>{escape(text, quote=False)}</{name}>" for name, text in parts)
    return _xml(status, f"<Error>{inner}</Error>")


def _xml(status: int, document: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n{document}'.encode()
    return Response(status, body, (("Content-Type", "application/xml"),))


def _region(host: str) -> str:
    """The region of `s3.REGION.amazonaws.com` and `API.execute-api.REGION.amazonaws.com`."""
    return host.removesuffix(".amazonaws.com").rpartition(".")[2]


def _orders(_request: Request, caller: Caller) -> dict[str, Any]:
    orders = [{"id": "A-1001", "total": "129.00"}, {"id": "A-1002", "total": "48.50"}]
    return {**caller.facts, "caller": caller.name, "orders": orders}


def _buckets(_request: Request, _caller: Caller) -> Response:
    names = (
        ("workshop-archive", "2023-02-11T09:20:31.000Z"),
        ("workshop-exports", "2024-06-03T14:02:07.000Z"),
    )
    buckets = "".join(
        f"<Bucket><Name>{name}</Name><CreationDate>{born}</CreationDate></Bucket>" for name, born in names
    )
    return _xml(
        200,
        '<ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        "<Owner><ID>demo4711</ID><DisplayName>Jo Example</DisplayName></Owner>"
        f"<Buckets>{buckets}</Buckets></ListAllMyBucketsResult>",
    )


GATEWAY = Service(
    name="api-gateway",
    title="Amazon API Gateway",
    hosts=("*.execute-api.*.amazonaws.com",),
    issuer="https://aws.amazon.com",
    endpoints=tuple(
        Endpoint(
            method,
            "/prod/orders",
            signed("execute-api", ACCESS_KEY_ID, secret_access_key, _region, gateway_refusal),
            _orders,
        )
        for method in ("GET", "POST")
    ),
)

S3 = Service(
    name="s3",
    title="Amazon S3",
    hosts=("s3.*.amazonaws.com",),
    issuer="https://aws.amazon.com",
    endpoints=(
        Endpoint("GET", "/", signed("s3", ACCESS_KEY_ID, secret_access_key, _region, _s3_refusal), _buckets),
    ),
)

AWS_SERVICES = (GATEWAY, S3)
