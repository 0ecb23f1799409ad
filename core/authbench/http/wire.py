"""One exchange over httpx and httpcore: everything that needs the HTTP libraries.

Imported on the first request only, because those libraries take longer to import than the rest of
the engine together.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from time import monotonic

import httpcore
import httpx

from authbench.http.address import Origin
from authbench.http.errors import (
    ConnectionDropped,
    InvalidRequestData,
    InvalidResponse,
    ProxyFailed,
    ReadTimeout,
    ResponseTruncated,
    TransportError,
)
from authbench.http.flight import Flight
from authbench.http.message import TlsOptions
from authbench.http.network import Backend
from authbench.http.proxies import Proxy
from authbench.http.tls import tls_context

_KEEP_ALIVE_SECONDS = 15.0

# These print whole URLs and headers, secrets included.
for _name in ("httpx", "httpcore", "h11"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class PoolKey:
    """What sockets may be shared by: one connection's requests with one way to trust and to route."""

    connection_id: str
    tls: TlsOptions
    proxy: Proxy | None


@dataclass(slots=True)
class _Pool:
    core: httpcore.AsyncConnectionPool
    active: int = 0
    used: float = 0.0
    timer: asyncio.TimerHandle | None = None


class Wire:
    """The one HTTP client, with a pool of sockets per `PoolKey`. Lives on the loop's thread."""

    def __init__(self, is_forbidden: Callable[[str, int], bool]) -> None:
        self._backend = Backend(is_forbidden)
        self._pools: dict[PoolKey, _Pool] = {}
        self._contexts: dict[TlsOptions, ssl.SSLContext] = {}
        self._closing: set[asyncio.Task[None]] = set()
        no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._client = httpx.AsyncClient(transport=_Transport(self), cookies=no_cookies, trust_env=False)

    async def send(
        self,
        key: PoolKey,
        origin: Origin,
        method: str,
        headers: list[tuple[bytes, bytes]],
        body: bytes,
        flight: Flight,
        timeouts: dict[str, float | None],
    ) -> httpx.Response:
        """Send a request and return when the response's head is there; the body streams."""
        if key.proxy is not None:
            await self._backend.check_behind_proxy(origin.host, origin.port)
        request = httpx.Request(
            method,
            _origin_url(str(origin)),
            headers=headers,
            stream=httpx.ByteStream(body),
            extensions={
                "timeout": timeouts,
                "flight": flight,
                "pool": key,
                "origin": origin,
                "method": method.encode("ascii"),
            },
        )
        return await self._client.send(request, stream=True)

    def pool(self, key: PoolKey) -> _Pool:
        """The pool for `key`, made when first needed. Raises `InvalidTlsOptions`."""
        pool = self._pools.get(key)
        if pool is None:
            proxy = None
            if key.proxy is not None:
                secure = key.proxy.url.startswith("https:")
                proxy = httpcore.Proxy(
                    key.proxy.url,
                    auth=key.proxy.credentials,
                    ssl_context=self._context(TlsOptions()) if secure else None,
                )
            pool = self._pools[key] = _Pool(
                httpcore.AsyncConnectionPool(
                    ssl_context=self._context(key.tls),
                    proxy=proxy,
                    max_connections=None,
                    max_keepalive_connections=20,
                    keepalive_expiry=_KEEP_ALIVE_SECONDS,
                    network_backend=self._backend,
                )
            )
        return pool

    def _context(self, options: TlsOptions) -> ssl.SSLContext:
        context = self._contexts.get(options)
        if context is None:
            context = self._contexts[options] = tls_context(options)
        return context

    def release(self, pool: _Pool) -> None:
        """A response was read to its end: the pool closes once it has not been used for a while."""
        pool.active -= 1
        pool.used = monotonic()
        if pool.timer is None:
            pool.timer = asyncio.get_running_loop().call_later(_KEEP_ALIVE_SECONDS, self._expire, pool)

    def _expire(self, pool: _Pool) -> None:
        pool.timer = None
        idle = monotonic() - pool.used
        if pool.active or idle < _KEEP_ALIVE_SECONDS:
            wait = max(1.0, _KEEP_ALIVE_SECONDS - idle)
            pool.timer = asyncio.get_running_loop().call_later(wait, self._expire, pool)
            return
        for key, other in list(self._pools.items()):
            if other is pool:
                del self._pools[key]
                self._contexts.pop(key.tls, None)
        task = asyncio.ensure_future(pool.core.aclose())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Close all sockets."""
        pools = list(self._pools.values())
        self._pools.clear()
        self._contexts.clear()
        for pool in pools:
            if pool.timer is not None:
                pool.timer.cancel()
            await pool.core.aclose()
        await self._client.aclose()


@lru_cache(maxsize=64)
def _origin_url(origin: str) -> httpx.URL:
    return httpx.URL(origin)


class _Transport(httpx.AsyncBaseTransport):
    """Hands httpx's requests to the pools with the request target untouched: httpx would re-encode it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        extensions = request.extensions
        flight: Flight = extensions["flight"]
        origin: Origin = extensions["origin"]
        pool = self._wire.pool(extensions["pool"])
        url = httpcore.URL(
            scheme=origin.scheme.encode(),
            host=origin.host.encode(),
            # A proxy is told the URL, in which the scheme's own port is left out as in any other.
            port=None if origin.has_default_port else origin.port,
            target=flight.target,
        )
        pool.active += 1
        try:
            response = await pool.core.handle_async_request(
                httpcore.Request(
                    # As it was given: httpx would put it into capitals.
                    extensions["method"],
                    url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions={"timeout": extensions["timeout"]},
                )
            )
        except BaseException:
            self._wire.release(pool)
            raise
        flight.raw_headers, flight.head_complete = tuple(response.headers), True
        # Without its headers, which the flight has: httpx fails on a Location that it cannot read, followed
        # or not.
        return httpx.Response(
            response.status,
            stream=_Body(response, self._wire, pool),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """The pools are closed by their owner."""


class _Body(httpx.AsyncByteStream):
    """A response body on its way, which gives the socket back to its pool when it is done."""

    def __init__(self, response: httpcore.Response, wire: Wire, pool: _Pool) -> None:
        self._response = response
        self._wire = wire
        self._pool = pool
        self._open = True

    def __aiter__(self) -> AsyncIterator[bytes]:
        stream = self._response.stream
        return stream.__aiter__()  # type: ignore[union-attr]

    async def aclose(self) -> None:
        """Give the socket back, or close it where the body was not read to its end."""
        if self._open:
            self._open = False
            try:
                await self._response.aclose()
            finally:
                self._wire.release(self._pool)


def explain(
    error: Exception, *, host: str, read_timeout: float, answered: bool, in_body: bool
) -> TransportError:
    """The typed error for what a library raised. `answered`: bytes had come back; `in_body`: even the
    whole head of a response."""
    if isinstance(error, TransportError):
        return error
    system = {"system": str(error) or type(error).__name__}
    if isinstance(error, httpcore.TimeoutException):
        return ReadTimeout(
            "Timed out reading data from server",
            hint=f"{host} was silent for {read_timeout:g} seconds.",
        )
    if isinstance(error, httpcore.ProxyError):
        return _explain_proxy(error, host)
    if isinstance(error, httpcore.LocalProtocolError):
        return InvalidRequestData("The request cannot be sent as it is.", details=system)
    if in_body and isinstance(error, (httpcore.RemoteProtocolError, httpcore.NetworkError)):
        return ResponseTruncated(
            f"The connection to {host} ended in the middle of the response.",
            hint="The server or something on the way cut it. What arrived is in the log.",
            details=system,
        )
    dropped = isinstance(error, httpcore.NetworkError) or "disconnected without sending" in str(error)
    if dropped and not answered:
        return ConnectionDropped(
            f"{host} closed the connection without answering.",
            hint="The server may have crashed on this request, or the port speaks another protocol (https?).",
            details=system,
        )
    if isinstance(error, (httpcore.RemoteProtocolError, httpcore.NetworkError)):
        return InvalidResponse(
            f"What {host} sent is not HTTP.",
            hint="Check the port: something else may be listening there, or the URL needs https.",
            details=system,
        )
    return TransportError(f"The request to {host} failed.", details=system)


def _explain_proxy(error: httpcore.ProxyError, host: str) -> ProxyFailed:
    text = str(error)
    if text.startswith("407"):
        return proxy_authentication_required()
    return ProxyFailed(
        f"The proxy did not open a connection to {host}.",
        hint="Check HTTPS_PROXY, or add the host to NO_PROXY.",
        details={"system": text},
    )


def proxy_authentication_required() -> ProxyFailed:
    """The error for a 407, whether it answered a CONNECT or the request itself."""
    return ProxyFailed(
        "The proxy wants a user name and a password (407 Proxy Authentication Required).",
        hint="Put them into the proxy's URL in the environment: http://user:password@proxy.example:3128",
    )
