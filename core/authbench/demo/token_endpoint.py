"""The token endpoint (RFC 6749, 3.2, 4 and 6; RFC 7636; RFC 7523): every grant, every refusal."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from authbench.demo.clients import (
    AUTHORIZATION_CODE,
    BASIC,
    CLIENT_CREDENTIALS,
    GRANT_TYPES,
    JWT_BEARER,
    NONE,
    PASSWORD,
    POST,
    REFRESH_TOKEN,
    Client,
)
from authbench.demo.credentials import USER, same
from authbench.demo.guards import basic_credentials
from authbench.demo.jose import InvalidToken, verify_rs256
from authbench.demo.service import Service, World
from authbench.demo.tokens import Family, InvalidGrant
from authbench.demo.wire import (
    NO_STORE,
    RepeatedParameter,
    Request,
    Response,
    UnreadableForm,
    json_response,
    method_not_allowed,
    quoted_challenge,
    single_valued,
)

SERVICE_ACCOUNT = "reports@demo-project.iam.gserviceaccount.com"
"""The service account whose key the provider makes and verifies assertions with."""
ASSERTION_SECONDS = 3600
ASSERTION_LEEWAY = 60
"""Seconds by which the clocks of the signer and of the provider may differ."""


class TokenError(Exception):
    """An error response of RFC 6749, 5.2."""

    def __init__(self, code: str, description: str, status: int = 400, *, challenge: bool = False) -> None:
        super().__init__(code)
        self.code, self.description, self.status, self.challenge = code, description, status, challenge

    def response(self, service: Service) -> Response:
        """The error as it goes out."""
        error = {"error": self.code, "error_description": self.description}
        response = json_response(self.status, error, *NO_STORE)
        if self.challenge:
            realm = quoted_challenge("Basic", {"realm": f"{service.title} (demo)"})
            return response.with_headers(("WWW-Authenticate", realm))
        return response


def token_endpoint(request: Request, world: World, service: Service) -> Response:
    """Answers a token request."""
    if request.method != "POST":
        return method_not_allowed("POST")
    try:
        form = read_form(request, service)
        grant = form.get("grant_type")
        if grant is None:
            raise TokenError("invalid_request", "The parameter grant_type is missing.")
        if grant == JWT_BEARER:
            return _assertion_grant(form, world, service)
        client = authenticate(request, form, world, service)
        if grant not in GRANT_TYPES:
            raise TokenError("unsupported_grant_type", f"There is no grant type {grant!r:.60} here.")
        if grant not in client.grants:
            raise TokenError("unauthorized_client", f"This client may not use the grant type {grant}.")
        return _GRANTS[grant](form, client, world, service)
    except InvalidGrant as error:
        return TokenError("invalid_grant", str(error)).response(service)
    except TokenError as error:
        return error.response(service)


def read_form(request: Request, service: Service) -> dict[str, str]:
    """The parameters of a request to the token endpoint or one of its neighbours. Raises `TokenError`."""
    try:
        query = request.params()
        if "client_secret" in query or "client_id" in query:  # RFC 6749, 2.3.1
            raise TokenError("invalid_request", "Client credentials do not belong in the URL.")
        if request.media_type == "application/x-www-form-urlencoded":
            return single_valued(request.body)
        if request.media_type == "application/json" and service.takes_json_token_requests:
            return _json_form(request.body)
    except RepeatedParameter as error:
        raise TokenError("invalid_request", f"The parameter {error.name} was sent twice.") from error
    except UnreadableForm as error:
        raise TokenError("invalid_request", "The parameters are not valid UTF-8.") from error
    raise TokenError(
        "invalid_request",
        "The request must be form-encoded (application/x-www-form-urlencoded),"
        f" not {request.media_type or 'without a content type'}.",
    )


def _json_form(body: bytes) -> dict[str, str]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise TokenError("invalid_request", "The body is not valid JSON.") from error
    if not isinstance(value, dict):
        raise TokenError("invalid_request", "The body is no JSON object.")
    return {name: item for name, item in value.items() if isinstance(item, str) and item}


def authenticate(request: Request, form: dict[str, str], world: World, service: Service) -> Client:
    """The client that sent a request, authenticated in one way only (RFC 6749, 2.3). Raises `TokenError`."""
    header = request.header("Authorization")
    failed = TokenError(
        "invalid_client", "The client is unknown or its secret is wrong.", 401, challenge=True
    )
    if header is not None:
        if "client_secret" in form:
            raise TokenError("invalid_request", "Client credentials came in two ways; one is allowed.")
        given = basic_credentials(request)
        if given is None:
            raise failed
        client_id, secret, method = unquote_plus(given[0]), unquote_plus(given[1]), BASIC
        if service.takes_prefixed_basic and client_id == "client" and ":" in secret:
            client_id, _, secret = secret.partition(":")
        if form.get("client_id", client_id) != client_id:
            raise TokenError("invalid_request", "The client_id differs from the one in the header.")
    else:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        method = POST if secret else NONE
    client = service.client(client_id)
    if client is None or method not in client.auth_methods:
        raise failed
    if not client.public and not same(secret, world.credentials.client_secret(client_id)):
        raise failed
    return client


def _code_grant(form: dict[str, str], client: Client, world: World, service: Service) -> Response:
    code = form.get("code")
    if code is None:
        raise TokenError("invalid_request", "The parameter code is missing.")
    verifier = form.get("code_verifier")
    family = world.tokens.redeem_code(code, client, form.get("redirect_uri"), verifier)
    return _granted(family, family.scope, world, refreshable=True)


def _credentials_grant(form: dict[str, str], client: Client, world: World, service: Service) -> Response:
    family = Family(client, service.issuer, None, granted_scope(form.get("scope"), client))
    return _granted(family, family.scope, world, refreshable=False)  # RFC 6749, 4.4.3


def _password_grant(form: dict[str, str], client: Client, world: World, service: Service) -> Response:
    user, password = form.get("username"), form.get("password")
    if user is None or password is None:
        raise TokenError("invalid_request", "The parameters username and password are needed.")
    if not (same(user, USER) & same(password, world.credentials.user_password())):
        raise InvalidGrant("The user name or the password is wrong.")
    family = Family(client, service.issuer, user, granted_scope(form.get("scope"), client))
    return _granted(family, family.scope, world, refreshable=True)


def _refresh_grant(form: dict[str, str], client: Client, world: World, service: Service) -> Response:
    value = form.get("refresh_token")
    if value is None:
        raise TokenError("invalid_request", "The parameter refresh_token is missing.")
    known = world.tokens.find_refresh_token(value)
    wanted = form.get("scope")
    if known is not None and wanted and not set(wanted.split()) <= set(known.scope.split()):
        raise TokenError("invalid_scope", "A refresh cannot widen the scope that was granted.")
    token = world.tokens.use_refresh_token(value, client)
    scope = wanted if wanted else token.scope
    return _granted(token.family, scope, world, refreshable=token.rotated, refresh_scope=token.scope)


def _assertion_grant(form: dict[str, str], world: World, service: Service) -> Response:
    """RFC 7523, 2.1 and 3: the assertion is the authorization; the client needs no secret."""
    client = next((client for client in service.clients if JWT_BEARER in client.grants), None)
    if client is None:
        raise TokenError("unsupported_grant_type", "JWT assertions are not taken here.")
    assertion = form.get("assertion")
    if assertion is None:
        raise TokenError("invalid_request", "The parameter assertion is missing.")
    try:
        claims = verify_rs256(assertion, world.credentials.service_account_key().public)
        check_assertion(claims, service.token_audiences, world.now())
    except InvalidToken as error:
        raise InvalidGrant(f"The assertion was refused: {error}.") from error
    scope = claims.get("scope", form.get("scope"))
    family = Family(client, service.issuer, None, granted_scope(scope, client))
    return _granted(family, family.scope, world, refreshable=False)


def check_assertion(claims: dict[str, Any], audiences: tuple[str, ...], now: float) -> None:
    """The claims of RFC 7523, 3, with an hour as the longest life. Raises `InvalidToken`."""
    if claims.get("iss") != SERVICE_ACCOUNT:
        raise InvalidToken("iss is not the registered service account")
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if not set(audiences).intersection(item for item in named if isinstance(item, str)):
        raise InvalidToken(f"aud must be {audiences[0]}")
    times = {name: claims.get(name) for name in ("iat", "exp")}
    for name, value in times.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidToken(f"{name} is missing or no number")
    issued_at, expires_at = times["iat"], times["exp"]
    assert issued_at is not None
    assert expires_at is not None
    if issued_at > now + ASSERTION_LEEWAY:
        raise InvalidToken("iat lies in the future; is the clock right?")
    if expires_at <= now - ASSERTION_LEEWAY:
        raise InvalidToken("exp lies in the past; is the clock right?")
    if expires_at - issued_at > ASSERTION_SECONDS:
        raise InvalidToken("exp may be at most an hour after iat")


def granted_scope(wanted: str | None, client: Client) -> str:
    """The scope to grant: what was asked, or everything when nothing was. Raises `TokenError`."""
    if not isinstance(wanted, str) or not wanted.split():
        return " ".join(client.scopes)
    unknown = [scope for scope in wanted.split() if scope not in client.scopes]
    if unknown:
        raise TokenError("invalid_scope", f"This client may not ask for the scope {unknown[0]!r:.80}.")
    return " ".join(dict.fromkeys(wanted.split()))


def _granted(
    family: Family, scope: str, world: World, *, refreshable: bool, refresh_scope: str | None = None
) -> Response:
    client = family.client
    token = world.tokens.issue_access_token(family, scope)
    answer: dict[str, Any] = {
        "access_token": token.value,
        "token_type": client.token_type,
        "expires_in": int(token.expires_at - token.issued_at),
    }
    if refreshable and REFRESH_TOKEN in client.grants:
        answer["refresh_token"] = world.tokens.issue_refresh_token(family, refresh_scope or scope)
    if scope:
        answer["scope"] = scope
    return json_response(200, {**answer, **client.token_extras}, *NO_STORE)


_Grant = Callable[[dict[str, str], Client, World, Service], Response]
_GRANTS: dict[str, _Grant] = {
    AUTHORIZATION_CODE: _code_grant,
    CLIENT_CREDENTIALS: _credentials_grant,
    PASSWORD: _password_grant,
    REFRESH_TOKEN: _refresh_grant,
}
