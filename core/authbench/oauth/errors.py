"""What goes wrong between the authorization URL and the token."""

from __future__ import annotations

from authbench.errors import AuthbenchError, Code
from authbench.events import HttpExchange

_DESCRIPTION_LIMIT = 500


class InvalidAuthorizationUrl(AuthbenchError):
    """The authorization URL of the definition cannot be used."""

    default_code = Code.INVALID_URL


class InvalidRedirectSettings(AuthbenchError):
    """The redirect URL of the connection's settings cannot be used."""

    default_code = Code.USAGE


class PortBusy(AuthbenchError):
    """Another process holds the redirect port."""

    default_code = Code.REDIRECT_PORT_BUSY


class ListenerFailed(AuthbenchError):
    """The redirect listener could not be bound for another reason."""

    default_code = Code.REDIRECT_FAILED


class ConsentTimeout(AuthbenchError):
    """Nobody came back from the browser in time."""

    default_code = Code.CONSENT_TIMEOUT


class InvalidRedirect(AuthbenchError):
    """A redirect URL that a person pasted does not belong to this attempt."""

    default_code = Code.INVALID_REDIRECT


class OAuthError(AuthbenchError):
    """An error that the authorization server reported (RFC 6749, 4.1.2.1 and 5.2).

    `code` is the server's own; `description` and `uri` are its words, made safe to show.
    """

    def __init__(
        self,
        code: str,
        description: str | None = None,
        uri: str | None = None,
        *,
        message: str,
        hint: str | None = None,
        exchange: HttpExchange | None = None,
    ) -> None:
        details = {"error": code}
        if description:
            details["error_description"] = description
        if uri:
            details["error_uri"] = uri
        super().__init__(message, code=code, hint=hint, details=details)
        self.description = description
        self.uri = uri
        self.exchange = exchange


class TokenResponseInvalid(AuthbenchError):
    """The token endpoint's answer holds no token that can be used."""

    default_code = Code.TOKEN_RESPONSE_INVALID

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        details: dict[str, str] | None = None,
        exchange: HttpExchange | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint, details=details)
        self.exchange = exchange


def plain_text(text: str, limit: int = _DESCRIPTION_LIMIT) -> str:
    """A server's text as plain text: control and direction-changing characters shown as escapes."""
    shown = "".join(character if _is_harmless(character) else _escaped(character) for character in text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _is_harmless(character: str) -> bool:
    return character.isprintable() or character == " "


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"
