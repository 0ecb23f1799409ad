"""The built-in token requests: the code exchange and the standard refresh (SDK reference 3.7, 3.10).

They never follow redirects, never carry `apply`, and send the client's credentials in the body;
where the server answers `invalid_client`, once more with HTTP Basic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from authbench.connection.progress import Progress
from authbench.connection.results import text_or_nil
from authbench.errors import AuthbenchError, Code, Location
from authbench.events import StepName
from authbench.oauth import OAuthError, TokenResponseInvalid, parse_token_response, token_request

if TYPE_CHECKING:
    from authbench.connection.contexts import Contexts
    from authbench.connection.wire import Wire
    from authbench.definition import Authorization, Lambda


class TokenEndpoint:
    """Sends token requests for one run."""

    def __init__(self, contexts: Contexts, wire: Wire, progress: Progress) -> None:
        self._contexts = contexts
        self._wire = wire
        self._progress = progress

    def client_id(self, authorization: Authorization, settings: Mapping[str, Any]) -> str | None:
        """The definition's client id, else the form field of that name (3.5)."""
        return self._text(authorization.client_id, "client_id", settings)

    def client_secret(self, authorization: Authorization, settings: Mapping[str, Any]) -> str | None:
        """The definition's client secret, else the form field of that name."""
        return self._text(authorization.client_secret, "client_secret", settings)

    def exchange(
        self,
        authorization: Authorization,
        settings: Mapping[str, Any],
        *,
        code: str,
        redirect_uri: str,
        verifier: str | None,
    ) -> dict[str, Any]:
        """Exchange a code; every key of the answer is returned. Raises OAuthError,
        TokenResponseInvalid, TransportError."""
        fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect_uri)]
        if verifier is not None:
            fields.append(("code_verifier", verifier))
        return self._send(authorization, settings, fields, StepName.TOKEN, "the code of the redirect")

    def refresh(
        self, authorization: Authorization, settings: Mapping[str, Any], cause: str | None
    ) -> dict[str, Any]:
        """The standard refresh. Only the access token and a new refresh token count."""
        fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", str(settings.get("refresh_token") or "")),
        ]
        answer = self._send(authorization, settings, fields, StepName.REFRESH, cause)
        return {name: answer[name] for name in ("access_token", "refresh_token") if answer.get(name)}

    def _send(
        self,
        authorization: Authorization,
        settings: Mapping[str, Any],
        fields: list[tuple[str, str]],
        step: StepName,
        cause: str | None,
    ) -> dict[str, Any]:
        url = self._evaluate(authorization.token_url, "token_url", settings)
        if not url:
            raise AuthbenchError(
                "'token_url' gave no URL",
                code=Code.INVALID_DEFINITION,
                hint="Let token_url return the https address of the token endpoint.",
                location=_place(authorization.token_url),
            )
        client_id = self.client_id(authorization, settings)
        secret = self.client_secret(authorization, settings)
        place = _place(authorization.token_url) or authorization.locations.get("token_url")
        client = [(k, v) for k, v in (("client_id", client_id), ("client_secret", secret)) if v is not None]
        try:
            return self._request(url, [*client, *fields], None, step, cause, place)
        except OAuthError as error:
            if error.code != "invalid_client" or not client_id or secret is None:
                raise
            self._progress.note(
                "basic_client_authentication",
                "The token endpoint refused client_id and client_secret in the body; they are sent once more "
                "as HTTP Basic. The platform sends them in the body only.",
            )
            return self._request(
                url, fields, (client_id, secret), step, "invalid_client, once more with Basic", place
            )

    def _request(
        self,
        url: str,
        fields: list[tuple[str, str]],
        basic: tuple[str, str] | None,
        step: StepName,
        cause: str | None,
        place: Location | None,
    ) -> dict[str, Any]:
        context = self._wire.exchange_context(step, cause, place)
        request = token_request(url, fields, basic=basic, context=context)
        response = self._wire.send(request)
        answer = parse_token_response(response)
        if not answer.get("access_token"):
            raise TokenResponseInvalid("The token response holds no access_token")
        return answer

    def _text(self, member: Lambda | str | None, name: str, settings: Mapping[str, Any]) -> str | None:
        if member is not None:
            return self._evaluate(member, name, settings)
        value = settings.get(name)
        return None if value is None else str(value)

    def _evaluate(self, member: Lambda | str | None, name: str, settings: Mapping[str, Any]) -> str | None:
        if member is None or isinstance(member, str):
            return member
        value = member.call(self._contexts.for_lambda(f"connection.authorization.{name}"), dict(settings))
        return text_or_nil(value, name, member.location)


def _place(member: Lambda | str | None) -> Location | None:
    return None if member is None or isinstance(member, str) else member.location
