"""What is sent and what comes back, as plain frozen data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from authbench.errors import Location
from authbench.events import Header, HttpExchange

DEFAULT_TIMEOUT = 60.0
"""Seconds, for connecting and for reading (SDK reference 4.9)."""

DEFAULT_MAX_BODY = 256 * 1024 * 1024
"""Bytes that a response body may have, as it travels and once decoded."""


class RedirectMode(StrEnum):
    """Which redirects are followed (SDK reference 5.8). `NEVER` is for token requests."""

    DEFAULT = "default"
    FOLLOW = "follow"
    IGNORE = "ignore"
    NEVER = "never"


def holds_no_secret(_content: bytes | str) -> bool:
    """The predicate of a request that knows no secrets."""
    return False


@dataclass(frozen=True, slots=True)
class RedirectRules:
    """How redirects of a request are treated. `contains_secret` says whether text or bytes hold a
    known secret, so that it does not travel to another origin."""

    mode: RedirectMode = RedirectMode.DEFAULT
    contains_secret: Callable[[bytes | str], bool] = holds_no_secret


@dataclass(frozen=True, slots=True)
class TlsOptions:
    """TLS beyond the operating system's trust (SDK reference 5.9). All certificates are PEM text.

    `server_certs` replaces the system's trust when `strict`, else adds to it. `verify` False
    accepts any certificate and is set only where a person asked for it.
    """

    client_cert: str | None = None
    client_key: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)
    intermediates: tuple[str, ...] = ()
    server_certs: tuple[str, ...] = ()
    strict: bool = True
    verify: bool = True


@dataclass(frozen=True, slots=True)
class ExchangeContext:
    """What a request is part of, for the log; `connection_id` also keeps sockets of connections apart."""

    run_id: str = ""
    step: str = ""
    cause: str | None = None
    lambda_location: Location | None = None
    connection_id: str = ""


class Gate(Protocol):
    """Stands before every request of a run, redirects and digest answers included, and may change it. Both
    methods are called on the loop's thread."""

    def holds(self, context: ExchangeContext) -> bool:
        """Whether `admit` is to be asked. Quick."""

    async def admit(self, request: HttpRequest, cause: str | None) -> HttpRequest:
        """The request to send in place of `request`, or `request` itself. Its headers are all that go out
        but `Host`, where the URL decides it, and `Content-Length`. May wait for as long as it likes: no
        timeout counts before the request is sent."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as the definition means it.

    Header names go out as spelled and in this order, `Host` first as RFC 9110, 7.2 asks. `Host`,
    `Content-Length`, `Accept-Encoding` and `User-Agent` are added where missing; the length and
    framing of the body are always ours. Header values are Latin-1, or UTF-8 where they do not fit.
    Timeouts are in seconds; `total_timeout` covers one exchange from name resolution to the last byte.
    """

    method: str
    url: str
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    connect_timeout: float = DEFAULT_TIMEOUT
    read_timeout: float = DEFAULT_TIMEOUT
    total_timeout: float | None = None
    redirects: RedirectRules = RedirectRules()
    digest: tuple[str, str] | None = field(default=None, repr=False)
    tls: TlsOptions = TlsOptions()
    context: ExchangeContext = ExchangeContext()
    max_body: int = DEFAULT_MAX_BODY
    gate: Gate | None = field(default=None, repr=False, compare=False)


EDITED = "edited by hand"
"""What the cause of an exchange says where a person changed the request."""


def changed_parts(before: HttpRequest, after: HttpRequest) -> tuple[str, ...]:
    """In what two requests differ: `method`, `url`, `headers`, `body`, in this order."""
    names = ("method", "url", "headers", "body")
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """A complete response. `body` is decoded; `url` is where it finally came from, by the
    definition's name for it; `exchange` is the last one; `elapsed` counts seconds over all hops."""

    status: int
    reason: str
    headers: tuple[Header, ...]
    body: bytes
    url: str
    exchange: HttpExchange
    elapsed: float

    def header(self, name: str) -> str | None:
        """The first value of header `name`, whatever its case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def header_values(self, name: str) -> tuple[str, ...]:
        """Every value of header `name`, in order of arrival."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)
