"""The `authorization` hash into `Authorization` (SDK reference 3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from authbench.definition.field_builder import build_fields
from authbench.definition.findings import Findings, suggestion
from authbench.definition.lambda_check import read_lambda, read_lambda_or_text
from authbench.definition.model import Authorization, Field, Lambda
from authbench.definition.problems import Severity
from authbench.definition.signal_builder import read_signals
from authbench.definition.tree import Table, as_table, kind_of
from authbench.errors import Location

_KEYS = (
    "type", "client_id", "client_secret", "authorization_url", "token_url", "acquire", "apply",
    "credentials", "refresh", "refresh_on", "detect_on", "pkce", "identity", "selected", "options",
    "noopener", "fields",
)  # fmt: skip
_PLACED = ("authorization_url", "token_url", "refresh_on", "detect_on")
_SCOPE_KEYS = frozenset({"scope", "scopes", "oauth2_params"})
_TYPES = ("basic_auth", "api_key", "custom_auth", "oauth2", "multi", "none", "no_auth", "custom", "aws_auth")


def build_authorization(value: Any, findings: Findings, *, place: Table) -> Authorization:
    """The authorization of a connection. nil and `{}` mean none; a wrong kind is recorded and means
    none too. `place` is the table that holds it."""
    if value is None:
        return Authorization()
    if not isinstance(value, dict):
        findings.wrong_type(place, "authorization", "a hash")
        return Authorization()
    return _build(as_table(value, place.path_of("authorization")), findings, key=None)


def fields_of(table: Table, findings: Findings) -> tuple[Field, ...] | Lambda:
    """The `fields` of a connection or of an option: a list, or a lambda that returns one."""
    value = table.get("fields")
    if isinstance(value, Lambda):
        return value
    if value is None or value == {}:
        return ()
    if not isinstance(value, list):
        findings.wrong_type(table, "fields", "a list of fields", fix="Write fields: [ { name: '…' } ].")
        return ()
    return build_fields(value, findings, path=table.path_of("fields"), location=table.place("fields"))


def _build(table: Table, findings: Findings, *, key: str | None) -> Authorization:
    for name in table:
        if name not in _KEYS:
            fix = "Put scopes into the query of 'authorization_url'." if name in _SCOPE_KEYS else None
            findings.unknown_key(table, name, _KEYS, Severity.WARNING, fix)
    kind = _type(table, findings)
    oauth2 = "oauth2" in kind.lower()
    apply = read_lambda(table, "apply", findings, supplied=3)
    if apply is None:
        apply = read_lambda(table, "credentials", findings, supplied=3)
    authorization = Authorization(
        type=kind,
        client_id=read_lambda_or_text(table, "client_id", findings),
        client_secret=read_lambda_or_text(table, "client_secret", findings),
        authorization_url=read_lambda_or_text(table, "authorization_url", findings),
        token_url=read_lambda_or_text(table, "token_url", findings),
        acquire=read_lambda(table, "acquire", findings, supplied=4 if oauth2 else 1),
        apply=apply,
        refresh=read_lambda(table, "refresh", findings, supplied=2),
        pkce=read_lambda(table, "pkce", findings, supplied=2),
        identity=read_lambda(table, "identity", findings, supplied=1),
        selected=read_lambda(table, "selected", findings, supplied=1),
        refresh_on=read_signals(table, "refresh_on", findings),
        detect_on=read_signals(table, "detect_on", findings),
        locations=_places(table),
        options=_options(table, findings) if kind == "multi" else None,
        fields=() if kind == "multi" else fields_of(table, findings),
        noopener=bool(table.get("noopener")),
        key=key,
        location=table.place(),
    )
    _check(authorization, table, findings)
    return authorization


def _type(table: Table, findings: Findings) -> str:
    value = table.get("type")
    if value is None:
        return "none"
    if not isinstance(value, str):
        findings.wrong_type(table, "type", "a text such as 'oauth2'")
        return "none"
    close = suggestion(value.lower(), _TYPES) if value.lower() not in _TYPES else None
    if close is not None and "oauth2" not in value.lower():
        findings.at(
            Severity.WARNING,
            "unknown_authorization_type",
            f"The authorization type '{value}' is unknown and works as custom_auth",
            table,
            "type",
            fix=f"Did you mean '{close}'?",
        )
    return value


def _options(table: Table, findings: Findings) -> dict[str, Authorization]:
    value = table.get("options")
    if not isinstance(value, dict) or not value:
        found = "missing" if value is None else f"{kind_of(value)}"
        findings.at(
            Severity.ERROR,
            "options_missing",
            f"Multi-auth connection must define 'options' list, but it is {found}",
            table,
            "options",
            fix="Write options: { name: { type: '…', … } }.",
        )
        return {}
    options: dict[str, Authorization] = {}
    listed = as_table(value, table.path_of("options"))
    for name, entry in listed.items():
        if isinstance(entry, dict):
            options[name] = _build(as_table(entry, listed.path_of(name)), findings, key=name)
        else:
            findings.wrong_type(listed, name, "a hash describing an authorization")
    return options


def _check(authorization: Authorization, table: Table, findings: Findings) -> None:
    if authorization.type == "aws_auth":
        findings.at(
            Severity.INFO,
            "aws_auth",
            "'aws_auth' is no type of the SDK; requests are signed here, the platform may refuse it",
            table,
            "type",
            fix="The SDK's way is type 'custom_auth' with aws.generate_signature for each request.",
        )
    if authorization.is_oauth2:
        _check_oauth2(authorization, table, findings)
    elif authorization.acquire is not None and authorization.apply is None:
        findings.at(
            Severity.WARNING,
            "apply_missing",
            "'acquire' never runs by itself without 'apply': nothing uses what it returns",
            table,
            "acquire",
            fix="Add apply: lambda do |connection| headers('Authorization': …) end.",
        )


def _check_oauth2(authorization: Authorization, table: Table, findings: Findings) -> None:
    if authorization.authorization_url is None and not authorization.is_machine_login:
        findings.at(
            Severity.ERROR,
            "authorization_url_missing",
            "oauth2 needs 'authorization_url', where the person's browser is sent",
            table,
            "type",
            fix="Add authorization_url: lambda do |connection| 'https://…' end.",
        )
    if authorization.acquire is None and authorization.token_url is None:
        findings.at(
            Severity.ERROR,
            "token_url_missing",
            "oauth2 needs 'token_url' or 'acquire' to get a token",
            table,
            "type",
            fix="Add token_url: lambda do 'https://…' end.",
        )
    if authorization.apply is None:
        findings.at(
            Severity.WARNING,
            "apply_missing",
            "No 'apply': requests are sent without the access token",
            table,
            "type",
            fix="Add apply: lambda do |_, token| headers('Authorization': \"Bearer #{token}\") end.",
        )


def _places(table: Table) -> dict[str, Location]:
    """Where what is no lambda stands, by its key."""
    places = {key: table.place(key) for key in _PLACED if table.get(key) is not None}
    return {key: replace(one, path=table.path_of(key)) for key, one in places.items() if one is not None}
