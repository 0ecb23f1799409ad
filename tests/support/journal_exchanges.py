"""Exchanges to be put into a journal."""

from __future__ import annotations

from datetime import UTC, datetime

from authbench.events import Body, HttpExchange


def exchange(
    number: int,
    *,
    content: bytes = b"",
    sent: bytes = b"",
    content_type: str = "application/octet-stream",
    run_id: str = "run",
) -> HttpExchange:
    """A finished exchange with these bodies."""
    headers = (("Content-Type", content_type),)
    return HttpExchange(
        id=number,
        run_id=run_id,
        step="test",
        method="POST" if sent else "GET",
        url=f"https://api.test/{number}",
        started_at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
        started_clock=float(number),
        request_headers=headers,
        request_body=Body(sent, len(sent)),
        status=200,
        response_headers=headers,
        response_body=Body(content, len(content)),
        elapsed=0.01,
    )
