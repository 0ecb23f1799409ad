"""Stopping a run before it opens or sends something: a person looks, edits, goes on or aborts.

A pause comes last: after `apply`, after signing, after redirects were decided. What is edited there goes
out byte for byte; no signature is made anew. Only the length of the body is still ours.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from authbench.errors import AuthbenchError, Code
from authbench.events import Event, Header, PausePoint, RunPaused, RunResumed, SecretLearned, StepName

if TYPE_CHECKING:
    import asyncio

    from authbench.http import ExchangeContext, HttpRequest

_TOKEN_STEPS = frozenset({StepName.TOKEN.value, StepName.ACQUIRE.value, StepName.REFRESH.value})
_LARGEST_FORM = 65536
"""Bytes of a form that are searched for changed secrets; no token request comes near it."""
_MOST_FIELDS = 200

BROWSER_NOTE = (
    "state and redirect_uri belong to this sign-in: with another state the listener does not take the "
    "answer, with another redirect_uri it may never get one."
)
_SIGNED = {
    "aws4-hmac-sha256": "This request is signed with AWS Signature Version 4",
    "digest": "This request answers a Digest challenge",
}


@dataclass(frozen=True, slots=True)
class PausePoints:
    """Where a run stops. `before_token` is every request of the steps that get tokens, those of `acquire` and
    `refresh` included; `before_each` every request, redirects included, but not the browser."""

    before_browser: bool = False
    before_token: bool = False
    before_each: bool = False

    def __bool__(self) -> bool:
        return self.before_browser or self.before_token or self.before_each

    def holds(self, point: PausePoint) -> bool:
        """Whether a run stops at `point`."""
        match point:
            case PausePoint.BROWSER:
                return self.before_browser
            case PausePoint.TOKEN:
                return self.before_token or self.before_each
            case PausePoint.CALL:
                return self.before_each


NO_PAUSES = PausePoints()
"""A run that never stops, as those of the command line."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What would go out, raw, for the person who edits it: change it with `dataclasses.replace`.

    `number` tells the pauses of a run apart. At `PausePoint.BROWSER` only the URL counts. Header values are
    Latin-1 text; `Host` is among the headers only where it is not the URL's. `notes` say what editing
    does not do.
    """

    number: int
    point: PausePoint
    step: str
    cause: str | None
    method: str
    url: str = field(repr=False)
    headers: tuple[Header, ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    notes: tuple[str, ...] = ()

    @property
    def only_url(self) -> bool:
        """Whether nothing but the URL can be edited."""
        return self.point is PausePoint.BROWSER


class DraftRefused(AuthbenchError):
    """The edited request cannot be sent; the run still waits."""

    default_code = Code.INVALID_REQUEST_DATA


@dataclass(slots=True)
class _Stop:
    draft: Draft
    loop: asyncio.AbstractEventLoop
    answer: asyncio.Future[Draft]


class Pausing:
    """The pauses of one run; the `Gate` of its requests. `contains_secret` says whether text holds a known
    secret; `is_own` whether an IP address and port are a listener of ours."""

    def __init__(
        self,
        run_id: str,
        record: Callable[[Event], None],
        contains_secret: Callable[[bytes | str], bool],
        is_own: Callable[[str, int], bool],
    ) -> None:
        self._run_id = run_id
        self._record = record
        self._contains_secret = contains_secret
        self._is_own = is_own
        self._lock = threading.Lock()
        self._points = PausePoints()
        self._stop: _Stop | None = None
        self._number = 0
        self._turn: asyncio.Lock | None = None

    @property
    def draft(self) -> Draft | None:
        """What the run waits with, or None while it does not wait."""
        stop = self._stop
        return stop.draft if stop is not None else None

    def set_points(self, points: PausePoints) -> None:
        """Stop at these points from now on; a run that waits at another one goes on as it is."""
        with self._lock:
            self._points = points
            stop = self._stop
            if stop is None or points.holds(stop.draft.point):
                return
            self._stop = None
        _settle(stop, stop.draft)

    def go_on(self, edited: Draft | None = None) -> None:
        """Send what was shown, or `edited` in its place. Where nothing waits, nothing happens.

        Raises `DraftRefused`, `InvalidUrl` and `InvalidRequestData` for what cannot be sent, and
        `DraftRefused` where `edited` belongs to an earlier pause; the run waits on.
        """
        if edited is not None:
            self._check(edited)
        with self._lock:
            stop = self._stop
            if edited is not None and (stop is None or stop.draft.number != edited.number):
                raise DraftRefused(
                    "The run no longer waits there", hint="It went on or ended meanwhile; nothing was sent."
                )
            if stop is None:
                return
            self._stop = None
        _settle(stop, edited or stop.draft)

    # The gate of requests, on the loop's thread.

    def holds(self, context: ExchangeContext) -> bool:
        """Whether a request is stopped."""
        return self._points.holds(_point_of(context.step))

    async def admit(self, request: HttpRequest, cause: str | None) -> HttpRequest:
        """Wait for a person; the request that is to be sent."""
        step = request.context.step
        shown = Draft(
            0,
            _point_of(step),
            step,
            cause,
            request.method,
            request.url,
            request.headers,
            request.body,
            tuple(_notes_on(request)),
        )
        edited = await self._wait(shown)
        return replace(
            request, method=edited.method, url=edited.url, headers=edited.headers, body=edited.body
        )

    async def before_browser(self, url: str) -> str:
        """Wait for a person before the browser opens `url`; the URL that is to be opened."""
        step = StepName.CONSENT.value
        shown = Draft(0, PausePoint.BROWSER, step, None, "GET", url, notes=(BROWSER_NOTE,))
        if not self._points.holds(shown.point):
            return url
        return (await self._wait(shown)).url

    async def _wait(self, shown: Draft) -> Draft:
        import asyncio

        if self._turn is None:
            self._turn = asyncio.Lock()
        # Requests that are sent at once are shown one after the other.
        async with self._turn:
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[Draft] = loop.create_future()
            with self._lock:
                if not self._points.holds(shown.point):
                    return shown
                self._number += 1
                shown = replace(shown, number=self._number)
                stop = self._stop = _Stop(shown, loop, answer)
            began = time.monotonic()
            self._record(
                RunPaused(self._run_id, shown.point, shown.step, shown.method, shown.url, datetime.now(UTC))
            )
            edited: Draft | None = None
            try:
                edited = await answer
            finally:
                with self._lock:
                    if self._stop is stop:
                        self._stop = None
                if edited is not None:
                    self._learn(shown, edited)
                self._record(
                    RunResumed(
                        self._run_id,
                        () if edited is None else changed_in(shown, edited),
                        edited is None,
                        time.monotonic() - began,
                        datetime.now(UTC),
                    )
                )
            return edited

    def _check(self, edited: Draft) -> None:
        from authbench.http import parse_url
        from authbench.http.wire_headers import check_method, wire_headers

        address = parse_url(edited.url)
        if edited.only_url:
            return
        check_method(edited.method)
        if edited.method.upper() == "CONNECT":
            raise DraftRefused(
                "CONNECT is no request for an API", hint="It asks a proxy for a tunnel. Use another method."
            )
        wire_headers(edited.headers, address, edited.method, edited.body, None, complete=True)
        origin = address.origin
        hosts = ("127.0.0.1", "::1") if origin.host == "localhost" else (origin.host,)
        if any(_is_ip(host) and self._is_own(host, origin.port) for host in hosts):
            raise DraftRefused(
                f"{origin.authority} is where this program waits for a redirect",
                hint="Requests do not go there; the browser does.",
            )

    def _learn(self, shown: Draft, edited: Draft) -> None:
        """What was put where a secret stood is a secret too."""
        for before, after in zip(_pairs_of(shown), _pairs_of(edited), strict=True):
            old: dict[str, list[str]] = {}
            for name, value in before:
                old.setdefault(name, []).append(value)
            for name, value in after:
                known = old.get(name, [])
                if value not in known and any(map(self._contains_secret, known)):
                    # After a scheme, where there is one: `Bearer …`.
                    secret = value.rpartition(" ")[2]
                    if secret:
                        self._record(SecretLearned(secret, name.rpartition("/")[2]))


def changed_in(before: Draft, after: Draft) -> tuple[str, ...]:
    """In what two drafts differ: `method`, `url`, `headers`, `body`, in this order."""
    names = ("url",) if before.only_url else ("method", "url", "headers", "body")
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _settle(stop: _Stop, draft: Draft) -> None:
    def settle() -> None:
        if not stop.answer.done():
            stop.answer.set_result(draft)

    stop.loop.call_soon_threadsafe(settle)


def _point_of(step: str) -> PausePoint:
    return PausePoint.TOKEN if step in _TOKEN_STEPS else PausePoint.CALL


def _notes_on(request: HttpRequest) -> Iterator[str]:
    schemes = {
        value.split(" ", 1)[0].lower() for name, value in request.headers if name.lower() == "authorization"
    }
    if "x-amz-signature=" in request.url.lower():
        schemes.add("aws4-hmac-sha256")
    for scheme, what in _SIGNED.items():
        if scheme in schemes:
            yield f"{what}; it is not signed anew, so a server that checks it refuses what was edited."


def _pairs_of(draft: Draft) -> tuple[list[tuple[str, str]], ...]:
    """Headers, query, and a form or JSON of a draft, as names and values; cookies each for itself."""
    query = draft.url.partition("?")[2].partition("#")[0]
    text = draft.body.decode("utf-8", "replace") if len(draft.body) <= _LARGEST_FORM else ""
    headers: list[tuple[str, str]] = []
    for name, value in draft.headers:
        if name.lower() == "cookie":
            parts = (part.strip().partition("=") for part in value.split(";"))
            headers += ((f"cookie/{cookie}", content) for cookie, _, content in parts)
        else:
            headers.append((name.lower(), value))
    return headers, _parsed(query), _parsed(text), list(_texts_in(text))


def _texts_in(text: str) -> Iterator[tuple[str, str]]:
    """The texts in a JSON document, each with the way to it: `user/password`. Nothing for what is none."""
    import json

    if text.lstrip()[:1] not in ("{", "["):
        return
    try:
        rest: list[tuple[str, Any]] = [("", json.loads(text))]
    except (ValueError, RecursionError):
        return
    while rest:
        name, value = rest.pop()
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, dict):
            rest += ((f"{name}/{key}", inner) for key, inner in value.items())
        elif isinstance(value, list):
            rest += ((f"{name}/{number}", inner) for number, inner in enumerate(value))


def _parsed(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def _is_ip(host: str) -> bool:
    import ipaddress

    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
