"""Where a provider says what else it offers: metadata documents (RFC 8414; OpenID Connect Discovery 1.0);
no I/O."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from authbench.errors import AuthbenchError, Code
from authbench.http import InvalidUrl, parse_url
from authbench.oauth.errors import plain_text

MAX_DOCUMENT: Final = 1024 * 1024
"""Bytes of a metadata document or key set; none comes near it."""
_OPENID: Final = "/.well-known/openid-configuration"
_OAUTH: Final = "/.well-known/oauth-authorization-server"
_LONGEST_URL: Final = 2000
"""Characters of an address in a token or a document; what is longer is none that a person could look at."""
_MOST_METHODS: Final = 20
_DEFAULT_METHODS: Final = ("client_secret_basic",)
"""What a client may use where the document names nothing (RFC 8414, 2)."""


class DiscoveryFailed(AuthbenchError):
    """No document could be used; the message says why, document by document."""

    default_code = Code.HTTP_ERROR


class WrongMetadata(AuthbenchError):
    """A document that must not be used: not the issuer's own, or not a document at all."""

    default_code = Code.HTTP_ERROR


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whom to ask. `guessed` from an address of the definition, which names no issuer: then a slash at the
    end is left to the provider. `source` says where it was found, in words."""

    identifier: str
    source: str
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """What a provider offers besides tokens. An endpoint that it does not have is None; `*_methods` are the
    ways of client authentication there. `found_at` is the document's URL. `own` are the origins that the
    definition itself signs in at."""

    issuer: str
    found_at: str
    jwks_uri: str | None = None
    introspection_endpoint: str | None = None
    introspection_methods: tuple[str, ...] = _DEFAULT_METHODS
    userinfo_endpoint: str | None = None
    revocation_endpoint: str | None = None
    revocation_methods: tuple[str, ...] = _DEFAULT_METHODS
    own: tuple[str, ...] = ()

    def foreign(self, url: str) -> str:
        """The origin of `url` where the definition sends nothing to it by itself: only the document, or a
        token that names its issuer, leads there. Empty for its own."""
        origin = str(parse_url(url).origin)
        return "" if origin in self.own else origin


def issuers(
    claims: Iterable[tuple[str, Mapping[str, Any]]], addresses: Iterable[tuple[str, str]]
) -> list[Issuer]:
    """Whom to ask, in order: the `iss` of tokens (RFC 7519, 4.1.1), then the origins of the definition's own
    addresses. Both come with words on where they are from; what is no address to ask is left out."""
    found: dict[str, Issuer] = {}
    for source, members in claims:
        issuer = members.get("iss")
        if isinstance(issuer, str) and _is_askable(issuer):
            found.setdefault(issuer, Issuer(issuer, source))
    for source, address in addresses:
        try:
            origin = str(parse_url(address).origin)
        except InvalidUrl:
            continue
        if _is_askable(origin) and origin not in found and f"{origin}/" not in found:
            found[origin] = Issuer(origin, source, guessed=True)
    return list(found.values())


def metadata_urls(issuer: str) -> tuple[str, ...]:
    """The addresses of an issuer's documents in the order to try them (OpenID Connect Discovery 1.0, 4;
    RFC 8414, 3 and 5)."""
    bare = issuer.rstrip("/")
    origin = str(parse_url(bare).origin)
    path = bare[bare.index("://") + 3 :].partition("/")[2]
    path = f"/{path}" if path else ""
    return tuple(dict.fromkeys((bare + _OPENID, origin + _OAUTH + path, origin + _OPENID + path)))


def own_origins(addresses: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The origins of the definition's own addresses, which come with words on where they are from."""
    found: dict[str, None] = {}
    for _, address in addresses:
        try:
            found[str(parse_url(address).origin)] = None
        except InvalidUrl:
            continue
    return tuple(found)


def read_metadata(body: bytes, issuer: Issuer, found_at: str) -> ProviderMetadata:
    """The document of `issuer`. Raises WrongMetadata where it is none, or that of another issuer: the two
    must be equal to the byte (RFC 8414, 3.3)."""
    document = json_object(body)
    here = parse_url(issuer.identifier).origin.is_loopback
    if document is None:
        raise WrongMetadata("The answer is no JSON object.")
    named = document.get("issuer")
    allowed = (issuer.identifier, f"{issuer.identifier}/") if issuer.guessed else (issuer.identifier,)
    if named not in allowed:
        said = plain_text(named, 200) if isinstance(named, str) else "none"
        raise WrongMetadata(f"The document names another issuer ({said}), so it is not used.")
    return ProviderMetadata(
        str(named),
        found_at,
        _endpoint(document, "jwks_uri", here=here),
        _endpoint(document, "introspection_endpoint", here=here),
        _methods(document, "introspection_endpoint_auth_methods_supported"),
        _endpoint(document, "userinfo_endpoint", here=here),
        _endpoint(document, "revocation_endpoint", here=here),
        _methods(document, "revocation_endpoint_auth_methods_supported"),
    )


def json_object(body: bytes) -> dict[str, Any] | None:
    """The JSON object in `body`; None where there is none."""
    if len(body) > MAX_DOCUMENT:
        return None
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _is_askable(url: str) -> bool:
    """https, or this machine; and no query or fragment (RFC 8414, 2)."""
    if "?" in url or "#" in url or not _is_plain(url):
        return False
    try:
        address = parse_url(url)
    except InvalidUrl:
        return False
    secure = address.origin.scheme == "https" or address.origin.is_loopback
    return secure and address.credentials is None


def _is_plain(url: str) -> bool:
    """Whether an address has nothing but the characters of one (RFC 3986, 2), and not too many."""
    return len(url) <= _LONGEST_URL and url.isascii() and url.isprintable() and " " not in url


def _endpoint(document: Mapping[str, Any], name: str, *, here: bool) -> str | None:
    """An address that tokens and secrets may be sent to: https. This machine without it, too, where the
    document is from here; a provider elsewhere has no say about what listens on it."""
    url = document.get(name)
    if not isinstance(url, str) or not _is_plain(url) or "#" in url or not _is_askable(url.partition("?")[0]):
        return None
    return url if here or not parse_url(url).origin.is_loopback else None


def _methods(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    given = document.get(name, document.get("token_endpoint_auth_methods_supported"))
    if not isinstance(given, list):
        return _DEFAULT_METHODS
    return tuple(each for each in given[:_MOST_METHODS] if isinstance(each, str)) or _DEFAULT_METHODS
