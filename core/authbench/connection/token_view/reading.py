"""Putting together what a person may see of a connection's tokens, and handing out one value when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from authbench.connection.secrecy import is_secret_result
from authbench.connection.token_view.claims import claim_text
from authbench.connection.token_view.ending import Answer, Origin, ending_of, instant_of
from authbench.connection.token_view.evidence import defined_scopes, evidence_of, scopes_in
from authbench.connection.token_view.jwt import decode_jwt, without_scheme
from authbench.connection.token_view.model import ConnectionTokens, TokenView, view_token
from authbench.connection.token_view.scopes import compare_scopes
from authbench.connection.token_view.vocabulary import TITLES
from authbench.errors import AuthbenchError

if TYPE_CHECKING:
    from authbench.connection.entry import Entry
    from authbench.definition import Authorization, Connector
    from authbench.journal import Journal

MAX_TOKENS = 20
_DEPTH = 6

Path = tuple[str, ...]


class TokenGone(AuthbenchError):
    """What was asked for is not there any more: another run or window replaced or forgot it."""


@dataclass(frozen=True, slots=True)
class Login:
    """A connection's login with all that is needed to explain it. `authorization` is None while the
    definition cannot be used."""

    entry: Entry
    values: Mapping[str, Any]
    connector: Connector | None = None
    authorization: Authorization | None = None

    def tokens(self) -> dict[str, Any]:
        """What acquire, refresh and token answers gave, as far as it is still in use."""
        return self.entry.effective_tokens(self.values)


def read_tokens(login: Login, journal: Journal, connection_id: str) -> ConnectionTokens:
    """Everything that may be shown of a connection's tokens. Blocks on the definition's own code for a
    moment: never from a window's thread."""
    tokens = login.tokens()
    found = list(_find(tokens))
    if not found:
        return ConnectionTokens()
    redact, evidence = journal.redactor.text, evidence_of(journal, connection_id)
    origins, recorded = _origins(login.entry), instant_of(login.entry.expires_at)
    settings = {**login.values, **tokens}
    main = _main_token([path for path, _ in found])
    views: list[TokenView] = []
    for path, text in found[:MAX_TOKENS]:
        jwt = decode_jwt(text)
        name = path[-1]
        views.append(
            view_token(
                path,
                text,
                redact,
                ending=ending_of(
                    name,
                    (jwt.claims or {}) if jwt is not None else {},
                    settings,
                    origins,
                    primary=path == main,
                    recorded=recorded,
                    answer=_answer_with(without_scheme(text), evidence.answers),
                ),
                origin=origins.get(path[0]) or _noted_origin(login.entry),
                renewal=_renewal(name, path == main, login.authorization, tokens),
                api_hosts=evidence.api_hosts,
            )
        )
    main_jwt = decode_jwt(dict(found)[main])
    claims = (main_jwt.claims or {}) if main_jwt is not None else {}
    requested = evidence.requested
    if requested is None and login.connector is not None and login.authorization is not None:
        requested = defined_scopes(login.connector, login.authorization, settings)
    granted = evidence.granted or scopes_in(tokens, claims)
    scopes = compare_scopes(requested, granted, redact, answered=bool(evidence.answers))
    if scopes is not None:
        scopes = replace(
            scopes, requested_from=redact(scopes.requested_from), granted_from=redact(scopes.granted_from)
        )
    return ConnectionTokens(tuple(views), scopes, max(0, len(found) - MAX_TOKENS))


def token_text(login: Login, path: Path) -> str:
    """The text of one token, because a person asked for it. Raises TokenGone."""
    value: Any = login.tokens()
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, str):
        raise TokenGone("This token is not there any more.")
    return value


def claim_text_of(login: Login, path: Path, number: int, *, header: bool = False) -> str:
    """The text of one claim (or header parameter), counted from 0, because a person asked for it. Raises
    TokenGone."""
    jwt = decode_jwt(token_text(login, path))
    members = list(((jwt.header if header else jwt.claims) or {}).values()) if jwt is not None else []
    if number >= len(members):
        raise TokenGone("This token is not there any more.")
    return claim_text(members[number])


def _find(tokens: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The token-like values: the three of OAuth first, then others as they come."""
    flat = list(_walk(tokens, (), _DEPTH))
    first = [item for name in TITLES for item in flat if item[0] == (name,)]
    yield from first
    for path, value in flat:
        if len(path) == 1 and path[0] in TITLES:
            continue
        if is_secret_result(path[-1], value) or decode_jwt(value) is not None:
            yield path, value


def _walk(tokens: Mapping[str, Any], path: Path, depth: int) -> Iterator[tuple[Path, str]]:
    for name, value in tokens.items():
        if isinstance(value, str):
            if value.strip():
                yield (*path, str(name)), value
        elif isinstance(value, Mapping) and depth > 1:
            yield from _walk(value, (*path, str(name)), depth - 1)


def _answer_with(token: str, answers: Sequence[Answer]) -> Answer | None:
    around = (answer.around(token) for answer in answers)
    return next((found for found in around if found is not None), None)


def _main_token(paths: list[Path]) -> Path:
    """The token that requests most likely carry."""
    others = [path for path in paths if path[-1] not in ("refresh_token", "id_token")]
    named = [path for path in paths if path[-1] == "access_token"]
    return (named or others or paths)[0]


def _origins(entry: Entry) -> dict[str, Origin]:
    result: dict[str, Origin] = {}
    for name, noted in entry.origins.items():
        at = instant_of(noted.get("at")) if isinstance(noted, Mapping) else None
        if at is not None:
            result[name] = Origin(str(noted.get("step") or ""), at)
    return result


def _noted_origin(entry: Entry) -> Origin | None:
    at: datetime | None = instant_of(entry.obtained_at)
    return Origin("", at) if at is not None else None


def _renewal(name: str, is_main: bool, authorization: Authorization | None, tokens: Mapping[str, Any]) -> str:
    """How the next token will be obtained (SDK reference 3.10), in a sentence; empty where that is not
    known."""
    if authorization is None:
        return ""
    standard = authorization.token_url is not None and bool(tokens.get("refresh_token"))
    refreshes = authorization.is_oauth2 and (authorization.refresh is not None or standard)
    if name == "refresh_token":
        return "Used to get the next access token." if refreshes else "Nothing in the definition uses it."
    if name == "id_token":
        return "Says who signed in; requests do not carry it."
    if not is_main:
        return ""
    if refreshes:
        means = (
            "by the definition's refresh" if authorization.refresh is not None else "with the refresh token"
        )
        return f"Renewed {means} when a request is refused."
    acquire = authorization.acquire
    if acquire is not None and (acquire.parameter_count <= 1 or not authorization.is_oauth2):
        return "Renewed by acquire when a request is refused."
    return "Not renewed by itself: when it has ended, sign in again (Reconnect)."
