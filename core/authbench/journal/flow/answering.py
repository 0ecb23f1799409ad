"""What an answer says and carries, in a few words and one line, from the redacted view."""

from __future__ import annotations

import re
from collections.abc import Mapping

from authbench.errors import Code
from authbench.journal.chips import Redacted
from authbench.journal.entries import LogEntry
from authbench.journal.flow.asking import GRANT_TOPICS
from authbench.journal.flow.carried import Carried, status_words
from authbench.journal.flow.picture import MessageKind, MessageState, Topic
from authbench.journal.flow.questions import answered
from authbench.journal.flow.wording import aliased, line, members, named, short
from authbench.journal.views import ExchangeView

_TOKENS = ("access_token", "refresh_token", "id_token", "tenant_access_token", "app_access_token", "token")
_ABOUT_TOKENS = ("expires_in", "expire", "scope", "token_type")
_SAID = (
    *("error", "error.code", "error.status", "error.type", "error_description", "error.message"),
    *("error_summary", "message", "msg", "detail", "reason", "Message"),
)
_CHALLENGE = re.compile(r'\b(?:error|error_description)="([^"]*)"')


def answer_of(entry: LogEntry, view: ExchangeView, asked: tuple[Topic, ...]) -> Carried:
    """The answer to a request of these topics, or what came in its place."""
    if entry.error is not None:
        return _failure(entry, view)
    for_tokens, question = asked[0] in GRANT_TOPICS, answered(asked)
    answer_topic = question.answer if question is not None else Topic.API_ANSWER
    if entry.status is None:
        return Carried(MessageKind.RESPONSE, "answer", Redacted(""), MessageState.PENDING, (answer_topic,))
    status = status_words(entry.status, view.reason)
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
