"""One HTTP request and its response, or its failure, as logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from authbench.errors import Location

Header = tuple[str, str]
"""Name as spelled on the wire, and value decoded as Latin-1 (RFC 9110, 5.5)."""


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes of a message after content decoding. `wire_size` counts them as they travelled.

    `stored` is set once the journal has put a large body away: it counts all of its bytes, and
    `content` is only where they begin.
    """

    content: bytes = b""
    wire_size: int = 0
    stored: int | None = None

    @property
    def size(self) -> int:
        """Bytes after decoding."""
        return len(self.content) if self.stored is None else self.stored


@dataclass(frozen=True, slots=True)
class Phases:
    """Durations in seconds; None where a phase did not happen (a reused connection, plain http)."""

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    send: float | None = None
    wait: float | None = None
    receive: float | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself (RFC 5280, 4.1). `names` are its DNS names and addresses;
    `fingerprint` is the SHA-256 of its DER form in hexadecimal."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    names: tuple[str, ...]
    serial: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """What the handshake agreed on: protocol version, cipher suite, the peer's name, and the chain of
    certificates from the server's own upwards, as far as the server sent it."""

    version: str
    cipher: str
    server_name: str
    chain: tuple[Certificate, ...] = ()


@dataclass(frozen=True, slots=True)
class Transport:
    """How a request travelled: `address` is the peer's `host:port` (the proxy's behind one), `resolved`
    all addresses that the name gave, `proxy` the proxy's origin without credentials, `reused` whether
    the connection was kept from an earlier request."""

    address: str | None = None
    resolved: tuple[str, ...] = ()
    proxy: str | None = None
    reused: bool = False


@dataclass(frozen=True, slots=True)
class ExchangeError:
    """Why no response came: an `authbench.errors.Code` and the system's own text."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class HttpExchange:
    """One request with its response or failure.

    `url` is the definition's URL; `sent_to` the origin that a route sent it to, if one did.
    `run_id` is empty outside runs. `cause` says in a few words why the request was made
    (`refresh_on 401`, `no token yet, as expected`, `redirect from #3`); `lambda_location` is the
    lambda that made it. `started_at` is wall time in UTC; `elapsed` counts seconds to the end.
    A browser's visit to the authorization URL and its redirect are exchanges with `browser=True`.
    `dropped` names the headers that a redirect from another origin was followed without.
    """

    id: int
    run_id: str
    step: str
    method: str
    url: str
    started_at: datetime
    started_clock: float
    request_headers: tuple[Header, ...] = ()
    request_body: Body = Body()
    sent_to: str | None = None
    cause: str | None = None
    lambda_location: Location | None = None
    status: int | None = None
    reason: str = ""
    http_version: str = "HTTP/1.1"
    response_headers: tuple[Header, ...] = ()
    response_body: Body = Body()
    truncated: bool = False
    phases: Phases = Phases()
    tls: TlsFacts | None = None
    transport: Transport = Transport()
    dropped: tuple[str, ...] = ()
    elapsed: float | None = None
    error: ExchangeError | None = None
    expected_refusal: bool = False
    browser: bool = False
    redirected_from: int | None = None
    notes: tuple[str, ...] = ()
