"""Every note that a run can add, with the reason for it, in one table; the documentation lists it.

The codes of `definition.deviations` are notes too and stand there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """`STRICTNESS`: a standard has it otherwise than what was sent. `PARITY`: the platform would do
    otherwise. `RUN`: what a person should know of this run."""

    STRICTNESS = "strictness"
    PARITY = "parity"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class NoteCode:
    """One code, its kind, when it is added and where the rule stands."""

    code: str
    kind: NoteKind
    reason: str


_STRICTNESS = {
    "scope_at_token_endpoint": "A code exchange sent `scope` (RFC 6749, 4.1.3 has none there).",
    "state_at_token_endpoint": "A token request sent `state` (RFC 6749, 4.1.1: for the browser only).",
    "empty_client_secret": "A token request sent an empty `client_secret` (RFC 6749, 2.3.1).",
    "two_client_authentications": "Basic and body held client credentials at once (RFC 6749, 2.3).",
    "unencoded_basic": "Client id or secret went into Basic without being form-encoded (RFC 6749, 2.3.1).",
    "no_pkce": "A client without a secret exchanged a code without PKCE (RFC 9700, 2.1.1).",
    "code_verifier_missing": "A code challenge was sent to the browser, but no verifier (RFC 7636, 4.5).",
    "redirect_uri_missing": "A code exchange left `redirect_uri` out (RFC 6749, 4.1.3).",
    "redirect_uri_differs": "A code exchange sent another `redirect_uri` than the browser (RFC 6749, 4.1.3).",
    "json_token_request": "A token request was JSON, not a form (RFC 6749, 3.2 and appendix B).",
    "token_request_method": "A token request was no POST (RFC 6749, 3.2).",
    "password_grant": "The person's password was exchanged for a token (RFC 9700, 2.4).",
    "placeholder": "A URL, header or field still held a literal placeholder.",
    "plain_http": "Credentials went over plain http to another machine (RFC 6750, 5.3; RFC 6749, 3.2).",
    "plain_http_redirect": "The redirect URI is plain http elsewhere (RFC 9700, 2.6; RFC 8252, 7.3).",
    "token_in_url": "A token stood in a URL's query (RFC 6750, 2.3 and 5.3; RFC 9700, 4.3.2).",
    "secret_in_url": "A secret stood in a URL's query (RFC 6749, 2.3.1; RFC 9110, 17.9).",
    "wildcard_scope": "The scope asks for everything (RFC 9700, 2.3).",
    "pkce_plain": "The code challenge method is not S256 (RFC 7636, 4.2).",
    "pkce_length": "The code verifier is shorter or longer than RFC 7636, 4.1 has it.",
}
_PARITY = {
    "cloud_request_limit": "A request took over 40 s, the platform's limit (SDK reference 4.9).",
    "cloud_refresh_limit": "New credentials took over 30 s, the platform's limit (SDK reference 4.9).",
    "cloud_redirect_uri": "The provider must know the platform's redirect URI too (SDK reference 3.5).",
    "basic_client_authentication": "A refused token request was repeated with Basic (SDK reference 3.7).",
    "refresh_third_element": "`refresh` returned more than two elements (SDK reference 3.10).",
    "secure_tunnel": "The platform would send the requests through an on-prem agent.",
    "assume_role": "A role was assumed with the connection's own access key.",
    "base_uri_segment": "The base URI loses its last path segment to a relative URL (SDK reference 4.3).",
}
_RUN = {
    "origin_changed": "A step went to another origin than in the last run whose tokens were kept.",
    "authorization_url": "The authorization URL was completed or changed (SDK reference 3.5).",
    "tls_not_verified": "The server's certificate was not verified, as a setting asks.",
    "payload_ignored": "A payload was given to a request that sends none (SDK reference 5.1).",
    "account_property_missing": "The definition asked for an account property that is not set.",
    "lookup_table_missing": "The definition asked for a lookup table that is not there.",
    "credentials_changed": "The tokens in use were obtained with other field values.",
    "tokens_shared": "Another run renewed the tokens meanwhile.",
    "account_changed": "The sign-in belongs to another account than the one before.",
    "acquire_nil": "`acquire` returned nil.",
    "no_test": "The definition has no `test`.",
    "no_request": "The `test` sent no request.",
    "test_nil": "The `test` returned nil (SDK reference 4.8).",
    "identity_failed": "`identity` failed; only its line is missing (SDK reference 3.14).",
}

NOTES: dict[str, NoteCode] = {
    code: NoteCode(code, kind, reason)
    for kind, reasons in (
        (NoteKind.STRICTNESS, _STRICTNESS),
        (NoteKind.PARITY, _PARITY),
        (NoteKind.RUN, _RUN),
    )
    for code, reason in reasons.items()
}
"""Every code but those of deviations."""
