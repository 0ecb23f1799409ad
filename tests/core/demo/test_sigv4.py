"""AWS Signature Version 4: curl as an independent signer, AWS's published example, and tampering."""

import hashlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from authbench.demo import DemoProvider
from authbench.demo.providers.aws import ACCESS_KEY_ID, secret_access_key
from authbench.demo.sigv4 import (
    Signature,
    SignatureRefused,
    canonical_request,
    parse_authorization,
    signature_of,
    verify,
)
from authbench.demo.wire import Request

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
GATEWAY = "d3m0api471.execute-api.eu-west-1.amazonaws.com"
S3 = "s3.eu-west-1.amazonaws.com"


@pytest.fixture
def provider() -> Iterator[DemoProvider]:
    """curl signs with the machine's clock, so this provider keeps to it as well."""
    with DemoProvider() as running:
        yield running


def curl(
    provider: DemoProvider, scope: str, url: str, *options: str, secret: str | None = None
) -> tuple[int, str]:
    """What curl gets for a request to `url`, which it signs and sends to the provider."""
    key = secret or secret_access_key(provider.credentials)
    host = httpx.URL(url).host
    command = ["curl", "-q", "-sS", "--noproxy", "*", "-w", "\n%{http_code}"]
    command += ["--connect-to", f"{host}:80:127.0.0.1:{provider.port}"]
    command += ["--aws-sigv4", f"aws:amz:{scope}", "-u", f"{ACCESS_KEY_ID}:{key}", *options, url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def test_curl_signs_for_api_gateway(provider: DemoProvider) -> None:
    url = f"http://{GATEWAY}/prod/orders"
    status, body = curl(provider, "eu-west-1:execute-api", url)
    assert (status, '"region":"eu-west-1"' in body) == (200, True)
    assert curl(provider, "eu-west-1:execute-api", f"{url}?limit=10&status=open")[0] == 200
    status, _ = curl(
        provider, "eu-west-1:execute-api", url, "-H", "Content-Type: application/json", "-d", '{"a":1}'
    )
    assert status == 200


def test_curl_signs_for_s3(provider: DemoProvider) -> None:
    hash_header = ("-H", f"x-amz-content-sha256: {EMPTY}")
    status, body = curl(provider, "eu-west-1:s3", f"http://{S3}/", *hash_header)
    assert (status, "<Name>workshop-archive</Name>" in body) == (200, True)
    unsigned = ("-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD")
    assert curl(provider, "eu-west-1:s3", f"http://{S3}/", *unsigned)[0] == 200


def test_curl_with_a_wrong_key_is_told_what_was_expected(provider: DemoProvider) -> None:
    url = f"http://{GATEWAY}/prod/orders?b=2&a=1"
    status, body = curl(provider, "eu-west-1:execute-api", url, secret="guess")
    assert status == 403
    assert "The Canonical String for this request should have been" in body
    hash_header = ("-H", f"x-amz-content-sha256: {EMPTY}")
    status, body = curl(provider, "eu-west-1:s3", f"http://{S3}/", *hash_header, secret="guess")
    assert (status, "<Code>SignatureDoesNotMatch</Code>" in body) == (403, True)


@pytest.mark.parametrize("scope", ["us-east-1:execute-api", "eu-west-1:lambda"])
def test_a_wrong_scope_is_refused(provider: DemoProvider, scope: str) -> None:
    status, body = curl(provider, scope, f"http://{GATEWAY}/prod/orders")
    assert (status, "Credential should be scoped to eu-west-1/execute-api" in body) == (403, True)


def test_the_published_example() -> None:
    """The plain GET of AWS's own test suite for Signature Version 4."""
    headers = (
        ("Host", "example.amazonaws.com"),
        ("X-Amz-Date", "20150830T123600Z"),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
            " SignedHeaders=host;x-amz-date,"
            " Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
    )
    request = Request("GET", "/", "", "example.amazonaws.com", headers)
    now = datetime(2015, 8, 30, 12, 36, tzinfo=UTC).timestamp()
    verify(request, parse_authorization(request), "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", now)


@pytest.mark.parametrize(
    ("target", "service", "lines"),
    [
        ("/a/../b//c/./d/", "execute-api", ("/b/c/d/", "")),
        ("/a%20b", "execute-api", ("/a%2520b", "")),
        ("/a%20b//c", "s3", ("/a%20b//c", "")),
        ("/?b=2&a=1&a=0&c", "execute-api", ("/", "a=0&a=1&b=2&c=")),
        ("/?x=a+b%20c~d*", "execute-api", ("/", "x=a%2Bb%20c~d%2A")),
    ],
)
def test_paths_and_queries_are_normalised(target: str, service: str, lines: tuple[str, str]) -> None:
    path, _, query = target.partition("?")
    request = Request("GET", path, query, "h", (("Host", "h"), ("X-A", " a   b ")))
    signature = Signature("k", "20240101", "r", service, ("host", "x-a"), "")
    canonical = canonical_request(request, signature, EMPTY).split("\n")
    assert (canonical[1], canonical[2]) == lines
    assert canonical[4] == "x-a:a b"


def signed(clock_now: float, **changes: Any) -> Request:
    """A rightly signed request for API Gateway, then changed behind the signer's back."""
    stamp = datetime.fromtimestamp(clock_now, UTC).strftime("%Y%m%dT%H%M%SZ")
    base = (("Host", GATEWAY), ("X-Amz-Date", stamp))
    request = Request("GET", "/prod/orders", "a=1", GATEWAY, base, b"")
    names = changes.pop("names", ("host", "x-amz-date"))
    draft = Signature(ACCESS_KEY_ID, stamp[:8], "eu-west-1", "execute-api", names, "")
    canonical = canonical_request(request, draft, EMPTY)
    scope = f"{draft.date}/{draft.region}/{draft.service}/aws4_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    value = signature_of("\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashed]), "secret", draft)
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY_ID}/{scope},"
        f" SignedHeaders={';'.join(names)}, Signature={value}"
    )
    parts = {
        "method": "GET",
        "path": "/prod/orders",
        "query": "a=1",
        "host": GATEWAY,
        "headers": (*base, ("Authorization", authorization), *changes.pop("more", ())),
        "body": b"",
    }
    return Request(**{**parts, **changes})


