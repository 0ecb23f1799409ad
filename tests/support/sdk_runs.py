"""Sessions over a real HTTP client, with what they noted and printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authbench.errors import Location
from authbench.events import Event
from authbench.http import CancelScope, HttpClient, IoLoop
from authbench.sdk import Context, Session


@dataclass
class Desk:
    """A session and what happened in it."""

    session: Session
    events: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def context(self, **changes: Any) -> Context:
        """A context of this session, as lambdas of `test` have it unless said."""
        return Context(self.session, **{"path": "test", "step": "test", **changes})


class _Events:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        self.events.append(event)


@contextmanager
def desk(**settings: Any) -> Iterator[Desk]:
    """A session whose client is closed in the end; `settings` are fields of `Session`."""
    recorder = _Events()
    loop = IoLoop()
    client = HttpClient(loop, recorder, trust_env=False)
    notes: list[str] = []
    lines: list[str] = []

    def note(code: str, _text: str, _location: Location | None) -> None:
        notes.append(code)

    session = Session(
        **{
            "http": client,
            "scope": CancelScope(),
            "recorder": recorder,
            "run_id": "run",
            "connection_id": "connection",
            "note": note,
            "console": lines.append,
            **settings,
        }
    )
    try:
        yield Desk(session, recorder.events, notes, lines)
    finally:
        client.close()
        loop.close()
