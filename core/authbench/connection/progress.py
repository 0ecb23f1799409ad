"""The steps of a run as events, and which exchanges belong to the step that is on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from authbench.connection.failure import failure_of
from authbench.errors import AuthbenchError, Cancelled, Location
from authbench.events import (
    Body,
    ConsoleLine,
    Event,
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    NoteAdded,
    Recorder,
    RunResumed,
    StepFinished,
    StepName,
    StepStarted,
)

# A run remembers no more of a body; the journal has all of it.
_REMEMBERED = 64 * 1024


class RunRecorder:
    """Hands a run's events on to the journal until the run is over; what an abandoned call still
    reports after that is dropped. Remembers the run's exchanges for step details and failures, of large
    bodies only where they begin."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._lock = threading.Lock()
        self._closed = False
        self._exchanges: dict[int, HttpExchange] = {}
        self.paused_seconds = 0.0
        """How long the run has waited for a person at its pauses; this counts for nothing."""
        self._watchers: tuple[Callable[[Event], None], ...] = ()

    def watch(self, watcher: Callable[[Event], None]) -> None:
        """Show `watcher` every further event, after it was passed on and in the thread that recorded it; it
        may record others."""
        self._watchers += (watcher,)

    def record(self, event: Event) -> None:
        """Pass `event` on, unless the run is over."""
        with self._lock:
            if self._closed:
                return
            if isinstance(event, (ExchangeStarted, ExchangeFinished)):
                self._exchanges[event.exchange.id] = _remembered(event.exchange)
            elif isinstance(event, RunResumed):
                self.paused_seconds += event.seconds
        self._recorder.record(event)
        for watcher in self._watchers:
            watcher(event)

    def close(self, last: Event) -> bool:
        """Record the run's last event; False if the run was already over."""
        with self._lock:
            if self._closed:
                return False
            self._closed = True
        self._recorder.record(last)
        return True

    @property
    def last_exchange(self) -> HttpExchange | None:
        """The run's latest exchange with the network (not the browser's)."""
        with self._lock:
            for exchange in reversed(self._exchanges.values()):
                if not exchange.browser:
                    return exchange
        return None

    def last_exchange_of(self, step: StepName) -> HttpExchange | None:
        """The latest exchange of a step with the network."""
        with self._lock:
            mine = (one for one in reversed(self._exchanges.values()) if one.step == step)
            return next((one for one in mine if not one.browser), None)

    @property
    def exchange_count(self) -> int:
        """How many requests the run sent itself."""
        with self._lock:
            return sum(not exchange.browser for exchange in self._exchanges.values())

    def mark(self, exchange: HttpExchange, *, cause: str | None, expected: bool) -> None:
        """Add to an exchange what only its consequence shows: that a refusal was expected."""
        if exchange.id not in self._exchanges:
            return
        self.record(
            ExchangeFinished(replace(exchange, cause=cause or exchange.cause, expected_refusal=expected))
        )


class Progress:
    """Starts and finishes the steps of one run, one at a time."""

    def __init__(self, run_id: str, recorder: RunRecorder) -> None:
        self.run_id = run_id
        self.recorder = recorder
        self._next_id = 1
        self._open: tuple[int, StepName, float] | None = None
        self.last_step: str | None = None

    @property
    def current(self) -> StepName | None:
        """The step that is on."""
        return self._open[1] if self._open else None

    def start(self, name: StepName, cause: str | None = None) -> None:
        """Begin a step; the one before must be over."""
        step_id, self._next_id = self._next_id, self._next_id + 1
        self._open = (step_id, name, self._clock())
        self.last_step = name.value
        self.recorder.record(StepStarted(self.run_id, step_id, name, datetime.now(UTC), cause))

    def succeed(self, detail: str = "", *, expected: bool = False) -> None:
        """End the step that is on, well."""
        if self._open is None:
            return
        step_id, name, began = self._open
        self._open = None
        self.recorder.record(
            StepFinished(self.run_id, step_id, name, True, detail, self._clock() - began, expected=expected)
        )

    def fail(self, error: BaseException) -> None:
        """End the step that is on, badly; without one, nothing happens."""
        if self._open is None:
            return
        step_id, name, began = self._open
        self._open = None
        failure = failure_of(error, name.value)
        detail = (
            exchange_detail(self.recorder.last_exchange)
            if failure.exchange_id is not None
            else failure.message
        )
        self.recorder.record(
            StepFinished(self.run_id, step_id, name, False, detail, self._clock() - began, failure)
        )

    def _clock(self) -> float:
        """Seconds; it stands still while a person looks at what is to be sent."""
        return time.monotonic() - self.recorder.paused_seconds

    @contextmanager
    def step(self, name: StepName, cause: str | None = None) -> Iterator[None]:
        """A step around a block; its detail is the last exchange of the block, if there was one."""
        before = self.recorder.exchange_count
        self.start(name, cause)
        try:
            yield
        except (AuthbenchError, Cancelled) as error:
            self.fail(error)
            raise
        exchange = self.recorder.last_exchange if self.recorder.exchange_count > before else None
        self.succeed(exchange_detail(exchange))

    def note(self, code: str, text: str, location: Location | None = None) -> None:
        """Add a parity, strictness or deviation note to the run."""
        self.recorder.record(NoteAdded(self.run_id, code, text, location))

    def console(self, text: str) -> None:
        """Add a line that `puts` printed."""
        self.recorder.record(ConsoleLine(self.run_id, text))


def _remembered(exchange: HttpExchange) -> HttpExchange:
    sent, received = exchange.request_body, exchange.response_body
    if len(sent.content) <= _REMEMBERED and len(received.content) <= _REMEMBERED:
        return exchange
    return replace(exchange, request_body=_beginning(sent), response_body=_beginning(received))


def _beginning(body: Body) -> Body:
    if len(body.content) <= _REMEMBERED:
        return body
    return replace(body, content=body.content[:_REMEMBERED], stored=body.size)


def exchange_detail(exchange: HttpExchange | None) -> str:
    """An exchange in two words: `POST 200`, or `GET failed`."""
    if exchange is None:
        return ""
    if exchange.status is not None:
        return f"{exchange.method} {exchange.status}"
    return f"{exchange.method} failed" if exchange.error else exchange.method
