"""The rows of a picture: messages in the order in which they travelled, waits, and what is still to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from authbench.errors import Code
from authbench.events import (
    Outcome,
    RedirectIgnored,
    RenewalTriggered,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    StepName,
)
from authbench.journal.chips import Redacted
from authbench.journal.entries import LogEntry
from authbench.journal.flow.carried import Carried
from authbench.journal.flow.coming import RENEWING, Coming
from authbench.journal.flow.lanes import Lanes
from authbench.journal.flow.picture import (
    AUTHBENCH,
    BROWSER,
    LaneKind,
    Message,
    MessageKind,
    MessageState,
    Picture,
    Row,
    Topic,
    Wait,
)
from authbench.journal.flow.sketching import REDIRECT_STEP, Sketch
from authbench.journal.flow.wording import line, visible

SIGN_IN = "Sign in and allow access"
# Files keep milliseconds; answers that overlap by less did not.
_TOLERANCE = 0.005
_LONGEST_REASON = 100
_SERVERS = (LaneKind.AUTHORIZATION_SERVER, LaneKind.SERVER)
_AT_SERVER = (StepName.CONSENT, *RENEWING, StepName.PROVIDER)
"""The steps in which the authorization server is asked."""
_APIS = (LaneKind.API, LaneKind.SERVER)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is left out of a long run: so many exchanges, and so many messages."""

    exchanges: int
    messages: int


Aside = RenewalTriggered | RedirectIgnored | RunPaused | RunResumed
"""What is drawn and is no exchange."""
Item = Sketch | Aside | Gap


def weight(entry: LogEntry) -> int:
    """How many messages an exchange is."""
    if not entry.browser:
        return 2
    if entry.step != REDIRECT_STEP:
        return 3
    return 1 if entry.status is None else 2


def drawn(
    run_id: str,
    started: RunStarted | None,
    finished: RunFinished | None,
    items: Sequence[Item],
    coming: Coming,
) -> Picture:
    """The picture of these items, in the order in which they began."""
    sketches = [item for item in items if isinstance(item, Sketch)]
    steps = coming.steps
    lanes = Lanes(
        sketches,
        browser=StepName.CONSENT in steps or any(one.entry.browser for one in sketches),
        grants=any(step in _AT_SERVER for step in steps),
        calls=any(step not in _AT_SERVER for step in steps),
    )
    rows = _Rows(items, lanes, finished, coming)
    return Picture(
        run_id,
        started.kind if started is not None else None,
        lanes.all,
        tuple(rows.all()),
        finished.outcome if finished is not None else None,
    )


