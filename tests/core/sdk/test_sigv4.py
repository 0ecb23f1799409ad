from dataclasses import replace
from pathlib import Path

import pytest

from authbench.sdk import HelperArgumentError
from authbench.sdk.sigv4 import Credentials, Signing, sign
from support.sdk_runs import desk
from support.sdk_server import Api

SUITE = Path(__file__).parent / "aws4"
CASES = sorted(path.stem for path in SUITE.rglob("*.req"))
KEY = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TOKEN = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"
AT = 1440938160.0  # 2015-08-30T12:36:00Z


def read(case: str, kind: str) -> str:
    return next(SUITE.rglob(f"{case}.{kind}")).read_bytes().decode().replace("\r\n", "\n")


def parsed(text: str) -> tuple[str, str, dict[str, str], str]:
    head, _, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    method, target = first.split(" ", 1)
    headers: dict[str, str] = {}
    name = ""
    for line in lines:
        if line.startswith(" "):
            headers[name] += f"\n{line}"
            continue
        if not line:
            continue
        name, _, value = line.partition(":")
        name = name.lower()
        headers[name] = f"{headers[name]},{value.strip()}" if name in headers else value
    return method, target.rpartition(" HTTP/")[0], headers, body


@pytest.mark.parametrize("case", CASES)
def test_signs_as_the_published_suite_says(case: str) -> None:
    method, target, headers, body = parsed(read(case, "req"))
    if case == "post-sts-header-after":
        headers.pop("x-amz-security-token", None)
    key = replace(KEY, session_token=TOKEN) if case == "get-vanilla-with-session-token" else KEY
    signature = sign(
        Signing("service", "us-east-1", checksum_header=False),
        key,
        method,
        f"https://example.amazonaws.com{target}",
        headers,
        body.encode(),
        AT,
    )
    assert signature.canonical_request == read(case, "creq")
    assert signature.string_to_sign == read(case, "sts")
    assert dict(signature.headers)["authorization"] == read(case, "authz")


def test_the_suite_is_there() -> None:
    assert len(CASES) >= 30


@pytest.mark.parametrize("incomplete", [Credentials("", "s"), Credentials("a", "")])
def test_half_a_key_is_refused(incomplete: Credentials) -> None:
    with pytest.raises(
        HelperArgumentError, match="expected both :access_key_id and :secret_access_key options"
    ):
        sign(Signing("s3", "us-east-1"), incomplete, "GET", "https://a/", {}, b"", AT)


def test_a_request_is_signed_as_the_last_step(api: Api) -> None:
    with desk(clock=lambda: AT) as run:
        request = run.context().new_request("post", f"{api.origin}/a b", {"x": 1}).params({"q": "a b"})
        request.access_key_id("AKIDEXAMPLE").secret_access_key(KEY.secret_access_key).session_token("st")
        request.region("us-east-1").service("execute-api").headers([("X-Late", "1")])
        request.force()
        assert "aws-auth" in run.notes
    seen = dict(api.last.headers)
    assert seen["X-Amz-Security-Token"] == "st"
    assert seen["X-Amz-Date"] == "20150830T123600Z"
    host = api.origin.removeprefix("http://")
    expected = sign(
        Signing("execute-api", "us-east-1"),
        Credentials(KEY.access_key_id, KEY.secret_access_key, "st"),
        "POST",
        f"http://{host}/a%20b?q=a+b",
        {"Accept": "application/json", "Content-Type": "application/json", "X-Late": "1"},
        b'{"x":1}',
        AT,
    )
    assert seen["Authorization"] == dict(expected.headers)["authorization"]
    assert "x-late" in seen["Authorization"]


def test_signing_needs_all_four(api: Api) -> None:
    with desk() as run, pytest.raises(HelperArgumentError, match="needs region, service as well"):
        run.context().new_request("get", f"{api.origin}/").access_key_id("a").secret_access_key("b").force()
