"""Which field is behind a refusal: by what was sent, and by what the answer says about it.

A field is found by its value. What went out as a Basic password, a client's secret or a part of the host is
the value of a field, alone or inside of something longer. So its name does not matter.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from authbench.errors import Code
from authbench.events import Failure, HttpExchange
from authbench.form.rows import FieldState

NOT_ACCEPTED = "The server did not accept this value."
_SHORTEST_PART = 3
"""Characters that a value needs to be recognized inside of something longer."""
_UNREACHABLE = {
    Code.DNS_FAILED: "There is no host {host}, which this value is a part of.",
    Code.CONNECTION_REFUSED: "Nothing answers at {host}, which this value is a part of.",
    Code.CONNECTION_FAILED: "There was no way to {host}, which this value is a part of.",
    Code.TLS_FAILED: "The certificate of {host}, which this value is a part of, was not accepted.",
    Code.INVALID_URL: "The address that this value is a part of cannot be used.",
}
_CREDENTIALS = ("client_secret", "password", "assertion", "api_key", "apikey", "token", "access_token", "key")
_GRANT_CODES = frozenset(("invalid_client", "unauthorized_client", "invalid_grant", "invalid_scope"))
_ABOUT_THE_CLIENT = ("client id", "client_id", "unknown client", "client not found", "client does not exist")


@dataclass(frozen=True, slots=True)
class Blame:
    """The row that is likely to be wrong, and what to say there."""

    path: str
    message: str


def blamed(rows: Iterable[FieldState], failure: Failure, exchange: HttpExchange | None) -> Blame | None:
    """The row whose value made a run fail; None where that cannot be known. `exchange` is the one that shows
    the failure. Raises nothing for anything that a server can send."""
    fields = [row for row in rows if row.visible and _text(row)]
    if exchange is None:
        return None
    host = urlsplit(exchange.url).hostname or ""
    unreachable = _UNREACHABLE.get(Code(failure.code)) if failure.code in set(Code) else None
    if unreachable is not None:
        row = _of_host(fields, exchange.url, host)
        return Blame(row.path, unreachable.format(host=host)) if row is not None else None
    answer = _answer(exchange)
    if not _is_refusal(exchange, answer, failure):
        return None
    code = str(answer.get("error") or failure.code)
    row = _of_grant(fields, exchange, answer, code) if code in _GRANT_CODES else _of_request(fields, exchange)
    return Blame(row.path, NOT_ACCEPTED) if row is not None else None


def _is_refusal(exchange: HttpExchange, answer: Mapping[str, Any], failure: Failure) -> bool:
    code = str(answer.get("error") or failure.code)
    return exchange.status in (401, 403) or code.startswith(("invalid_", "unauthorized_client"))


def _of_grant(
    rows: Sequence[FieldState], exchange: HttpExchange, answer: Mapping[str, Any], code: str
) -> FieldState | None:
    """The row that a token endpoint means by its error (RFC 6749, 5.2): the likeliest of what was sent."""
    user, password = _basic(exchange)
    fields = _sent_fields(exchange)
    described = str(answer.get("error_description", "")).lower()
    if code == "invalid_scope":
        sent = [fields.get("scope", "")]
    elif code == "invalid_grant":
        sent = [fields.get(name, "") for name in ("password", "username", "assertion")]
    else:
        secrets = [fields.get("client_secret", ""), password, fields.get("client_assertion", "")]
        clients = [fields.get("client_id", ""), user]
        about_client = code == "unauthorized_client" or any(word in described for word in _ABOUT_THE_CLIENT)
        sent = [*clients, *secrets] if about_client else [*secrets, *clients]
    found = (_holding(rows, each) for each in sent)
    return next((row for row in found if row is not None), None)


def _of_request(rows: Sequence[FieldState], exchange: HttpExchange) -> FieldState | None:
    """The row whose value went out as a credential: a secret anywhere, another where credentials stand."""
    fields = _sent_fields(exchange)
    _, _, token = _header(exchange, "authorization").partition(" ")
    named = [value for name, value in fields.items() if name.lower() in _CREDENTIALS]
    others = [value for name, value in exchange.request_headers if name.lower() not in _COMMON_HEADERS]
    likely = [_holding(rows, sent) for sent in (*reversed(_basic(exchange)), token, *named)]
    found = [*likely, *(_holding(rows, sent) for sent in (*others, *fields.values()))]
    secret = (row for row in found if row is not None and row.field.secret)
    return next(secret, None) or next((row for row in likely if row is not None), None)


def _basic(exchange: HttpExchange) -> tuple[str, str]:
    """User and password of a Basic header, decoded; empty where there is none."""
    scheme, _, encoded = _header(exchange, "authorization").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return "", ""
    user, _, password = text.partition(":")
    # OAuth sends them form-encoded (RFC 6749, 2.3.1); without escapes both are the same.
    return user, password


def _sent_fields(exchange: HttpExchange) -> dict[str, str]:
    """Query parameters and the fields of a form or JSON body."""
    fields = dict(parse_qsl(urlsplit(exchange.url).query))
    content = exchange.request_body.content
    if not content:
        return fields
    text = content.decode("utf-8", "replace")
    if "json" in _header(exchange, "content-type"):
        fields.update(_texts(text))
    else:
        fields.update(parse_qsl(text))
    return fields


def _texts(text: str) -> dict[str, str]:
    value = _json(text)
    return {name: item for name, item in value.items() if isinstance(item, str)}


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _answer(exchange: HttpExchange) -> dict[str, Any]:
    return _json(exchange.response_body.content.decode("utf-8", "replace"))


_COMMON_HEADERS = frozenset(
    ("accept", "accept-encoding", "connection", "content-length", "content-type", "host", "user-agent")
)


def _header(exchange: HttpExchange, name: str) -> str:
    return next((value for key, value in exchange.request_headers if key.lower() == name), "")


def _holding(rows: Sequence[FieldState], sent: str) -> FieldState | None:
    """The row whose value was sent: as it is, else as the longest part, secrets before others."""
    if not sent:
        return None
    ways = {sent, unquote(sent)}
    whole = [row for row in rows if _text(row) in ways or _text(row).strip() in ways]
    if whole:
        return max(whole, key=lambda row: row.field.secret)
    parts = [
        row for row in rows if len(_text(row)) >= _SHORTEST_PART and any(_text(row) in way for way in ways)
    ]
    return max(parts, key=lambda row: (row.field.secret, len(_text(row))), default=None)


def _of_host(rows: Sequence[FieldState], url: str, host: str) -> FieldState | None:
    """The row that a host was made of: all of it, or whole labels of it; no secret."""
    found: list[tuple[int, FieldState]] = []
    for row in rows:
        text = _text(row).strip().lower()
        named = _host_in(text)
        if row.field.secret or not named:
            continue
        if named == host.lower() or f".{named}." in f".{host.lower()}.":
            found.append((len(named), row))
        elif text == url.lower():
            found.append((len(text), row))
    return max(found, key=lambda each: each[0], default=(0, None))[1]


def _host_in(text: str) -> str:
    """The host of a URL, or of what may be written without its scheme; empty for what is none."""
    if "://" not in text:
        return text.partition("/")[0].partition(":")[0]
    try:
        return urlsplit(text).hostname or ""
    except ValueError:
        return ""


def _text(row: FieldState) -> str:
    return row.value if isinstance(row.value, str) else ""
