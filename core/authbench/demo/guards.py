"""How protected APIs decide whom to let in: one factory per kind of credential."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from authbench.demo.credentials import Credentials, same
from authbench.demo.service import Caller, Guard, Refused, Service, World
from authbench.demo.wire import RepeatedParameter, Request, Response, UnreadableForm, json_response
from authbench.demo.wire import quoted_challenge as challenge

SecretOf = Callable[[Credentials], str]
ErrorStyle = Callable[[int, str, str], Response]
"""How a provider phrases an error: status, machine-readable code, sentence."""


def plain_error(status: int, code: str, message: str) -> Response:
    """The demo provider's own errors, after RFC 6749's."""
    return json_response(status, {"error": code, "error_description": message})


def bearer(*scopes: str, error: ErrorStyle = plain_error) -> Guard:
    """Lets in whoever holds an access token of this service with all of `scopes` (RFC 6750, 2.1 and 3.1)."""

    def check(request: Request, world: World, service: Service) -> Caller:
        realm = {"realm": f"{service.title} (demo)"}
        values = request.header_values("Authorization")
        scheme, _, credentials = (values[0] if values else "").partition(" ")
        if scheme.lower() != "bearer" or not credentials.strip():
            raise Refused(_challenged(error(401, "unauthorized", "No access token was sent."), realm))
        if len(values) > 1 or not _is_token(credentials.strip()):
            response = error(400, "invalid_request", "The Authorization header is malformed.")
            raise Refused(_challenged(response, realm, "invalid_request"))
        token = world.tokens.find_access_token(credentials.strip())
        if token is None or token.family.issuer != service.issuer or not world.tokens.is_active(token):
            known = token is not None and token.family.issuer == service.issuer
            expired = known and token is not None and not (token.revoked or token.family.revoked)
            why = "The access token expired." if expired else "The access token is unknown or revoked."
            raise Refused(_challenged(error(401, "invalid_token", why), realm, "invalid_token", why))
        missing = [scope for scope in scopes if scope not in token.scope.split()]
        if missing:
            why = f"The access token lacks the scope {' '.join(scopes)}."
            response = error(403, "insufficient_scope", why)
            raise Refused(
                _challenged(response, {**realm, "scope": " ".join(scopes)}, "insufficient_scope", why)
            )
        return Caller(token.family.user or token.family.client.client_id, token)

    return check


def _challenged(response: Response, realm: dict[str, str], code: str = "", why: str = "") -> Response:
    parameters = dict(realm)
    if code:
        parameters["error"] = code
    if why:
        parameters["error_description"] = why
    return response.with_headers(("WWW-Authenticate", challenge("Bearer", parameters)))


def _is_token(text: str) -> bool:
    return text.isascii() and all(char.isalnum() or char in "-._~+/=" for char in text)


def basic(user: str, secret: SecretOf, *, error: ErrorStyle = plain_error) -> Guard:
    """Lets in one user by HTTP Basic (RFC 7617); user and password are UTF-8."""

    def check(request: Request, world: World, service: Service) -> Caller:
        given = basic_credentials(request)
        good = given is not None and same(given[0], user) & same(given[1], secret(world.credentials))
        if not good:
            response = error(401, "unauthorized", "The user name or the password is missing or wrong.")
            parameters = {"realm": f"{service.title} (demo)", "charset": "UTF-8"}
            raise Refused(response.with_headers(("WWW-Authenticate", challenge("Basic", parameters))))
        return Caller(user)

    return check


def basic_credentials(request: Request) -> tuple[str, str] | None:
    """User and password of a Basic header; None when there is none or it is malformed."""
    values = request.header_values("Authorization")
    if len(values) != 1:
        return None
    scheme, _, encoded = values[0].partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    user, colon, password = decoded.partition(":")
    return (user, password) if colon else None


def header_key(name: str, secret: SecretOf, *, prefix: str = "", error: ErrorStyle = plain_error) -> Guard:
    """Lets in whoever sends the key in a header, after an optional prefix such as `Bearer `."""
    return headers_pair({name: secret}, prefix=prefix, error=error)


def headers_pair(wanted: dict[str, SecretOf], *, prefix: str = "", error: ErrorStyle = plain_error) -> Guard:
    """Lets in whoever sends every one of these headers with its secret."""

    def check(request: Request, world: World, service: Service) -> Caller:
        for name, secret in wanted.items():
            values = request.header_values(name)
            if not values:
                raise Refused(error(401, "unauthorized", f"The header {name} is missing."))
            if len(values) > 1 or not same(values[0], prefix + secret(world.credentials)):
                status = 401 if len(wanted) == 1 else 403
                raise Refused(error(status, "unauthorized", f"The key in the header {name} is wrong."))
        return Caller(f"{service.name} key")

    return check


def query_key(name: str, secret: SecretOf, *, error: ErrorStyle = plain_error) -> Guard:
    """Lets in whoever sends the key as a query parameter, exactly once."""

    def check(request: Request, world: World, service: Service) -> Caller:
        try:
            given = request.params().get(name)
        except (RepeatedParameter, UnreadableForm):
            given = None
        if given is None:
            raise Refused(error(401, "unauthorized", f"The query parameter {name} is missing."))
        if not same(given, secret(world.credentials)):
            raise Refused(error(401, "unauthorized", f"The key in the query parameter {name} is wrong."))
        return Caller(f"{service.name} key")

    return check


def any_of(*guards: Guard) -> Guard:
    """Lets in whoever one of the guards lets in; refuses as the first one does."""

    def check(request: Request, world: World, service: Service) -> Caller:
        refusal: Refused | None = None
        for guard in guards:
            try:
                return guard(request, world, service)
            except Refused as error:
                refusal = refusal or error
        assert refusal is not None
        raise refusal

    return check
