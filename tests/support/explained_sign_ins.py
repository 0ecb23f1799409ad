"""Token endpoints and sign-ins that go wrong in ways of the OAuth standard, and what lies between two requests."""

from __future__ import annotations

from authbench.events import RunKind
from support.explained_runs import CLIENT, Case, acquiring, refused, say, signing_in

GET = RunKind.ACQUIRE
BASIC = "'Authorization' => 'Basic ' + 'my-client:the-client-secret-1'.encode_base64"
PLAIN = "grant_type: 'client_credentials', client_id: 'my-client'"
REFRESH = f"grant_type: 'refresh_token', refresh_token: 'rt-0123456789', {CLIENT}"
TOKEN = {"access_token": "a-new-token-12345"}


def assertion(claims: str) -> str:
    """A request with an assertion of these claims, in seconds from now."""
    return (
        "grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: "
        '[\'{"alg":"none"}\'.encode_urlsafe_base64, '
        f"({{ iss: 'a', {claims} }}).to_json.encode_urlsafe_base64, 'c2ln'].join('.')"
    )


def code_case(entry: str, error: str, description: str, **more: object) -> Case:
    return Case(
        entry, acquiring(more.pop("payload", PLAIN)), (refused(error, description),), kind=GET, **more
    )  # type: ignore[arg-type]


