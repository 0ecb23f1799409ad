"""Sending a request and getting it back: routes, redirects, digest, TLS, proxies, timing, cancelling.

Workers call `HttpClient.send` and block; everything that waits runs on the `IoLoop`'s thread.
"""

from authbench.http.address import Address, Origin, join_url, parse_origin, parse_url
from authbench.http.client import HttpClient, preload
from authbench.http.errors import (
    AddressForbidden,
    ConnectionDropped,
    ConnectionFailed,
    ConnectionRefused,
    ConnectTimeout,
    DnsFailed,
    InvalidRequestData,
    InvalidResponse,
    InvalidTlsOptions,
    InvalidUrl,
    ProxyFailed,
    ReadTimeout,
    RedirectRefused,
    ResponseTooLarge,
    ResponseTruncated,
    TlsFailed,
    TlsReason,
    TransportError,
)
from authbench.http.loop import IoLoop
from authbench.http.message import (
    DEFAULT_MAX_BODY,
    DEFAULT_TIMEOUT,
    ExchangeContext,
    HttpRequest,
    HttpResponse,
    RedirectMode,
    RedirectRules,
    TlsOptions,
)
from authbench.http.reasons import reason_phrase
from authbench.http.routes import InvalidRoute, Route, Routes
from authbench.http.scope import CancelScope

__all__ = [
    "DEFAULT_MAX_BODY",
    "DEFAULT_TIMEOUT",
    "Address",
    "AddressForbidden",
    "CancelScope",
    "ConnectTimeout",
    "ConnectionDropped",
    "ConnectionFailed",
    "ConnectionRefused",
    "DnsFailed",
    "ExchangeContext",
    "HttpClient",
    "HttpRequest",
    "HttpResponse",
    "InvalidRequestData",
    "InvalidResponse",
    "InvalidRoute",
    "InvalidTlsOptions",
    "InvalidUrl",
    "IoLoop",
    "Origin",
    "ProxyFailed",
    "ReadTimeout",
    "RedirectMode",
    "RedirectRefused",
    "RedirectRules",
    "ResponseTooLarge",
    "ResponseTruncated",
    "Route",
    "Routes",
    "TlsFailed",
    "TlsOptions",
    "TlsReason",
    "TransportError",
    "join_url",
    "parse_origin",
    "parse_url",
    "preload",
    "reason_phrase",
]
