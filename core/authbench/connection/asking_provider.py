"""Asking a provider about a login, in a run: its metadata, its keys, introspection, user info, revocation.

Nothing here follows a redirect, and nothing carries what `apply` adds: the protocols say what is sent.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from authbench.connection.provider_question import Ask, ProviderAnswer, ProviderQuestion
from authbench.connection.token_view.jwt import decode_jwt, without_scheme
from authbench.errors import AuthbenchError, Code
from authbench.events import SecretLearned, StepName
from authbench.oauth.discovery import (
    MAX_DOCUMENT,
    DiscoveryFailed,
    Issuer,
    ProviderMetadata,
    WrongMetadata,
    issuers,
    json_object,
    metadata_urls,
    own_origins,
    read_metadata,
)
from authbench.oauth.token import form_encoded

if TYPE_CHECKING:
    from authbench.connection.parts import Parts
    from authbench.connection.token_view.signature import Verified
    from authbench.http import HttpResponse

_ACCESS, _ID, _REFRESH = "access_token", "id_token", "refresh_token"
_ERROR: Final = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_HINTED: Final = (_ACCESS, _REFRESH)
"""The token types that have a name to hint at (RFC 7009, 2.1; RFC 7662, 2.1)."""


class NotOffered(AuthbenchError):
    """The provider has no such endpoint, or what it gave cannot be used."""

    default_code = Code.USAGE


class NotAgreed(AuthbenchError):
    """A secret would go to a host that only the provider's document names, and nobody agreed to it."""

    default_code = Code.USAGE


