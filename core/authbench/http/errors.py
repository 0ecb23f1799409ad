"""Why a request got no usable answer: one class per cause, each with its sentence and what to do."""

from __future__ import annotations

from enum import StrEnum

from authbench.errors import AuthbenchError, Code, Location
from authbench.events import HttpExchange


class TransportError(AuthbenchError):
    """A request that could not be sent or whose response could not be read.

    `exchange` is the finished exchange that shows it; None where nothing was sent.
    """

    default_code = Code.CONNECTION_FAILED

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        location: Location | None = None,
        details: dict[str, str] | None = None,
        exchange: HttpExchange | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint, location=location, details=details)
        self.exchange = exchange


class InvalidUrl(TransportError):
    """The URL has no host, an unknown scheme, a bad port, or characters that no URL may have."""

    default_code = Code.INVALID_URL


class InvalidRequestData(TransportError):
    """The method or a header holds characters that would break the request apart (RFC 9112, 11.1)."""

    default_code = Code.INVALID_REQUEST_DATA


class InvalidTlsOptions(TransportError):
    """A certificate or key that was given is not usable PEM."""

    default_code = Code.INVALID_REQUEST_DATA


class DnsFailed(TransportError):
    """The host name could not be resolved."""

    default_code = Code.DNS_FAILED


class ConnectionRefused(TransportError):
    """Nothing listens on the port."""

    default_code = Code.CONNECTION_REFUSED


class ConnectionFailed(TransportError):
    """The host could not be reached."""

    default_code = Code.CONNECTION_FAILED


class AddressForbidden(TransportError):
    """The request would have reached a listener of our own."""

    default_code = Code.CONNECTION_FAILED


class ConnectionDropped(TransportError):
    """The server ended the connection before a response began."""

    default_code = Code.CONNECTION_FAILED


class ResponseTruncated(ConnectionDropped):
    """The connection ended in the middle of the response."""

    default_code = Code.INVALID_RESPONSE


class ConnectTimeout(TransportError):
    """No connection within the connect timeout (name resolution, TCP and TLS together)."""

    default_code = Code.REQUEST_TIMEOUT


class ReadTimeout(TransportError):
    """The server was silent for longer than the read timeout, or the whole took too long."""

    default_code = Code.REQUEST_TIMEOUT


class TlsReason(StrEnum):
    """What a TLS handshake failed on."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_HOST = "wrong_host"
    SELF_SIGNED = "self_signed"
    UNKNOWN_CA = "unknown_ca"
    MISSING_INTERMEDIATE = "missing_intermediate"
    PLAIN_HTTP = "plain_http"
    CLIENT_CERTIFICATE = "client_certificate"
    PROTOCOL = "protocol"
    DROPPED = "dropped"
    OTHER = "other"


class TlsFailed(TransportError):
    """The TLS handshake failed; `reason` says on what."""

    default_code = Code.TLS_FAILED

    def __init__(
        self,
        message: str,
        *,
        reason: TlsReason,
        hint: str | None = None,
        details: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message, hint=hint, details=details)
        self.reason = reason


class ProxyFailed(TransportError):
    """The proxy of the environment refused or could not be used."""

    default_code = Code.PROXY_FAILED


class ResponseTooLarge(TransportError):
    """The body is larger than the limit, as it travels or once decoded."""

    default_code = Code.RESPONSE_TOO_LARGE


class InvalidResponse(TransportError):
    """What came back is no complete HTTP response, or its content coding is broken."""

    default_code = Code.INVALID_RESPONSE


class RedirectRefused(TransportError):
    """A redirect that is not followed: too many, a loop, a bad Location, or from https to http."""

    default_code = Code.INVALID_RESPONSE
