"""What workers hold: `HttpClient.send` blocks until the response is complete."""

from __future__ import annotations

import ipaddress
import itertools
import threading
from time import monotonic
from typing import TYPE_CHECKING

from authbench.events import Recorder
from authbench.http.address import Origin, parse_url
from authbench.http.loop import IoLoop
from authbench.http.message import HttpRequest, HttpResponse
from authbench.http.proxies import Proxy, environment, proxy_for
from authbench.http.routes import Routes
from authbench.http.scope import CancelScope
from authbench.http.wire_headers import check_method, wire_headers

if TYPE_CHECKING:
    from authbench.http.wire import Wire

_PROXY_SETTINGS_SECONDS = 5.0
_NO_ROUTES = Routes()


class HttpClient:
    """Sends requests over HTTP/1.1 and records each exchange.

    One for the whole process. Connections to servers are kept and used again within one
    `connection_id`, never across. Without `trust_env` the proxies of the environment are ignored.
    """

    def __init__(self, loop: IoLoop, recorder: Recorder, *, trust_env: bool = True) -> None:
        self._loop = loop
        self._recorder = recorder
        self._trust_env = trust_env
        self._ids = itertools.count(1)
        self._wire: Wire | None = None
        self._lock = threading.Lock()
        self._forbidden: frozenset[tuple[str, int]] = frozenset()
        self._proxies: tuple[float, dict[str, str]] = (float("-inf"), {})

    def next_exchange_id(self) -> int:
        """A new number for an exchange, also for those that a browser makes."""
        return next(self._ids)

    def send(self, request: HttpRequest, scope: CancelScope, routes: Routes = _NO_ROUTES) -> HttpResponse:
        """Send `request` and return its response once the whole body is there.

        Any status is a response. Raises `InvalidUrl` and `InvalidRequestData` before a byte is sent,
        another `TransportError` with its `exchange` when no complete response came, `Cancelled` when
        `scope` is cancelled.
        """
        check_method(request.method)
        wire_headers(request.headers, parse_url(request.url), request.method, request.body, None)
        return self._loop.run(self._send(request, routes), scope)

    def forbid(self, host: str, port: int) -> None:
        """Put a listener of our own out of the reach of requests, however they spell its address."""
        with self._lock:
            self._forbidden |= {(host, port)}

    def is_own(self, host: str, port: int) -> bool:
        """Whether an IP address and port are those of a listener that was put out of reach."""
        return self._is_forbidden(host, port)

    def allow(self, host: str, port: int) -> None:
        """Undo `forbid`."""
        with self._lock:
            self._forbidden -= {(host, port)}

    def close(self) -> None:
        """Close every kept socket. The loop goes on."""
        wire, self._wire = self._wire, None
        if wire is not None:
            self._loop.run(wire.close(), CancelScope())

    async def _send(self, request: HttpRequest, routes: Routes) -> HttpResponse:
        from authbench.http.chain import Chain
        from authbench.http.wire import Wire

        if self._wire is None:
            self._wire = Wire(self._is_forbidden)
        chain = Chain(self._wire, self._recorder, routes, self.next_exchange_id, self._proxy_for)
        return await chain.run(request)

    def _proxy_for(self, origin: Origin) -> Proxy | None:
        if not self._trust_env:
            return None
        read_at, settings = self._proxies
        now = monotonic()
        if now - read_at > _PROXY_SETTINGS_SECONDS:
            settings = environment()
            self._proxies = (now, settings)
        return proxy_for(origin, settings) if settings else None

    def _is_forbidden(self, host: str, port: int) -> bool:
        forbidden = self._forbidden
        if not any(port == each for _, each in forbidden):
            return False
        wanted = _canonical(host)
        for listener, each in forbidden:
            if each == port:
                own = _canonical(listener)
                # The unspecified address reaches loopback, and a listener on it is reached by any.
                if wanted == own or own.is_unspecified or wanted.is_unspecified:
                    return True
        return False


def _canonical(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    ip = ipaddress.ip_address(host.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped if mapped is not None else ip


def preload() -> None:
    """Import the HTTP libraries, so that the first request need not. For a worker with time to spare."""
    import authbench.http.chain  # noqa: F401
