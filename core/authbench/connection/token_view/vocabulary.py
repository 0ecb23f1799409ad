"""The words of tokens: registered claims (RFC 7519, OpenID Connect Core, RFC 9068, RFC 8693) and those of the
providers that people meet most, in plain words."""

from __future__ import annotations

from typing import Final

TIMES: Final = frozenset({"exp", "nbf", "iat", "auth_time", "updated_at", "xms_tcdt"})
"""Claims that are seconds since 1970."""

PERSONAL: Final = frozenset(
    {
        "sub", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username",
        "username", "cognito:username", "user_name", "user_id", "uid", "profile", "picture", "website",
        "email", "verified_primary_email", "verified_secondary_email", "gender", "birthdate", "phone_number",
        "address", "upn", "unique_name", "oid", "puid", "altsecid", "ipaddr", "login_hint", "onprem_sid",
        "first_name", "last_name", "mail",
    }
)  # fmt: skip
"""Claims about a person: hidden until asked for."""

SESSION: Final = frozenset({"sid", "session_state", "nonce"})
"""Claims that tie a token to a sign-in: who has them can take part in it."""

CLAIMS: Final = {
    "iss": "Issuer: who made the token.",
    "sub": "Subject: the person or client that the token stands for.",
    "aud": "Audience: the API (or, in an ID token, the client) that the token is meant for.",
    "exp": "Expires: the token is not accepted from this moment on.",
    "nbf": "Not before: the token is not accepted earlier.",
    "iat": "Issued at: when the token was made.",
    "jti": "The token's own number, so that it can be revoked or used once only.",
    "scope": "Scopes that were granted.",
    "active": "Whether the provider accepts the token now.",
    "token_type": "How the token is sent: Bearer by most.",
    "scp": "Scopes that were granted (the name that Microsoft and Okta use).",
    "azp": "Authorized party: the client that the token was issued to.",
    "client_id": "The client that the token was issued to.",
    "cid": "The client that the token was issued to (Okta).",
    "appid": "The client that the token was issued to (Entra, version 1 tokens).",
    "azpacr": "How the client proved itself: 0 not at all, 1 by a secret, 2 by a certificate (Entra).",
    "appidacr": "How the client proved itself: 0 not at all, 1 by a secret, 2 by a certificate (Entra).",
    "amr": "How the person signed in.",
    "acr": "How strong the sign-in was, in the provider's own scale.",
    "auth_time": "When the person signed in.",
    "at_hash": "A digest of the access token that came along, which ties the two together.",
    "c_hash": "A digest of the authorization code that came along, which ties the two together.",
    "s_hash": "A digest of the state that was sent, which ties the two together.",
    "nonce": "A random value of the sign-in, so that an answer cannot be played back.",
    "sid": "The person's session at the provider.",
    "session_state": "The person's session at the provider (Keycloak).",
    "act": "Who acts on behalf of the subject.",
    "may_act": "Who may act on behalf of the subject.",
    "cnf": "The key that the sender has to prove: the token alone is not enough.",
    "typ": "What the token is for (Keycloak: Bearer, ID, Refresh, Offline).",
    "token_use": "Whether this is an access or an ID token (Amazon Cognito).",
    "event_id": "The sign-in that the token came from (Amazon Cognito).",
    "origin_jti": "The number of the token that this one was refreshed from (Amazon Cognito).",
    "roles": "Roles or application permissions that were granted.",
    "permissions": "Permissions that were granted (Auth0).",
    "groups": "Groups that the subject belongs to.",
    "entitlements": "What the subject may use.",
    "wids": "Directory roles of the person (Entra).",
    "hasgroups": "The person is in too many groups to list them here (Entra).",
    "tid": "Tenant: the directory that the sign-in belongs to (Entra).",
    "oid": "The person or application in the directory, the same for every client (Entra).",
    "puid": "The person's number at Microsoft.",
    "ver": "Version of the token's format.",
    "idp": "Where the person signed in, if not at the issuer.",
    "idtyp": "Whether the token is an application's (app) or a person's (user) (Entra).",
    "uti": "The token's own number (Entra).",
    "rh": "For Entra's own use.",
    "aio": "For Entra's own use.",
    "acrs": "Conditions of access that the sign-in fulfilled (Entra).",
    "ipaddr": "The network address that the person signed in from (Entra).",
    "upn": "The person's sign-in name; it may change (Entra).",
    "unique_name": "The person's sign-in name, for showing only (Entra).",
    "preferred_username": "The person's sign-in name, for showing only; it may change.",
    "username": "The person's sign-in name.",
    "login_hint": "Helps the provider to offer the same account again.",
    "tenant_region_scope": "Where the tenant's data lives (Entra).",
    "name": "The person's name.",
    "given_name": "The person's given name.",
    "family_name": "The person's family name.",
    "middle_name": "The person's middle name.",
    "nickname": "What the person is called.",
    "email": "The person's email address.",
    "email_verified": "Whether the provider checked the email address.",
    "phone_number": "The person's telephone number.",
    "phone_number_verified": "Whether the provider checked the telephone number.",
    "address": "The person's postal address.",
    "birthdate": "The person's birthday.",
    "picture": "The person's picture.",
    "locale": "The person's language.",
    "zoneinfo": "The person's time zone.",
    "updated_at": "When the person's data last changed.",
    "hd": "The organisation's domain (Google Workspace).",
    "realm_access": "Roles in the realm (Keycloak).",
    "resource_access": "Roles at single clients (Keycloak).",
    "allowed-origins": "Web pages that may use the token (Keycloak).",
    "gty": "How the token was obtained (Auth0): client-credentials, password, refresh token.",
    "org_id": "The organisation that the sign-in belongs to.",
    "org_name": "The name of the organisation that the sign-in belongs to.",
    "uid": "The person's number at the provider (Okta).",
    "user_id": "The person's number at the provider.",
    "jku": "Where the issuer says its keys are.",
}

