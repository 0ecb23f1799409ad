"""How the requests of lambdas are authorized: `apply`, the refusal, one renewal, the one repeat
(SDK reference 4.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from authbench.connection.parity import note_token_argument
from authbench.connection.progress import Progress
from authbench.connection.reauthorize import Reauthorizer, describe_refusal
from authbench.connection.renewals import Rule, rule_that_renews
from authbench.connection.settings import RunSettings
from authbench.definition import Authorization, detect_matches
from authbench.errors import AuthbenchError
from authbench.events import HttpExchange, RenewalTriggered
from authbench.sdk import DetectedError, Request, RequestFailed, RequestTimeout

if TYPE_CHECKING:
    from authbench.connection.contexts import Contexts

_REFUSALS = (RequestFailed, RequestTimeout, DetectedError)


class RunAuthorizer:
    """The `sdk.Authorizer` of a run. Resolution of `multi` happens at every access, with the
    settings of that moment (3.11)."""

    def __init__(
        self,
        base: Authorization,
        settings: RunSettings,
        contexts: Contexts,
        reauthorizer: Reauthorizer,
        progress: Progress,
    ) -> None:
        self._base = base
        self._settings = settings
        self._contexts = contexts
        self._reauthorizer = reauthorizer
        self._progress = progress
        self.repeated = False
        """Whether a request of this run was sent once more with new credentials."""

    def resolved(self) -> Authorization:
        """The authorization that holds with the present settings."""
        if not self._base.is_multi:
            return self._base
        settings = self._settings.snapshot()
        return self._base.resolve(settings, self._contexts.for_lambda("connection.authorization.selected"))

    def perform(self, request: Request) -> Any:
        """Send `request` with `apply` run on it; renew credentials and repeat once where the rules
        say so. Raises what the final attempt, or the renewal, raised."""
        context = request.context
        authorization = self.resolved()
        detect = self._detector(authorization) if context.detects else None
        if not context.applies or authorization.apply is None:
            return request.attempt(detect)
        snapshot = request.snapshot()
        seen = self._apply(authorization, request)
        try:
            return request.attempt(detect)
        except _REFUSALS as refused:
            rule = rule_that_renews(authorization, refused) if authorization.reauthorizable else None
            if rule is None or not self._renew(authorization, rule, refused, seen):
                raise
        self.repeated = True
        request.restore(snapshot)
        request.context = replace(context, cause="once more with new credentials")
        self._apply(self.resolved(), request)
        return request.attempt(detect)

    def _apply(self, authorization: Authorization, request: Request) -> int:
        assert authorization.apply is not None
        generation = self._settings.generation
        settings = self._settings.snapshot()
        token = settings.get("access_token")
        note_token_argument(self._contexts.session, authorization, token)
        context = self._contexts.for_apply(request)
        authorization.apply.call(context, settings, token, request.authorization_hint)
        return generation

    def _renew(self, authorization: Authorization, rule: Rule, refused: AuthbenchError, seen: int) -> bool:
        first_time = not self._settings.has_tokens
        cause = describe_refusal(refused)
        exchange = getattr(refused, "exchange", None)
        step = self._progress.current
        if isinstance(exchange, HttpExchange):
            status = exchange.status
            self._progress.recorder.mark(
                exchange, cause="no token yet, as expected" if first_time else None, expected=first_time
            )
            detail = f"{exchange.method} {status} · " if status is not None else ""
        else:
            detail = ""
        self._progress.recorder.record(
            RenewalTriggered(
                self._progress.run_id,
                rule.name,
                rule.pattern,
                rule.matched,
                exchange.id if isinstance(exchange, HttpExchange) else None,
                rule.location,
            )
        )
        self._progress.succeed(
            detail + ("asks for a token" if first_time else "token refused, renewing"), expected=True
        )
        renewed = self._reauthorizer.renew(authorization, cause, seen=seen, refused=refused)
        if step is not None:
            self._progress.start(step, "once more with new credentials" if renewed else None)
        return renewed

    def _detector(self, authorization: Authorization) -> Callable[[str, Any], None] | None:
        signals = authorization.detect_on
        if not signals:
            return None

        def detect(raw: str, parsed: Any) -> None:
            if any(detect_matches(signal, raw, parsed) for signal in signals):
                raise DetectedError(raw, parsed=parsed)

        return detect
