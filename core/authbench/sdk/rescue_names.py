"""Under which class names a connector's `rescue` knows an error, transport errors included."""

from __future__ import annotations

from authbench.errors import AuthbenchError
from authbench.http import (
    ConnectionDropped,
    ConnectionFailed,
    ConnectionRefused,
    DnsFailed,
    TlsFailed,
    TransportError,
)
from authbench.sdk.errors import SdkError

SDK_NAMESPACE = "Workato::Connector::Sdk::"

_TRANSPORT_NAMES: tuple[tuple[type[TransportError], tuple[str, ...]], ...] = (
    (ConnectionRefused, ("Errno::ECONNREFUSED", "SystemCallError")),
    (DnsFailed, ("SocketError",)),
    (TlsFailed, ("OpenSSL::SSL::SSLError", "OpenSSL::OpenSSLError")),
    (ConnectionDropped, ("EOFError", "IOError")),
    (ConnectionFailed, ("Errno::EHOSTUNREACH", "SystemCallError")),
)


def rescue_names(error: AuthbenchError) -> tuple[str, ...]:
    """The classes of `error` in Ruby, the one that `e.class` prints first, `StandardError` left out.
    Empty for errors that no `rescue` shall see (limits, unsupported code)."""
    if isinstance(error, SdkError):
        return _sdk_names(type(error))
    for kind, names in _TRANSPORT_NAMES:
        if isinstance(error, kind):
            return names
    return ("RuntimeError",) if isinstance(error, TransportError) else ()


def _sdk_names(kind: type[SdkError]) -> tuple[str, ...]:
    names: list[str] = []
    for each in kind.__mro__:
        if not issubclass(each, SdkError):
            continue
        for name in (each.ruby_class, f"{SDK_NAMESPACE}{each.sdk_class}"):
            if name is not None and name not in names:
                names.append(name)
    return tuple(names)
