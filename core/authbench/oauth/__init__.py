"""OAuth 2.0 as a native client speaks it (RFC 6749, 7636, 8252, 9207).

The authorization URL, the loopback listener that waits for the redirect, token requests and
responses, and opening the browser. Steps that need no socket do no I/O; a run drives them.

Each name is imported from its module when it is first used: a process pays for what it needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from authbench.oauth.attempt import Attempt, Page, Redirect, Verdict, judge, judge_pasted
    from authbench.oauth.authorization import (
        CLOUD_CALLBACK,
        CompletedUrl,
        complete_authorization_url,
        edited_by_hand,
    )
    from authbench.oauth.browser import Browser, SystemBrowser, check_browser_url, open_browser
    from authbench.oauth.errors import (
        ConsentTimeout,
        InvalidAuthorizationUrl,
        InvalidRedirect,
        InvalidRedirectSettings,
        ListenerFailed,
        OAuthError,
        PortBusy,
        TokenResponseInvalid,
    )
    from authbench.oauth.listener import RedirectListener
    from authbench.oauth.pkce import Pkce, challenge_for, make_pkce, new_state
    from authbench.oauth.settings import RedirectSettings
    from authbench.oauth.token import expires_in_seconds, form_encoded, parse_token_response, token_request
    from authbench.oauth.token_errors import authorization_error

__all__ = [
    "CLOUD_CALLBACK",
    "Attempt",
    "Browser",
    "CompletedUrl",
    "ConsentTimeout",
    "InvalidAuthorizationUrl",
    "InvalidRedirect",
    "InvalidRedirectSettings",
    "ListenerFailed",
    "OAuthError",
    "Page",
    "Pkce",
    "PortBusy",
    "Redirect",
    "RedirectListener",
    "RedirectSettings",
    "SystemBrowser",
    "TokenResponseInvalid",
    "Verdict",
    "authorization_error",
    "challenge_for",
    "check_browser_url",
    "complete_authorization_url",
    "edited_by_hand",
    "expires_in_seconds",
    "form_encoded",
    "judge",
    "judge_pasted",
    "make_pkce",
    "new_state",
    "open_browser",
    "parse_token_response",
    "token_request",
]

_MODULES = {
    "Attempt": "attempt",
    "Browser": "browser",
    "CLOUD_CALLBACK": "authorization",
    "CompletedUrl": "authorization",
    "ConsentTimeout": "errors",
    "InvalidAuthorizationUrl": "errors",
    "InvalidRedirect": "errors",
    "InvalidRedirectSettings": "errors",
    "ListenerFailed": "errors",
    "OAuthError": "errors",
    "Page": "attempt",
    "Pkce": "pkce",
    "PortBusy": "errors",
    "Redirect": "attempt",
    "RedirectListener": "listener",
    "RedirectSettings": "settings",
    "SystemBrowser": "browser",
    "TokenResponseInvalid": "errors",
    "Verdict": "attempt",
    "authorization_error": "token_errors",
    "challenge_for": "pkce",
    "check_browser_url": "browser",
    "complete_authorization_url": "authorization",
    "edited_by_hand": "authorization",
    "expires_in_seconds": "token",
    "form_encoded": "token",
    "judge": "attempt",
    "judge_pasted": "attempt",
    "make_pkce": "pkce",
    "new_state": "pkce",
    "open_browser": "browser",
    "parse_token_response": "token",
    "token_request": "token",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
