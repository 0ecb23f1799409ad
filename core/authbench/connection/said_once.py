"""Notes of a run that are said once each."""

from __future__ import annotations

import threading
from collections.abc import Callable

from authbench.errors import Location
from authbench.events import Event, NoteAdded


class SaidOnce:
    """Adds notes to one run, from any thread."""

    def __init__(self, run_id: str, record: Callable[[Event], None]) -> None:
        self._run_id = run_id
        self._record = record
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def say(
        self, code: str, text: str, exchange_id: int | None = None, location: Location | None = None
    ) -> None:
        """Add a note, unless one of that code was added before."""
        with self._lock:
            if code in self._said:
                return
            self._said.add(code)
        self._record(NoteAdded(self._run_id, code, text, location, exchange_id))
