"""One exchange from its start to its end in the log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from time import monotonic, perf_counter

from authbench.errors import Code
from authbench.events import (
    Body,
    ExchangeError,
    ExchangeFinished,
    ExchangeStarted,
    Header,
    HttpExchange,
    Recorder,
)
from authbench.http.address import Address, Origin
from authbench.http.decoding import BadCoding, BodyDecoder, DecodedTooLarge
from authbench.http.errors import (
    ConnectionDropped,
    InvalidResponse,
    ReadTimeout,
    ResponseTooLarge,
    ResponseTruncated,
    TransportError,
)
from authbench.http.flight import FLIGHT, Flight
from authbench.http.message import HttpRequest
from authbench.http.proxies import Proxy
from authbench.http.wire import PoolKey, Wire, explain, proxy_authentication_required

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that one exchange needs, decided beforehand."""

    id: int
    request: HttpRequest
    address: Address
    wire_origin: Origin
    headers: list[tuple[bytes, bytes]]
    proxy: Proxy | None
    cause: str | None
    redirected_from: int | None
    notes: tuple[str, ...]
    dropped: tuple[str, ...] = ()


async def perform(wire: Wire, recorder: Recorder, plan: Plan) -> HttpExchange:
    """Send the request and read the whole response; both ends are recorded.

    Raises a `TransportError` whose `exchange` is the finished one.
    """
    return await _Performance(wire, recorder, plan).run()


