"""Refusing the network to lambdas that run while a person only looks at a form (security I04)."""

from __future__ import annotations

from authbench.errors import AuthbenchError, Code
from authbench.events import Event


class OfflineClient:
    """Stands where the HTTP client stands in a run, and sends nothing."""

    def send(self, *_request: object) -> object:
        """Refuse."""
        raise AuthbenchError(
            "The form's lambdas tried to send a request; opening a definition sends nothing",
            code=Code.UNSUPPORTED,
            hint="The fields that depend on it appear once the connection is tested.",
        )

    def record(self, event: Event) -> None:
        """There is no run to record for."""
