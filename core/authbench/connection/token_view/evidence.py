"""What the journal and the definition tell of a login: the scopes that were asked for and given, and which
API was asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from authbench.connection.token_view.ending import Answer, clock_time
from authbench.connection.token_view.jwt import decode_jwt
from authbench.connection.token_view.model import host_of
from authbench.connection.token_view.scopes import ScopeList, split_scopes
from authbench.errors import AuthbenchError
from authbench.events import (
    ExchangeFinished,
    HttpExchange,
    RunStarted,
    SettingsChanged,
)
from authbench.journal.reveal import Reveal
from authbench.journal.sides import Side
from authbench.journal.temporary_store import NotKept

if TYPE_CHECKING:
    from authbench.definition import Authorization, Connector
    from authbench.events import Event
    from authbench.journal import Journal

_RUNS = 500
_ANSWERS = 50
_MAX_BODY = 1_000_000
_SCOPES = ("scope", "scopes")
_GIVING = ("token", "acquire", "refresh")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen: `requested` and `granted` scopes with their sources, the hosts of the last test, and
    what gave tokens, the latest first. `answers` are as they came: not to be shown."""

    requested: ScopeList | None = None
    granted: ScopeList | None = None
    api_hosts: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()


def evidence_of(journal: Journal, connection_id: str) -> Evidence:
    """What the last runs of a connection show. What a sign-in that was given up asked for does not count."""
    asked_browser: ScopeList | None = None
    asked_token: ScopeList | None = None
    granted: ScopeList | None = None
    answers: list[Answer] = []
    api_hosts: tuple[str, ...] = ()
    record = Reveal(journal)
    for run_id in islice(reversed(journal.run_ids()), _RUNS):
        events = record.events(run_id)
        if not any(isinstance(each, RunStarted) and each.connection_id == connection_id for each in events):
            continue
        exchanges = [each.exchange for each in events if isinstance(each, ExchangeFinished)]
        if not api_hosts:
            hosts = (host_of(each.url) for each in reversed(exchanges) if each.step == "test")
            api_hosts = tuple(dict.fromkeys(filter(None, hosts)))
        if not _gave_something(events):
            continue
        newest = not answers
        for exchange in reversed(exchanges):
            if exchange.step == "authorize" and asked_browser is None:
                asked_browser = _listed(
                    dict(parse_qsl(_query(exchange.url))), "the authorization URL", exchange
                )
            elif exchange.step in _GIVING and exchange.status is not None and exchange.status < 300:
                members = _json(_content(record, exchange, Side.RESPONSE))
                if len(answers) < _ANSWERS:
                    answers.append(
                        Answer(members, exchange.started_at + timedelta(seconds=exchange.elapsed or 0))
                    )
                if newest:
                    granted = granted or _listed(members, "the token answer", exchange)
                asked_token = asked_token or _listed(_sent(record, exchange), "the token request", exchange)
        if asked_browser is not None:
            break
    return Evidence(asked_browser or asked_token, granted, api_hosts, tuple(answers))


def defined_scopes(
    connector: Connector, authorization: Authorization, settings: Mapping[str, Any]
) -> ScopeList | None:
    """The scopes in the authorization URL that the definition makes of `settings`; nothing is sent for it.
    None where it makes none."""
    from authbench.connection.contexts import offline_contexts

    member = authorization.authorization_url
    try:
        url = member if isinstance(member, str) or member is None else member.call(
            offline_contexts(connector)(), dict(settings)
        )  # fmt: skip
        names = _first(dict(parse_qsl(_query(url)))) if isinstance(url, str) else ()
    except (AuthbenchError, ValueError):
        return None
    return ScopeList(names, "the definition's authorization_url") if names else None


def scopes_in(values: Mapping[str, Any], claims: Mapping[str, Any]) -> ScopeList | None:
    """The scopes that a login kept, or that its access token names."""
    kept = _first(values)
    if kept:
        return ScopeList(kept, "the token answer that was kept")
    for name in ("scope", "scp", "scopes"):
        names = split_scopes(claims.get(name))
        if names:
            return ScopeList(names, f"{name} in the access token")
    return None


def _gave_something(events: list[Event]) -> bool:
    return any(isinstance(each, SettingsChanged) for each in events)


def _listed(values: Mapping[str, Any], where: str, exchange: HttpExchange) -> ScopeList | None:
    names = _first(values)
    return ScopeList(names, f"{where} at {clock_time(exchange.started_at)}") if names else None


def _first(values: Mapping[str, Any]) -> tuple[str, ...]:
    return next((names for key in _SCOPES if (names := split_scopes(values.get(key)))), ())


def _content(record: Reveal, exchange: HttpExchange, side: Side) -> bytes:
    """A body, a little more than is looked at of one that is too large; empty if it is not kept."""
    try:
        return record.content(exchange.id, side, _MAX_BODY + 1)
    except NotKept:
        return b""


def _sent(record: Reveal, exchange: HttpExchange) -> dict[str, Any]:
    """The members of what was sent: a form, JSON, or the query of the URL."""
    content = _content(record, exchange, Side.REQUEST)[:_MAX_BODY]
    members = _json(content)
    if not members and content:
        members = dict(parse_qsl(content.decode("utf-8", "replace"), max_num_fields=None))
    members = members or dict(parse_qsl(_query(exchange.url)))
    assertion = decode_jwt(str(members.get("assertion", "")))
    # A signed assertion (RFC 7523) may hold the scopes, as with Google.
    return {**((assertion.claims or {}) if assertion is not None else {}), **members}


def _json(content: bytes) -> dict[str, Any]:
    if len(content) > _MAX_BODY:
        return {}
    try:
        value = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _query(url: str) -> str:
    try:
        return urlsplit(url).query
    except ValueError:
        return ""
