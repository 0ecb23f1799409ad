"""OAuth 2.0 as a native client speaks it (RFC 6749, 7636, 8252, 9207).

The authorization URL, the loopback listener that waits for the redirect, token requests and
responses, and opening the browser. Steps that need no socket do no I/O; a run drives them.
"""

from authbench.oauth.attempt import Attempt, Page, Redirect, Verdict, judge, judge_pasted
from authbench.oauth.authorization import CLOUD_CALLBACK, CompletedUrl, complete_authorization_url
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