HEADER: Final = {
    "alg": "How the token is signed.",
    "kid": "Key ID: which of the issuer's keys signed it.",
    "typ": "What the token is: JWT, or at+jwt for an access token (RFC 9068).",
    "cty": "What is inside: JWT means another token.",
    "enc": "How the content is encrypted.",
    "zip": "How the content is compressed.",
    "x5t": "Digest (SHA-1) of the certificate whose key signed it.",
    "x5t#S256": "Digest (SHA-256) of the certificate whose key signed it.",
    "x5c": "The certificate whose key signed it, and those above it.",
    "x5u": "Where the certificate can be fetched. A receiver must not simply trust it.",
    "jku": "Where the keys can be fetched. A receiver must not simply trust it.",
    "jwk": "The public key itself. A receiver must not simply trust it.",
    "crit": "Extensions that a receiver must understand.",
    "nonce": "Microsoft Graph's own: makes the signature check fail for everybody but Graph.",
    "epk": "The sender's public key of this one message.",
    "apu": "Part of how the content's key is agreed on.",
    "apv": "Part of how the content's key is agreed on.",
    "b64": "Whether the content is encoded.",
}

ALGORITHMS: Final = {
    "none": "Not signed at all: anybody could have made this token.",
    "HS256": "HMAC with SHA-256: issuer and receiver share one secret.",
    "HS384": "HMAC with SHA-384: issuer and receiver share one secret.",
    "HS512": "HMAC with SHA-512: issuer and receiver share one secret.",
    "RS256": "RSA with SHA-256.",
    "RS384": "RSA with SHA-384.",
    "RS512": "RSA with SHA-512.",
    "PS256": "RSA-PSS with SHA-256.",
    "PS384": "RSA-PSS with SHA-384.",
    "PS512": "RSA-PSS with SHA-512.",
    "ES256": "ECDSA on P-256 with SHA-256.",
    "ES384": "ECDSA on P-384 with SHA-384.",
    "ES512": "ECDSA on P-521 with SHA-512.",
    "ES256K": "ECDSA on secp256k1 with SHA-256.",
    "EdDSA": "Edwards curve signature (Ed25519 or Ed448).",
}

AUTHENTICATION_METHODS: Final = {
    "pwd": "password",
    "mfa": "more than one factor",
    "otp": "one-time password",
    "hwk": "hardware key",
    "swk": "software key",
    "fpt": "fingerprint",
    "face": "face",
    "pin": "PIN",
    "sms": "text message",
    "tel": "telephone call",
    "rsa": "key or certificate",
    "fed": "another provider",
    "wia": "Windows sign-in",
    "kba": "questions",
    "user": "presence of the person",
    "ngcmfa": "passwordless, with a second factor",
}
"""Authentication methods (RFC 8176, and Entra's own)."""

TITLES: Final = {
    "access_token": "Access token",
    "refresh_token": "Refresh token",
    "id_token": "ID token",
}
