"""Digest: the RFC's values, httpx and curl as independent clients, and refusals."""

import subprocess

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from authbench.demo import DemoProvider
from authbench.demo.digest import parse_parameters, response_value
from support.demo_clock import Clock

USER = "jo@example.test"


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_values_of_rfc_7616(algorithm: str, expected: str) -> None:
    value = response_value(
        algorithm,
        "Mufasa",
        "http-auth@example.org",
        "Circle of Life",
        "GET",
        "/dir/index.html",
        "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "00000001",
        "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    )
    assert value == expected


@pytest.mark.parametrize("path", ["/api/digest", "/api/digest-sha256", "/api/digest-both?a=b%20c&d"])
def test_httpx_is_let_in(provider: DemoProvider, http: httpx.Client, path: str) -> None:
    auth = httpx.DigestAuth(USER, provider.credentials.user_password())
    for _ in range(2):  # The second time with the same nonce and the next count.
        assert http.get(path, auth=auth).json()["caller"] == USER
    statuses = [seen.status for seen in provider.requests()]
    assert statuses == [401, 200, 200]


@pytest.mark.parametrize("path", ["/api/digest", "/api/digest-sha256", "/api/digest-both"])
def test_curl_is_let_in(provider: DemoProvider, path: str) -> None:
    user = f"{USER}:{provider.credentials.user_password()}"
    command = ["curl", "-q", "-sS", "--noproxy", "*", "--digest", "-u", user, provider.origin + path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    assert '"ok":true' in done.stdout


def test_a_wrong_password_is_refused(http: httpx.Client) -> None:
    answer = http.get("/api/digest", auth=httpx.DigestAuth(USER, "guess"))
    assert answer.status_code == 401
    assert "stale" not in answer.headers["WWW-Authenticate"]


def digest_header(provider: DemoProvider, http: httpx.Client, **changes: str) -> str:
    """A right Digest header for GET /api/digest, then changed."""
    challenge = http.get("/api/digest").headers["WWW-Authenticate"]
    offered = parse_parameters(challenge.partition(" ")[2]) or {}
    values = {
        "username": USER,
        "realm": offered["realm"],
        "nonce": offered["nonce"],
        "uri": "/api/digest",
        "cnonce": "client-made",
        "nc": "00000001",
        "qop": "auth",
    }
    values["response"] = response_value(
        "MD5",
        USER,
        values["realm"],
        provider.credentials.user_password(),
        "GET",
        values["uri"],
        values["nonce"],
        values["nc"],
        values["cnonce"],
    )
    values.update(changes)
    return "Digest " + ", ".join(f'{name}="{value}"' for name, value in values.items() if value)


def test_a_replayed_header_is_stale(provider: DemoProvider, http: httpx.Client) -> None:
    headers = {"Authorization": digest_header(provider, http)}
    assert http.get("/api/digest", headers=headers).status_code == 200
    answer = http.get("/api/digest", headers=headers)
    assert answer.status_code == 401
    assert "stale=true" in answer.headers["WWW-Authenticate"]


def test_an_old_nonce_is_stale(provider: DemoProvider, http: httpx.Client, clock: Clock) -> None:
    headers = {"Authorization": digest_header(provider, http)}
    clock.ahead = 301
    answer = http.get("/api/digest", headers=headers)
    assert "stale=true" in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"uri": "/api/other"}, 400),
        ({"response": ""}, 400),
        ({"nonce": ""}, 400),
        ({"qop": "auth-int"}, 401),
        ({"qop": ""}, 401),
        ({"algorithm": "SHA-256"}, 401),
        ({"realm": "elsewhere"}, 401),
        ({"nonce": "made-up"}, 401),
        ({"username": "x"}, 401),
        ({"response": "0" * 32}, 401),
    ],
)
def test_what_does_not_fit_is_refused(
    provider: DemoProvider, http: httpx.Client, changes: dict[str, str], status: int
) -> None:
    headers = {"Authorization": digest_header(provider, http, **changes)}
    answer = http.get("/api/digest", headers=headers)
    assert answer.status_code == status
    assert answer.headers["WWW-Authenticate"].startswith("Digest realm=")


def test_both_algorithms_are_offered_strongest_first(http: httpx.Client) -> None:
    offered = http.get("/api/digest-both").headers.get_list("WWW-Authenticate")
    assert ["algorithm=SHA-256" in offered[0], "algorithm=MD5" in offered[1]] == [True, True]


@given(st.text(alphabet='abc=", \\', max_size=60))
def test_any_parameters_are_read_or_refused(text: str) -> None:
    found = parse_parameters(text)
    assert found is None or all(name == name.lower() for name in found)


def test_quoted_and_bare_parameters() -> None:
    assert parse_parameters(r'A="x, \"y\"" , b=c') == {"a": 'x, "y"', "b": "c"}
    assert parse_parameters("a=b, a=c") is None
