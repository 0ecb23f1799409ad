"""What a request and its answer say and carry, in a few words and one line, from the redacted view."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from authbench.errors import Code
from authbench.journal.chips import Redacted
from authbench.journal.entries import LogEntry
from authbench.journal.flow.picture import MessageKind, MessageState, Topic
from authbench.journal.flow.questions import answered, question_of
from authbench.journal.flow.wording import LONGEST_VALUE, aliased, line, members, named, short
from authbench.journal.redacted_text import joined
from authbench.journal.views import ExchangeView

AUTHORIZE_STEP = "authorize"
REDIRECT_STEP = "redirect"
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
_TOKENS = ("access_token", "refresh_token", "id_token", "tenant_access_token", "app_access_token", "token")
_FIRST = (
    *("grant_type", "code", "code_verifier", "token", "refresh_token", "assertion"),
    *("username", "client_id"),
)
"""The fields of a form that are told first."""
_ABOUT_TOKENS = ("expires_in", "expire", "scope", "token_type")
_SAID = (
    *("error", "error.code", "error.status", "error.type", "error_description", "error.message"),
    *("error_summary", "message", "msg", "detail", "reason", "Message"),
)
_CHALLENGE = re.compile(r'\b(?:error|error_description)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Carried:
    """One half of an exchange as it is drawn."""

    kind: MessageKind
    words: str
    detail: Redacted
    state: MessageState
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """An exchange as it is drawn: its request, and its answer, which may be still to come. `opening` is what
    the browser was given, `back` where it is to come back to; `returned` the redirect that brought it back,
    told by where it came back to."""

    entry: LogEntry
    origin: str
    sent_to: str
    request: Carried
    answer: Carried
    opening: Carried | None = None
    returned: Carried | None = None
    back: str = ""


def sketch(entry: LogEntry, view: ExchangeView) -> Sketch:
    """The drawing of an exchange, as far as it tells by itself. Raises nothing that a view can cause."""
    origin, sent_to = view.row.origin, view.sent_to or ""
    if entry.browser and entry.step == AUTHORIZE_STEP:
        return Sketch(entry, origin, sent_to, _visit(view), _visit_answer(), _opening(view), back=_back(view))
    if entry.browser:
        answer = _callback_answer(entry)
        return Sketch(entry, origin, sent_to, _callback(entry, view), answer, returned=_returned(view))
    request = _request(entry, view)
    return Sketch(entry, origin, sent_to, request, _answer(entry, view, request.topics))


def path_of(view: ExchangeView) -> str:
    """The path of the request, its secrets as dots, short enough for a title."""
    target = view.request_line.rendered(lambda chip: "•••").partition(" ")[2].rpartition(" ")[0]
    path = target.partition("?")[0].partition("#")[0] or "/"
    return path if len(path) <= LONGEST_VALUE else f"{path[:20]}…{path[-27:]}"


def host_of(origin: str) -> str:
    """An origin without its scheme; what is no URL as it is."""
    try:
        return urlsplit(origin).netloc or origin
    except ValueError:
        return origin


def _visit(view: ExchangeView) -> Carried:
    query = {field.name: field.value for field in view.query}
    pieces = [named(name, query[name]) for name in ("client_id", "scope", "audience") if name in query]
    topics = (Topic.AUTHORIZE, *((Topic.PKCE,) if "code_challenge" in query else ()))
    return Carried(MessageKind.REQUEST, f"GET {path_of(view)}", line(pieces), MessageState.DONE, topics)


def _opening(view: ExchangeView) -> Carried:
    query = {field.name: field.value for field in view.query}
    pieces: list[Redacted | str] = []
    if "state" in query:
        pieces.append(named("state", query["state"]))
    challenge = query.get("code_challenge")
    if challenge is not None:
        method = query.get("code_challenge_method", Redacted("plain"))
        shown = short(challenge) if challenge.chips else Redacted(challenge.text[:8] + "…")
        pieces.append(joined((f"{short(method).text} challenge ", shown)))
    if "redirect_uri" in query:
        back = query["redirect_uri"]
        pieces.append(f"redirect {host_of(back.text)}" if not back.chips else named("redirect", back))
    topics = (Topic.OPEN_BROWSER, *((Topic.PKCE,) if challenge is not None else ()))
    return Carried(MessageKind.OPEN, "open authorize URL", line(pieces), MessageState.DONE, topics)


def _back(view: ExchangeView) -> str:
    """Where the browser is to come back to, without scheme and query; empty where that is not told."""
    told = next((field.value for field in view.query if field.name == "redirect_uri"), None)
    if told is None or told.chips:
        return ""
    return (told.text.partition("://")[2].partition("?")[0])[:LONGEST_VALUE]


def _visit_answer() -> Carried:
    return Carried(
        MessageKind.REDIRECT,
        "redirect with code",
        Redacted(""),
        MessageState.FUTURE,
        (Topic.CODE_REDIRECT,),
    )


def _returned(view: ExchangeView) -> Carried:
    """The redirect that the authorization server answered with, from the visit to the redirect listener that
    it led to."""
    query = {field.name: field.value for field in view.query}
    if "error" in query:
        pieces = [named(name, query[name]) for name in ("error", "error_description") if name in query]
        words = f"redirect with error {short(query['error']).text}"
        return Carried(
            MessageKind.REDIRECT, words, line(pieces), MessageState.FAILED, (Topic.DENIED_REDIRECT,)
        )
    pieces = [named(name, query[name]) for name in ("code", "state", "iss") if name in query]
    return Carried(
        MessageKind.REDIRECT, "redirect with code", line(pieces), MessageState.DONE, (Topic.CODE_REDIRECT,)
    )


def _callback(entry: LogEntry, view: ExchangeView) -> Carried:
    query = {field.name: field.value for field in view.query}
    state = MessageState.FAILED if "error" in query else MessageState.DONE
    shown = [named(name, value) for name, value in query.items() if name in ("code", "state", "error")]
    words = f"GET {host_of(view.row.origin)}{path_of(view)}"
    if entry.status is None:
        words = "redirect URL, pasted by hand"
    return Carried(MessageKind.CALLBACK, words, line(shown), state, (Topic.CALLBACK,))


def _callback_answer(entry: LogEntry) -> Carried:
    return Carried(
        MessageKind.RESPONSE,
        f"{_status(entry.status, '')}: how it went",
        Redacted("a page without the code in its address"),
        MessageState.DONE,
        (Topic.CALLBACK_ANSWER,),
    )


def _request(entry: LogEntry, view: ExchangeView) -> Carried:
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


def _answer(entry: LogEntry, view: ExchangeView, asked: tuple[Topic, ...]) -> Carried:
    if entry.error is not None:
        return _failure(entry, view)
    for_tokens, question = asked[0] in GRANT_TOPICS, answered(asked)
    answer_topic = question.answer if question is not None else Topic.API_ANSWER
    if entry.status is None:
        return Carried(MessageKind.RESPONSE, "answer", Redacted(""), MessageState.PENDING, (answer_topic,))
    status = _status(entry.status, view.reason)
    location = next((h.value for h in view.response_headers if h.name.lower() == "location"), None)
    if 300 <= entry.status < 400 and location is not None:
        detail = named("Location", location)
        return Carried(MessageKind.REDIRECT, status, detail, MessageState.DONE, (Topic.MOVED,))
    told = members(view.response_body)
    if entry.expected_refusal:
        return _said(status, view, told, MessageState.EXPECTED, Topic.EXPECTED_REFUSAL)
    if entry.status == 401 and _challenge(view) and Topic.DIGEST not in asked:
        return Carried(
            MessageKind.RESPONSE,
            f"{status} · Digest challenge",
            line(_challenge(view)),
            MessageState.EXPECTED,
            (Topic.CHALLENGED, Topic.DIGEST),
        )
    if entry.status >= 500:
        return _said(status, view, told, MessageState.FAILED, Topic.SERVER_ERROR)
    if entry.status >= 400 or (for_tokens and "error" in told):
        refused = Topic.QUESTION_REFUSED if question is not None else Topic.REFUSED
        topic = Topic.TOKEN_REFUSED if for_tokens else refused
        return _said(status, view, told, MessageState.FAILED, topic)
    if asked[0] is Topic.ROLE_REQUEST:
        shown = line(aliased(chip) for chip in view.response_body.content.chips)
        return Carried(
            MessageKind.RESPONSE,
            "temporary credentials",
            shown,
            MessageState.DONE,
            (Topic.ROLE_CREDENTIALS,),
        )
    tokens = [name for name in told if name.rpartition(".")[2] in _TOKENS and told[name].chips]
    if for_tokens and tokens:
        return _tokens(tokens, told)
    size = f"{view.response_body.kind.upper()}, {view.row.size}"
    detail = Redacted("" if view.response_body.kind == "empty" else size)
    telling = [named(name, told[name]) for name in question.told if name in told] if question else []
    return Carried(
        MessageKind.RESPONSE, status, line(telling) if telling else detail, MessageState.DONE, (answer_topic,)
    )


def _tokens(names: list[str], told: Mapping[str, Redacted]) -> Carried:
    pieces = [named(name.rpartition(".")[2], told[name]) for name in names]
    pieces += (_about(name, told[name]) for name in _ABOUT_TOKENS if name in told)
    words = ", ".join(name.rpartition(".")[2].replace("_", " ") for name in names)
    return Carried(MessageKind.RESPONSE, words, line(pieces), MessageState.DONE, (Topic.TOKENS,))


def _about(name: str, value: Redacted) -> Redacted:
    if name in ("expires_in", "expire") and value.text.isdecimal():
        return Redacted(f"expires in {value.text} s")
    return named(name, value)


def _said(
    status: str, view: ExchangeView, told: Mapping[str, Redacted], state: MessageState, topic: Topic
) -> Carried:
    """A refusal, with what it says of itself."""
    pieces: list[Redacted] = []
    for name in _SAID:
        if name in told and told[name].text not in ("null", "true", "false", ""):
            pieces.append(short(told[name]))
    if not pieces:
        challenge = next(
            (h.value for h in view.response_headers if h.name.lower() == "www-authenticate"), None
        )
        if challenge is not None:
            # An API says why in its challenge (RFC 6750, 3).
            said = [] if challenge.chips else _CHALLENGE.findall(challenge.text)
            pieces += [short(Redacted(text)) for text in said] or [short(challenge)]
    if not pieces and view.response_body.kind in ("text", "xml"):
        pieces.append(short(view.response_body.content))
    return Carried(MessageKind.RESPONSE, status, line(pieces[:3]), state, (topic,))


def _challenge(view: ExchangeView) -> list[Redacted | str]:
    """What a Digest challenge says; empty without one."""
    for header in view.response_headers:
        if header.name.lower() == "www-authenticate" and header.value.text.lower().startswith("digest "):
            found: list[Redacted | str] = []
            for part in header.value.text[7:].split(","):
                name, _, value = part.strip().partition("=")
                if name.lower() in ("realm", "algorithm", "qop"):
                    shown = value.strip('"')
                    found.append(f"{name} {shown}")
            return found or ["Digest"]
    return []


def _failure(entry: LogEntry, view: ExchangeView) -> Carried:
    topic = {Code.CANCELLED: Topic.CANCELLED, Code.TLS_FAILED: Topic.UNTRUSTED}.get(
        Code(entry.error) if entry.error in set(Code) else Code.CONNECTION_FAILED, Topic.NO_ANSWER
    )
    words = {
        Topic.CANCELLED: "cancelled",
        Topic.UNTRUSTED: "no trusted connection",
        Topic.NO_ANSWER: "no answer",
    }[topic]
    detail = short(Redacted(view.error or "")) if topic is not Topic.CANCELLED else Redacted("")
    return Carried(MessageKind.RESPONSE, words, detail, MessageState.FAILED, (topic,))


def _status(status: int | None, reason: str) -> str:
    if status is None:
        return "no status"
    if not reason:
        try:
            reason = HTTPStatus(status).phrase
        except ValueError:
            return str(status)
    return f"{status} {reason}"[:60]
