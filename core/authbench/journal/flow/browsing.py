"""What goes through the browser while a person signs in: the visit, and the redirect that ends it."""

from __future__ import annotations

from authbench.journal.chips import Redacted
from authbench.journal.entries import LogEntry
from authbench.journal.flow.carried import Carried, host_of, path_of, status_words
from authbench.journal.flow.picture import MessageKind, MessageState, Topic
from authbench.journal.flow.wording import LONGEST_VALUE, line, named, short
from authbench.journal.redacted_text import joined
from authbench.journal.views import ExchangeView


def visit(view: ExchangeView) -> Carried:
    """The browser's request to the authorization server."""
    query = {field.name: field.value for field in view.query}
    pieces = [named(name, query[name]) for name in ("client_id", "scope", "audience") if name in query]
    topics = (Topic.AUTHORIZE, *((Topic.PKCE,) if "code_challenge" in query else ()))
    return Carried(MessageKind.REQUEST, f"GET {path_of(view)}", line(pieces), MessageState.DONE, topics)


def opening(view: ExchangeView) -> Carried:
    """What the browser was given to open."""
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


def back_to(view: ExchangeView) -> str:
    """Where the browser is to come back to, without scheme and query; empty where that is not told."""
    told = next((field.value for field in view.query if field.name == "redirect_uri"), None)
    if told is None or told.chips:
        return ""
    return (told.text.partition("://")[2].partition("?")[0])[:LONGEST_VALUE]


def redirect_to_come() -> Carried:
    """The answer to a visit while a person signs in."""
    return Carried(
        MessageKind.REDIRECT,
        "redirect with code",
        Redacted(""),
        MessageState.FUTURE,
        (Topic.CODE_REDIRECT,),
    )


def returned(view: ExchangeView) -> Carried:
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


def callback(entry: LogEntry, view: ExchangeView) -> Carried:
    """The browser's request to the redirect listener."""
    query = {field.name: field.value for field in view.query}
    state = MessageState.FAILED if "error" in query else MessageState.DONE
    shown = [named(name, value) for name, value in query.items() if name in ("code", "state", "error")]
    words = f"GET {host_of(view.row.origin)}{path_of(view)}"
    if entry.status is None:
        words = "redirect URL, pasted by hand"
    return Carried(MessageKind.CALLBACK, words, line(shown), state, (Topic.CALLBACK,))


def callback_answer(entry: LogEntry) -> Carried:
    """The page that the browser got for it."""
    return Carried(
        MessageKind.RESPONSE,
        f"{status_words(entry.status, '')}: how it went",
        Redacted("a page without the code in its address"),
        MessageState.DONE,
        (Topic.CALLBACK_ANSWER,),
    )
