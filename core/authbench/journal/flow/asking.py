"""What a request says and carries, in a few words and one line, from the redacted view."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from authbench.journal.chips import Redacted
from authbench.journal.entries import LogEntry
from authbench.journal.flow.carried import Carried, path_of
from authbench.journal.flow.picture import MessageKind, MessageState, Topic
from authbench.journal.flow.questions import question_of
from authbench.journal.flow.wording import aliased, line, members, named, short
from authbench.journal.redacted_text import joined
from authbench.journal.views import ExchangeView

_RENEWING_STEPS = ("token", "acquire", "refresh")
_GRANTS = {
    "authorization_code": (Topic.CODE_EXCHANGE, "code"),
    "client_credentials": (Topic.CLIENT_CREDENTIALS, "client credentials"),
    "password": (Topic.PASSWORD_GRANT, "password"),
    "refresh_token": (Topic.REFRESH_GRANT, "refresh token"),
    "urn:ietf:params:oauth:grant-type:jwt-bearer": (Topic.JWT_BEARER, "signed assertion"),
}
GRANT_TOPICS = frozenset(
    (*(topic for topic, _ in _GRANTS.values()), Topic.TOKEN_REQUEST, Topic.ROLE_REQUEST, Topic.AUTHORIZE)
)
"""What is asked of an authorization server."""
_SCHEMES = {
    "bearer": (Topic.BEARER, "Bearer"),
    "basic": (Topic.BASIC, "Basic"),
    "digest": (Topic.DIGEST, "Digest"),
    "aws4-hmac-sha256": (Topic.SIGV4, "AWS signature"),
}
_FIRST = (
    *("grant_type", "code", "code_verifier", "token", "refresh_token", "assertion"),
    *("username", "client_id"),
)
"""The fields of a form that are told first."""


def request_of(entry: LogEntry, view: ExchangeView) -> Carried:
    """A request to a server."""
    sent = members(view.request_body)
    query = {field.name: field.value for field in view.query}
    scheme, credentials = _authorization(view)
    keys = list(_keys(view, query))
    fields = {**query, **sent}
    topic, grant = _purpose(entry, view, fields, credentials)
    ways = list(_ways(fields, scheme, credentials, keys))
    words = f"{entry.method} {path_of(view)}"
    question = question_of(entry, view)
    if question is not None:
        topic, grant = question.topic, question.words
    proof = grant or (_SCHEMES[scheme][1] if scheme in _SCHEMES and credentials is not None else "")
    if not proof and keys:
        proof = "API key"
    if "code_verifier" in fields and grant:
        proof = f"{proof} + verifier"
    if proof:
        words = f"{words} · {proof}"
    pieces: list[Redacted | str] = []
    if topic in GRANT_TOPICS or (question is not None and question.carries_token):
        ordered = [name for name in _FIRST if name in fields] + [
            name for name in fields if name not in _FIRST
        ]
        pieces += (
            _grant_type(fields[name]) if name == "grant_type" else named(name, fields[name])
            for name in ordered
            if name != "redirect_uri"
        )
    if scheme:
        pieces.append(_proof(scheme, credentials, view))
    pieces += keys if topic not in GRANT_TOPICS else ()
    if not pieces:
        pieces.append("without credentials")
    return Carried(MessageKind.REQUEST, words, line(pieces), MessageState.DONE, (topic, *ways))


def _grant_type(value: Redacted) -> Redacted:
    return Redacted(f"grant_type {value.text.rpartition(':')[2]}") if not value.chips else short(value)


def _purpose(
    entry: LogEntry, view: ExchangeView, fields: Mapping[str, Redacted], credentials: Redacted | None
) -> tuple[Topic, str]:
    """What a request is for, and what it offers in return for tokens."""
    grant = fields.get("grant_type")
    if grant is not None:
        return _GRANTS.get(grant.text, (Topic.TOKEN_REQUEST, short(grant).text))
    action = fields.get("Action", Redacted("")).text
    if action.startswith("AssumeRole"):
        return Topic.ROLE_REQUEST, "role"
    with_token = credentials is not None and any(
        chip.label.startswith("access token") for chip in credentials.chips
    )
    if entry.step in _RENEWING_STEPS and not with_token:
        return Topic.TOKEN_REQUEST, ""
    by_step = {"identity": Topic.IDENTITY_CALL, "try": Topic.TRY_CALL}
    return by_step.get(entry.step, Topic.API_CALL), ""


def _authorization(view: ExchangeView) -> tuple[str, Redacted | None]:
    """The scheme of the Authorization header, in lower case, and its value; None where only the scheme was
    sent. The scheme is empty without such a header."""
    value = next(
        (header.value for header in view.request_headers if header.name.lower() == "authorization"), None
    )
    if value is None:
        return "", None
    first = value.text.split(" ", 1)[0] if value.text else ""
    if not first or (value.chips and value.chips[0].start == 0):
        return ("custom", value) if value.chips else ("none", None)
    return first.lower(), value if value.chips else None


def _proof(scheme: str, credentials: Redacted | None, view: ExchangeView) -> Redacted | str:
    known = _SCHEMES.get(scheme)
    if credentials is None:
        return f"{known[1] if known else 'Authorization'} without a token"
    secrets: list[Redacted | str] = []
    for chip in credentials.chips:
        secrets += (", ", aliased(chip))
    name = known[1] if known else "Authorization" if scheme == "custom" else scheme
    return joined((f"{name} ", *secrets[1:]))


def _keys(view: ExchangeView, query: Mapping[str, Redacted]) -> Iterator[Redacted]:
    """Credentials outside the Authorization header: in others, and in the address."""
    for header in view.request_headers:
        if header.value.chips and header.name.lower() not in ("authorization", "cookie"):
            yield named(header.name, header.value)
    for name, value in query.items():
        if value.chips:
            yield named(name, value)


def _ways(
    fields: Mapping[str, Redacted], scheme: str, credentials: Redacted | None, keys: list[Redacted]
) -> Iterator[Topic]:
    if "code_verifier" in fields:
        yield Topic.PKCE
    if "assertion" in fields or "client_assertion" in fields:
        yield Topic.ASSERTION
    if scheme in _SCHEMES and credentials is not None:
        yield _SCHEMES[scheme][0]
    elif keys:
        yield Topic.API_KEY
