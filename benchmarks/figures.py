"""What the measurements share: processes, and exchanges to fill a journal with."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from authbench.events import Body, Header, HttpExchange, Phases, Transport

HERE = Path(__file__).resolve().parent
Row = tuple[str, str, str]
"""What was measured, the figure, and its budget."""

_AT = datetime(2026, 11, 21, tzinfo=UTC)
_STATUSES = (200, 200, 201, 200, 404, 200, 401, 200, 500, 302)
_METHODS = ("GET", "GET", "POST", "GET", "PUT", "DELETE", "GET")


def median_process(command: list[str], repeat: int = 7, **environment: str) -> tuple[float, float]:
    """Median wall seconds and peak megabytes of a process, after a first time that does not count."""
    seconds, megabytes = [], []
    for _ in range(1 + repeat):
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds.append(time.perf_counter() - began)
        megabytes.append(usage.ru_maxrss / 1024)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"failed: {' '.join(command)}")
    return statistics.median(seconds[1:]), statistics.median(megabytes[1:])


def exchange(
    number: int, body: bytes, *, run_id: str = "run", content_type: str = "application/json"
) -> HttpExchange:
    """A finished exchange like many others, and unlike its neighbours."""
    headers = (("Content-Type", content_type), ("X-Request", str(number)))
    return HttpExchange(
        id=number + 1_000_000,
        run_id=run_id,
        step="test",
        method=_METHODS[number % len(_METHODS)],
        url=f"https://api.example.test/records/{number}?page={number % 50}",
        started_at=_AT + timedelta(milliseconds=10 * number),
        started_clock=number / 100,
        request_headers=headers,
        status=_STATUSES[number % len(_STATUSES)],
        reason="OK",
        response_headers=headers,
        response_body=Body(bytes(bytearray(body)) if len(body) < 4096 else body, len(body)),
        elapsed=(number % 97) / 100,
    )


def realistic(number: int, *, run_id: str = "run") -> HttpExchange:
    """A finished exchange as a connector and a well-known API make it: 8 headers sent, 14 received, half a
    kilobyte of JSON; every id, date and count of it its own, and nothing shared with another exchange."""
    made = exchange(number, b"", run_id=run_id)
    unique = f"{number * 2_654_435_761 % 2**32:08x}-{number:012x}"
    content = json.dumps(
        {
            "id": number,
            "uuid": unique,
            "name": f"Customer {number}",
            "email": f"customer.{number}@example.test",
            "created_at": made.started_at.isoformat(),
            "tags": ["imported", "active", f"group-{number % 40}"],
            "address": {"street": f"{number % 300} Long Street", "city": "Springfield", "country": "US"},
            "links": {"self": f"https://api.example.test/v1/customers/{unique}"},
        },
        indent=1,
    ).encode()
    sent = (
        ("Host", "api.example.test"),
        ("Accept", "application/json"),
        ("Accept-Encoding", "gzip, deflate, br"),
        ("Connection", "keep-alive"),
        ("User-Agent", "Workato"),
        ("Authorization", f"Bearer {number // 20_000:040x}"),
        ("X-Correlation-Id", unique),
        ("Content-Type", "application/json"),
    )
    received = (
        ("Date", made.started_at.strftime("%a, %d %b %Y %H:%M:%S GMT")),
        ("Content-Type", "application/json; charset=utf-8"),
        ("Content-Length", str(len(content))),
        ("Connection", "keep-alive"),
        ("Server", "nginx/1.25.3"),
        ("Cache-Control", "max-age=0, private, must-revalidate"),
        ("ETag", f'W/"{unique[::-1]}"'),
        ("X-Request-Id", f"{number:08x}-{unique}"),
        ("X-Runtime", f"0.{number % 999_983:06d}"),
        ("X-RateLimit-Limit", "5000"),
        ("X-RateLimit-Remaining", str(5000 - number % 5000)),
        ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
        ("Vary", "Accept-Encoding, Origin"),
        ("X-Content-Type-Options", "nosniff"),
    )
    wait = (number % 97) / 100
    return replace(
        made,
        url=f"https://api.example.test/v1/customers/{unique}?include=address&page={number % 50}",
        request_headers=_own(sent),
        response_headers=_own(received),
        response_body=Body(content, len(content)),
        phases=Phases(send=0.0001 + wait / 1000, wait=wait, receive=0.0002 + wait / 500),
        transport=Transport(f"203.0.113.{number % 4}:443", reused=True),
    )


def _own(headers: tuple[Header, ...]) -> tuple[Header, ...]:
    """The same with texts that nobody else has, as they come from the wire."""
    return tuple((name.encode().decode(), value.encode().decode()) for name, value in headers)
