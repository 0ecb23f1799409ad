"""Everyday connectors that sign or answer challenges: each signature is computed once more from what arrived."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from authbench.connection import RunResult
from authbench.events import Outcome
from support.connection_runs import Received, ScriptedApi
from support.everyday_runs import Desk, Sent


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ScriptedApi() as api:
        one = Desk(tmp_path, api)
        yield one
        one.close()


def value_of(result: RunResult) -> Any:
    assert result.outcome is Outcome.OK, result.failure
    return result.value


def signed(kind: str, key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), kind).digest()


def recent(moment: datetime) -> bool:
    """Whether `moment` is now, give or take a slow machine."""
    return abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def freight_signature(request: Received, path: str, query: str) -> str:
    stamp = request.headers["X-Freight-Date"]
    assert recent(datetime.strptime(stamp, "%Y%m%dT%H%M%S%z"))
    body = hashlib.sha256((request.body or "").encode()).hexdigest()
    text = "\n".join([request.method, path, query, stamp, body])
    return f"FREIGHT1-HMAC-SHA256 Credential=AK, Signature={signed('sha256', b'sesame', text).hex()}"


def test_a_signature_covers_method_path_sorted_query_date_and_body(desk: Desk) -> None:
    settings = {"access_key": "AK", "secret": "sesame", "sandbox": "true"}
    result = desk.run(
        "freight_signing",
        settings,
        (200, {"rates": [{}, {}]}),
        (201, {"id": "q1"}),
        hosts=["sandbox.freight.test"],
    )
    assert value_of(result) == {"rates": 2, "quote": "q1"}
    origin = "https://sandbox.freight.test"
    rates, quoted = desk.received(
        Sent("GET", f"{origin}/v1/rates?zone=b&zone=a&lane=DE-FR&limit=5"),
        Sent(
            "POST",
            f"{origin}/v1/quotes?currency=EUR&tag%5B%5D=a+b",
            {},
            '{"lane":{"from":"DE","to":"FR"},"weight":1.5,"goods":["PAPER","GLUE"],"client":"workbench"}',
        ),
    )
    assert rates.headers["Authorization"] == freight_signature(
        rates, "/v1/rates", "lane=DE-FR&limit=5&zone=a&zone=b"
    )
    assert quoted.headers["Authorization"] == freight_signature(
        quoted, "/v1/quotes", "currency=EUR&tag%5B%5D=a+b"
    )


def test_without_the_sandbox_the_host_is_another(desk: Desk) -> None:
    settings = {"access_key": "AK", "secret": "sesame", "sandbox": "false"}
    result = desk.run("freight_signing", settings, (200, {"rates": None}), (200, {}), hosts=["freight.test"])
    assert value_of(result) == {"rates": None, "quote": None}


def test_oauth_1_signs_the_base_string_of_the_request(desk: Desk) -> None:
    settings = {"consumer_key": "ck", "consumer_secret": "c&s", "token": "to ken", "token_secret": "t=s"}
    result = desk.run("music_oauth1", settings, (200, []), hosts=["music.test"])
    assert value_of(result) == []
    url = "https://music.test/1.1/works.json"
    (request,) = desk.received(
        Sent("GET", f"{url}?page%5Bsize%5D=2&q=F%C3%BCr+Elise+%26+more", {"Content-Type": None})
    )
    scheme, _, rest = request.headers["Authorization"].partition(" ")
    own = {name: unquote(value) for name, value in re.findall(r'(\w+)="([^"]*)"', rest)}
    signature = own.pop("oauth_signature")
    assert scheme == "OAuth"
    assert list(own) == [
        "oauth_consumer_key",
        "oauth_nonce",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_token",
        "oauth_version",
    ]
    assert re.fullmatch(r"[0-9a-f]{16}", own["oauth_nonce"])
    assert recent(datetime.fromtimestamp(int(own["oauth_timestamp"]), UTC))
    assert own["oauth_token"] == "to ken"
    given = {**own, "page[size]": "2", "q": "Für Elise & more"}
    pairs = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in given.items())
    query = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join(quote(part, safe="") for part in ("GET", url, query))
    assert signature == base64.b64encode(signed("sha1", b"c%26s&t%3Ds", base)).decode()


def test_a_shared_key_signs_canonical_headers_and_resource(desk: Desk) -> None:
    key = bytes(range(32))
    settings = {"account": "acme", "account_key": base64.b64encode(key).decode()}
    answer = (
        '<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Containers>'
        "<Container><Name>in box</Name></Container><Container><Name>in box 2</Name></Container>"
        "</Containers></EnumerationResults>"
    )
    result = desk.run("storage_shared_key", settings, (200, answer), hosts=["acme.blob.test"])
    assert value_of(result) == ["in box", "in box 2"]
    (request,) = desk.received(
        Sent(
            "GET",
            "https://acme.blob.test/?comp=list&prefix=in+box&restype=service",
            {"x-ms-version": "2023-11-03", "Accept": "application/xml"},
        )
    )
    date = request.headers["x-ms-date"]
    assert recent(datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC))
    text = (
        f"GET{chr(10) * 12}x-ms-client:work bench\nx-ms-date:{date}\nx-ms-version:2023-11-03\n"
        "/acme/\ncomp:list\nprefix:in box\nrestype:service"
    )
    signature = base64.b64encode(signed("sha256", key, text)).decode()
    assert request.headers["Authorization"] == f"SharedKey acme:{signature}"


def test_a_list_without_names_is_an_error(desk: Desk) -> None:
    settings = {"account": "acme", "account_key": "AAAA"}
    answer = "<EnumerationResults><Containers/></EnumerationResults>"
    result = desk.run("storage_shared_key", settings, (200, answer), hosts=["acme.blob.test"])
    assert result.failure is not None
    assert result.failure.message == "No container"


def test_a_signature_serves_as_basic_password(desk: Desk) -> None:
    settings = {"host": "api.time.test", "ikey": "IK", "skey": "s-key"}
    result = desk.run(
        "timesheet_duo",
        settings,
        (200, {"response": [{"hours": 41}, {"hours": 12.5}, {"hours": 40}]}),
        hosts=["api.time.test"],
    )
    assert value_of(result) == [1, 2]
    (request,) = desk.received(Sent("GET", "https://api.time.test/admin/v1/sheets?limit=2&week=this+week"))
    date = request.headers["Date"]
    assert recent(datetime.strptime(date, "%a, %d %b %Y %H:%M:%S -0000").replace(tzinfo=UTC))
    text = f"{date}\nGET\napi.time.test\n/admin/v1/sheets\nlimit=2&week=this%20week"
    pair = f"IK:{signed('sha512', b's-key', text).hex()}"
    assert request.headers["Authorization"] == f"Basic {base64.b64encode(pair.encode()).decode()}"


def unsigned(token: str) -> tuple[Any, Any]:
    """Header and claims of a JWT whose HS256 signature with `sesame` holds."""
    head, claims, signature = token.split(".")
    assert signature == base64.urlsafe_b64encode(
        signed("sha256", b"sesame", f"{head}.{claims}")
    ).decode().rstrip("=")
    return tuple(
        json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in (head, claims)
    )  # type: ignore[return-value]


CLINIC = {"issuer": "me", "secret": "sesame", "roles": "writer, reader,", "clinic": "s"}


def test_an_assertion_is_signed_when_the_first_request_is_refused(desk: Desk) -> None:
    began = datetime.now(UTC).timestamp()
    result = desk.run("clinic_jwt", CLINIC, (401, {}), (200, {"open": True}), hosts=["clinic-s.test"])
    assert value_of(result) == {"open": True}
    first, second = desk.api.received
    assert re.fullmatch(r"https://clinic-s\.test/calendar/today\?on=\d{4}&stale=true", first.url)
    assert "X-Clinic-Assertion" not in first.headers
    assert second.url == first.url.removesuffix("&stale=true")
    header, claims = unsigned(second.headers["X-Clinic-Assertion"])
    assert list(header.items()) == [("typ", "JWT"), ("alg", "HS256"), ("kid", "me-1")]
    assert list(claims) == ["iss", "aud", "iat", "exp", "roles", "jti"]
    assert claims["aud"] == "urn:clinic:s"
    assert claims["roles"] == ["reader", "writer"]
    assert claims["iat"] >= int(began)
    assert 900 <= claims["exp"] - claims["iat"] <= 901
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", result.settings["expires_at"])


@pytest.mark.parametrize(("seconds", "stale"), [(300, False), (10, True), (-60, True)])
def test_a_kept_assertion_is_used_while_it_holds(seconds: int, stale: bool, desk: Desk) -> None:
    until = (datetime.now(UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept = {"assertion": "a.b.c", "expires_at": until}
    value_of(desk.run("clinic_jwt", CLINIC, hosts=["clinic-s.test"], stored=kept))
    (request,) = desk.api.received
    assert request.headers["X-Clinic-Assertion"] == "a.b.c"
    assert ("stale=true" in request.url) is stale


def md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()


def test_a_digest_challenge_is_answered_at_a_pasted_address(desk: Desk) -> None:
    settings = {"gateway": " HTTPS://GW.test//v1/ ", "number": "7.0", "user": "jo", "password": "p:w"}
    challenge = 'Digest realm="sensors", nonce="n1", qop="auth", algorithm=MD5, opaque="o"'
    result = desk.run(
        "sensors_digest",
        settings,
        (401, {}, {"WWW-Authenticate": challenge}),
        (200, {"value": 3}),
        hosts=["gw.test"],
    )
    assert value_of(result) == {"value": 3}
    # The checksum: each character's code times its place, hyphens left out.
    total = sum(ord(char) * place for place, char in enumerate("SN-00007", 1) if char != "-")
    path = f"/v1/sensors/SN-00007?from=007&sum={total:04x}&upto=1.41"
    url = f"https://gw.test{path}"
    first, second = desk.received(Sent("GET", url, {"Authorization": None}), Sent("GET", url))
    given = dict(re.findall(r'(\w+)="?([^",]+)"?', second.headers["Authorization"].removeprefix("Digest ")))
    assert given["uri"] == path
    assert given["response"] == md5(
        md5("jo", "sensors", "p:w"), "n1", given["nc"], given["cnonce"], "auth", md5("GET", path)
    )
    assert first.method == "GET"
