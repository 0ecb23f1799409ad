"""From a definition's request to its response: routing, redirects, digest, cookies of the chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

from authbench.events import Header, HttpExchange, Recorder
from authbench.http import digest, redirects
from authbench.http.address import Address, Origin, parse_url
from authbench.http.cookies import ChainCookies
from authbench.http.errors import RedirectRefused
from authbench.http.exchanges import Plan, perform
from authbench.http.message import EDITED, Gate, HttpRequest, HttpResponse, changed_parts
from authbench.http.proxies import Proxy
from authbench.http.routes import Routes
from authbench.http.wire import Wire
from authbench.http.wire_headers import wire_headers


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why a request goes out: its cause, and what the redirect that led to it, from the exchange
    `came_from`, changed and left out."""

    cause: str | None
    came_from: int | None = None
    notes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Ready:
    """One hop with the headers that go out, and what is to be said of it."""

    hop: redirects.Hop
    headers: list[tuple[bytes, bytes]]
    notes: tuple[str, ...]
    cause: str | None


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
        self._held = 0.0

    async def run(self, request: HttpRequest) -> HttpResponse:
        """Send `request` and follow what its rules say. Raises `TransportError`."""
        began = perf_counter()
        address = parse_url(request.url)
        reason = _Reason(request.context.cause)
        seen: set[tuple[str, str]] = set()
        for count in range(redirects.MAX_REDIRECTS + 1):
            hop = redirects.Hop(request, address, self._routes.target_of(address.origin) or address.origin)
            hop, exchange = await self._answered(hop, reason)
            request, address = hop.request, hop.address
            status = exchange.status or 0
            if not redirects.is_followed(status, request.method, request.redirects.mode):
                return HttpResponse(
                    status,
                    exchange.reason,
                    exchange.response_headers,
                    exchange.response_body.content,
                    address.url,
                    exchange,
                    perf_counter() - began - self._held,
                )
            try:
                self._cookies.learn(address, exchange.response_headers)
                location = next(
                    (value for name, value in exchange.response_headers if name.lower() == "location"), None
                )
                onward = redirects.next_request(hop, status, location)
                request, address = onward.request, onward.address
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
            reason = _Reason(f"redirect from #{exchange.id}", exchange.id, onward.notes, onward.dropped)
        raise AssertionError("the last redirect is refused above")

    async def _answered(self, hop: redirects.Hop, reason: _Reason) -> tuple[redirects.Hop, HttpExchange]:
        """The exchange of one hop as it was sent, with a digest challenge answered once (RFC 7616)."""
        hop, exchange = await self._exchange(hop, reason)
        request = hop.request
        if exchange.status != 401 or request.digest is None:
            return hop, exchange
        challenge = digest.find_challenge(exchange.response_headers)
        if challenge is None:
            return hop, exchange
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
        challenged = replace(reason, cause=f"digest challenge of #{exchange.id}")
        return await self._exchange(replace(hop, request=answered), challenged)

    async def _exchange(self, hop: redirects.Hop, reason: _Reason) -> tuple[redirects.Hop, HttpExchange]:
        ready = await self._ready(hop, reason.cause)
        hop = ready.hop
        plan = Plan(
            id=self._next_id(),
            request=hop.request,
            address=hop.address,
            wire_origin=hop.wire,
            headers=ready.headers,
            proxy=self._proxy_for(hop.wire),
            cause=ready.cause,
            redirected_from=reason.came_from,
            notes=(*reason.notes, *ready.notes),
            dropped=reason.dropped,
        )
        return hop, await perform(self._wire, self._recorder, plan)

    async def _ready(self, hop: redirects.Hop, cause: str | None) -> _Ready:
        """`hop` as it goes out, through its gate if there is one."""
        request, address = hop.request, hop.address
        cookie = self._cookies.header_for(address)
        headers, notes = wire_headers(request.headers, address, request.method, request.body, cookie)
        ready = _Ready(hop, headers, notes, cause)
        gate = request.gate
        if gate is None or not gate.holds(request.context):
            return ready
        began = perf_counter()
        try:
            return await self._admitted(gate, ready, cookie)
        finally:
            self._held += perf_counter() - began

    async def _admitted(self, gate: Gate, ready: _Ready, cookie: str | None) -> _Ready:
        hop = ready.hop
        shown = replace(
            hop.request, url=hop.address.url, headers=_shown(ready.headers, hop.address.host_header)
        )
        request = await gate.admit(shown, ready.cause)
        changed = changed_parts(shown, request)
        if not changed:
            return ready
        address = parse_url(request.url)
        wire = self._routes.target_of(address.origin) or address.origin
        headers, notes = wire_headers(
            request.headers, address, request.method, request.body, None, complete=True
        )
        # Where a redirect follows, the cookies of the chain are added anew.
        kept = replace(request, headers=_without_cookie(request.headers, cookie))
        return _Ready(
            redirects.Hop(kept, address, wire),
            headers,
            (*notes, f"Edited by hand before it was sent: {', '.join(changed)}."),
            f"{ready.cause}, {EDITED}" if ready.cause else EDITED,
        )


def _shown(headers: list[tuple[bytes, bytes]], host: str) -> tuple[Header, ...]:
    """The headers that are a person's to edit: a `Host` that follows the URL is not, nor is the length."""
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return tuple(pair for pair in pairs if pair[0].lower() != "content-length" and pair != ("Host", host))


def _without_cookie(headers: tuple[Header, ...], cookie: str | None) -> tuple[Header, ...]:
    if not cookie:
        return headers
    cut = (
        (name, value.removesuffix(cookie).removesuffix("; ") if name.lower() == "cookie" else value)
        for name, value in headers
    )
    return tuple((name, value) for name, value in cut if value or name.lower() != "cookie")


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
