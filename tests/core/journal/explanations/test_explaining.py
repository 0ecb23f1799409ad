import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from authbench.errors import Code, Location
from authbench.events import Body, ExchangeError, Failure, HttpExchange, Phases
from authbench.journal import Explanation, Redactor, explain
from authbench.journal.explanations.catalogue import catalogue

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PLACE = Location("/home/jo/percolate.rb", 21, 9, "connection.authorization.acquire")
FORM = ("Content-Type", "application/x-www-form-urlencoded")
JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=utf-8")
BASIC = ("Authorization", "Basic cGVyY29sYXRlLWRlbW86d3Jvbmctc2VjcmV0")
CHALLENGE = ("WWW-Authenticate", 'Basic realm="token"')


def exchange(number: int = 2, **changes: Any) -> HttpExchange:
    facts: dict[str, Any] = {
        "id": number,
        "run_id": "run",
        "step": "acquire",
        "method": "POST",
        "url": "https://percolate.com/auth/v5/token/",
        "started_at": AT,
        "started_clock": 0.0,
        "lambda_location": PLACE,
    }
    return HttpExchange(**{**facts, **changes})


def answered(
    status: int, text: str = "", headers: tuple[tuple[str, str], ...] = (JSON,), **changes: Any
) -> HttpExchange:
    return exchange(
        status=status, response_headers=headers, response_body=Body(text.encode(), len(text)), **changes
    )


def explained(failure: Failure, *exchanges: HttpExchange) -> Explanation:
    return explain(failure, exchanges, Redactor())


def _kinds(explanation: Explanation) -> list[str]:
    return [action.kind for action in explanation.actions]


def test_a_refused_client_is_explained_from_what_was_sent_and_answered() -> None:
    refused = answered(
        401,
        '{"error": "invalid_client", "error_description": "Unknown client"}',
        (CHALLENGE, JSON),
        request_headers=(BASIC, FORM),
        request_body=Body(b"grant_type=client_credentials", 29),
        reason="Unauthorized",
    )
    explanation = explained(
        Failure("invalid_client", "The client was refused.", step="acquire", location=PLACE, exchange_id=2),
        answered(401, number=1, step="test"),
        refused,
    )
    assert explanation.title == "The token endpoint refused the client (invalid_client, HTTP 401)"
    assert [(one.text, one.evidence) for one in explanation.causes] == [
        (
            "The client ID or the secret is wrong, or the app was disabled at the provider.",
            "#2 was answered with 401 Unauthorized",
        ),
        (
            "This definition sends them as `Authorization: Basic`; the server's reply offers"
            ' `Basic realm="token"`, so the way is right.',
            'WWW-Authenticate: Basic realm="token"',
        ),
    ]
    assert explanation.said == (("error", "invalid_client"), ("error_description", "Unknown client"))
    assert explanation.place == "Raised in `connection.authorization.acquire`, line 21 of percolate.rb."
    assert explanation.evidence == (
        "#2 POST percolate.com/auth/v5/token/ → 401 Unauthorized",
        'WWW-Authenticate: Basic realm="token"',
    )
    labels = [action.label for action in explanation.actions]
    assert labels == ["Go to the field", "Show request", "Show line 21", "Copy report (redacted)"]
    assert [action.target for action in explanation.actions[1:3]] == [2, PLACE]
    assert [one.action.kind for one in explanation.causes if one.action] == ["focus_field", "show_request"]


@pytest.mark.parametrize(
    ("headers", "sent", "challenge", "expected"),
    [
        ((FORM,), b"client_id=a&client_secret=wrong-secret", (CHALLENGE,), "user(…)"),
        ((FORM,), b"client_id=a&client_secret=wrong-secret", (), "want `Authorization: Basic` instead"),
        ((BASIC, FORM), b"grant_type=x", (), "in the request body only"),
        ((FORM,), b"grant_type=x", (), "No client secret was sent"),
        ((JSON,), b'{"client_id": "a", "client_secret": "wrong-secret"}', (CHALLENGE,), "user(…)"),
    ],
)
def test_how_the_client_was_sent_decides_the_advice(
    headers: tuple[tuple[str, str], ...], sent: bytes, challenge: tuple[tuple[str, str], ...], expected: str
) -> None:
    refused = answered(
        401,
        '{"error": "invalid_client"}',
        (*challenge, JSON),
        request_headers=headers,
        request_body=Body(sent, 1),
    )
    explanation = explained(Failure("invalid_client", "x", exchange_id=2), refused)
    assert any(expected in cause.text for cause in explanation.causes)
    assert "wrong-secret" not in repr(explanation)


