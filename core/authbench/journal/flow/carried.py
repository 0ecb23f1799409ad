"""What one half of an exchange says and carries, and the words that all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from authbench.journal.chips import Redacted
from authbench.journal.flow.picture import MessageKind, MessageState, Topic
from authbench.journal.flow.wording import LONGEST_VALUE
from authbench.journal.views import ExchangeView


@dataclass(frozen=True, slots=True)
class Carried:
    """One half of an exchange as it is drawn."""

    kind: MessageKind
    words: str
    detail: Redacted
    state: MessageState
    topics: tuple[Topic, ...]


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


def status_words(status: int | None, reason: str) -> str:
    """A status with its reason, of which servers may send any or none."""
    if status is None:
        return "no status"
    if not reason:
        try:
            reason = HTTPStatus(status).phrase
        except ValueError:
            return str(status)
    return f"{status} {reason}"[:60]
