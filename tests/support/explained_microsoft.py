"""The numbers of Microsoft Entra ID, and Microsoft Graph."""

from __future__ import annotations

from support.explained_requests import GET, PAYLOADS, asked, token
from support.explained_runs import Case, acquiring, refused, say

TENANT = "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token"


def entra(number: str, payload: str, cause: str, evidence: str, action: str) -> Case:
    """Microsoft Entra with one of its numbers."""
    answer = refused("invalid_request", f"AADSTS{number}: Something. Trace ID: 7f Correlation ID: 8e", 400)
    return Case(
        f"AADSTS{number}", acquiring(PAYLOADS[payload], TENANT), (answer,), cause, evidence, action, kind=GET
    )


CASES: tuple[Case, ...] = (
    entra(
        "50011",
        "code",
        "Register `http://localhost/cb`",
        "redirect_uri: http://localhost/cb",
        "connection_settings",
    ),
    entra("50012", "client", "not the one registered", "AADSTS50012", "focus_field"),
    entra("50020", "password", "Sign in with an account", "AADSTS50020", "reconnect"),
    entra("50034", "password", "`jo@contoso.com` is misspelt", "username: jo@contoso.com", "focus_field"),
    entra("50053", "password", "Too many failed", "AADSTS50053", "retry"),
    entra("50055", "password", "choose a new password", "AADSTS50055", "focus_field"),
    entra("50057", "password", "enable it", "AADSTS50057", "reconnect"),
    entra("50058", "code", "prompt=none", "AADSTS50058", "show_line"),
    entra("50076", "password", "sign in through the browser", "grant_type: password", "reconnect"),
    entra("50079", "password", "second factor", "AADSTS50079", "reconnect"),
    entra("50105", "code", "assign the user", "AADSTS50105", "reconnect"),
    entra("50126", "password", "User name or password is wrong", "username: jo@contoso.com", "focus_field"),
    entra("50173", "refresh", "password was changed", "AADSTS50173", "reconnect"),
    entra("50194", "client", "tenant's ID", "asked: login.microsoftonline.com", "focus_field"),
    entra(
        "500011", "client", "`https://graph.microsoft.com/.default`", "scope: https://graph", "show_request"
    ),
    entra("53003", "code", "does not meet the policy", "AADSTS53003", "reconnect"),
    entra("54005", "code", "works once", "AADSTS54005", "reconnect"),
    entra("65001", "code", "grant consent", "AADSTS65001", "reconnect"),
    entra("65004", "code", "accept the permissions", "AADSTS65004", "reconnect"),
    entra("70000", "refresh", "meant for another app", "grant_type: refresh_token", "reconnect"),
    entra("70008", "refresh", "90 days", "grant_type: refresh_token", "reconnect"),
    entra("70011", "client", "`<resource>/.default`", "scope: https://graph", "show_line"),
    entra("700016", "client", "`my-client` is wrong", "asked: login.microsoftonline.com", "focus_field"),
    entra("700025", "code", "Leave the secret out", "carries a client secret", "show_line"),
    entra("700027", "client", "certificate is not registered", "AADSTS700027", "focus_field"),
    entra("700082", "refresh", "used now and then", "AADSTS700082", "reconnect"),
    entra("700084", "refresh", "24 hours", "AADSTS700084", "reconnect"),
    entra("7000112", "client", "switched it off", "AADSTS7000112", "reconnect"),
    entra("7000215", "client", "copy the column Value", "client_id: my-client", "focus_field"),
    entra("7000218", "code", "The app is confidential", "without proof", "show_line"),
    entra("7000222", "client", "Create a new secret", "client_id: my-client", "focus_field"),
    entra(
        "90002",
        "client",
        "is misspelt: use its ID",
        "asked: login.microsoftonline.com/contoso",
        "focus_field",
    ),
    entra("900023", "client", "Correct the tenant", "asked: login.microsoftonline.com", "focus_field"),
    entra("90014", "client", "The message names it", "AADSTS90014", "show_line"),
    entra("900144", "client", "sent as JSON is not read", "x-www-form-urlencoded", "show_line"),
    entra("90094", "code", "administrator to grant consent", "AADSTS90094", "reconnect"),
    entra("9002313", "client", "wrongly encoded", "AADSTS9002313", "show_request"),
    entra("9002325", "code", "single-page app", "AADSTS9002325", "show_line"),
    entra(
        "9002326",
        "code",
        "under the platform “Web”",
        "redirect_uri: http://localhost/cb",
        "connection_settings",
    ),
    token(
        "AADSTS_other",
        TENANT,
        "invalid_request",
        "AADSTS99999: Something new",
        "Look the number up",
        "AADSTS99999",
        "show_request",
    ),
    asked(
        "graph_token_expired",
        "https://graph.microsoft.com/v1.0/me",
        say(
            401,
            {
                "error": {
                    "code": "InvalidAuthenticationToken",
                    "message": "Lifetime validation failed, the token is expired.",
                }
            },
        ),
        "live about an hour",
        "the token is expired",
        "reconnect",
    ),
    asked(
        "graph_wrong_audience",
        "https://graph.microsoft.com/v1.0/me",
        say(
            401,
            {
                "error": {
                    "code": "InvalidAuthenticationToken",
                    "message": "Access token validation failure. Invalid audience.",
                }
            },
        ),
        "names another one as its audience",
        "Invalid audience",
        "show_line",
    ),
    asked(
        "graph_missing_permission",
        "https://graph.microsoft.com/v1.0/users",
        say(403, {"error": {"code": "Authorization_RequestDenied", "message": "Insufficient privileges"}}),
        "API permissions",
        "Insufficient privileges",
        "reconnect",
    ),
)
