"""What the measurements share: processes, and exchanges to fill a journal with."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from authbench.events import Body, HttpExchange

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
