"""The engine: what all runs of a process share, and where they are started."""

from __future__ import annotations

import secrets as random_source
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from authbench.connection.entry import Entry, EntryStore
from authbench.connection.parts import Parts
from authbench.connection.progress import RunRecorder
from authbench.connection.request import RunRequest
from authbench.connection.run import Run
from authbench.http import IoLoop

if TYPE_CHECKING:
    from authbench.events import Event
    from authbench.http import CancelScope, HttpClient
    from authbench.journal import Journal
    from authbench.oauth import Browser
    from authbench.vault import SecretStore


class Engine:
    """Starts runs and owns what they share: the loop thread, the HTTP client, the vault, the browser.

    `browser` None uses the system's. Nothing heavy happens before the first run.
    """

    def __init__(
        self,
        journal: Journal,
        secrets: SecretStore,
        *,
        home: Path,
        browser: Browser | None = None,
        trust_env: bool = True,
    ) -> None:
        self._journal = journal
        self._entries = EntryStore(secrets, home)
        self._browser = browser
        self._trust_env = trust_env
        self._lock = threading.Lock()
        self._client: HttpClient | None = None
        self._loop = IoLoop()
        self._runs: dict[str, Run] = {}
        self._closed = False

    @property
    def journal(self) -> Journal:
        """Where runs are recorded; what it gives is redacted."""
        return self._journal

    def kept(self, connection_id: str) -> Entry:
        """What the vault holds for a connection. Blocks on the keychain; raises KeychainFailed."""
        return self._entries.read(connection_id)

    def start(self, request: RunRequest) -> Run:
        """Start a run and return its handle at once. A run of the same connection that still waits for
        consent is cancelled first (security B19)."""
        from authbench.events import RunKind

        run = Run(random_source.token_hex(6), request, self._journal, self._make_parts)
        with self._lock:
            if self._closed:
                raise RuntimeError("the engine is closed")
            self._runs = {key: other for key, other in self._runs.items() if other.result is None}
            waiting = [
                other
                for other in self._runs.values()
                if other.connection_id == request.connection_id
                and request.kind in (RunKind.CONNECT, RunKind.ACQUIRE)
                and (other.authorization_url is not None or _is_before_browser(other))
            ]
            self._runs[run.id] = run
        for other in waiting:
            other.cancel()
            other.wait(0.2)
        run.start()
        return run

    def running(self) -> list[Run]:
        """The runs that are on."""
        with self._lock:
            return [run for run in self._runs.values() if run.result is None]

    def close(self, timeout: float = 2.0) -> None:
        """Cancel what runs and free threads and sockets, within `timeout` seconds."""
        with self._lock:
            self._closed = True
            runs = list(self._runs.values())
            client = self._client
        for run in runs:
            run.cancel()
        for run in runs:
            run.wait(min(timeout, 0.3))
            run.linger(min(timeout, 1.2))
        if client is not None:
            client.close()
        self._loop.close(timeout)

    def _make_parts(
        self, run_id: str, request: RunRequest, recorder: RunRecorder, scope: CancelScope
    ) -> Parts:
        return Parts(
            run_id,
            request,
            recorder,
            self._shared_client(),
            self._loop,
            self._entries,
            self._opener(),
            scope,
            self._journal.redactor.contains,
        )

    def _shared_client(self) -> HttpClient:
        from authbench.http import HttpClient

        with self._lock:
            if self._client is None:
                self._client = HttpClient(self._loop, _ByRun(self._record), trust_env=self._trust_env)
            return self._client

    def _opener(self) -> Browser:
        if self._browser is not None:
            return self._browser
        from authbench.oauth import SystemBrowser

        return SystemBrowser()

    def _record(self, event: Event) -> None:
        run = self._runs.get(_run_id(event))
        if run is not None:
            run.record(event)
        else:
            self._journal.record(event)


class _ByRun:
    """The recorder of the shared HTTP client: each exchange goes to the run that it belongs to, which
    drops it once it is over."""

    def __init__(self, hand_on: Callable[[Event], None]) -> None:
        self._hand_on = hand_on

    def record(self, event: Event) -> None:
        """Hand the event on."""
        self._hand_on(event)


def _is_before_browser(run: Run) -> bool:
    draft = run.paused
    return draft is not None and draft.only_url


def _run_id(event: Event) -> str:
    exchange = getattr(event, "exchange", None)
    return exchange.run_id if exchange is not None else getattr(event, "run_id", "")