NOW = 1_767_225_600.0


def _verify(request: Request, now: float) -> None:
    verify(request, parse_authorization(request), "secret", now)


def code_of(request: Request, now: float = NOW) -> str:
    with pytest.raises(SignatureRefused) as caught:
        _verify(request, now)
    return caught.value.code


def test_a_right_signature_holds() -> None:
    request = signed(NOW)
    verify(request, parse_authorization(request), "secret", NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"method": "POST"}, "SignatureDoesNotMatch"),
        ({"path": "/prod/other"}, "SignatureDoesNotMatch"),
        ({"query": "a=2"}, "SignatureDoesNotMatch"),
        ({"body": b"x"}, "SignatureDoesNotMatch"),
        ({"more": (("X-Amz-Target", "x"),)}, "AccessDenied"),
        ({"more": (("X-Amz-Date", "20240101T000000Z"),)}, "SignatureDoesNotMatch"),
        ({"names": ("x-amz-date",)}, "AccessDenied"),
        ({"names": ("x-amz-date", "host")}, "SignatureDoesNotMatch"),
        ({"names": ("host", "x-amz-date", "x-more")}, "SignatureDoesNotMatch"),
        ({"headers": ()}, "MissingAuthenticationToken"),
        ({"headers": (("Authorization", "AWS4-HMAC-SHA256 Credential=x"),)}, "IncompleteSignature"),
    ],
)
def test_tampering_is_found(changes: dict[str, Any], code: str) -> None:
    assert code_of(signed(NOW, **changes)) == code


def test_clocks_may_differ_by_a_quarter_of_an_hour() -> None:
    request = signed(NOW)
    verify(request, parse_authorization(request), "secret", NOW + 899)
    assert code_of(request, NOW + 901) == "RequestTimeTooSkewed"
    assert code_of(request, NOW - 901) == "RequestTimeTooSkewed"


def test_a_declared_hash_must_be_the_bodys() -> None:
    more = (("X-Amz-Content-Sha256", EMPTY),)
    request = signed(NOW, more=more, names=("host", "x-amz-content-sha256", "x-amz-date"), body=b"x")
    assert code_of(request) == "XAmzContentSHA256Mismatch"


def test_an_unknown_key_is_refused(provider: DemoProvider, http: httpx.Client) -> None:
    authorization = (
        "AWS4-HMAC-SHA256 Credential=AKIDOTHER/20260101/eu-west-1/execute-api/aws4_request,"
        f" SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    )
    headers = {"Host": GATEWAY, "Authorization": authorization, "X-Amz-Date": "20260101T000000Z"}
    answer = http.get("/prod/orders", headers=headers)
    assert (answer.status_code, answer.headers["x-amzn-ErrorType"]) == (403, "InvalidAccessKeyId")