class _Performance:
    def __init__(self, wire: Wire, recorder: Recorder, plan: Plan) -> None:
        self._wire = wire
        self._recorder = recorder
        self._plan = plan
        self._clock = perf_counter()
        self._flight = Flight(b"", 0.0)
        # It hands its one buffer out as it is, where joined pieces would be there twice.
        self._received = BytesIO()
        self._wire_size = 0
        self._status: int | None = None
        self._reason = ""
        self._version = "HTTP/1.1"
        self._notes = plan.notes
        self._started = self._first_entry()

    def _first_entry(self) -> HttpExchange:
        plan, context = self._plan, self._plan.request.context
        body = plan.request.body
        routed = plan.wire_origin != plan.address.origin
        return HttpExchange(
            id=plan.id,
            run_id=context.run_id,
            step=context.step,
            method=plan.request.method,
            url=plan.address.url,
            started_at=datetime.now(UTC),
            started_clock=monotonic(),
            request_headers=_as_text(plan.headers),
            request_body=Body(body, len(body)) if body else Body(),
            sent_to=str(plan.wire_origin) if routed else None,
            cause=plan.cause,
            lambda_location=context.lambda_location,
            redirected_from=plan.redirected_from,
            notes=plan.notes,
            dropped=plan.dropped,
        )

    async def run(self) -> HttpExchange:
        self._recorder.record(ExchangeStarted(self._started))
        total = self._plan.request.total_timeout
        try:
            if total is None:
                await self._attempts()
            else:
                async with asyncio.timeout(total):
                    await self._attempts()
        except TransportError as error:
            self._fail(error)
            raise
        except TimeoutError:
            late = ReadTimeout(
                "Timed out reading data from server",
                hint=f"The request as a whole took longer than {total:g} seconds.",
            )
            self._fail(late)
            raise late from None
        except asyncio.CancelledError:
            self._finish(error=ExchangeError(Code.CANCELLED, "cancelled"))
            raise
        return self._finish()

    async def _attempts(self) -> None:
        try:
            await self._attempt()
        except ConnectionDropped as error:
            # A kept connection may have been closed while the request was on its way. Nothing came
            # back, so a request that changes nothing is sent once more on a connection of its own.
            stale = not self._flight.opened and self._flight.first_byte is None
            if (
                isinstance(error, ResponseTruncated)
                or not stale
                or self._plan.request.method not in _SAFE_METHODS
            ):
                raise
            self._notes += ("The server had closed the kept connection; sent again on a new one.",)
            await self._attempt()

    async def _attempt(self) -> None:
        plan, request = self._plan, self._plan.request
        flight = self._flight = Flight(plan.address.target.encode("ascii"), request.connect_timeout)
        FLIGHT.set(flight)
        key = PoolKey(request.context.connection_id, request.tls, plan.proxy)
        timeouts: dict[str, float | None] = {
            "connect": request.connect_timeout,
            "read": request.read_timeout,
            "write": request.read_timeout,
            "pool": None,
        }
        in_body = False
        try:
            response = await self._wire.send(
                key, plan.wire_origin, request.method, plan.headers, request.body, flight, timeouts
            )
            in_body = True
            try:
                self._status = response.status_code
                self._reason = response.extensions["reason_phrase"].decode("latin-1")
                self._version = response.extensions["http_version"].decode("latin-1")
                await self._read(response.stream.__aiter__())  # type: ignore[union-attr]
            finally:
                await response.aclose()
        except Exception as error:
            raise explain(
                error,
                host=plan.wire_origin.host,
                read_timeout=request.read_timeout,
                answered=flight.first_byte is not None,
                in_body=in_body,
            ) from error
        if self._status == 407 and plan.proxy is not None:
            raise proxy_authentication_required()

    async def _read(self, stream: AsyncIterator[bytes]) -> None:
        limit = self._plan.request.max_body
        headers = self._flight.raw_headers
        coding = b", ".join(value for name, value in headers if name.lower() == b"content-encoding")
        decoder: BodyDecoder | None = None
        host = self._plan.wire_origin.host
        try:
            if coding and self._plan.request.method.upper() != "HEAD":
                decoder = BodyDecoder(coding.decode("latin-1"), limit)
                if decoder.unknown:
                    self._notes += (
                        f"The body is coded as {', '.join(decoder.unknown)} and shown as it came.",
                    )
            async for piece in stream:
                self._wire_size += len(piece)
                if self._wire_size > limit:
                    raise _too_large(limit, "")
                self._received.write(piece if decoder is None else decoder.feed(piece))
            if decoder is not None and self._wire_size:
                decoder.finish()
        except DecodedTooLarge:
            raise _too_large(limit, " once decompressed") from None
        except BadCoding as error:
            raise InvalidResponse(
                f"The response of {host} says it is compressed as {coding.decode('latin-1')}, but it is not, "
                "or it ends too early.",
                hint="A mistake of the server, or of a proxy on the way.",
                details={"system": str(error)},
            ) from error
        if self._wire_size and _is_close_delimited(headers):
            self._notes += ("The server gave no length: the body ended when the connection did.",)

    def _fail(self, error: TransportError) -> None:
        error.exchange = self._finish(error=ExchangeError(error.code, error.message), truncated=True)

    def _finish(self, error: ExchangeError | None = None, truncated: bool = False) -> HttpExchange:
        ended = perf_counter()
        flight = self._flight
        content, self._received = self._received.getvalue(), BytesIO()
        exchange = replace(
            self._started,
            status=self._status,
            reason=self._reason,
            http_version=self._version,
            response_headers=_as_text(flight.raw_headers),
            response_body=Body(content, self._wire_size),
            truncated=truncated and self._status is not None,
            phases=flight.phases(ended),
            tls=flight.tls_facts,
            transport=flight.transport(None if self._plan.proxy is None else self._plan.proxy.url),
            elapsed=ended - self._clock,
            error=error,
            notes=self._notes,
        )
        self._recorder.record(ExchangeFinished(exchange))
        return exchange


def _too_large(limit: int, how: str) -> ResponseTooLarge:
    size = f"{limit // (1024 * 1024)} MB" if limit >= 1024 * 1024 else f"{limit} bytes"
    return ResponseTooLarge(
        f"The response is larger than {size}{how}; reading it was stopped.",
        hint="Ask the API for less at a time.",
    )


def _as_text(headers: Sequence[tuple[bytes, bytes]]) -> tuple[Header, ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in headers)


def _is_close_delimited(headers: tuple[tuple[bytes, bytes], ...]) -> bool:
    return not any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in headers)
