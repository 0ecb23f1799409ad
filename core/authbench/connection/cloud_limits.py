"""Says where a run took longer than the platform would have waited (SDK reference 4.9)."""

from __future__ import annotations

from collections.abc import Callable

from authbench.connection.said_once import SaidOnce
from authbench.events import Event, ExchangeFinished, StepFinished, StepName, StepStarted

REQUEST_SECONDS = 40.0
"""What the platform's test console allows a request."""

REFRESH_SECONDS = 30.0
"""What the platform allows for getting new credentials."""


class CloudLimits:
    """Watches the durations of one run."""

    def __init__(self, run_id: str, record: Callable[[Event], None]) -> None:
        self._notes = SaidOnce(run_id, record)
        self._renewals: set[int] = set()

    def watch(self, event: Event) -> None:
        """Look at what ended; other events are nothing to it."""
        match event:
            case StepStarted(name=StepName.REFRESH) | StepStarted(name=StepName.ACQUIRE, cause=str()):
                self._renewals.add(event.step_id)
            case StepFinished() if event.step_id in self._renewals and event.elapsed > REFRESH_SECONDS:
                self._notes.say(
                    "cloud_refresh_limit",
                    f"Getting new credentials took {event.elapsed:.0f} seconds; the platform gives up after "
                    f"{REFRESH_SECONDS:g}. Make fewer or faster requests in {event.name}.",
                )
            case ExchangeFinished(exchange=exchange) if (
                not exchange.browser and exchange.elapsed is not None and exchange.elapsed > REQUEST_SECONDS
            ):
                self._notes.say(
                    "cloud_request_limit",
                    f"This request took {exchange.elapsed:.0f} seconds; the platform's test console gives up "
                    f"after {REQUEST_SECONDS:g}. Ask the API for less, or for a cheaper resource.",
                    exchange.id,
                )
            case _:
                pass