@pytest.mark.parametrize(
    ("failure", "exchanges", "title", "cause"),
    [
        (
            Failure("http_error", "401 Unauthorized", exchange_id=2),
            (
                answered(200, number=1),
                answered(401, step="test", request_headers=(("Authorization", "Bearer "),)),
            ),
            "percolate.com refused the token it was just given (HTTP 401)",
            "`apply` sent an empty one",
        ),
        (
            Failure("http_error", "401 Unauthorized", exchange_id=2),
            (
                answered(
                    401, step="test", headers=(CHALLENGE,), request_headers=(("Authorization", "Bearer x1"),)
                ),
            ),
            "percolate.com refused the credentials (HTTP 401)",
            'This definition sends `Bearer`; the server\'s reply asks for `Basic realm="token"`.',
        ),
        (
            Failure("http_error", "403 Forbidden", exchange_id=2),
            (answered(403, '{"message": "Plan too small"}', step="test"),),
            "percolate.com knows who asks, and does not allow it (HTTP 403)",
            "lack a right",
        ),
        (
            Failure("http_error", "404 Not Found", exchange_id=2),
            (answered(404, step="test"),),
            "percolate.com has nothing at /auth/v5/token/ (HTTP 404)",
            "relative URL",
        ),
        (
            Failure("http_error", "418 I'm a teapot", exchange_id=2),
            (answered(418, step="test"),),
            "percolate.com refused the request (HTTP 418)",
            "response body",
        ),
        (
            Failure("http_error", "500", exchange_id=2),
            (answered(500, step="test"),),
            "percolate.com had an error of its own (HTTP 500)",
            "Try again",
        ),
        (
            Failure("test_failed", "the test failed"),
            (answered(429, step="test", headers=(("Retry-After", "30"),)),),
            "percolate.com says: too many requests (HTTP 429)",
            "Wait `30` (Retry-After)",
        ),
        (
            Failure("http_error", "400", exchange_id=2),
            (answered(400, '{"error": "invalid_grant", "error_description": "Code was used"}'),),
            "The token endpoint refused the grant (invalid_grant, HTTP 400)",
            "Signing in again gives fresh ones.",
        ),
        (
            Failure("token_response_invalid", "The token response is no JSON.", exchange_id=2),
            (answered(200, "<html><title>Welcome to the hotel</title></html>", headers=(HTML,)),),
            "A web page came back from the token endpoint instead of a token",
            "hotspot or guest network",
        ),
        (
            Failure("token_response_invalid", "No access_token.", exchange_id=2),
            (answered(200, "[]"),),
            "The token endpoint answered, and its answer has no access_token",
            "another endpoint of the provider",
        ),
        (
            Failure("dns_failed", "There is no host called percolate.com", exchange_id=2),
            (exchange(error=ExchangeError("dns_failed", "x")),),
            "There is no host called percolate.com",
            "misspelt",
        ),
        (
            Failure("connection_refused", "Nothing listens.", exchange_id=2),
            (exchange(error=ExchangeError("connection_refused", "x"), sent_to="http://127.0.0.1:48011"),),
            "Nothing listens at percolate.com",
            "`http://127.0.0.1:48011`",
        ),
        (
            Failure("request_timeout", "late", exchange_id=2),
            (exchange(error=ExchangeError("request_timeout", "x")),),
            "percolate.com did not take the connection in time",
            "firewall",
        ),
        (
            Failure("request_timeout", "late", exchange_id=2),
            (exchange(error=ExchangeError("request_timeout", "x"), phases=Phases(connect=0.1, send=0.1)),),
            "percolate.com took the request and did not answer in time",
            "slow or stuck",
        ),
        (
            Failure("tls_failed", "The certificate of percolate.com is self-signed.", exchange_id=2),
            (exchange(error=ExchangeError("tls_failed", "x")),),
            "The certificate of percolate.com is self-signed: nobody vouches for it",
            "tls_server_certs",
        ),
        (
            Failure("tls_failed", "The certificate of percolate.com has expired.", exchange_id=2),
            (exchange(error=ExchangeError("tls_failed", "x")),),
            "The certificate of percolate.com has expired",
            "date and time",
        ),
        (
            Failure("keychain_failed", "x", details={"keychain": "locked", "keychain_name": "GNOME Keyring"}),
            (answered(401),),
            "GNOME Keyring is locked",
            "Unlock it",
        ),
        (
            Failure("redirect_port_busy", "Port 45555 is taken.", hint="Close the other one."),
            (),
            "Port 45555 is taken.",
            "Close the other one.",
        ),
        (
            Failure("consent_timeout", "late"),
            (
                exchange(
                    1,
                    browser=True,
                    url="https://a.test/authorize?redirect_uri=http%3A%2F%2Flocalhost%3A45555%2Fcb",
                ),
            ),
            "Nobody came back from the browser in time",
            "`http://localhost:45555/cb`",
        ),
        (
            Failure("redirect_uri_mismatch", "x"),
            (
                exchange(
                    1,
                    browser=True,
                    url="https://a.test/authorize?redirect_uri=http%3A%2F%2Flocalhost%3A45555%2Fcb",
                ),
            ),
            "The provider does not know this redirect URI",
            "Register `http://localhost:45555/cb`",
        ),
        (
            Failure("invalid_client", "x", exchange_id=2),
            (
                answered(
                    401,
                    '{"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret"}',
                ),
            ),
            "Microsoft Entra refused the client secret (AADSTS7000215)",
            "copy the column Value",
        ),
        (
            Failure(
                "reauthorization_failed",
                "Re-authorization failed: x",
                details={"renewal_code": "invalid_grant"},
                exchange_id=2,
            ),
            (answered(400, '{"error": "invalid_grant"}', step="refresh"),),
            "The token endpoint refused the grant (invalid_grant, HTTP 400)",
            "refresh token",
        ),
        (
            Failure(
                "reauthorization_failed",
                "Re-authorization failed: 401 Unauthorized",
                details={"renewal_code": "http_error"},
                exchange_id=2,
            ),
            (answered(401, '{"error": "invalid_client"}', (CHALLENGE, JSON), request_headers=(BASIC,)),),
            "The token endpoint refused the client (invalid_client, HTTP 401)",
            "so the way is right",
        ),
        (
            Failure(
                "reauthorization_failed",
                "Re-authorization failed: no answer",
                details={"renewal_code": "http_error"},
            ),
            (),
            "The token expired, and could not be renewed",
            "Signing in again",
        ),
        (
            Failure("something_new", "A new thing.", hint="Do this."),
            (),
            "The provider refused the sign-in (something_new)",
            "no code of the OAuth standard",
        ),
        (
            Failure("new_trouble", "A new thing.", hint="Do this.", exchange_id=2),
            (answered(302),),
            "A new thing.",
            "Do this.",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Failure) else None,
)
def test_each_situation_has_its_explanation(
    failure: Failure, exchanges: tuple[HttpExchange, ...], title: str, cause: str
) -> None:
    explanation = explained(failure, *exchanges)
    assert explanation.title == title
    assert any(cause in one.text for one in explanation.causes), explanation.causes
    assert "copy_report" in _kinds(explanation)


def test_every_code_has_an_entry() -> None:
    explained_codes = {code for entry in catalogue().values() for one in entry.applies for code in one.code}
    assert [code.value for code in Code if code.value not in explained_codes] == []


def test_what_a_server_says_cannot_reach_into_the_text() -> None:
    words = "{host} {message.__class__} {0} %s `x`"
    hostile = answered(400, json.dumps({"error": "out", "error_description": words}))
    explanation = explained(Failure("out", "400", exchange_id=2), hostile)
    assert f"The server says: “{words}”" in [one.text for one in explanation.causes]
    assert explanation.said == (("error", "out"), ("error_description", words))


def test_secrets_are_gone_from_explanations() -> None:
    redactor = Redactor()
    redactor.add("hidden-value-1", "token")
    failure = Failure(
        "http_error",
        "said hidden-value-1",
        hint="not hidden-value-1",
        exchange_id=2,
        location=replace(PLACE, source="x = 'hidden-value-1'"),
        details={"reply": "hidden-value-1"},
    )
    shown_by = answered(
        401,
        '{"error_description": "hidden-value-1"}',
        (JSON, ("WWW-Authenticate", "Bearer hidden-value-1")),
        url="https://hidden-value-1.test/hidden-value-1?x=hidden-value-1",
        request_headers=(("Authorization", "hidden-value-1"),),
        step="test",
    )
    assert "hidden-value-1" not in repr(explain(failure, [shown_by], redactor))


def test_the_last_bad_exchange_shows_a_failure_that_names_none() -> None:
    explanation = explained(
        Failure("test_failed", "x"), answered(200, number=1), answered(404, number=2, step="test")
    )
    assert explanation.evidence[0].startswith("#2 ")
    raised = explained(
        Failure("lambda_error", "undefined method `[]' for nil", location=PLACE),
        answered(401, number=1, step="test", expected_refusal=True),
        answered(200, number=2),
    )
    assert raised.title == "undefined method `[]' for nil"
    assert raised.evidence == ()
    none = explained(Failure("fields_invalid", "Fields are missing"), answered(404, number=2))
    assert none.evidence == ()
    assert "show_request" not in _kinds(none)


def test_a_catalogue_that_breaks_still_leaves_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OSError

    monkeypatch.setattr("authbench.journal.explanations.explaining.catalogue", fail)
    explanation = explained(Failure("invalid_client", "The client was refused."))
    assert explanation.title == "The client was refused."
    assert _kinds(explanation) == ["copy_report"]


@pytest.mark.parametrize("code", [Code.DNS_FAILED, Code.CONNECTION_REFUSED])
def test_a_host_that_only_a_redirect_named_is_no_fault_of_a_field(code: Code) -> None:
    sent_on = answered(
        302, "", (("Location", "https://login.test/sso"),), number=1, url="https://api.test/me"
    )
    failed = exchange(2, url="https://login.test/sso", redirected_from=1, error=ExchangeError(code, "no"))
    failure = Failure(code, "no", step="test", location=PLACE, exchange_id=2)
    first = explained(failure, sent_on, failed).causes[0]
    assert "`api.test/me` sent the request on to it" in first.text
    assert first.evidence == "#1 sent it on to login.test/sso"
    assert first.action is not None
    assert first.action.kind == "show_request"
    direct = explained(failure, replace(failed, redirected_from=None))
    assert not [one for one in direct.causes if "sent the request on" in one.text]
