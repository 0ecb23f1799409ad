"""The authorization server's error codes in plain words (RFC 6749, 4.1.2.1 and 5.2; RFC 6750; OIDC)."""

from __future__ import annotations

from authbench.http import HttpResponse
from authbench.oauth.attempt import Redirect
from authbench.oauth.errors import OAuthError, plain_text

_AUTHORIZATION: dict[str, tuple[str, str]] = {
    "access_denied": (
        "Access was not allowed in the browser.",
        "Press Connect again and allow access, or sign in as somebody who may.",
    ),
    "unauthorized_client": (
        "This client may not ask for a code.",
        "Check in the provider's app settings that the authorization code grant is enabled.",
    ),
    "unsupported_response_type": (
        "The provider does not hand out codes this way.",
        "Check response_type in authorization_url; code is the usual one.",
    ),
    "invalid_scope": (
        "The provider does not know or allow a scope that was asked for.",
        "Compare the scopes in authorization_url with those of the app's registration.",
    ),
    "invalid_request": (
        "The provider finds the authorization request incomplete or malformed.",
        "Compare the authorization URL in the log with the provider's documentation.",
    ),
    "server_error": ("The provider had an internal error.", "Try again in a while."),
    "temporarily_unavailable": ("The provider is overloaded or in maintenance.", "Try again in a while."),
    "login_required": (
        "The provider wants a sign-in, but was asked not to show one.",
        "Remove prompt=none from authorization_url.",
    ),
    "consent_required": (
        "The provider wants consent, but was asked not to show the question.",
        "Remove prompt=none from authorization_url, or have an administrator consent.",
    ),
    "interaction_required": (
        "The provider wants to ask the person something, but was asked not to.",
        "Remove prompt=none from authorization_url.",
    ),
}

_TOKEN: dict[str, tuple[str, str]] = {
    "invalid_client": (
        "The provider does not accept the client id and secret.",
        "Check both for mistyped or missing characters, and whether the secret has expired.",
    ),
    "invalid_grant": (
        "The provider does not accept the code, password or refresh token.",
        "It may be expired, used, revoked, or issued for another client or redirect URL. Connect again.",
    ),
    "unauthorized_client": (
        "This client may not use this grant type.",
        "Enable the grant in the provider's app settings.",
    ),
    "unsupported_grant_type": (
        "The provider does not know this grant type.",
        "Compare grant_type in the request with the provider's documentation.",
    ),
    "invalid_scope": (
        "The provider does not know or allow a scope that was asked for.",
        "Compare the scopes with those of the app's registration.",
    ),
    "invalid_request": (
        "The provider finds the token request incomplete or malformed.",
        "Compare the request in the log with the provider's documentation.",
    ),
    "redirect_uri_mismatch": (
        "The redirect URL is not the one that the provider expects.",
        "Register the connection's redirect URL with the provider, character for character.",
    ),
}


def authorization_error(redirect: Redirect) -> OAuthError:
    """The error that a redirect carried, in plain words, the code as the server sent it."""
    code = redirect.error or "invalid_request"
    return _error(
        _AUTHORIZATION,
        code,
        redirect.error_description,
        redirect.params.get("error_uri"),
        "The provider answered the sign-in with an error",
    )


def token_error(code: str, description: str | None, uri: str | None, response: HttpResponse) -> OAuthError:
    """The error that a token endpoint answered with."""
    error = _error(_TOKEN, code, description, uri, "The provider answered the token request with an error")
    error.exchange = response.exchange
    return error


def _error(
    known: dict[str, tuple[str, str]], code: str, description: str | None, uri: str | None, otherwise: str
) -> OAuthError:
    shown = plain_text(code, 100)
    message, hint = known.get(code, (f"{otherwise}: {shown}.", None))
    return OAuthError(
        shown,
        plain_text(description) if description else None,
        plain_text(uri) if uri else None,
        message=message,
        hint=hint,
    )
