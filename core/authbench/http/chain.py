"""From a definition's request to its response: routing, redirects, digest, cookies of the chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from authbench.events import HttpExchange, Recorder
from authbench.http import digest, redirects
from authbench.http.address import Address, Origin, parse_url
from authbench.http.cookies import ChainCookies
from authbench.http.errors import RedirectRefused
from authbench.http.exchanges import Plan, perform
from authbench.http.message import HttpRequest, HttpResponse
from authbench.http.proxies import Proxy
from authbench.http.routes import Routes
from authbench.http.wire import Wire
from authbench.http.wire_headers import wire_headers


class Chain:
    """One request with everything that follows from it."""

    def __init__(
        self,
        wire: Wire,
        recorder: Recorder,
        routes: Routes,
        next_id: Callable[[], int],
        proxy_for: Callable[[Origin], Proxy | None],
    ) -> None:
        self._wire = wire
        self._recorder = recorder
        self._routes = routes
        self._next_id = next_id
        self._proxy_for = proxy_for
        self._cookies = ChainCookies()

    async def run(self, request: HttpRequest) -> HttpResponse:
        """Send `request` and follow what its rules say. Raises `TransportError`."""
        began = perf_counter()
        address = parse_url(request.url)
        cause, came_from = request.context.cause, None
        notes: tuple[str, ...] = ()
        dropped: tuple[str, ...] = ()
        seen: set[tuple[str, str]] = set()
        for count in range(redirects.MAX_REDIRECTS + 1):
            hop = redirects.Hop(request, address, self._routes.target_of(address.origin) or address.origin)
            exchange = await self._answered(hop, cause, came_from, notes, dropped)
            status = exchange.status or 0
            if not redirects.is_followed(status, request.method, request.redirects.mode):
                return HttpResponse(
                    status,
                    exchange.reason,
                    exchange.response_headers,
                    exchange.response_body.content,
                    address.url,
                    exchange,
                    perf_counter() - began,
                )
            try:
                self._cookies.learn(address, exchange.response_headers)
                location = next(
                    (value for name, value in exchange.response_headers if name.lower() == "location"), None
                )
                onward = redirects.next_request(hop, status, location)
                request, address, notes, dropped = (
                    onward.request,
                    onward.address,
                    onward.notes,
                    onward.dropped,
                )
                redirects.check_downgrade(
                    hop, address, self._routes.target_of(address.origin) or address.origin
                )
                visit = (request.method, address.url)
                if count == redirects.MAX_REDIRECTS or (visit in seen and not self._cookies):
                    raise _endless(address, visit in seen)
                seen.add(visit)
            except RedirectRefused as error:
                error.exchange = exchange
                raise
            cause, came_from = f"redirect from #{exchange.id}", exchange.id
        raise AssertionError("the last redirect is refused above")

    async def _answered(
        self,
        hop: redirects.Hop,
        cause: str | None,
        came_from: int | None,
        notes: tuple[str, ...],
        dropped: tuple[str, ...],
    ) -> HttpExchange:
        """The exchange of one hop, with a digest challenge answered once (RFC 7616)."""
        exchange = await self._exchange(hop, cause, came_from, notes, dropped)
        request = hop.request
        if exchange.status != 401 or request.digest is None:
            return exchange
        challenge = digest.find_challenge(exchange.response_headers)
        if challenge is None:
            return exchange
        user, password = request.digest
        authorization = digest.answer(
            challenge,
            user=user,
            password=password,
            method=request.method,
            target=hop.address.target,
            body=request.body,
        )
        headers = tuple(header for header in request.headers if header[0].lower() != "authorization")
        answered = replace(request, headers=(*headers, ("Authorization", authorization)))
        return await self._exchange(
            replace(hop, request=answered), f"digest challenge of #{exchange.id}", came_from, notes, dropped
        )

    async def _exchange(
        self,
        hop: redirects.Hop,
        cause: str | None,
        came_from: int | None,
        notes: tuple[str, ...],
        dropped: tuple[str, ...],
    ) -> HttpExchange:
        request, address = hop.request, hop.address
        headers, header_notes = wire_headers(
            request.headers, address, request.method, request.body, self._cookies.header_for(address)
        )
        plan = Plan(
            id=self._next_id(),
            request=request,
            address=address,
            wire_origin=hop.wire,
            headers=headers,
            proxy=self._proxy_for(hop.wire),
            cause=cause,
            redirected_from=came_from,
            notes=(*notes, *header_notes),
            dropped=dropped,
        )
        return await perform(self._wire, self._recorder, plan)


def _endless(address: Address, loop: bool) -> RedirectRefused:
    if loop:
        return RedirectRefused(
            f"The server redirects in a circle: {address.url} was already asked for.",
            hint="Some servers do this where a cookie or a header is missing.",
        )
    return RedirectRefused(
        f"The server redirected more than {redirects.MAX_REDIRECTS} times.",
        hint="Look at the last hops in the log: they often go in a circle.",
    )
