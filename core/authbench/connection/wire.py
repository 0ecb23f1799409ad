"""A run's way to the network: its cancellation, its routes, and the names its exchanges carry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from authbench.errors import Location
from authbench.events import StepName
from authbench.http import ExchangeContext

if TYPE_CHECKING:
    from authbench.connection.pausing import Pausing
    from authbench.http import CancelScope, HttpClient, HttpRequest, HttpResponse, Routes


class Wire:
    """Sends the engine's own requests (not those of lambdas) for one run."""

    def __init__(
        self,
        client: HttpClient,
        scope: CancelScope,
        routes: Routes,
        run_id: str,
        connection_id: str,
        pausing: Pausing,
    ) -> None:
        self.client = client
        self.scope = scope
        self.routes = routes
        self.pausing = pausing
        self._run_id = run_id
        self._connection_id = connection_id

    def exchange_context(
        self, step: StepName, cause: str | None = None, location: Location | None = None
    ) -> ExchangeContext:
        """Who a request belongs to; `location` is what of the definition asked for it."""
        return ExchangeContext(
            run_id=self._run_id,
            step=step.value,
            cause=cause,
            lambda_location=location,
            connection_id=self._connection_id,
        )

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send and wait. Raises TransportError and Cancelled."""
        return self.client.send(replace(request, gate=self.pausing), self.scope, self.routes)
