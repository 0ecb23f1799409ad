"""What surrounds the tokens: discovery, keys, introspection, revocation, userinfo."""

from __future__ import annotations

from typing import Any

from authbench.demo.clients import BASIC, GRANT_TYPES, NONE, POST
from authbench.demo.credentials import USER, USER_ID, USER_NAME
from authbench.demo.service import Caller, Service, World
from authbench.demo.token_endpoint import TokenError, authenticate, read_form
from authbench.demo.wire import NO_STORE, Request, Response, json_response, method_not_allowed

REVOCATION_PATH = "/oauth2/revoke"
INTROSPECTION_PATH = "/oauth2/introspect"
USERINFO_PATH = "/oauth2/userinfo"
JWKS_PATH = "/oauth2/jwks"
DISCOVERY_PATHS = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")


def metadata(service: Service) -> dict[str, Any]:
    """The authorization server's metadata (RFC 8414, 2; RFC 9207, 3)."""
    issuer = service.issuer
    scopes = dict.fromkeys(scope for client in service.clients for scope in client.scopes)
    answer: dict[str, Any] = {
        "issuer": issuer,
        "token_endpoint": f"{issuer}{service.token_path}",
        "revocation_endpoint": f"{issuer}{REVOCATION_PATH}",
        "introspection_endpoint": f"{issuer}{INTROSPECTION_PATH}",
        "jwks_uri": f"{issuer}{JWKS_PATH}",
        "scopes_supported": list(scopes),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "code_challenge_methods_supported": ["S256", "plain"],
        "token_endpoint_auth_methods_supported": [BASIC, POST, NONE],
        "revocation_endpoint_auth_methods_supported": [BASIC, POST, NONE],
        "introspection_endpoint_auth_methods_supported": [BASIC, POST],
        "authorization_response_iss_parameter_supported": True,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }
    if service.authorize_path is not None:
        answer["authorization_endpoint"] = f"{issuer}{service.authorize_path}"
    if any(endpoint.path == USERINFO_PATH for endpoint in service.endpoints):
        answer["userinfo_endpoint"] = f"{issuer}{USERINFO_PATH}"
    return answer


def jwks(world: World) -> dict[str, Any]:
    """The keys that verify JWT access tokens (RFC 7517, 5)."""
    return {"keys": [world.tokens.signing_key.public_jwk]}


def revoke(request: Request, world: World, service: Service) -> Response:
    """RFC 7009: 200 for every token that is not good afterwards, known or not."""
    if request.method != "POST":
        return method_not_allowed("POST")
    try:
        form = read_form(request, service)
        client = authenticate(request, form, world, service)
        value = form.get("token")
        if value is None:
            raise TokenError("invalid_request", "The parameter token is missing.")
        held = world.tokens.find_access_token(value) or world.tokens.find_refresh_token(value)
        if held is not None and held.family.client.client_id != client.client_id:
            raise TokenError("invalid_grant", "This token was issued to another client.")
        world.tokens.revoke(value)
        return Response(200, b"", NO_STORE)
    except TokenError as error:
        return error.response(service)


def introspect(request: Request, world: World, service: Service) -> Response:
    """RFC 7662: for confidential clients; a token that is not good is `active: false` and no more."""
    if request.method != "POST":
        return method_not_allowed("POST")
    try:
        form = read_form(request, service)
        client = authenticate(request, form, world, service)
        if client.public:
            raise TokenError("invalid_client", "Introspection is for clients with a secret.", 401)
        value = form.get("token")
        if value is None:
            raise TokenError("invalid_request", "The parameter token is missing.")
    except TokenError as error:
        return error.response(service)
    held = world.tokens.find_access_token(value) or world.tokens.find_refresh_token(value)
    if held is None or held.family.issuer != service.issuer or not world.tokens.is_active(held):
        return json_response(200, {"active": False}, *NO_STORE)
    family = held.family
    answer = {
        "active": True,
        "scope": held.scope,
        "client_id": family.client.client_id,
        "token_type": family.client.token_type,
        "iss": family.issuer,
        "sub": USER_ID if family.user else family.client.client_id,
        "iat": int(held.issued_at),
        "exp": int(held.expires_at),
    }
    if family.user:
        answer["username"] = family.user
    return json_response(200, answer, *NO_STORE)


def userinfo(_request: Request, caller: Caller) -> dict[str, Any]:
    """OpenID Connect Core, 5.3.2, for the one demo user; a client without a user is told its own name."""
    if caller.token is None or caller.token.family.user is None:
        return {"sub": caller.name}
    return {"sub": USER_ID, "name": USER_NAME, "email": USER, "email_verified": True}
