from dataclasses import replace
from datetime import UTC, datetime

from authbench.errors import Location
from authbench.events import Event, ExchangeFinished, HttpExchange, RenewalTriggered, SettingsChanged
from authbench.journal import Redactor
from authbench.journal.story import StoryView, story

T0 = datetime(2026, 11, 21, tzinfo=UTC)


def exchange(number: int, step: str = "test", **facts: object) -> HttpExchange:
    made = HttpExchange(number, "run", step, "GET", f"https://a.test/{number}", T0, 0.0, status=200)
    return replace(made, **facts)  # type: ignore[arg-type]


def told(number: int, events: list[Event], redactor: Redactor | None = None) -> StoryView:
    (wanted,) = (
        event.exchange
        for event in events
        if isinstance(event, ExchangeFinished) and event.exchange.id == number
    )
    return story(wanted, events, redactor or Redactor())


def test_a_chain_of_redirects_tells_what_was_dropped_on_the_way() -> None:
    events: list[Event] = [
        ExchangeFinished(exchange(1, method="POST", status=302)),
        ExchangeFinished(exchange(2, status=307, redirected_from=1)),
        ExchangeFinished(exchange(3, redirected_from=2, dropped=("Authorization",))),
        ExchangeFinished(exchange(4)),
    ]
    for number in (1, 2, 3):
        chain = told(number, events).chain
        assert [(hop.id, hop.status, hop.method_changed, hop.dropped) for hop in chain] == [
            (1, "302", False, ()),
            (2, "307", True, ()),
            (3, "200", False, ("Authorization",)),
        ]
    assert told(4, events).chain == ()


def test_a_refresh_knows_the_rule_that_asked_for_it() -> None:
    place = Location("a.rb", 9, 1, "connection.authorization.refresh_on", "'hidden-value-1'")
    rule = RenewalTriggered("run", "refresh_on", "/hidden-value-1/", "body", 1, place)
    events: list[Event] = [
        ExchangeFinished(exchange(1, status=401)),
        rule,
        ExchangeFinished(exchange(2, "refresh")),
        SettingsChanged("run", ("access_token", "expires_in")),
        ExchangeFinished(exchange(3)),
    ]
    redactor = Redactor()
    redactor.add("hidden-value-1", "token")
    assert told(1, events, redactor).renewal is None
    (asked,) = told(1, events, redactor).asked
    assert asked == told(2, events, redactor).renewal
    assert told(3, events, redactor).renewal is None
    assert asked.rule == "refresh_on"
    assert "hidden-value-1" not in repr(asked)
    assert told(3, events, redactor).changed == ("access_token", "expires_in")


def test_redirects_in_a_circle_end() -> None:
    events: list[Event] = [
        ExchangeFinished(exchange(1, redirected_from=2)),
        ExchangeFinished(exchange(2, redirected_from=1)),
    ]
    assert [hop.id for hop in told(1, events).chain] == [2, 1]
