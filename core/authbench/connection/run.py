"""One press of Connect, Test, Refresh or "get a token": a worker thread and the handle to it."""

from __future__ import annotations

import contextlib
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from authbench.connection.failure import failure_of
from authbench.connection.progress import RunRecorder
from authbench.connection.request import RunRequest, RunResult
from authbench.errors import AuthbenchError, Cancelled, Code
from authbench.events import Event, Failure, Outcome, Recorder, RunFinished, RunStarted
from authbench.http import CancelScope

if TYPE_CHECKING:
    from authbench.connection.consent import Consent
    from authbench.connection.parts import Parts, PartsFactory
    from authbench.connection.pausing import Draft, PausePoints

_ABANDON_SECONDS = 0.08
"""How long a cancelled run waits for its worker. A keychain call cannot be interrupted: the worker is
then left behind, what it still reports is dropped, and nothing waits for it."""


class Run:
    """A run from start to end. All methods may be called from any thread and return at once, except
    `wait`."""

    def __init__(
        self, run_id: str, request: RunRequest, recorder: Recorder, make_parts: PartsFactory
    ) -> None:
        self.id = run_id
        self.request = request
        self._recorder = RunRecorder(recorder)
        self._make_parts = make_parts
        self._scope = CancelScope()
        self._lock = threading.Lock()
        self._parts: Parts | None = None
        self._began = time.monotonic()
        self._done = threading.Event()
        self._result: RunResult | None = None
        self._points = request.pauses
        self._thread = threading.Thread(target=self._work, name=f"run-{run_id}", daemon=True)

    @property
    def connection_id(self) -> str:
        """The connection that this run belongs to."""
        return self.request.connection_id

    @property
    def result(self) -> RunResult | None:
        """How it ended, or None while it is on."""
        return self._result

    @property
    def authorization_url(self) -> str | None:
        """The URL that the person's browser is to open, while the run waits for consent."""
        consent = self._consent
        return consent.authorization_url if consent is not None else None

    @property
    def paused(self) -> Draft | None:
        """What the run would open or send next, while it waits for a person; raw."""
        parts = self._parts
        return parts.pausing.draft if parts is not None and not self._done.is_set() else None

    def pause_at(self, points: PausePoints) -> None:
        """Stop at these points from now on. A run that waits at another point goes on."""
        with self._lock:
            self._points = points
            if self._parts is not None:
                self._parts.pausing.set_points(points)

    def go_on(self, edited: Draft | None = None) -> None:
        """Leave the pause with what was shown, or with `edited` in its place, sent byte for byte.

        Raises an AuthbenchError that says what of `edited` cannot be sent; then the run still waits.
        """
        parts = self._parts
        if parts is not None:
            parts.pausing.go_on(edited)

    def abort(self) -> None:
        """End the run where it waits; nothing is sent. The same as `cancel`."""
        self.cancel()

    @property
    def _consent(self) -> Consent | None:
        parts = self._parts
        return parts.consent if parts is not None else None

    def linger(self, timeout: float) -> None:
        """Let the browser have its last page, at most `timeout` seconds; for a process that ends."""
        if self._consent is not None:
            self._consent.linger(timeout)

    def record(self, event: Event) -> None:
        """Take an event that a shared part recorded on this run's behalf."""
        self._recorder.record(event)

    def start(self) -> None:
        """Begin; called once, by the engine."""
        self._thread.start()

    def wait(self, timeout: float | None = None) -> RunResult | None:
        """Block until the run ended, at most `timeout` seconds; None if it has not."""
        self._done.wait(timeout)
        return self._result

    def cancel(self) -> None:
        """End the run wherever it is. It is over within 100 ms, even where a system call hangs."""
        self._scope.cancel()
        if not self._done.is_set():
            threading.Thread(target=self._abandon, name=f"run-{self.id}-cancel", daemon=True).start()

    def open_browser_again(self) -> None:
        """Open the browser on the authorization URL once more."""
        consent = self._consent
        if consent is not None:
            threading.Thread(target=consent.open_again, name=f"run-{self.id}-browser", daemon=True).start()

    def paste_redirect(self, url: str) -> None:
        """Take the redirect URL from a person's clipboard. Raises InvalidRedirect."""
        from authbench.oauth import InvalidRedirect

        consent = self._consent
        if consent is None or self._done.is_set():
            raise InvalidRedirect("No sign-in is waiting for a redirect", hint="Press Connect first.")
        consent.paste(url)

    def _work(self) -> None:
        outcome, failure = Outcome.OK, None
        parts: Parts | None = None
        try:
            parts = self._make_parts(self.id, self.request, self._recorder, self._scope)
            with self._lock:
                self._parts = parts
                parts.pausing.set_points(self._points)
            self._recorder.record(
                RunStarted(self.id, self.connection_id, self.request.kind, parts.plan(), datetime.now(UTC))
            )
            self._scope.check()
            parts.lifecycle.drive()
        except Cancelled as error:
            outcome, failure = Outcome.CANCELLED, failure_of(error, self._step(parts))
        except AuthbenchError as error:
            outcome, failure = (
                Outcome.FAILED,
                failure_of(error, self._step(parts)),
            )
        except Exception as error:  # noqa: BLE001  # whatever breaks in here must end the run, not the thread
            if parts is not None:
                parts.progress.fail(error)
            outcome, failure = (
                Outcome.FAILED,
                failure_of(error, self._step(parts)),
            )
        self._finish(outcome, failure, parts)

    def _abandon(self) -> None:
        if not self._done.wait(_ABANDON_SECONDS):
            parts = self._parts
            left = parts.left_behind() if parts is not None else None
            self._finish(
                Outcome.CANCELLED,
                Failure(Code.CANCELLED, "Cancelled.", hint=left, step=self._step(parts)),
                parts,
            )

    def _finish(self, outcome: Outcome, failure: Failure | None, parts: Parts | None) -> None:
        elapsed = time.monotonic() - self._began - self._recorder.paused_seconds
        identity = parts.lifecycle.identity if parts is not None else None
        result = RunResult(outcome=outcome, failure=failure, elapsed=elapsed)
        if parts is not None:
            with contextlib.suppress(AuthbenchError):
                result = RunResult(
                    outcome=outcome,
                    failure=failure,
                    identity=identity,
                    settings=parts.settings.snapshot(),
                    changed=parts.settings.changed,
                    value=parts.lifecycle.value,
                    elapsed=elapsed,
                    authorization=parts.authorization_type(),
                    expires_at=parts.settings.expires_at,
                    missing_properties=parts.missing_properties,
                    missing_tables=parts.missing_tables,
                )
        with self._lock:
            if self._result is not None:
                return
            self._result = result
        if parts is not None:
            with contextlib.suppress(AuthbenchError):
                parts.settings.tell(final=True)
        self._recorder.close(RunFinished(self.id, outcome, elapsed, datetime.now(UTC), failure, identity))
        self._done.set()

    def _step(self, parts: Parts | None) -> str | None:
        return parts.progress.last_step if parts is not None else None
