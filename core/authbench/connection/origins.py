"""Says where a step of a run goes elsewhere than in the last run whose tokens were kept (security A13), and
what the platform's own redirect needs."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs

from authbench.connection.said_once import SaidOnce
from authbench.connection.settings import RunSettings
from authbench.events import Event, ExchangeStarted, HttpExchange, StepName
from authbench.http import InvalidUrl, parse_url

_BY_HAND = frozenset({StepName.TRY.value, StepName.EXECUTE.value, StepName.PROVIDER.value, "redirect", ""})


class Origins:
    """Watches where the requests of one run go; `settings` remembers it with the tokens."""

    def __init__(self, run_id: str, record: Callable[[Event], None], settings: RunSettings) -> None:
        self._notes = SaidOnce(run_id, record)
        self._settings = settings

    def watch(self, event: Event) -> None:
        """Look at a request that goes out; other events are nothing to it."""
        if not isinstance(event, ExchangeStarted):
            return
        exchange = event.exchange
        if exchange.step in _BY_HAND or exchange.redirected_from is not None:
            return
        try:
            origin = str(parse_url(exchange.url).origin)
        except InvalidUrl:
            return
        before = self._settings.visit(exchange.step, origin)
        if not before:
            if exchange.step == "authorize":
                self._cloud_redirect(exchange)
        elif origin not in before:
            self._say(
                "origin_changed",
                f"The step {exchange.step} goes to {origin} now; before, it went to {', '.join(before)}. "
                "That is well where a field or the definition was changed for it. If not, look at the "
                "definition before you sign in: it decides who gets the credentials.",
                exchange,
            )

    def _cloud_redirect(self, exchange: HttpExchange) -> None:
        from authbench.oauth.authorization import CLOUD_CALLBACK

        redirect = parse_qs(exchange.url.partition("?")[2]).get("redirect_uri", [""])[0]
        try:
            loopback = parse_url(redirect).origin.is_loopback
        except InvalidUrl:
            return
        if loopback:
            self._say(
                "cloud_redirect_uri",
                f"This sign-in comes back to {redirect}. On the platform it comes back to {CLOUD_CALLBACK}: "
                "register that with the provider as well.",
                exchange,
            )

    def _say(self, code: str, text: str, exchange: HttpExchange) -> None:
        self._notes.say(code, text, exchange.id, exchange.lambda_location)