class _Rows:
    def __init__(
        self, items: Sequence[Item], lanes: Lanes, finished: RunFinished | None, coming: Coming
    ) -> None:
        self._items = items
        self._lanes = lanes
        self._finished = finished
        self._coming = coming
        self._rows: list[Row] = []
        self._number = 0
        # Exchanges whose answers are not drawn yet, in the order in which they began.
        self._open: list[Sketch] = []
        self._asking_with: frozenset[int] = frozenset(
            item.exchange_id
            for item in items
            if isinstance(item, RenewalTriggered) and item.exchange_id is not None
        )
        self._redirects = _redirects(items)

    def all(self) -> list[Row]:
        for item in self._items:
            match item:
                case Sketch():
                    self._answers_before(item)
                    self._exchange(item)
                case RenewalTriggered():
                    self._renewal(item)
                case RedirectIgnored():
                    self._ignored(item)
                case RunPaused():
                    self._pause(item)
                case RunResumed():
                    self._resume(item.at, aborted=item.aborted)
                case Gap():
                    self._answers(lambda one: True)
                    self._gap(item)
        self._answers(lambda one: True)
        if self._finished is None:
            self._future()
        else:
            self._resume(self._finished.at, aborted=True)
            self._stopped(self._finished)
        return self._rows

    # Exchanges

    def _exchange(self, one: Sketch) -> None:
        if one.opening is not None:
            self._visit(one, one.opening)
        elif one.entry.browser:
            self._callback(one)
        else:
            self._add(one.request, AUTHBENCH, self._lanes.of(one.origin), one.entry)
            self._open.append(one)

    def _visit(self, one: Sketch, opening: Carried) -> None:
        server = self._lanes.of(one.origin)
        self._add(opening, AUTHBENCH, BROWSER, one.entry)
        self._add(one.request, BROWSER, server, one.entry)
        redirect = self._redirects.get(one.entry.id)
        if redirect is not None:
            self._wait(server, one.entry.started_at, redirect.entry.started_at)
            self._add(redirect.returned or one.answer, server, BROWSER, one.entry, ended=True)
        elif self._coming.consent_failed or self._finished is not None:
            ended = one.entry.started_at + timedelta(seconds=one.entry.elapsed or 0)
            self._wait(server, one.entry.started_at, ended)
            self._add(self._no_redirect(), server, BROWSER, one.entry, ended=True)
        else:
            self._wait(server, one.entry.started_at, None)
            self._message(one.answer, server, BROWSER)
            self._future_callback(one.back)

    def _no_redirect(self) -> Carried:
        cancelled = self._finished is not None and self._finished.outcome is Outcome.CANCELLED
        return Carried(
            MessageKind.REDIRECT,
            "cancelled" if cancelled else "no redirect came",
            Redacted(""),
            MessageState.FAILED,
            (Topic.CANCELLED if cancelled else Topic.NO_ANSWER,),
        )

    def _callback(self, one: Sketch) -> None:
        self._add(one.request, BROWSER, AUTHBENCH, one.entry)
        if one.entry.status is not None:
            self._add(one.answer, AUTHBENCH, BROWSER, one.entry, ended=True)

    def _wait(self, lane: str, since: datetime, until: datetime | None) -> None:
        state = MessageState.PENDING if until is None else MessageState.DONE
        self._rows.append(Wait(lane, SIGN_IN, since, until, state))

    # Answers

    def _answers_before(self, following: Sketch) -> None:
        begins = following.entry.started_clock + _TOLERANCE

        def over(one: Sketch) -> bool:
            return one.entry.elapsed is not None and one.entry.started_clock + one.entry.elapsed <= begins

        self._answers(over)

    def _answers(self, wanted: Callable[[Sketch], bool]) -> None:
        """Draw the answers of those of the open exchanges, the first to end first."""
        ready = [one for one in self._open if wanted(one)]
        self._open = [one for one in self._open if not wanted(one)]
        ready.sort(key=lambda one: one.entry.started_clock + (one.entry.elapsed or 1e9))
        for one in ready:
            self._answer(one)

    def _answer(self, one: Sketch) -> None:
        answer = one.answer
        if answer.state is MessageState.PENDING and self._finished is not None:
            answer = replace(answer, words="cancelled", state=MessageState.FAILED, topics=(Topic.CANCELLED,))
        elif answer.state is MessageState.DONE and one.entry.id in self._asking_with:
            answer = replace(answer, state=MessageState.FAILED, topics=(Topic.REFUSED,))
        ended = answer.state is not MessageState.PENDING
        self._add(answer, self._lanes.of(one.origin), AUTHBENCH, one.entry, ended=ended)

    # What is no exchange

    def _renewal(self, event: RenewalTriggered) -> None:
        self._answers(lambda one: event.exchange_id in (None, one.entry.id))
        words = f"rule {event.rule} {event.pattern}"[:_LONGEST_REASON]
        found = {"status": "the status", "body": "the body", "headers": "the headers"}.get(
            event.matched, "the error"
        )
        place = event.location
        where = "" if place is None or place.line is None else f"line {place.line}"
        detail = line((f"found in {found} of the answer", where))
        self._local(words, detail, MessageState.DONE, Topic.RENEWAL, event.exchange_id)

    def _ignored(self, event: RedirectIgnored) -> None:
        words = "ignored at the redirect address"
        detail = Redacted(event.reason[:_LONGEST_REASON])
        carried = Carried(MessageKind.CALLBACK, words, detail, MessageState.FAILED, (Topic.CALLBACK_IGNORED,))
        self._message(carried, BROWSER, AUTHBENCH)

    def _pause(self, event: RunPaused) -> None:
        def over(one: Sketch) -> bool:
            ended = one.entry.started_at + timedelta(seconds=one.entry.elapsed or 0)
            return one.entry.elapsed is not None and ended <= event.at

        self._answers(over)
        address = event.url.partition("?")[0].partition("://")[2] or event.url
        title = visible(f"Paused before {event.method} {address}"[:_LONGEST_REASON])
        self._rows.append(Wait(AUTHBENCH, title, event.at, None, MessageState.PENDING, Topic.PAUSED))

    def _resume(self, at: datetime, *, aborted: bool) -> None:
        """End the pause that is on, if there is one."""
        state = MessageState.FAILED if aborted else MessageState.DONE
        for place, row in enumerate(self._rows):
            if isinstance(row, Wait) and row.topic is Topic.PAUSED and row.until is None:
                self._rows[place] = replace(row, until=at, state=state)

    def _gap(self, gap: Gap) -> None:
        self._rows.append(
            Message(
                0,
                MessageKind.LOCAL,
                AUTHBENCH,
                AUTHBENCH,
                f"… {gap.exchanges:,} more request{'' if gap.exchanges == 1 else 's'}",
                Redacted("the log has all of them"),
                MessageState.DONE,
                topics=(Topic.LEFT_OUT,),
                left_out=gap.exchanges,
            )
        )
        self._number += gap.messages

    def _stopped(self, finished: RunFinished) -> None:
        """Why a run ended that no message tells of."""
        failed = any(
            row.state is MessageState.FAILED and row.kind is not MessageKind.LOCAL
            for row in self._rows[-1:]
            if isinstance(row, Message)
        )
        if finished.outcome is Outcome.OK or failed:
            return
        failure = finished.failure
        cancelled = finished.outcome is Outcome.CANCELLED or (failure and failure.code == Code.CANCELLED)
        words = "cancelled" if cancelled or failure is None else "stopped"
        detail = Redacted("" if cancelled or failure is None else failure.message[:_LONGEST_REASON])
        topic = Topic.CANCELLED if cancelled else Topic.STOPPED
        self._local(words, detail, MessageState.FAILED, topic, failure.exchange_id if failure else None)

    # What is still to come

    def _future(self) -> None:
        for step in self._coming.steps:
            if step is StepName.CONSENT:
                server = self._lanes.first(*_SERVERS)
                self._to_come(MessageKind.OPEN, "open authorize URL", AUTHBENCH, BROWSER, Topic.OPEN_BROWSER)
                self._to_come(MessageKind.REQUEST, "GET authorize URL", BROWSER, server, Topic.AUTHORIZE)
                self._rows.append(Wait(server, SIGN_IN, None, None, MessageState.FUTURE))
                self._to_come(
                    MessageKind.REDIRECT, "redirect with code", server, BROWSER, Topic.CODE_REDIRECT
                )
                self._future_callback()
            elif step in RENEWING:
                self._future_grant(step)
            else:
                api = self._lanes.first(*(_SERVERS if step is StepName.PROVIDER else _APIS))
                words, topic = _CALLS.get(step, ("API request", Topic.API_CALL))
                self._to_come(MessageKind.REQUEST, words, AUTHBENCH, api, topic)
                self._to_come(MessageKind.RESPONSE, "answer", api, AUTHBENCH, Topic.API_ANSWER)

    def _future_grant(self, step: StepName) -> None:
        server = self._lanes.first(*_SERVERS)
        signed_in = any(isinstance(row, Wait) for row in self._rows)
        if step is StepName.REFRESH:
            words, topic = "renew the token", Topic.REFRESH_GRANT
        elif signed_in:
            pkce = any(Topic.PKCE in row.topics for row in self._rows if isinstance(row, Message))
            words, topic = "token request · code" + (" + verifier" if pkce else ""), Topic.CODE_EXCHANGE
        else:
            words, topic = "token request", Topic.TOKEN_REQUEST
        self._to_come(MessageKind.REQUEST, words, AUTHBENCH, server, topic)
        self._to_come(MessageKind.RESPONSE, "access token", server, AUTHBENCH, Topic.TOKENS)

    def _future_callback(self, back: str = "") -> None:
        words = f"GET {back}" if back else "back to Authbench with the code"
        self._to_come(MessageKind.CALLBACK, words, BROWSER, AUTHBENCH, Topic.CALLBACK)
        self._to_come(MessageKind.RESPONSE, "how it went", AUTHBENCH, BROWSER, Topic.CALLBACK_ANSWER)

    # Writing rows

    def _add(
        self, carried: Carried, source: str, target: str, entry: LogEntry, *, ended: bool = False
    ) -> None:
        is_answer = carried.kind in (MessageKind.RESPONSE, MessageKind.REDIRECT)
        elapsed = entry.elapsed if ended else None
        self._message(
            carried,
            source,
            target,
            exchange_id=entry.id,
            started=entry.started_at + timedelta(seconds=elapsed or 0),
            elapsed=elapsed,
            status=entry.status if is_answer else None,
        )

    def _to_come(self, kind: MessageKind, words: str, source: str, target: str, topic: Topic) -> None:
        self._message(Carried(kind, words, Redacted(""), MessageState.FUTURE, (topic,)), source, target)

    def _local(
        self, words: str, detail: Redacted, state: MessageState, topic: Topic, exchange_id: int | None
    ) -> None:
        carried = Carried(MessageKind.LOCAL, words, detail, state, (topic,))
        self._message(carried, AUTHBENCH, AUTHBENCH, exchange_id=exchange_id)

    def _message(
        self,
        carried: Carried,
        source: str,
        target: str,
        *,
        exchange_id: int | None = None,
        started: datetime | None = None,
        elapsed: float | None = None,
        status: int | None = None,
    ) -> None:
        self._number += 1
        self._rows.append(
            Message(
                self._number,
                carried.kind,
                source,
                target,
                visible(f"{self._number} {carried.words}"),
                replace(carried.detail, text=visible(carried.detail.text)),
                carried.state,
                exchange_id,
                started,
                elapsed,
                status,
                carried.topics,
            )
        )


_CALLS = {
    StepName.IDENTITY: ("identity request", Topic.IDENTITY_CALL),
    StepName.TRY: ("tried request", Topic.TRY_CALL),
    StepName.PROVIDER: ("request to the provider", Topic.PROVIDER_CALL),
    StepName.TEST: ("test request", Topic.API_CALL),
}


def _redirects(items: Sequence[Item]) -> dict[int, Sketch]:
    """The redirect that each visit of the browser led to."""
    found: dict[int, Sketch] = {}
    visit: int | None = None
    for item in items:
        if not isinstance(item, Sketch) or not item.entry.browser:
            continue
        if item.opening is not None:
            visit = item.entry.id
        elif visit is not None:
            found[visit] = item
            visit = None
    return found
