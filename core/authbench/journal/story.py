"""Why an exchange happened and what came of it: the rule that asked for it, the redirects it is one of, and
what its run changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from authbench.events import (
    Event,
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    RenewalTriggered,
    SettingsChanged,
)
from authbench.journal.chips import Redacted
from authbench.journal.entries import status_class
from authbench.journal.redaction import Redactor

_RENEWING = ("acquire", "refresh", "token")


@dataclass(frozen=True, slots=True)
class HopView:
    """One request of a chain of redirects. `dropped` are the headers it was sent without, `method_changed`
    says that the redirect made a GET of something else (RFC 9110, 15.4.4)."""

    id: int
    method: str
    url: Redacted
    status: str
    status_class: str
    dropped: tuple[str, ...]
    method_changed: bool


@dataclass(frozen=True, slots=True)
class StoryView:
    """`chain` is empty where there was no redirect. `renewal` is the rule that asked for this exchange,
    `asked` the rules that its answer met. `changed` names the settings that its run changed."""

    chain: tuple[HopView, ...] = ()
    renewal: RenewalTriggered | None = None
    asked: tuple[RenewalTriggered, ...] = ()
    changed: tuple[str, ...] = ()


def story(exchange: HttpExchange, events: Sequence[Event], redactor: Redactor) -> StoryView:
    """The story of an exchange from the events of its run, in order. Raises nothing."""
    try:
        return _story(exchange, events, redactor)
    except Exception:  # noqa: BLE001 - what cannot be redacted is withheld
        return StoryView()


def _story(exchange: HttpExchange, events: Sequence[Event], redactor: Redactor) -> StoryView:
    before: RenewalTriggered | None = None
    renewal: RenewalTriggered | None = None
    asked: list[RenewalTriggered] = []
    changed: dict[str, None] = {}
    exchanges: dict[int, HttpExchange] = {}
    for event in events:
        match event:
            case ExchangeStarted() | ExchangeFinished():
                exchanges[event.exchange.id] = event.exchange
                if event.exchange.id == exchange.id and exchange.step in _RENEWING:
                    renewal = before
            case RenewalTriggered():
                before = _redacted(event, redactor)
                if event.exchange_id == exchange.id:
                    asked.append(before)
            case SettingsChanged():
                changed.update(dict.fromkeys(redactor.text(name) for name in event.names))
            case _:
                pass
    return StoryView(_chain(exchange, exchanges, redactor), renewal, tuple(asked), tuple(changed))


def _redacted(renewal: RenewalTriggered, redactor: Redactor) -> RenewalTriggered:
    return replace(
        renewal, pattern=redactor.text(renewal.pattern), location=redactor.location(renewal.location)
    )


def _chain(
    exchange: HttpExchange, exchanges: dict[int, HttpExchange], redactor: Redactor
) -> tuple[HopView, ...]:
    chain = [exchange]
    seen = {exchange.id}
    while chain[0].redirected_from is not None:
        earlier = exchanges.get(chain[0].redirected_from)
        if earlier is None or earlier.id in seen:
            break
        seen.add(earlier.id)
        chain.insert(0, earlier)
    following = {
        each.redirected_from: each for each in exchanges.values() if each.redirected_from is not None
    }
    while chain[-1].id in following and following[chain[-1].id].id not in seen:
        chain.append(following[chain[-1].id])
        seen.add(chain[-1].id)
    if len(chain) == 1:
        return ()
    methods = [None, *(hop.method for hop in chain)]
    return tuple(
        _hop(hop, before is not None and before != hop.method, redactor)
        for hop, before in zip(chain, methods, strict=False)
    )


def _hop(exchange: HttpExchange, method_changed: bool, redactor: Redactor) -> HopView:
    return HopView(
        exchange.id,
        redactor.text(exchange.method),
        redactor.short_url(exchange.url),
        str(exchange.status) if exchange.status is not None else "failed" if exchange.error else "…",
        status_class(exchange),
        tuple(redactor.text(name) for name in exchange.dropped),
        method_changed,
    )
