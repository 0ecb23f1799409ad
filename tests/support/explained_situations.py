"""What shows only between two requests of a sign-in, and token answers that are none."""

from __future__ import annotations

from authbench.events import RunKind
from support.explained_runs import Case, page, refused, say, signing_in

GET = RunKind.ACQUIRE
PKCE = "pkce: ->(verifier, challenge) { { verifier: verifier, challenge: challenge, challenge_method: 'S256' } },"
TOKEN = {"access_token": "a-new-token-12345"}


def exchange(fields: str) -> str:
    """An `acquire` of an OAuth definition that sends these fields."""
    return (
        "acquire: ->(c, code, redirect) { [post('https://auth.test/token', grant_type: 'authorization_code', "
        f"client_id: 'my-client', {fields}).request_format_www_form_urlencoded, nil, {{}}] }},"
    )


def assertion(claims: str) -> str:
    """A request with an assertion of these claims, in seconds from now."""
    return (
        "grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: "
        '[\'{"alg":"none"}\'.encode_urlsafe_base64, '
        f"({{ iss: 'a', {claims} }}).to_json.encode_urlsafe_base64, 'c2ln'].join('.')"
    )


CASES: tuple[Case, ...] = (
    Case(
        "verifier_missing",
        signing_in(PKCE, exchange("code: code, redirect_uri: redirect")),
        (refused("invalid_grant", "no"),),
        "leaves `code_verifier` out",
        "has a code_challenge",
        "show_line",
    ),
    Case(
        "verifier_differs",
        signing_in(
            PKCE,
            exchange(
                "code: code, redirect_uri: redirect, code_verifier: 'another-verifier-another-verifier-another-1'"
            ),
        ),
        (refused("invalid_grant", "no"),),
        "the one from which the challenge was made",
        "not what the verifier",
        "show_line",
    ),
    Case(
        "challenge_missing",
        signing_in(
            "",
            exchange(
                "code: code, redirect_uri: redirect, code_verifier: 'another-verifier-another-verifier-another-1'"
            ),
        ),
        (refused("invalid_grant", "no"),),
        "put the challenge into the authorization URL",
        "has no code_challenge",
        "show_line",
    ),
    Case(
        "pkce_required",
        signing_in(),
        (say(200),),
        "Give the definition a `pkce` lambda",
        "code_challenge is required",
        "reconnect",
        redirect=lambda given: "error=invalid_request&error_description=code_challenge+is+required",
    ),
    *(
        Case(
            "redirect_differs",
            signing_in("", exchange(f"code: code, redirect_uri: {ruby}")),
            (refused("invalid_grant", "no"),),
            cause,
            evidence,
            "connection_settings",
            note=note,
        )
        for note, ruby, cause, evidence in (
            ("slash", "redirect + '/'", "ends with a slash", "`/` against the end"),
            (
                "loopback",
                "redirect.gsub(/127\\.0\\.0\\.1|localhost/) { |h| h == 'localhost' ? '127.0.0.1' : 'localhost' }",
                "two URIs to a provider",
                "byte 8: `",
            ),
            ("port", "redirect.sub(/:\\d+/, ':1')", "The port differs", "against"),
            ("scheme", "redirect.sub('http:', 'https:')", "One is https", "byte 5: `s` against `:`"),
            ("case", "redirect.sub('callback', 'Callback')", "Upper and lower case count", "`C` against `c`"),
            ("encoding", "redirect.sub('callback', '%63allback')", "percent-encoded", "`%` against `c`"),
            ("path", "redirect + '2'", "Make them equal, to the letter", "`2` against the end"),
        )
    ),
    Case(
        "redirect_differs",
        signing_in(),
        (refused("invalid_grant", "redirect_uri must be https://app.test/callback"),),
        "the server names `https://app.test/callback`",
        "byte 5: `:` against `s`",
        "connection_settings",
        note="named by the server",
    ),
    Case(
        "scope_reduced",
        signing_in(),
        (say(200, {**TOKEN, "scope": "read"}), say(403, {"message": "no"})),
        "Not granted: `write`",
        "granted only: read",
        "reconnect",
    ),
    Case(
        "token_missing",
        signing_in(),
        (say(200, {"token": "x"}),),
        "It holds: token",
        "application/json",
    ),
    Case("token_empty", signing_in(), (say(200),), "probably not the token endpoint", "0 bytes", "show_line"),
    Case(
        "token_unreadable",
        signing_in(),
        (say(200, "hello there, friend", content_type="text/plain"),),
        "Ask for JSON",
        "text/plain",
        "show_line",
    ),
    Case(
        "error_with_success",
        signing_in(),
        (say(200, {"ok": False, "message": "Closed today"}),),
        "“Closed today”",
        "answer to #",
        note="token",
    ),
    Case(
        "captive_portal",
        signing_in(),
        (page(200, "Welcome to Hotel Sunrise Wi-Fi"),),
        "hotspot or guest network",
        "Hotel Sunrise",
        "retry",
    ),
    Case(
        "token_web_page",
        signing_in(),
        (page(200, "Sign in"),),
        "token URL is probably wrong",
        "“Sign in”",
        "show_line",
    ),
    Case(
        "token_web_page",
        signing_in(),
        (page(404, "Not found"),),
        "token URL is probably wrong",
        "“Not found”",
        "show_line",
        note="404",
    ),
    Case(
        "token_redirected",
        signing_in(),
        (say(302, None, Location="https://login.test/token"),),
        "`https://login.test/token`",
        "Location: https://login.test/token",
        "show_line",
    ),
    Case(
        "issuer_mismatch",
        signing_in(),
        (say(200),),
        "",
        "",
        "copy_report",
        redirect=lambda given: "code=x-code-1234&iss=https%3A%2F%2Fevil.test",
    ),
)
