"""Stripe, Shopify, HubSpot, Zendesk, Atlassian, X."""

from __future__ import annotations

from support.explained_requests import GET, PAYLOADS, asked
from support.explained_runs import Case, acquiring, say

HUB = "https://api.hubapi.com/oauth/v1/token"


def xml(code: str, inside: str = "") -> str:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>Something</Message>{inside}</Error>"


CASES: tuple[Case, ...] = (
    asked(
        "stripe_invalid_key",
        "https://api.stripe.com/v1/account",
        say(
            401,
            {"error": {"message": "Invalid API Key provided: sk_test_***1", "type": "invalid_request_error"}},
        ),
        "two worlds",
        "invalid_request_error",
        "focus_field",
    ),
    asked(
        "stripe_expired_key",
        "https://api.stripe.com/v1/account",
        say(
            401,
            {
                "error": {
                    "message": "Expired API Key provided",
                    "code": "api_key_expired",
                    "type": "invalid_request_error",
                }
            },
        ),
        "Take the new key",
        "api_key_expired",
        "focus_field",
    ),
    asked(
        "stripe_permission",
        "https://api.stripe.com/v1/account",
        say(
            403,
            {
                "error": {
                    "message": "The provided key does not have the required permissions",
                    "type": "invalid_request_error",
                }
            },
        ),
        "restricted key",
        "invalid_request_error",
        "focus_field",
    ),
    asked(
        "shopify_invalid_key",
        "https://shop.myshopify.com/admin/shop.json",
        say(401, {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}),
        "X-Shopify-Access-Token",
        "has no X-Shopify-Access-Token",
        "show_line",
    ),
    asked(
        "shopify_scope",
        "https://shop.myshopify.com/admin/orders.json",
        say(403, {"errors": "[API] This action requires merchant approval for read_orders scope."}),
        "names the scope",
        "read_orders",
        "reconnect",
    ),
    asked(
        "shopify_unavailable",
        "https://shop.myshopify.com/admin/shop.json",
        say(402, {"errors": "Unavailable Shop"}),
        "pay or reopen",
        "Unavailable Shop",
    ),
    asked(
        "hubspot_expired",
        "https://api.hubapi.com/crm/v3/objects",
        say(401, {"category": "EXPIRED_AUTHENTICATION", "message": "expired"}),
        "30 minutes",
        "EXPIRED_AUTHENTICATION",
        "reconnect",
    ),
    asked(
        "hubspot_invalid",
        "https://api.hubapi.com/crm/v3/objects",
        say(401, {"category": "INVALID_AUTHENTICATION", "message": "no"}),
        "private app",
        "INVALID_AUTHENTICATION",
        "focus_field",
    ),
    asked(
        "hubspot_scopes",
        "https://api.hubapi.com/crm/v3/objects",
        say(
            403,
            {
                "category": "MISSING_SCOPES",
                "message": "no",
                "errors": [{"message": "no", "context": {"requiredGranularScopes": ["crm.read"]}}],
            },
        ),
        "`crm.read`",
        "MISSING_SCOPES",
        "reconnect",
    ),
    Case(
        "hubspot_refresh_token",
        acquiring(PAYLOADS["refresh"], HUB),
        (say(400, {"status": "BAD_REFRESH_TOKEN", "message": "missing or invalid refresh token"}),),
        "belong to two apps",
        "BAD_REFRESH_TOKEN",
        "reconnect",
        kind=GET,
    ),
    asked(
        "zendesk_authentication",
        "https://acme.zendesk.com/api/v2/users/me.json",
        say(401, {"error": "Couldn't authenticate you"}),
        "API access is switched off",
        "Couldn't authenticate",
        "focus_field",
    ),
    asked(
        "zendesk_authentication",
        "https://acme.zendesk.com/api/v2/users/me.json",
        say(401, {"error": "Couldn't authenticate you"}),
        "`<email>/token`",
        "Authorization: Basic",
        "focus_field",
        note="Basic",
        header="'Authorization' => 'Basic ' + 'jo:an-api-token-1'.encode_base64",
    ),
    asked(
        "zendesk_subdomain",
        "https://acme.zendesk.com/api/v2/users/me.json",
        say(404, {"error": {"title": "No help desk at acme.zendesk.com", "message": "no"}}),
        "`acme.zendesk.com`",
        "No help desk",
        "focus_field",
    ),
    asked(
        "atlassian_captcha",
        "https://acme.atlassian.net/rest/api/3/myself",
        say(403, "", X_Seraph_LoginReason="AUTHENTICATION_DENIED"),
        "sign in once in the browser",
        "AUTHENTICATION_DENIED",
        "retry",
    ),
    asked(
        "atlassian_authentication",
        "https://acme.atlassian.net/rest/api/3/myself",
        say(401, "", X_Seraph_LoginReason="AUTHENTICATED_FAILED"),
        "the password an API token",
        "AUTHENTICATED_FAILED",
        "focus_field",
    ),
    asked(
        "atlassian_scope",
        "https://api.atlassian.com/ex/jira/1/me",
        say(401, {"code": 401, "message": "Unauthorized; scope does not match"}),
        "cloud ID",
        "scope does not match",
        "reconnect",
    ),
    asked(
        "atlassian_messages",
        "https://acme.atlassian.net/rest/api/3/project/X",
        say(404, {"errorMessages": ["No project could be found with key 'X'."], "errors": {}}),
        "may not see",
        "errorMessages",
    ),
    asked(
        "twitter_invalid_token",
        "https://api.twitter.com/1.1/me.json",
        say(401, {"errors": [{"code": 89, "message": "Invalid or expired token."}]}),
        "of another app",
        "errors.0.code: 89",
        "reconnect",
    ),
    asked(
        "twitter_authentication",
        "https://api.twitter.com/1.1/me.json",
        say(400, {"errors": [{"code": 215, "message": "Bad Authentication data."}]}),
        "OAuth 1.0a",
        "Bad Authentication data",
        "focus_field",
    ),
    asked(
        "twitter_access_level",
        "https://api.twitter.com/2/tweets",
        say(403, {"errors": [{"code": 453, "message": "subset of endpoints"}]}),
        "which plan",
        "453",
    ),
)
