"""A finished exchange with an answer, without a server."""

from __future__ import annotations

from datetime import UTC, datetime

from authbench.events import Body, HttpExchange


def answered(status: int, text: str, content_type: str = "application/json") -> HttpExchange:
    """An exchange whose answer has this text."""
    content = text.encode()
    return HttpExchange(
        id=1,
        run_id="run",
        step="test",
        method="GET",
        url="https://api.test/me",
        started_at=datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
        started_clock=0.0,
        status=status,
        response_headers=(("Content-Type", content_type),) if content_type else (),
        response_body=Body(content, len(content)),
    )
