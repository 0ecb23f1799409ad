"""What filters see of an exchange: the facts of its row, and the texts of its two messages. All redacted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from authbench.events import Body, Header, HttpExchange
from authbench.journal.bodies import BodyView, body_view
from authbench.journal.chips import Redacted
from authbench.journal.entries import status_class
from authbench.journal.filters.grammar import Filter
from authbench.journal.filters.sieve import Sieve, sieve_for
from authbench.journal.redaction import Redactor

_CACHED: Final = 20_000
BODY_LIMIT: Final = 262_144
"""Characters of a body that are looked at as they are laid out; what follows as it came."""

FLAGS: Final = ("error", "expected", "refresh", "redirect", "browser", "pending", "cut", "routed")
"""What `RowFacts.states` may hold; `pinned` is known to the log alone."""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """The facts of one row. `status` is 0 and `elapsed` None while there is no answer; `size` counts bytes
    of the response; `states` are of `FLAGS`."""

    id: int
    run_id: str
    step: str
    method: str
    url: str
    host: str
    status: int
    cause: str
    content_type: str
    size: int
    elapsed: float | None
    started: float
    states: frozenset[str]


@dataclass(frozen=True, slots=True)
class MessageTexts:
    """Headers (as lines) and body of both messages in lower case, and the aliases of the secrets in them."""

    request_headers: tuple[str, ...] = ()
    request_body: str = ""
    response_headers: tuple[str, ...] = ()
    response_body: str = ""
    aliases: tuple[str, ...] = ()


class Part(Enum):
    """What of a message a filter has to see."""

    HEADERS = "headers"
    BODIES = "bodies"
    SECRETS = "secrets"


EVERY_PART: Final = frozenset(Part)

_NO_BODY: Final = BodyView("empty", (), Redacted(""), "–")


class FactReader:
    """Reads the facts of exchanges. What was redacted is remembered until more is known as secret, since most
    requests go to few addresses. Safe in any thread."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._sieve: tuple[Filter | None, int, Sieve | None] = (None, -1, None)
        self._known: tuple[int, dict[tuple[str, str], str]] = (-1, {})
        self._lines: tuple[int, dict[tuple[str, str], Redacted]] = (-1, {})

    def read(self, exchange: HttpExchange) -> RowFacts:
        """The facts of `exchange`. Raises nothing: what cannot be redacted is withheld."""
        url = self._redacted("url", exchange.url, self._url)
        return RowFacts(
            id=exchange.id,
            run_id=exchange.run_id,
            step=exchange.step,
            method=self._redacted("text", exchange.method, self._redactor.text),
            url=url,
            host=_host(url),
            status=exchange.status or 0,
            cause=self._redacted("text", exchange.cause or "", self._redactor.text),
            content_type=self._redacted("type", _content_type(exchange), self._redactor.text),
            size=exchange.response_body.wire_size or exchange.response_body.size,
            elapsed=exchange.elapsed,
            started=exchange.started_clock,
            states=_states(exchange),
        )

    def sieve(self, wanted: Filter) -> Sieve | None:
        """What tells where `wanted` finds nothing; None where all has to be looked at."""
        asked, generation, sieve = self._sieve
        if asked is not wanted or generation != self._redactor.generation:
            generation, sieve = self._redactor.generation, sieve_for(wanted, self._redactor.labels())
            self._sieve = (wanted, generation, sieve)
        return sieve

    def texts(
        self, exchange: HttpExchange, parts: frozenset[Part] = EVERY_PART, sieve: Sieve | None = None
    ) -> MessageTexts:
        """The texts of both messages, as far as they are asked for, and as `sieve` lets them pass. Raises
        nothing: what cannot be redacted is not found."""
        try:
            return self._texts(exchange, parts, sieve)
        except Exception:  # noqa: BLE001 - an entry that cannot be redacted is withheld
            return MessageTexts()

    def _texts(self, exchange: HttpExchange, parts: frozenset[Part], sieve: Sieve | None) -> MessageTexts:
        sent: list[Redacted] = []
        got: list[Redacted] = []
        aliases: list[str] = []
        if Part.HEADERS in parts or Part.SECRETS in parts:
            sent = self._headers(exchange.request_headers, sieve)
            got = self._headers(exchange.response_headers, sieve)
        request = response = _NO_BODY
        if Part.BODIES in parts or Part.SECRETS in parts:
            request = self._body(exchange.request_body, exchange.request_headers, sieve)
            response = self._body(exchange.response_body, exchange.response_headers, sieve)
        if Part.SECRETS in parts:
            masked = [self._redactor.url(exchange.url), *sent, *got, request.content, response.content]
            masked += [field.value for field in (*request.fields, *response.fields)]
            aliases = [alias for one in masked for alias in aliases_in(one)]
        return MessageTexts(
            tuple(line.text.lower() for line in sent),
            _body_text(request),
            tuple(line.text.lower() for line in got),
            _body_text(response),
            tuple(dict.fromkeys(aliases)),
        )

    def _headers(self, headers: tuple[Header, ...], sieve: Sieve | None) -> list[Redacted]:
        return [
            self._header(name, value) for name, value in headers if sieve is None or sieve.line(name, value)
        ]

    def _body(self, body: Body, headers: tuple[Header, ...], sieve: Sieve | None) -> BodyView:
        if sieve is not None and not sieve.body(body, headers, BODY_LIMIT):
            return _NO_BODY
        return body_view(body, headers, self._redactor, limit=BODY_LIMIT)

    def _header(self, name: str, value: str) -> Redacted:
        """A header as a line."""
        generation, known = self._lines
        if generation != self._redactor.generation or len(known) > _CACHED:
            generation, known = self._redactor.generation, {}
            self._lines = (generation, known)
        line = known.get((name, value))
        if line is None:
            shown = self._redactor.header(name, value)
            start = f"{self._redactor.text(name)}: "
            at = len(start)
            chips = (replace(chip, start=chip.start + at, end=chip.end + at) for chip in shown.chips)
            line = Redacted(start + shown.text, tuple(chips))
            if generation == self._redactor.generation:
                known[name, value] = line
        return line

    def _url(self, url: str) -> str:
        """As the log shows it, with its scheme."""
        scheme, mark, _ = url.partition("://")
        shown = self._redactor.short_url(url).text
        return f"{scheme}://{shown}" if mark and scheme.lower() in ("http", "https") else shown

    def _redacted(self, kind: str, text: str, redact: Callable[[str], str]) -> str:
        if not text:
            return ""
        generation, known = self._known
        if generation != self._redactor.generation or len(known) > _CACHED:
            generation, known = self._redactor.generation, {}
            self._known = (generation, known)
        shown = known.get((kind, text))
        if shown is None:
            shown = redact(text)
            # Redacting took time, in which more may have become known.
            if generation == self._redactor.generation:
                known[kind, text] = shown
        return shown


