"""Following a run gives what is drawn of it at once, however long it is and whatever happens."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from authbench.errors import Code
from authbench.events import (
    Event,
    ExchangeError,
    ExchangeFinished,
    ExchangeStarted,
    HttpExchange,
    Outcome,
    RedirectIgnored,
    RenewalTriggered,
    RunKind,
    StepName,
)
from authbench.journal import Journal
from authbench.journal.flow.drawing import MOST_EXCHANGES, FlowFollower, picture_of
from authbench.journal.flow.picture import (
    Message,
    MessageKind,
)
from support.flow_events import (
    CALL,
    LOGIN,
    SERVICE,
    began,
    both,
    done,
    drawn,
    ended,
    exchange,
    followed_equals_drawn,
    journal_of,
    many,
    step,
)


def test_a_long_run_is_drawn_from_both_ends() -> None:
    picture = drawn(many(10_000))
    gap = next(row for row in picture.messages if row.left_out)
    assert gap.title == "… 9,900 more requests"
    assert gap.left_out == 10_000 - MOST_EXCHANGES
    assert len(picture.messages) == 2 * MOST_EXCHANGES + 1
    assert picture.messages[-1].number == 20_000
    assert picture.messages[99].exchange_id == 50
    assert picture.messages[101].exchange_id == 9_951


def test_a_long_run_may_be_followed() -> None:
    events = many(MOST_EXCHANGES + 3)
    journal = Journal()
    follower = FlowFollower(journal, "run")
    journal.subscribe(follower.take)
    for number, event in enumerate(events):
        journal.record(event)
        if number > 2 * MOST_EXCHANGES - 4:
            assert follower.picture == picture_of(journal, "run")
    assert any(row.left_out for row in follower.picture.messages)


def test_following_takes_no_longer_the_longer_a_run_is() -> None:
    journal = journal_of(many(10_000))
    follower = FlowFollower(journal, "run")
    follower.catch_up()
    looked: list[int] = []
    view = journal.view

    def counted(exchange_id: int, *, limit: int | None = None) -> object:
        looked.append(exchange_id)
        return view(exchange_id, limit=limit)

    journal.view = counted  # type: ignore[method-assign, assignment]
    assert len(follower.picture.messages) == 2 * MOST_EXCHANGES + 1
    assert len(looked) == MOST_EXCHANGES
    journal.subscribe(follower.take)
    looked.clear()
    for event in both(replace(CALL, id=10_001, started_clock=10_001.0), status=200):
        journal.record(event)
    assert not looked
    assert follower.picture.messages[-1].exchange_id == 10_001
    assert looked == [10_001]


def test_notices_of_other_runs_change_nothing() -> None:
    journal = Journal()
    follower = FlowFollower(journal, "other")
    journal.subscribe(lambda notice: taken.append(follower.take(notice)))
    taken: list[bool] = []
    for event in began():
        journal.record(event)
    assert taken == [False]
    assert follower.picture.rows == ()


STEPS = st.sampled_from((StepName.TEST, StepName.ACQUIRE, StepName.REFRESH, StepName.IDENTITY))
STATUSES = st.sampled_from((200, 302, 401, 500, None))


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Runs in which exchanges begin and end in any order, and rules ask in between."""
    events: list[Event] = began(RunKind.TEST, tuple(draw(st.lists(STEPS, max_size=4))))
    under_way: list[HttpExchange] = []
    clock = 0.0
    for number in range(1, draw(st.integers(1, 12))):
        clock += draw(st.floats(0.01, 2))
        match draw(st.sampled_from(("begin", "end", "rule", "step", "over", "ignored"))):
            case "begin":
                origin = draw(st.sampled_from((LOGIN, SERVICE)))
                one = exchange(number, str(draw(STEPS)), "GET", f"{origin}/x", started_clock=clock)
                under_way.append(one)
                events.append(ExchangeStarted(one))
            case "end" if under_way:
                one = under_way.pop(draw(st.integers(0, len(under_way) - 1)))
                status = draw(STATUSES)
                error = None if status else ExchangeError(Code.REQUEST_TIMEOUT, "late")
                events.append(
                    ExchangeFinished(
                        replace(one, status=status, error=error, elapsed=clock - one.started_clock)
                    )
                )
            case "rule":
                events.append(
                    RenewalTriggered("run", "refresh_on", "401", "status", draw(st.integers(1, 12)))
                )
            case "step":
                events.append(step(number, draw(STEPS)))
            case "over":
                events.append(done(number, draw(STEPS), ok=draw(st.booleans())))
            case "ignored":
                events.append(RedirectIgnored("run", "a request for another path"))
            case _:
                pass
    if draw(st.booleans()):
        events.append(ended(draw(st.sampled_from(Outcome))))
    return events


@given(histories())
def test_whatever_happens_the_follower_agrees_and_each_exchange_is_there_once(events: list[Event]) -> None:
    followed_equals_drawn(events)
    picture = drawn(events)
    messages: tuple[Message, ...] = picture.messages
    asked = [one.exchange_id for one in messages if one.kind is MessageKind.REQUEST and one.exchange_id]
    assert asked == [event.exchange.id for event in events if isinstance(event, ExchangeStarted)]
    answers = [
        one.exchange_id
        for one in messages
        if one.kind in (MessageKind.RESPONSE, MessageKind.REDIRECT) and one.exchange_id
    ]
    assert sorted(answers, key=str) == sorted(asked, key=str)
    assert [one.number for one in messages] == list(range(1, len(messages) + 1))
