"""The errors that a person meets: typed, located, with what was expected and what to do next.

Everything that goes wrong on purpose derives from `AuthbenchError`. Parts subclass it where the
cause carries data of its own; the code is what a script tests and comes from `Code`, except where
an authorization server's own error code (RFC 6749, 4.1.2.1 and 5.2) is passed on verbatim.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """The closed list of error codes that are ours; documented in docs/errors.md."""

    # The call, the definition or the settings: no byte was sent.
    USAGE = "usage"
    FILE_NOT_READABLE = "file_not_readable"
    SYNTAX_ERROR = "syntax_error"
    INVALID_DEFINITION = "invalid_definition"
    UNSUPPORTED = "unsupported"
    TRUST_REQUIRED = "trust_required"
    SETTINGS_INVALID = "settings_invalid"
    SETTINGS_ENCRYPTED = "settings_encrypted"
    FIELDS_INVALID = "fields_invalid"
    # While a lambda runs.
    LAMBDA_ERROR = "lambda_error"
    OUTSIDE_LAMBDA = "outside_lambda"
    CONNECTOR_ERROR = "connector_error"
    LIMIT_EXCEEDED = "limit_exceeded"
    # On the wire.
    INVALID_URL = "invalid_url"
    INVALID_REQUEST_DATA = "invalid_request_data"
    DNS_FAILED = "dns_failed"
    CONNECTION_REFUSED = "connection_refused"
    CONNECTION_FAILED = "connection_failed"
    TLS_FAILED = "tls_failed"
    PROXY_FAILED = "proxy_failed"
    REQUEST_TIMEOUT = "request_timeout"
    RESPONSE_TOO_LARGE = "response_too_large"
    INVALID_RESPONSE = "invalid_response"
    HTTP_ERROR = "http_error"
    DETECTED_ERROR = "detected_error"
    # Consent and tokens.
    REDIRECT_PORT_BUSY = "redirect_port_busy"
    REDIRECT_FAILED = "redirect_failed"
    CONSENT_TIMEOUT = "consent_timeout"
    INVALID_REDIRECT = "invalid_redirect"
    ISSUER_MISMATCH = "issuer_mismatch"
    TOKEN_RESPONSE_INVALID = "token_response_invalid"
    REAUTHORIZATION_FAILED = "reauthorization_failed"
    SIGN_IN_AGAIN = "sign_in_again"
    # The verdict, the machine, the person.
    TEST_FAILED = "test_failed"
    KEYCHAIN_FAILED = "keychain_failed"
    STORAGE_FAILED = "storage_failed"
    EXPORT_REFUSED = "export_refused"
    CANCELLED = "cancelled"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a definition. Lines and columns count from 1; `path` is the key path, such as
    `connection.authorization.acquire`; `source` is the text of that line, for a caret display."""

    file: str
    line: int | None = None
    column: int | None = None
    path: str | None = None
    source: str | None = None

    def __str__(self) -> str:
        parts = [self.file]
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(parts)


class AuthbenchError(Exception):
    """Base of what is reported to a person.

    `code` is a `Code` or an OAuth error code verbatim; `message` says what happened in one sentence;
    `hint` says what to do; `location` is the place in the definition where there is one; `details`
    are further facts for the failure card and the report, name by name. None of these is redacted
    here: every exit redacts (see `authbench.journal.redaction`).
    """

    default_code: str = Code.INTERNAL

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        location: Location | None = None,
        details: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code: str = str(code if code is not None else self.default_code)
        self.message = message
        self.hint = hint
        self.location = location
        self.details: dict[str, str] = dict(details or {})


class Cancelled(BaseException):
    """A person cancelled the run. A `BaseException`, so that no handler of ordinary errors, ours or
    a definition's `rescue`, can swallow it."""