class Asking:
    """One question in a run."""

    def __init__(self, parts: Parts, question: ProviderQuestion) -> None:
        self._parts = parts
        self._question = question
        self._settings = parts.settings.snapshot()
        self._authorization = parts.authorizer.resolved()

    def answer(self) -> ProviderAnswer:
        """Ask. Raises DiscoveryFailed, NotOffered, NotAgreed, transport errors and Cancelled."""
        with self._parts.progress.step(StepName.PROVIDER):
            provider = self._question.provider or self._discover()
            match self._question.ask:
                case Ask.DISCOVER:
                    return self._told(provider, True, f"{provider.issuer} says what it offers.")
                case Ask.VERIFY:
                    return self._verify(provider)
                case Ask.INTROSPECT:
                    return self._introspect(provider)
                case Ask.USERINFO:
                    return self._user_info(provider)
                case Ask.REVOKE:
                    return self._revoke(provider)

    def _discover(self) -> ProviderMetadata:
        from authbench.http import TransportError

        told: list[str] = []
        addresses = self._addresses()
        candidates = self._issuers(addresses)
        for issuer in candidates:
            for url in metadata_urls(issuer.identifier):
                try:
                    response = self._get(url, f"discovery; issuer from {issuer.source}", "application/json")
                except TransportError as error:
                    if error.code == Code.CANCELLED or issuer is candidates[-1]:
                        raise
                    # A token may name a host that is not there; the definition's own are asked all the same.
                    told.append(f"{url}: {error.message}.")
                    break
                if response.status != 200:
                    told.append(f"{url} answered {response.status}.")
                    continue
                try:
                    return replace(read_metadata(response.body, issuer, url), own=own_origins(addresses))
                except WrongMetadata as wrong:
                    told.append(f"{url}: {wrong.message}")
        if not candidates:
            raise DiscoveryFailed(
                "Nothing says whom to ask: no token names an issuer, and the definition has no https address"
                " to sign in at."
            )
        raise DiscoveryFailed("The provider does not say what it offers.", hint=" ".join(told))

    def _issuers(self, addresses: list[tuple[str, str]]) -> list[Issuer]:
        claims: list[tuple[str, Mapping[str, Any]]] = []
        paths = dict.fromkeys((self._question.path, (_ACCESS,), (_ID,)))
        for path in filter(None, paths):
            text = self._at(path)
            jwt = decode_jwt(text) if text is not None else None
            if jwt is not None and jwt.claims is not None:
                claims.append((f"iss of {path[-1]}", jwt.claims))
        return issuers(claims, addresses)

    def _addresses(self) -> list[tuple[str, str]]:
        found = ((name, self._address(name)) for name in ("authorization_url", "token_url"))
        return [(f"{name} of the definition", address) for name, address in found if address]

    def _address(self, name: str) -> str | None:
        member = getattr(self._authorization, name)
        if member is None or isinstance(member, str):
            return member
        context = self._parts.contexts.for_lambda(f"connection.authorization.{name}")
        value = member.call(context, dict(self._settings))
        return value if isinstance(value, str) else None

    def _verify(self, provider: ProviderMetadata) -> ProviderAnswer:
        from authbench.connection.token_view.signature import verify

        url = _offered(provider.jwks_uri, "publishes no keys (jwks_uri)")
        response = self._get(url, "the provider's keys", "application/jwk-set+json, application/json")
        keys = json_object(response.body) if response.status == 200 else None
        if keys is None:
            raise NotOffered(f"{url} gave no keys: it answered {response.status}.")
        verified = verify(
            self._token(),
            keys,
            issuer=provider.issuer,
            client_id=self._parts.tokens().client_id(self._authorization, self._settings),
            is_id_token=self._question.path[-1:] == (_ID,),
        )
        word = "Signature verified" if verified.signed else "Not verified"
        more = "" if verified.good or not verified.signed else ", but something else is wrong"
        return self._told(provider, verified.good, f"{word}{more}. Keys from {url}.", response, verified)

    def _introspect(self, provider: ProviderMetadata) -> ProviderAnswer:
        url = self._agreed(provider, provider.introspection_endpoint, "has no introspection endpoint")
        response = self._post(url, provider.introspection_methods, "introspection (RFC 7662)")
        answer = json_object(response.body) if response.status == 200 else None
        if answer is None or not isinstance(answer.get("active"), bool):
            return self._refused(provider, response, "No introspection")
        if answer["active"]:
            return self._told(provider, True, "Active: the provider accepts this token.", response)
        return self._told(provider, False, "Not active: the provider does not accept this token.", response)

    def _user_info(self, provider: ProviderMetadata) -> ProviderAnswer:
        url = self._agreed(provider, provider.userinfo_endpoint, "has no user info endpoint")
        bearer = ("Authorization", f"Bearer {self._token()}")
        response = self._get(url, "user info (OpenID Connect Core, 5.3)", "application/json", bearer)
        if response.status != 200:
            return self._refused(provider, response, "No user info")
        answer = json_object(response.body) or {}
        return self._told(provider, True, f"The provider gave {len(answer)} claims on the user.", response)

    def _revoke(self, provider: ProviderMetadata) -> ProviderAnswer:
        url = self._agreed(provider, provider.revocation_endpoint, "has no revocation endpoint")
        response = self._post(url, provider.revocation_methods, "revocation (RFC 7009)")
        if response.status != 200:
            return self._refused(provider, response, "Not revoked")
        return self._told(provider, True, "Revoked: the provider has ended this token.", response)

    def _agreed(self, provider: ProviderMetadata, url: str | None, lack: str) -> str:
        """An endpoint that secrets may go to. Raises NotOffered, and NotAgreed for a host that the definition
        does not sign in at unless a person agreed to it: a document or a token may name any (RFC 9700, 4.4).
        """
        offered = _offered(url, lack)
        foreign = replace(provider, own=own_origins(self._addresses())).foreign(offered)
        if foreign and foreign != self._question.agreed:
            raise NotAgreed(
                f"The provider's metadata leads to {foreign}, where this definition does not sign in.",
                hint="Nothing was sent. Agree to it first if the token may go there.",
            )
        return offered

    def _post(self, url: str, methods: tuple[str, ...], cause: str) -> HttpResponse:
        """Send the token with the client's credentials: in the body as token requests have them, or as HTTP
        Basic, in the way that the provider lists; refused as a client, once more in the other way."""
        fields = [("token", self._token())]
        hint = self._question.path[-1] if self._question.path else ""
        if hint in _HINTED:
            fields.append(("token_type_hint", hint))
        client_id = self._parts.tokens().client_id(self._authorization, self._settings)
        secret = self._parts.tokens().client_secret(self._authorization, self._settings)
        if client_id is None or secret is None:
            named = [] if client_id is None else [("client_id", client_id)]
            return self._send_form(url, [*fields, *named], (), cause)
        if secret:
            self._parts.progress.recorder.record(SecretLearned(secret, "client secret"))
        in_body = [*fields, ("client_id", client_id), ("client_secret", secret)]
        pair = base64.b64encode(f"{form_encoded(client_id)}:{form_encoded(secret)}".encode("ascii"))
        basic = ("Authorization", f"Basic {pair.decode('ascii')}")
        ways: list[tuple[list[tuple[str, str]], tuple[tuple[str, str], ...]]]
        ways = [(in_body, ()), (fields, (basic,))]
        if "client_secret_post" not in methods:
            ways.reverse()
        response = self._send_form(url, *ways[0], cause)
        if not _is_invalid_client(response):
            return response
        return self._send_form(url, *ways[1], f"{cause}, once more after invalid_client")

    def _send_form(
        self, url: str, fields: list[tuple[str, str]], headers: tuple[tuple[str, str], ...], cause: str
    ) -> HttpResponse:
        from authbench.http import HttpRequest, RedirectMode, RedirectRules

        body = "&".join(f"{form_encoded(name)}={form_encoded(value)}" for name, value in fields)
        form = ("Content-Type", "application/x-www-form-urlencoded")
        return self._parts.wire.send(
            HttpRequest(
                "POST",
                url,
                (("Accept", "application/json"), form, *headers),
                body.encode("ascii"),
                redirects=RedirectRules(RedirectMode.NEVER),
                context=self._parts.wire.exchange_context(StepName.PROVIDER, cause),
                max_body=MAX_DOCUMENT,
            )
        )

    def _get(self, url: str, cause: str, accept: str, *headers: tuple[str, str]) -> HttpResponse:
        from authbench.http import HttpRequest, RedirectMode, RedirectRules

        context = self._parts.wire.exchange_context(StepName.PROVIDER, cause)
        return self._parts.wire.send(
            HttpRequest(
                "GET",
                url,
                (("Accept", accept), *headers),
                redirects=RedirectRules(RedirectMode.NEVER),
                context=context,
                max_body=MAX_DOCUMENT,
            )
        )

    def _token(self) -> str:
        text = self._at(self._question.path)
        if text is None:
            raise NotOffered("This token is not there any more.")
        return without_scheme(text)

    def _at(self, path: tuple[str, ...]) -> str | None:
        value: Any = self._settings
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        return value if isinstance(value, str) and value.strip() else None

    def _refused(self, provider: ProviderMetadata, response: HttpResponse, what: str) -> ProviderAnswer:
        answer = json_object(response.body) or {}
        error = answer.get("error")
        said = f" ({error})" if isinstance(error, str) and _ERROR.fullmatch(error) else ""
        return self._told(
            provider, False, f"{what}: the provider answered {response.status}{said}.", response
        )

    def _told(
        self,
        provider: ProviderMetadata,
        ok: bool,
        headline: str,
        response: HttpResponse | None = None,
        verified: Verified | None = None,
    ) -> ProviderAnswer:
        question = self._question
        last = response.exchange.id if response is not None else None
        return ProviderAnswer(question.ask, question.path, provider, ok, headline, last, verified)


def _is_invalid_client(response: HttpResponse) -> bool:
    return response.status >= 400 and (json_object(response.body) or {}).get("error") == "invalid_client"


def _offered(url: str | None, lack: str) -> str:
    if url is None:
        raise NotOffered(f"The provider {lack}.")
    return url