CASES: tuple[Case, ...] = (
    Case(
        "invalid_client",
        acquiring(),
        (refused("invalid_client", "Unknown client", 401),),
        "The client ID or the secret is wrong",
        "client_id: my-client",
        "focus_field",
        kind=GET,
        said=(("error", "invalid_client"), ("error_description", "Unknown client")),
    ),
    Case(
        "invalid_client",
        acquiring(),
        (say(401, {"error": "invalid_client"}, WWW_Authenticate='Basic realm="token"'),),
        "sends the secret in the body, and the server's reply asks for `Basic",
        'WWW-Authenticate: Basic realm="token"',
        "show_line",
        kind=GET,
        note="Basic against body",
    ),
    Case(
        "invalid_client",
        acquiring(PLAIN),
        (refused("invalid_client", status=401),),
        "No client secret was sent",
        "my-client",
        "focus_field",
        kind=GET,
        note="no secret",
    ),
    Case(
        "invalid_client",
        acquiring(header=BASIC),
        (refused("invalid_client", status=401),),
        "The client ID or the secret is wrong",
        "my-client",
        "focus_field",
        kind=GET,
        note="both ways",
    ),
    Case(
        "invalid_client_redirected",
        signing_in(),
        (say(200),),
        "`my-client` is wrong",
        "error=invalid_client",
        "focus_field",
        redirect=lambda given: "error=invalid_client",
    ),
    Case(
        "invalid_grant",
        acquiring("grant_type: 'something', code: 'abcdefgh12', " + CLIENT),
        (refused("invalid_grant", "no"),),
        "wrong, was already used",
        "grant_type: something",
        "reconnect",
        kind=GET,
    ),
    Case(
        "refresh_token_refused",
        acquiring(REFRESH),
        (refused("invalid_grant", "Token expired"),),
        "It has expired: the provider ends",
        "“Token expired”",
        "reconnect",
        kind=GET,
    ),
    Case(
        "refresh_token_refused",
        acquiring(REFRESH),
        (refused("invalid_grant", "Token was rotated"),),
        "It was revoked or replaced",
        "“Token was rotated”",
        "reconnect",
        kind=GET,
        note="rotated",
    ),
    Case(
        "refresh_token_reused",
        acquiring(
            REFRESH,
            before=f"post('https://auth.test/token', {REFRESH}).request_format_www_form_urlencoded['x'];",
        ),
        (say(200, {**TOKEN, "refresh_token": "rt-new-0123456"}), refused("invalid_grant", "no")),
        "the old one ended there",
        "sent the same refresh token",
        "show_line",
        kind=GET,
    ),
    Case(
        "code_refused",
        signing_in(),
        (refused("invalid_grant", "The code has expired"),),
        "Codes live for a minute or ten",
        "“The code has expired”",
        "reconnect",
    ),
    Case(
        "code_refused",
        signing_in(),
        (refused("invalid_grant", "Code was already redeemed"),),
        "A code works once",
        "already redeemed",
        "reconnect",
        note="used",
    ),
    Case(
        "code_reused",
        signing_in(
            acquire="acquire: ->(c, code, redirect) { a = post('https://auth.test/token', grant_type: 'authorization_code', "
            "code: code, redirect_uri: redirect).request_format_www_form_urlencoded['x']; "
            "[post('https://auth.test/token', grant_type: 'authorization_code', code: code, "
            "redirect_uri: redirect).request_format_www_form_urlencoded, nil, {}] },"
        ),
        (say(200, TOKEN), refused("invalid_grant", "no")),
        "`acquire` exchanges it again",
        "sent the same code",
        "show_line",
    ),
    Case(
        "password_refused",
        acquiring("grant_type: 'password', username: 'jo', password: 'a-password-1', " + CLIENT),
        (refused("invalid_grant", "no"),),
        "User name or password is wrong",
        "user name sent: jo",
        "focus_field",
        kind=GET,
    ),
    Case(
        "assertion_refused",
        acquiring(assertion("exp: now.to_i + 600, iat: now.to_i")),
        (refused("invalid_grant", "no"),),
        "Issuer, audience, subject or signature",
        "jwt-bearer",
        kind=GET,
    ),
    Case(
        "assertion_expired",
        acquiring(assertion("exp: now.to_i - 600, iat: now.to_i - 900")),
        (refused("invalid_grant", "no"),),
        "10 minutes in the past",
        "exp in what #",
        "show_line",
        kind=GET,
    ),
    Case(
        "assertion_early",
        acquiring(assertion("exp: now.to_i + 900, iat: now.to_i")),
        (say(400, {"error": "invalid_grant"}, Date="Fri, 21 Nov 2025 10:00:00 GMT"),),
        "days ahead of the server's",
        "there 2025-11-21",
        "retry",
        kind=GET,
        note="clock",
    ),
    Case(
        "assertion_early",
        acquiring(assertion("exp: now.to_i + 1900, iat: now.to_i + 1200")),
        (refused("invalid_grant", "no"),),
        "20 minutes ahead",
        "iat and nbf",
        "show_line",
        kind=GET,
    ),
    Case(
        "assertion_long",
        acquiring(assertion("exp: now.to_i + 86400, iat: now.to_i")),
        (refused("invalid_grant", "no"),),
        "valid for 1 day",
        "exp and iat",
        "show_line",
        kind=GET,
    ),
    Case(
        "invalid_request",
        acquiring(),
        (refused("invalid_request", "grant_type is twice"),),
        "missing, given twice",
        "“grant_type is twice”",
        kind=GET,
    ),
    Case(
        "invalid_request",
        acquiring(form=""),
        (refused("invalid_request"),),
        "sent as JSON; RFC 6749 asks for a form",
        "application/json",
        "show_line",
        kind=GET,
        note="JSON",
    ),
    Case(
        "access_denied",
        signing_in(),
        (say(200),),
        "pressed Cancel or Deny",
        "“No thanks”",
        "reconnect",
        redirect=lambda given: (
            "error=access_denied&error_description=No+thanks&error_uri=https%3A%2F%2Fauth.test%2Fwhy"
        ),
        said=(
            ("error", "access_denied"),
            ("error_description", "No thanks"),
            ("error_uri", "https://auth.test/why"),
        ),
    ),
    code_case(
        "access_denied_by_server",
        "access_denied",
        "Not for you",
        cause="lacks a right",
        evidence="“Not for you”",
    ),
    Case(
        "redirect_uri_mismatch",
        signing_in(),
        (refused("redirect_uri_mismatch", "Mismatch"),),
        "Register `http://",
        "redirect_uri: http://",
        "connection_settings",
    ),
    code_case(
        "unauthorized_client",
        "unauthorized_client",
        "no",
        cause="not enabled for `client_credentials`",
        evidence="client_credentials",
    ),
    code_case(
        "invalid_scope",
        "invalid_scope",
        "no",
        payload=PLAIN + ", scope: 'raed write'",
        cause="`raed write`",
        evidence="scope: raed write",
        action="focus_field",
    ),
    code_case(
        "unsupported_grant_type",
        "unsupported_grant_type",
        "no",
        payload="grant_type: 'client_credential'",
        cause="`client_credential`",
        evidence="grant_type: client_credential",
    ),
    Case(
        "unsupported_grant_type",
        acquiring(PLAIN, form=""),
        (refused("unsupported_grant_type"),),
        "was sent as JSON",
        "application/json",
        "show_line",
        kind=GET,
        note="JSON",
    ),
    Case(
        "unsupported_response_type",
        signing_in(),
        (say(200),),
        "may be the wrong one",
        "unsupported_response_type",
        "reconnect",
        redirect=lambda given: "error=unsupported_response_type",
    ),
    code_case(
        "server_error",
        "server_error",
        "Boom",
        cause="Try again in a moment",
        evidence="“Boom”",
        action="retry",
    ),
    code_case(
        "temporarily_unavailable",
        "temporarily_unavailable",
        "",
        cause="Try again",
        evidence="temporarily_unavailable",
        action="retry",
    ),
    code_case(
        "interaction_required",
        "interaction_required",
        "MFA",
        cause="multi-factor",
        evidence="“MFA”",
        action="reconnect",
    ),
    Case(
        "login_required",
        signing_in(),
        (say(200),),
        "prompt=none",
        "login_required",
        "reconnect",
        redirect=lambda given: "error=login_required",
    ),
    Case(
        "consent_required",
        signing_in(),
        (say(200),),
        "Reconnect and allow",
        "consent_required",
        "reconnect",
        redirect=lambda given: "error=consent_required",
    ),
    code_case(
        "invalid_target",
        "invalid_target",
        "no",
        payload=PLAIN + ", resource: 'https://wrong.test'",
        cause="`https://wrong.test`",
        evidence="resource: https://wrong.test",
    ),
    code_case("invalid_dpop_proof", "use_dpop_nonce", "no", cause="DPoP", evidence="use_dpop_nonce"),
    code_case(
        "authorization_pending", "slow_down", "", cause="too often", evidence="slow_down", action="retry"
    ),
    code_case(
        "expired_token",
        "expired_token",
        "",
        cause="Start the sign-in anew",
        evidence="expired_token",
        action="reconnect",
    ),
    code_case(
        "unknown_token_error", "out_of_tokens", "None left", cause="“None left”", evidence="answer to #"
    ),
    Case(
        "unknown_sign_in_error",
        signing_in(),
        (say(200),),
        "“Too late”",
        "redirect back",
        "reconnect",
        redirect=lambda given: "error=lunch_break&error_description=Too+late",
    ),
)
