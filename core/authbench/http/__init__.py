"""Sending a request and getting it back: routes, redirects, digest, TLS, proxies, timing, cancelling.

Workers call `HttpClient.send` and block; everything that waits runs on the `IoLoop`'s thread.

Each name is imported from its module when it is first used: a process pays for what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
        Gate,
        HttpRequest,
        HttpResponse,
        RedirectMode,
        RedirectRules,
        TlsOptions,
        changed_parts,
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
    "Gate",
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
    "changed_parts",
    "join_url",
    "parse_origin",
    "parse_url",
    "preload",
    "reason_phrase",
]

_MODULES = {
    "Address": "address",
    "AddressForbidden": "errors",
    "CancelScope": "scope",
    "ConnectTimeout": "errors",
    "ConnectionDropped": "errors",
    "ConnectionFailed": "errors",
    "ConnectionRefused": "errors",
    "DEFAULT_MAX_BODY": "message",
    "DEFAULT_TIMEOUT": "message",
    "DnsFailed": "errors",
    "ExchangeContext": "message",
    "Gate": "message",
    "HttpClient": "client",
    "HttpRequest": "message",
    "HttpResponse": "message",
    "InvalidRequestData": "errors",
    "InvalidResponse": "errors",
    "InvalidRoute": "routes",
    "InvalidTlsOptions": "errors",
    "InvalidUrl": "errors",
    "IoLoop": "loop",
    "Origin": "address",
    "ProxyFailed": "errors",
    "ReadTimeout": "errors",
    "RedirectMode": "message",
    "RedirectRefused": "errors",
    "RedirectRules": "message",
    "ResponseTooLarge": "errors",
    "ResponseTruncated": "errors",
    "Route": "routes",
    "Routes": "routes",
    "TlsFailed": "errors",
    "TlsOptions": "message",
    "TlsReason": "errors",
    "TransportError": "errors",
    "changed_parts": "message",
    "join_url": "address",
    "parse_origin": "address",
    "parse_url": "address",
    "preload": "client",
    "reason_phrase": "reasons",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
