"""Google and Salesforce."""

from __future__ import annotations

from support.explained_requests import asked, token
from support.explained_runs import Case, refused, say, signing_in

GOOGLE = "https://oauth2.googleapis.com/token"
FORCE = "https://login.salesforce.com/services/oauth2/token"


def listed(code: str) -> list[dict[str, str]]:
    return [{"message": "Something", "errorCode": code}]


def xml(code: str, inside: str = "") -> str:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>Something</Message>{inside}</Error>"


CASES: tuple[Case, ...] = (
    Case(
        "google_redirect_uri_mismatch",
        signing_in(token=GOOGLE),
        (refused("redirect_uri_mismatch", "Bad Request"),),
        "Authorised redirect URIs",
        "redirect_uri: http://",
        "connection_settings",
    ),
    token(
        "google_token_revoked",
        GOOGLE,
        "invalid_grant",
        "Token has been expired or revoked.",
        "after 7 days",
        "expired or revoked",
        "reconnect",
        "refresh",
    ),
    token(
        "google_bad_request",
        GOOGLE,
        "invalid_grant",
        "Bad Request",
        "another client ID",
        "“Bad Request”",
        "reconnect",
        "refresh",
    ),
    token(
        "google_jwt_time",
        GOOGLE,
        "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
        "at most an hour",
        "reasonable timeframe",
        "show_line",
        "assertion",
    ),
    token(
        "google_jwt_signature",
        GOOGLE,
        "invalid_grant",
        "Invalid JWT Signature.",
        "create a new one",
        "Invalid JWT Signature",
        "focus_field",
        "assertion",
    ),
    token(
        "google_delegation",
        GOOGLE,
        "unauthorized_client",
        "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
        "Domain-wide delegation",
        "using this method",
        "show_request",
        "assertion",
    ),
    Case(
        "google_admin_policy",
        signing_in(),
        (say(200),),
        "API controls",
        "admin_policy_enforced",
        "reconnect",
        redirect=lambda given: "error=admin_policy_enforced",
    ),
    token(
        "google_reauthentication",
        GOOGLE,
        "invalid_grant",
        "reauth related error (invalid_rapt)",
        "session control",
        "error_subtype: invalid_rapt",
        "reconnect",
        "refresh",
        error_subtype="invalid_rapt",
    ),
    token(
        "google_deleted_client",
        GOOGLE,
        "deleted_client",
        "The OAuth client was deleted.",
        "Restore it",
        "deleted_client",
        "focus_field",
        status=401,
    ),
    asked(
        "google_api_disabled",
        "https://sheets.googleapis.com/v4/x",
        say(
            403,
            {
                "error": {
                    "code": 403,
                    "message": "Sheets has not been used",
                    "status": "PERMISSION_DENIED",
                    "details": [{"reason": "SERVICE_DISABLED"}],
                }
            },
        ),
        "Switch it on",
        "has not been used",
        "retry",
    ),
    asked(
        "google_scope_insufficient",
        "https://sheets.googleapis.com/v4/x",
        say(
            403,
            {
                "error": {
                    "code": 403,
                    "message": "insufficient scopes",
                    "status": "PERMISSION_DENIED",
                    "details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}],
                }
            },
        ),
        "tick it on Google's page",
        "insufficient scopes",
        "reconnect",
    ),
    asked(
        "google_unauthenticated",
        "https://sheets.googleapis.com/v4/x",
        say(401, {"error": {"code": 401, "message": "invalid credentials", "status": "UNAUTHENTICATED"}}),
        "they live an hour",
        "invalid credentials",
        "reconnect",
    ),
    asked(
        "google_quota",
        "https://sheets.googleapis.com/v4/x",
        say(429, {"error": {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED"}}),
        "Wait a minute",
        "Quota exceeded",
        "retry",
    ),
    token(
        "salesforce_inactive_user",
        FORCE,
        "inactive_user",
        "user is inactive",
        "activate the user",
        "user is inactive",
        "reconnect",
    ),
    token(
        "salesforce_inactive_org",
        FORCE,
        "inactive_org",
        "organization locked",
        "sandbox has ended",
        "organization locked",
        "show_request",
    ),
    token(
        "salesforce_refresh_token",
        FORCE,
        "invalid_grant",
        "expired access/refresh token",
        "more than five",
        "expired access/refresh",
        "reconnect",
        "refresh",
    ),
    token(
        "salesforce_authentication_failure",
        FORCE,
        "invalid_grant",
        "authentication failure",
        "appended to the password",
        "login.salesforce.com",
        "focus_field",
        "password",
    ),
    token(
        "salesforce_client_id",
        FORCE,
        "invalid_client_id",
        "client identifier invalid",
        "younger than ten minutes",
        "client_id: my-client",
        "focus_field",
    ),
    token(
        "salesforce_client_credentials_user",
        FORCE,
        "invalid_grant",
        "no client credentials user enabled",
        "Client Credentials Flow",
        "no client credentials",
        "show_request",
    ),
    token(
        "salesforce_wrong_login_host",
        FORCE,
        "invalid_grant",
        "request not supported on this domain",
        "my.salesforce.com",
        "login.salesforce.com",
        "focus_field",
    ),
    asked(
        "salesforce_session",
        "https://na1.salesforce.com/services/data",
        say(401, listed("INVALID_SESSION_ID")),
        "session has expired",
        "INVALID_SESSION_ID",
        "reconnect",
    ),
    asked(
        "salesforce_session",
        "https://login.salesforce.com/services/data",
        say(401, listed("INVALID_SESSION_ID")),
        "`instance_url`",
        "asked: login.salesforce.com",
        "show_line",
        note="wrong host",
    ),
    asked(
        "salesforce_api_disabled",
        "https://na1.salesforce.com/services/data",
        say(403, listed("API_DISABLED_FOR_ORG")),
        "API Enabled",
        "API_DISABLED_FOR_ORG",
    ),
    asked(
        "salesforce_limit",
        "https://na1.salesforce.com/services/data",
        say(403, listed("REQUEST_LIMIT_EXCEEDED")),
        "24 hours",
        "REQUEST_LIMIT_EXCEEDED",
        "retry",
    ),
)