def aliases_in(masked: Redacted) -> list[str]:
    """The aliases of the secrets in a text, as their chips say them: `access token ①`, in lower case."""
    found = []
    for chip in masked.chips:
        shown = masked.text[chip.start : chip.end].removeprefix("•••• ")
        found.append(shown.rpartition(", ")[0].lower() or shown.lower())
    return found


def _body_text(body: BodyView) -> str:
    lines = [body.content.text, *(f"{field.name}={field.value.text}" for field in body.fields)]
    return "\n".join(line for line in lines if line).lower()


def _host(shown: str) -> str:
    """The host of a URL that may be shown; with its port, where it has one."""
    try:
        return urlsplit(shown if "://" in shown else f"//{shown}").netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _content_type(exchange: HttpExchange) -> str:
    for name, value in exchange.response_headers:
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower()
    return ""


def _states(exchange: HttpExchange) -> frozenset[str]:
    went = status_class(exchange)
    states = {went} & set(FLAGS)
    if exchange.browser:
        states.add("browser")
    if exchange.step == "refresh":
        states.add("refresh")
    if exchange.redirected_from is not None:
        states.add("redirect")
    if exchange.truncated:
        states.add("cut")
    if exchange.sent_to is not None:
        states.add("routed")
    return frozenset(states)
